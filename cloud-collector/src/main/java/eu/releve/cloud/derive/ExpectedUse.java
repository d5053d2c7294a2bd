package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What somebody expects a point to use of a quantity in a year, and by which standard profile: what
 * is guessed where the point has no history of its own. Shown, never stored.
 */
final class ExpectedUse {
  private static final int SECOND_MILLIS = 1_000;
  private static final long MINUTE_MILLIS = 60_000;

  private final LocalCalendar calendar;
  // By the first day from which it is expected; of two of one day the later said.
  private final NavigableMap<LocalDate, Said> said = new TreeMap<>();

  /** So much in a year, by those profiles, the newest first. */
  private record Said(long annual, List<StandardProfile> profiles) {}

  private ExpectedUse(ZoneId zone) {
    this.calendar = LocalCalendar.of(zone);
  }

  /** What is expected of each quantity of a point, by the quantity's name. */
  static Map<String, ExpectedUse> of(Connection connection, int point) throws SQLException {
    Map<String, ExpectedUse> expected = new TreeMap<>();
    Map<Integer, StandardProfile> profiles = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select e.quantity, e.first_day, e.annual, b.zone,
              array(select f.id from standard_profile f
                where f.building = b.id and f.name = e.profile order by f.id desc)
            from expected_use e join point p on p.id = e.point join building b on b.id = p.building
            where e.point = ? order by e.id\
            """)) {
      query.setInt(1, point);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          List<StandardProfile> those = new ArrayList<>();
          for (int id : (Integer[]) row.getArray(5).getArray()) {
            if (!profiles.containsKey(id)) {
              profiles.put(id, profile(connection, id));
            }
            Optional.ofNullable(profiles.get(id)).ifPresent(those::add);
          }
          ZoneId zone = ZoneId.of(row.getString(4));
          expected
              .computeIfAbsent(row.getString(1), quantity -> new ExpectedUse(zone))
              .said
              .put(row.getObject(2, LocalDate.class), new Said(row.getLong(3), those));
        }
      }
    }
    return expected;
  }

  private static StandardProfile profile(Connection connection, int id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select first_instant, step_seconds, weights from standard_profile where id = ?")) {
      query.setInt(1, id);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new StandardProfile(
            row.getTimestamp(1).getTime(),
            (long) row.getInt(2) * SECOND_MILLIS,
            Arrays.asList((Long[]) row.getArray(3).getArray()));
      }
    }
  }

  /** When the first day begins of which something is expected. */
  long beginMillis() {
    return calendar.start(said.firstKey()).toEpochMilli();
  }

  /**
   * The quarter-hours from one instant to another of which something is expected, eight weeks at
   * most.
   *
   * @param toMillis a multiple of 15 minutes that is past.
   * @param known the begins of those of which more is known.
   */
  List<QuarterHour> quarterHours(long fromMillis, long toMillis, Set<Long> known) {
    LocalDate end = calendar.day(Instant.ofEpochMilli(fromMillis)).plusDays(OpenGap.DAYS_MAX);
    long stop = Math.min(toMillis, calendar.start(end).toEpochMilli());
    int minutes =
        (int)
            Math.clamp(Math.ceilDiv(stop - fromMillis, MINUTE_MILLIS), 1L, QuarterHour.BRACKET_MAX);
    List<QuarterHour> quarters = new ArrayList<>();
    for (long start = QuarterHour.floor(fromMillis); start < stop; start += QuarterHour.MILLIS) {
      Optional<Long> guess =
          known.contains(start)
              ? Optional.empty()
              : between(Math.max(start, fromMillis), start + QuarterHour.MILLIS);
      if (guess.isPresent()) {
        quarters.add(new QuarterHour(start, guess.get(), 0, Status.ESTIMATED_FULL, minutes));
      }
    }
    return quarters;
  }

  private Optional<Long> between(long fromMillis, long toMillis) {
    return Optional.ofNullable(said.floorEntry(calendar.day(Instant.ofEpochMilli(fromMillis))))
        .map(Map.Entry::getValue)
        .flatMap(
            holds ->
                holds.profiles.stream()
                    .filter(profile -> profile.covers(fromMillis, toMillis))
                    .findFirst()
                    .map(profile -> profile.used(holds.annual, fromMillis, toMillis)));
  }
}
