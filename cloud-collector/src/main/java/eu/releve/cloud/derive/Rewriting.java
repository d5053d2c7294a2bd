package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Tenure.Counted;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the quarter-hours of one register that rest on touched readings, in pieces that fit into
 * memory; rows that come out as they were are left alone.
 */
final class Rewriting {
  /** So many readings are in memory at once, and some around them. */
  static final int PIECE_READINGS = 20_000;

  private static final long WINDOW_MILLIS = Duration.ofDays(100).toMillis();

  /** A reading may change what is believed of so many others before and after it. */
  static final int REACH = 48;

  /** What is believed of a reading does not depend on anything further away. */
  static final int CONTEXT = 96;

  /** The same where everything rises, as counters nearly always do. */
  private static final int REACH_RISING = 24;

  private static final int CONTEXT_RISING = 16;

  /** So many readings before and after a stretch are looked at where everything rises. */
  static final int AROUND = REACH_RISING + CONTEXT_RISING;

  private final Connection connection;
  private final int register;
  private final Tenure tenure;
  private final Dial dial;
  private final Optional<IntervalsAround> intervals;
  private final List<Stretch> changed = new ArrayList<>();
  private Optional<Counted> fetched = Optional.empty();

  Rewriting(Connection connection, int register, Tenure tenure, Dial dial) {
    this(connection, register, tenure, dial, Optional.empty());
  }

  /**
   * @param intervals absent where the readings are an index.
   */
  Rewriting(
      Connection connection,
      int register,
      Tenure tenure,
      Dial dial,
      Optional<IntervalsAround> intervals) {
    this.connection = connection;
    this.register = register;
    this.tenure = tenure;
    this.dial = dial;
    this.intervals = intervals;
  }

  /**
   * How a stretch that is rewritten alone can do with fewer questions.
   *
   * @param readings of it and {@link #AROUND} before and after, a piece at most.
   */
  Rewriting with(Optional<Counted> readings) {
    fetched = readings;
    return this;
  }

  /** The stretches in which rows have changed. */
  List<Stretch> changed() {
    return changed;
  }

  void rewrite(Stretch touched) throws SQLException {
    if (intervals.isPresent()) {
      rewrite(intervals.get(), intervals.get().reach(touched));
      return;
    }
    clip();
    if (fetched.isPresent()) {
      piece(touched.fromMillis(), touched.toMillis());
      return;
    }
    long from = touched.fromMillis();
    long to = pieceEnd(from, touched.toMillis());
    piece(from, to);
    while (to < touched.toMillis()) {
      from = to;
      to = pieceEnd(from, touched.toMillis());
      piece(from, to);
    }
  }

  private void rewrite(IntervalsAround around, Stretch reach) throws SQLException {
    long from = reach.fromMillis();
    while (from < reach.toMillis()) {
      long next = (Math.floorDiv(from, WINDOW_MILLIS) + 1) * WINDOW_MILLIS;
      Stretch piece = new Stretch(from, Math.min(next, reach.toMillis()));
      window(around.of(connection, piece), piece.fromMillis(), piece.toMillis());
      from = next;
    }
  }

  /** Removes what was derived before somebody said that another meter was there. */
  private void clip() throws SQLException {
    ReadingsAround around = new ReadingsAround(connection, register, tenure);
    if (tenure.hasEnd()) {
      List<Index> last = around.of(tenure.toMillis(), tenure.toMillis(), 1).readings();
      long end = last.isEmpty() ? tenure.fromMillis() : last.getLast().millis();
      remove("starts >= ?", QuarterHour.floor(end - 1) + QuarterHour.MILLIS);
    }
    if (tenure.hasBegin()) {
      List<Index> first = around.of(tenure.fromMillis(), tenure.fromMillis(), 1).readings();
      long begin = first.isEmpty() ? tenure.toMillis() : first.getFirst().millis();
      remove("starts < ?", QuarterHour.floor(begin));
    }
  }

  private void remove(String where, long millis) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "with gone as (delete from quarter_hour where register = ? and "
                + where
                + " returning starts) select min(starts), max(starts) from gone")) {
      delete.setInt(1, register);
      delete.setTimestamp(2, new Timestamp(millis));
      try (ResultSet row = delete.executeQuery()) {
        if (row.next() && row.getTimestamp(1) != null) {
          changed.add(
              new Stretch(
                  row.getTimestamp(1).getTime(),
                  row.getTimestamp(2).getTime() + QuarterHour.MILLIS));
        }
      }
    }
  }

  private long pieceEnd(long from, long to) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select instant from reading where register = ? and instant > ? and instant < ?
            order by instant offset ? limit 1\
            """)) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(from));
      query.setTimestamp(3, new Timestamp(to));
      query.setInt(4, PIECE_READINGS);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getTimestamp(1).getTime() : to;
      }
    }
  }

  private void piece(long from, long to) throws SQLException {
    ReadingsAround around = new ReadingsAround(connection, register, tenure);
    Counted counted = fetched.isPresent() ? fetched.get() : around.of(from, to, AROUND);
    int reach = REACH_RISING;
    if (!isRising(counted.readings())) {
      counted = around.of(from, to, REACH + CONTEXT);
      reach = REACH;
    }
    List<Index> readings = counted.readings();
    if (readings.isEmpty()) {
      return;
    }
    int first = 0;
    while (first < readings.size() && readings.get(first).millis() < from) {
      first++;
    }
    int last = readings.size() - 1;
    while (last > 0 && readings.get(last).millis() > to) {
      last--;
    }
    long begin = readings.get(Math.max(0, first - reach)).millis();
    long end = readings.get(Math.min(readings.size() - 1, last + reach)).millis();
    Counter counter = Counter.of(readings, dial, counted.doubted());
    long rangeFrom = counter.cutBefore(QuarterHour.floor(begin));
    long rangeTo = counter.cutAfter(QuarterHour.floor(end) + QuarterHour.MILLIS);
    while (rangeFrom < rangeTo) {
      // Whole windows begin with a UTC day: no figure lies in two.
      long next = (Math.floorDiv(rangeFrom, WINDOW_MILLIS) + 1) * WINDOW_MILLIS;
      window(counter, rangeFrom, Math.min(next, rangeTo));
      rangeFrom = next;
    }
  }

  private static boolean isRising(List<Index> readings) {
    for (int i = 1; i < readings.size(); i++) {
      if (readings.get(i).value() < readings.get(i - 1).value()) {
        return false;
      }
    }
    return true;
  }

  private void window(Course course, long from, long to) throws SQLException {
    List<QuarterHour> now = course.quarterHours(from, to);
    List<QuarterHour> before = stored(from, to);
    Difference<QuarterHour> difference = Difference.of(before, now);
    List<QuarterHour> gone = difference.gone();
    List<QuarterHour> come = difference.come();
    if (!gone.isEmpty()) {
      delete(gone.getFirst().startMillis(), gone.getLast().startMillis());
      changed.add(around(gone));
    }
    if (!come.isEmpty()) {
      QuarterHourCopy.write(connection, register, come);
      changed.add(around(come));
    }
  }

  private static Stretch around(List<QuarterHour> quarters) {
    return new Stretch(quarters.getFirst().startMillis(), quarters.getLast().endMillis());
  }

  private List<QuarterHour> stored(long from, long to) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select starts, consumption, covered_millis, quality, bracket_minutes from quarter_hour
            where register = ? and starts >= ? and starts < ? order by starts\
            """)) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(from));
      query.setTimestamp(3, new Timestamp(to));
      List<QuarterHour> stored = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          stored.add(
              new QuarterHour(
                  row.getTimestamp(1).getTime(),
                  row.getLong(2),
                  row.getInt(3),
                  Status.of(row.getInt(4)),
                  row.getInt(5)));
        }
      }
      return stored;
    }
  }

  private void delete(long firstStart, long lastStart) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from quarter_hour where register = ? and starts between ? and ?")) {
      delete.setInt(1, register);
      delete.setTimestamp(2, new Timestamp(firstStart));
      delete.setTimestamp(3, new Timestamp(lastStart));
      delete.executeUpdate();
    }
  }
}
