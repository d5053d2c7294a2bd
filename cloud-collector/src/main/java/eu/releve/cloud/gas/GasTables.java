package eu.releve.cloud.gas;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what was said of a point's gas: of each period the newest word, or the newest by then. */
public final class GasTables {
  static final String VALUE =
      """
      v.id, v.zone, v.version, v.first_day, v.next_day, v.kwh, v.source, v.provisional,
        v.confirmed, v.organisation is null, v.made_at, v.made_by\
      """;

  static final String SUPPLY =
      """
      s.first_day, s.zone, s.normal, s.altitude_m, s.delivery_pa, s.temperature_mdeg,
        s.compressibility, s.source, s.made_at, s.made_by\
      """;

  /** Takes the zones and the point. */
  private static final String OF_ZONES =
      """
      v.zone = any (?) and (v.organisation is null or v.organisation = (
        select b.organisation from point p join building b on b.id = p.building where p.id = ?))\
      """;

  private GasTables() {}

  /**
   * What a cubic metre holds at a point.
   *
   * @param connection sees what whoever asks may see.
   * @param known by what was said until then; nothing for all that was said.
   */
  public static GasFactors known(Connection connection, int point, Optional<Instant> known)
      throws SQLException {
    List<GasSupply> supplies = supplies(connection, point, known);
    List<CalorificVersion> values =
        supplies.isEmpty() ? List.of() : values(connection, point, supplies, known);
    return new GasFactors(supplies, values);
  }

  static List<GasSupply> supplies(Connection connection, int point, Optional<Instant> known)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct on (s.first_day) %s from gas_supply s
            where s.point = ? and (?::timestamptz is null or s.made_at <= ?)
            order by s.first_day, s.id desc\
            """
                .formatted(SUPPLY))) {
      query.setInt(1, point);
      known(query, 2, known);
      List<GasSupply> supplies = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          supplies.add(supply(row));
        }
      }
      return supplies;
    }
  }

  /** The values of the zones: those for everybody, and those of the building's organisation. */
  private static List<CalorificVersion> values(
      Connection connection, int point, List<GasSupply> supplies, Optional<Instant> known)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct on (v.zone, v.first_day) %s from calorific_value v
            where %s and (?::timestamptz is null or v.made_at <= ?)
            order by v.zone, v.first_day, v.version desc\
            """
                .formatted(VALUE, OF_ZONES))) {
      ofZones(query, point, supplies);
      known(query, 3, known);
      return versions(query);
    }
  }

  /** All that was ever told of the zones of a point, by zone, period and version. */
  static List<CalorificVersion> history(
      Connection connection, int point, List<GasSupply> supplies, LocalDate from, LocalDate to)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select %s from calorific_value v where %s and v.first_day < ? and v.next_day > ?
            order by v.first_day, v.zone, v.version\
            """
                .formatted(VALUE, OF_ZONES))) {
      ofZones(query, point, supplies);
      query.setObject(3, to);
      query.setObject(4, from);
      return versions(query);
    }
  }

  private static void ofZones(PreparedStatement query, int point, List<GasSupply> supplies)
      throws SQLException {
    Object[] zones = supplies.stream().map(GasSupply::zone).distinct().toArray();
    query.setArray(1, query.getConnection().createArrayOf("text", zones));
    query.setInt(2, point);
  }

  static List<CalorificVersion> versions(PreparedStatement query) throws SQLException {
    List<CalorificVersion> versions = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        versions.add(version(row));
      }
    }
    return versions;
  }

  private static void known(PreparedStatement query, int first, Optional<Instant> known)
      throws SQLException {
    for (int parameter : new int[] {first, first + 1}) {
      if (known.isPresent()) {
        query.setTimestamp(parameter, Timestamp.from(known.get()));
      } else {
        query.setNull(parameter, Types.TIMESTAMP_WITH_TIMEZONE);
      }
    }
  }

  /** A row of {@link #VALUE}. */
  static CalorificVersion version(ResultSet row) throws SQLException {
    return new CalorificVersion(
        row.getInt(1),
        row.getString(2),
        row.getInt(3),
        new CalorificValue(
            row.getObject(4, LocalDate.class),
            row.getObject(5, LocalDate.class),
            row.getBigDecimal(6),
            row.getString(7)),
        row.getBoolean(8),
        row.getBoolean(9),
        row.getBoolean(10),
        row.getTimestamp(11).toInstant(),
        row.getString(12));
  }

  /** A row of {@link #SUPPLY}. */
  static GasSupply supply(ResultSet row) throws SQLException {
    Optional<GasState> metered =
        row.getBoolean(3)
            ? Optional.empty()
            : Optional.of(
                new GasState(row.getInt(4), row.getInt(5), row.getInt(6), row.getBigDecimal(7)));
    return new GasSupply(
        row.getObject(1, LocalDate.class),
        row.getString(2),
        metered,
        row.getString(8),
        row.getTimestamp(9).toInstant(),
        row.getString(10));
  }
}
