package eu.releve.cloud.derive;

import eu.releve.measure.Quantity;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How cold local days of a building were: 16.5 degC less the day's mean, as the Belgian gas sector
 * counts degree days (domain B6).
 *
 * <p>The temperatures of one question are of one source (ADR 22): of files that were brought, where
 * these have every day of it, else of the sensors of common points, of a day of which they know
 * nine tenths.
 */
final class StoredColdDays implements ColdDays {
  private static final long BASE = 16_500;

  /** The plausible ones, in milli-degrees. */
  private static final int LOWEST = -90_000;

  private static final int HIGHEST = 60_000;

  private static final String FILES =
      """
      select distinct on (d.day) d.day, d.mean::numeric
      from outdoor_day d join temperature_file f on f.id = d.file
      where f.building = ? and d.day = any (?::date[]) order by d.day, f.id desc\
      """;

  private static final String SENSORS =
      """
      select distinct on (l.day) l.day, round(l.doubled_area / (2 * l.covered_millis))
      from register r join meter m on m.id = r.meter join point p on p.id = m.point
        join building b on b.id = m.building join day_level l on l.register = r.id
      where m.building = ? and l.day = any (?::date[])
        and r.quantity = '%s' and r.name = r.quantity and p.lot is null
        and l.low >= %d and l.high <= %d
        and 10 * l.covered_millis >= 9 * 1000 * extract(epoch from
          (l.day + 1)::timestamp at time zone b.zone - l.day::timestamp at time zone b.zone)
      order by l.day, p.name, r.id\
      """
          .formatted(Quantity.OUTDOOR_TEMPERATURE.id(), LOWEST, HIGHEST);

  private final Connection connection;
  private final int building;
  // Meters of a building have their gaps together.
  private final Map<List<LocalDate>, Optional<List<BigInteger>>> asked = new HashMap<>();

  /**
   * @param building its key.
   */
  StoredColdDays(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  /** Those that the gaps of a register rest on; nothing where it counts no heat. */
  static Optional<ColdDays> of(Connection connection, Counting counting) {
    return counting.heat()
        ? Optional.of(new StoredColdDays(connection, counting.building()))
        : Optional.empty();
  }

  @Override
  public Optional<List<BigInteger>> of(List<LocalDate> days) throws SQLException {
    if (!asked.containsKey(days)) {
      Optional<List<BigInteger>> files = ask(FILES, days);
      asked.put(List.copyOf(days), files.isPresent() ? files : ask(SENSORS, days));
    }
    return asked.getOrDefault(days, Optional.empty());
  }

  private Optional<List<BigInteger>> ask(String text, List<LocalDate> days) throws SQLException {
    Map<LocalDate, BigInteger> known = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(text)) {
      query.setInt(1, building);
      query.setArray(
          2, connection.createArrayOf("text", days.stream().map(LocalDate::toString).toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          BigInteger mean = row.getBigDecimal(2).toBigInteger();
          known.put(
              row.getObject(1, LocalDate.class),
              BigInteger.valueOf(BASE).subtract(mean).max(BigInteger.ZERO));
        }
      }
    }
    return known.keySet().containsAll(days)
        ? Optional.of(days.stream().map(day -> known.getOrDefault(day, BigInteger.ZERO)).toList())
        : Optional.empty();
  }
}
