package eu.releve.cloud.imports;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.measure.MeterId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the meters of a file in a building, by the serial that the plan says or by the name under
 * which a file brought them before, and what cannot be stored beside what is stored there.
 */
final class Matching {
  private static final String FILE_PREFIX = "f-";
  private static final int POINT_MAX = 30;

  private final Connection connection;
  private final int building;
  private final ZoneId zone;

  Matching(Connection connection, int building, ZoneId zone) {
    this.connection = connection;
    this.building = building;
    this.zone = zone;
  }

  /**
   * Where a series is stored.
   *
   * @param meter the name of its meter in the building.
   * @param point the key of the meter's point, absent where it is still to be made.
   */
  record Target(MeterId meter, Optional<Integer> point) {}

  /**
   * What is found.
   *
   * @param targets one for each series that has one.
   * @param refused rows that contradict what is there.
   * @param beside what another meter measures at the same point: it is compared and not stored.
   */
  record Matched(Map<Entry.Series, Target> targets, List<BadRow> refused, List<Entry> beside) {
    Matched {
      targets = Map.copyOf(targets);
      refused = List.copyOf(refused);
      beside = List.copyOf(beside);
    }
  }

  /** What is known of a series before its first row is looked at. */
  private record Known(
      Optional<Target> target, Optional<String> otherLength, List<Measured> others) {
    Known {
      others = List.copyOf(others);
    }
  }

  Matched of(List<Entry> entries) throws SQLException {
    Map<Entry.Series, Known> known = new HashMap<>();
    Map<Entry.Series, Target> targets = new HashMap<>();
    List<BadRow> refused = new ArrayList<>();
    List<Entry> beside = new ArrayList<>();
    for (Entry entry : entries) {
      Entry.Series series = entry.series();
      Known of = known.get(series);
      if (of == null) {
        of = known(series);
        known.put(series, of);
        of.target.ifPresent(target -> targets.put(series, target));
      }
      if (of.target.isEmpty()) {
        refused.add(
            new BadRow(
                entry.line(),
                "point",
                "a point of the building of at most %d characters".formatted(POINT_MAX),
                series.meter()));
      } else if (of.otherLength.isPresent()) {
        String wanted = of.otherLength.get() + " as before";
        refused.add(new BadRow(entry.line(), "row", wanted, label(series)));
      } else if (of.others.stream()
          .anyMatch(measured -> measured.overlaps(start(entry), entry.at()))) {
        beside.add(entry);
      }
    }
    return new Matched(targets, refused, beside);
  }

  private Known known(Entry.Series series) throws SQLException {
    Optional<Target> target =
        series.named() ? ofPoint(series.meter()) : Optional.of(target(series));
    return target.isEmpty()
        ? new Known(target, Optional.empty(), List.of())
        : new Known(target, otherLength(series, target.get()), others(series, target.get()));
  }

  /** A file that names points gets a meter of its own at each of them. */
  private Optional<Target> ofPoint(String name) throws SQLException {
    if (name.length() > POINT_MAX) {
      return Optional.empty();
    }
    try (PreparedStatement query =
        connection.prepareStatement("select id from point where building = ? and name = ?")) {
      query.setInt(1, building);
      query.setString(2, name);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(new Target(new MeterId(FILE_PREFIX + name), Optional.of(row.getInt(1))))
            : Optional.empty();
      }
    }
  }

  private static String label(Entry.Series series) {
    return series.length().map(IntervalLength::label).orElse("an index");
  }

  private Instant start(Entry entry) {
    return entry.series().length().map(length -> length.start(entry.at(), zone)).orElse(entry.at());
  }

  /** Letters and digits of a meter's number, as an identifier has them. */
  static String identifier(String meter) {
    return meter.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
  }

  /** Where a series is stored whose meter is told by the number that it bears. */
  Target target(Entry.Series series) throws SQLException {
    String own = identifier(series.meter());
    // An index and amounts are not one series: those of files have a meter of their own.
    String ofFiles = series.length().isPresent() ? FILE_PREFIX + own : own;
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select name, point from meter
            where building = ? and (name = ? or lower(serial) = lower(?))
            order by name = ? desc, id limit 1\
            """)) {
      query.setInt(1, building);
      query.setString(2, ofFiles);
      query.setString(3, series.meter());
      query.setString(4, ofFiles);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return new Target(new MeterId(ofFiles), Optional.empty());
        }
        String name = series.length().isPresent() ? ofFiles : row.getString(1);
        return new Target(new MeterId(name), Optional.ofNullable(row.getObject(2, Integer.class)));
      }
    }
  }

  /** What the register's readings are, if they are something else than the file's. */
  Optional<String> otherLength(Entry.Series series, Target target) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select coalesce(r.per, 'an index') from register r join meter m on m.id = r.meter
            where m.building = ? and m.name = ? and r.name = ?
              and r.per is distinct from ?
              and exists (select from counted d where d.register = r.id)\
            """)) {
      query.setInt(1, building);
      query.setString(2, target.meter.value());
      query.setString(3, series.register().toString());
      query.setString(4, series.length().map(IntervalLength::label).orElse(null));
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }

  /** When another meter measured at the same point: both would be counted. */
  private record Measured(Instant from, Instant to) {
    boolean overlaps(Instant start, Instant end) {
      return start.isBefore(to) && end.isAfter(from);
    }
  }

  private List<Measured> others(Entry.Series series, Target target) throws SQLException {
    List<Measured> others = new ArrayList<>();
    if (target.point.isEmpty()) {
      return others;
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select
              (select min(q.starts) from quarter_hour q where q.register = r.id),
              (select max(q.starts) from quarter_hour q where q.register = r.id)
                + interval '15 minutes'
            from meter m join register r on r.meter = m.id
            where m.point = ? and m.name <> ? and r.name = r.quantity and r.quantity = ?
            order by m.id\
            """)) {
      query.setInt(1, target.point.get());
      query.setString(2, target.meter.value());
      query.setString(3, series.register().quantity().id());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Timestamp from = row.getTimestamp(1);
          Timestamp to = row.getTimestamp(2);
          if (from != null && to != null) {
            others.add(new Measured(from.toInstant(), to.toInstant()));
          }
        }
      }
    }
    return others;
  }
}
