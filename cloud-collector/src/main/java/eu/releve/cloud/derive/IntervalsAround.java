package eu.releve.cloud.derive;

import eu.releve.measure.Quality;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The readings of a register of intervals.
 *
 * @param register its key.
 * @param length of each of them.
 * @param zone of the building, whose days they may be.
 */
record IntervalsAround(int register, IntervalLength length, ZoneId zone) {
  /** From the first to the last quarter-hour that readings of a stretch say something of. */
  Stretch reach(Stretch touched) {
    long begin = start(touched.fromMillis());
    long end = touched.toMillis();
    return new Stretch(
        QuarterHour.floor(begin), QuarterHour.floor(end + QuarterHour.MILLIS - 1));
  }

  private long start(long endMillis) {
    return length.start(Instant.ofEpochMilli(endMillis), zone).toEpochMilli();
  }

  /**
   * The intervals that lie in a stretch at least in part; of two batches with one instant the later
   * committed counts.
   */
  Intervals of(Connection connection, Stretch stretch) throws SQLException {
    return of(connection, stretch, Optional.empty());
  }

  /** The same of what was committed at an instant. */
  Intervals of(Connection connection, Stretch stretch, Optional<Instant> known)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct on (d.instant) d.instant, d.value, d.quality
            from %s d left join ledger l on l.batch = d.batch
            where d.register = ? and d.instant > ? and d.instant < ?
            order by d.instant, l.committed_at desc nulls last, d.batch desc\
            """
                .formatted(known.isPresent() ? ReadingsAround.KNOWN : "counted"))) {
      int next = 1;
      if (known.isPresent()) {
        query.setTimestamp(next++, Timestamp.from(known.get()));
        query.setTimestamp(next++, Timestamp.from(known.get()));
      }
      query.setInt(next++, register);
      query.setTimestamp(next++, new Timestamp(stretch.fromMillis()));
      query.setTimestamp(
          next, new Timestamp(stretch.toMillis() + IntervalLength.LONGEST.toMillis()));
      List<Intervals.Amount> amounts = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long end = row.getTimestamp(1).getTime();
          boolean estimated = (row.getInt(3) & Quality.SUBSTITUTED.bits()) != 0;
          amounts.add(
              new Intervals.Amount(start(end), end, Math.max(0, row.getLong(2)), estimated));
        }
      }
      return new Intervals(amounts);
    }
  }
}
