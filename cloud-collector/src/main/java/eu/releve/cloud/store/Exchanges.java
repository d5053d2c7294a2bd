package eu.releve.cloud.store;

import eu.releve.provisioning.site.Handover;
import eu.releve.provisioning.site.InstalledMeter;
import eu.releve.provisioning.site.Shown;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes when meters of a plan came and went and what they showed, and marks what rests on it to be
 * derived again.
 */
final class Exchanges {
  private final Connection connection;
  private final int building;

  Exchanges(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  /**
   * What is known of one meter.
   *
   * @param indexes by register, as text, so that two states compare.
   */
  private record State(
      Optional<Instant> installed,
      Optional<Instant> removed,
      Optional<String> unread,
      String indexes) {
    private static final State NONE =
        new State(Optional.empty(), Optional.empty(), Optional.empty(), "");

    private static State of(InstalledMeter meter) {
      return new State(
          meter.handovers().installed().map(Handover::at),
          meter.handovers().removed().map(Handover::at),
          meter.handovers().removed().flatMap(Handover::unreadable),
          text(meter, meter.handovers().installed(), false)
              + text(meter, meter.handovers().removed(), true));
    }

    private static String text(InstalledMeter meter, Optional<Handover> handover, boolean closing) {
      TreeMap<String, Long> values = new TreeMap<>();
      handover.stream()
          .flatMap(one -> one.indexes().stream())
          .forEach(shown -> values.put(shown.register().toString(), steps(meter, shown)));
      return values.isEmpty() ? "" : closing + values.toString();
    }

    /** The earliest and the latest moment of two states. */
    private static Optional<Instant[]> between(State one, State other) {
      List<Instant> moments =
          List.of(one.installed, one.removed, other.installed, other.removed).stream()
              .flatMap(Optional::stream)
              .sorted()
              .toList();
      return moments.isEmpty()
          ? Optional.empty()
          : Optional.of(new Instant[] {moments.getFirst(), moments.getLast()});
    }
  }

  private static long steps(InstalledMeter meter, Shown shown) {
    return shown.steps(meter.ratio(), meter.voltageRatio()).orElseThrow();
  }

  void write(List<InstalledMeter> meters) throws SQLException {
    for (InstalledMeter meter : meters) {
      int key = key(meter);
      State before = stored(key);
      State now = State.of(meter);
      if (before.equals(now)) {
        continue;
      }
      note(key, now);
      replaceIndexes(key, meter);
      touch(key, before, now);
    }
  }

  private int key(InstalledMeter meter) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select id from meter where building = ? and name = ?")) {
      query.setInt(1, building);
      query.setString(2, meter.id().value());
      return CatalogueWriter.key(query);
    }
  }

  private State stored(int meter) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select installed_at, removed_at, removed_unread, closing, register, value
            from meter m left join shown_index s on s.meter = m.id where m.id = ?
            order by closing, register collate "C\"\
            """)) {
      query.setInt(1, meter);
      State state = State.NONE;
      TreeMap<String, Long> opening = new TreeMap<>();
      TreeMap<String, Long> closing = new TreeMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (row.getString(5) != null) {
            (row.getBoolean(4) ? closing : opening).put(row.getString(5), row.getLong(6));
          }
          state =
              new State(
                  instant(row.getTimestamp(1)),
                  instant(row.getTimestamp(2)),
                  Optional.ofNullable(row.getString(3)),
                  (opening.isEmpty() ? "" : false + opening.toString())
                      + (closing.isEmpty() ? "" : true + closing.toString()));
        }
      }
      return state;
    }
  }

  private static Optional<Instant> instant(@Nullable Timestamp at) {
    return Optional.ofNullable(at).map(Timestamp::toInstant);
  }

  private void note(int meter, State now) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update meter set installed_at = ?, removed_at = ?, removed_unread = ?
            where id = ?\
            """)) {
      update.setTimestamp(1, now.installed.map(Timestamp::from).orElse(null));
      update.setTimestamp(2, now.removed.map(Timestamp::from).orElse(null));
      update.setString(3, now.unread.orElse(null));
      update.setInt(4, meter);
      update.executeUpdate();
    }
  }

  private void replaceIndexes(int meter, InstalledMeter said) throws SQLException {
    try (PreparedStatement delete =
            connection.prepareStatement("delete from shown_index where meter = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into shown_index (meter, closing, register, value)
                values (?, ?, ?, ?)\
                """)) {
      delete.setInt(1, meter);
      delete.executeUpdate();
      for (boolean closing : new boolean[] {false, true}) {
        Optional<Handover> handover =
            closing ? said.handovers().removed() : said.handovers().installed();
        for (Shown shown : handover.map(Handover::indexes).orElse(List.of())) {
          insert.setInt(1, meter);
          insert.setBoolean(2, closing);
          insert.setString(3, shown.register().toString());
          insert.setLong(4, steps(said, shown));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /**
   * From the first moment that was or is noted to the last reading: more of them counts, or less.
   */
  private void touch(int meter, State before, State now) throws SQLException {
    Optional<Instant[]> moments = State.between(before, now);
    if (moments.isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into touched (building, registers, from_instant, to_instant)
            select ?, array_agg(r.id), least(?, min(l.instant)), greatest(?, max(l.instant))
            from register r left join latest l on l.register = r.id
            where r.meter = ? having count(*) > 0\
            """)) {
      insert.setInt(1, building);
      insert.setTimestamp(2, Timestamp.from(moments.get()[0]));
      insert.setTimestamp(3, Timestamp.from(moments.get()[1]));
      insert.setInt(4, meter);
      insert.executeUpdate();
    }
  }
}
