package eu.releve.cloud.process;

import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.process.Carbon.Line;
import eu.releve.cloud.process.Carbon.Statement;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads the carbon statements of buildings. */
public final class Emissions {
  private static final List<String> QUANTITIES =
      List.of(
          "active-energy-import",
          "gas-energy",
          "gas-volume",
          "gas-volume-corrected",
          "heat-energy",
          "cold-energy",
          "water-volume");

  private final DataSource database;

  /**
   * @param database connections that may read results.
   */
  public Emissions(DataSource database) {
    this.database = database;
  }

  /**
   * The statements of a building by rising month; a month of which nothing is known has none.
   *
   * @param building its key; whether it may be seen, the caller has found out.
   * @param from the first month.
   * @param to the last month.
   */
  public List<Statement> of(int building, YearMonth from, YearMonth to) throws SQLException {
    try (Connection connection = database.getConnection()) {
      Map<YearMonth, List<Line>> lines = lines(connection, building, from, to);
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select month, kg, complete, rule from carbon_month
              where building = ? and month between ? and ? order by month\
              """)) {
        query.setInt(1, building);
        query.setObject(2, from.atDay(1));
        query.setObject(3, to.atDay(1));
        List<Statement> statements = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            YearMonth month = YearMonth.from(row.getObject(1, LocalDate.class));
            statements.add(
                new Statement(
                    month,
                    lines.getOrDefault(month, List.of()),
                    row.getBigDecimal(2),
                    row.getBoolean(3),
                    row.getString(4)));
          }
        }
        return statements;
      }
    }
  }

  /**
   * The statements that somebody of that role may see: where an activity is measured in a few
   * dwellings by themselves, a month that is not over would tell day by day how they live; beside a
   * common meter no less, for that one is shown.
   *
   * @param now which month is running.
   */
  public List<Statement> seenBy(Role role, int building, YearMonth from, YearMonth to, Instant now)
      throws SQLException {
    return of(building, from, last(role, building, to, now));
  }

  /** What is measured where nothing above it measures the same; and in whose dwellings that is. */
  private YearMonth last(Role role, int building, YearMonth to, Instant now) throws SQLException {
    try (Connection connection = database.getConnection()) {
      boolean running = true;
      for (String quantity : QUANTITIES) {
        Households alone = MeasuredPoints.of(connection, building, quantity).alone();
        running &= !Sight.of(role, alone).onlyOver();
      }
      YearMonth over = YearMonth.from(now.atZone(zone(connection, building))).minusMonths(1);
      return running || to.isBefore(over) ? to : over;
    }
  }

  private static ZoneId zone(Connection connection, int building) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select zone from building where id = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? ZoneId.of(row.getString(1)) : ZoneOffset.UTC;
      }
    }
  }

  private static Map<YearMonth, List<Line>> lines(
      Connection connection, int building, YearMonth from, YearMonth to) throws SQLException {
    Map<String, EmissionFactor> factors =
        ReferenceTables.factors(connection).stream()
            .collect(Collectors.toMap(EmissionFactor::id, Function.identity()));
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select month, activity, amount, coverage, factor, kg, calorific from carbon_line
            where building = ? and month between ? and ?\
            """)) {
      query.setInt(1, building);
      query.setObject(2, from.atDay(1));
      query.setObject(3, to.atDay(1));
      Map<YearMonth, List<Line>> lines = new TreeMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Carbon.Use use =
              new Carbon.Use(
                  Reference.activity(row.getString(2)),
                  row.getBigDecimal(3),
                  row.getBigDecimal(4),
                  List.of((String[]) row.getArray(7).getArray()));
          lines
              .computeIfAbsent(
                  YearMonth.from(row.getObject(1, LocalDate.class)), first -> new ArrayList<>())
              .add(
                  new Line(
                      use,
                      Optional.ofNullable(row.getString(5)).map(factors::get),
                      Optional.ofNullable(row.getBigDecimal(6))));
        }
      }
      lines
          .values()
          .forEach(list -> list.sort((a, b) -> a.use().activity().compareTo(b.use().activity())));
      return lines;
    }
  }
}
