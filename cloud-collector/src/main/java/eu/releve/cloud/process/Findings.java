package eu.releve.cloud.process;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads what was found wrong in buildings. */
public final class Findings {
  private final DataSource database;

  /**
   * @param database connections that may read results.
   */
  public Findings(DataSource database) {
    this.database = database;
  }

  /**
   * A leak at a point.
   *
   * @param point its key.
   * @param pointName as people call it.
   * @param lot whose it is; nothing for common parts.
   * @param leak since when, how much.
   * @param cost what it has cost, in the currency of the price; nothing without a price.
   * @param price with which price.
   * @param factor what a cubic metre of it emits; nothing where no factor is known.
   * @param rule the version of the rule that found it.
   */
  public record Finding(
      int point,
      String pointName,
      Optional<String> lot,
      Leak leak,
      Optional<BigDecimal> cost,
      Optional<Price> price,
      Optional<EmissionFactor> factor,
      String rule) {
    /** The same, told as one of the past. */
    public Finding past() {
      return new Finding(point, pointName, lot, leak.past(), cost, price, factor, rule);
    }
  }

  /**
   * The findings of a building: those that go on first, then the latest.
   *
   * @param building its key; whether it may be seen, the caller has found out.
   */
  public List<Finding> of(int building) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Map<String, Price> prices =
          ReferenceTables.prices(connection).stream()
              .collect(Collectors.toMap(Price::id, Function.identity()));
      Map<String, EmissionFactor> factors =
          ReferenceTables.factors(connection).stream()
              .collect(Collectors.toMap(EmissionFactor::id, Function.identity()));
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select p.id, p.title, l.name, f.since, f.last_night, f.clean_on, f.ongoing, f.nights,
                f.unknown_nights, f.usual_ml, f.usual_nights, f.flow_ml, f.lost_ml, f.cost, f.price,
                f.factor, f.rule
              from finding f join point p on p.id = f.point left join lot l on l.id = p.lot
              where p.building = ? order by f.ongoing desc, f.last_night desc, f.since, p.id""")) {
        query.setInt(1, building);
        List<Finding> findings = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            findings.add(finding(row, prices, factors));
          }
        }
        return findings;
      }
    }
  }

  private static Finding finding(
      ResultSet row, Map<String, Price> prices, Map<String, EmissionFactor> factors)
      throws SQLException {
    Leak leak =
        new Leak(
            row.getObject(4, LocalDate.class),
            row.getObject(5, LocalDate.class),
            Optional.ofNullable(row.getObject(6, LocalDate.class)),
            row.getBoolean(7),
            row.getInt(8),
            row.getInt(9),
            row.getLong(10),
            row.getInt(11),
            row.getLong(12),
            row.getLong(13));
    return new Finding(
        row.getInt(1),
        row.getString(2),
        Optional.ofNullable(row.getString(3)),
        leak,
        Optional.ofNullable(row.getBigDecimal(14)),
        Optional.ofNullable(row.getString(15)).map(prices::get),
        Optional.ofNullable(row.getString(16)).map(factors::get),
        row.getString(17));
  }
}
