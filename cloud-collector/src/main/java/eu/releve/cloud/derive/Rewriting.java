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
import java.util.SortedSet;

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

  /** So many readings before and after a stretch tell all that is believed in it. */
  static final int ALL_AROUND = REACH + CONTEXT;

  private final Connection connection;
  private final Counting counting;
  private final int register;
  private final Tenure tenure;
  private final ReadingsAround readings;
  private final List<Stretch> changed = new ArrayList<>();
  private Optional<Counted> fetched = Optional.empty();
  // Where quarter-hours that were wholly measured have come; and where some have gone.
  private List<Stretch> measured = new ArrayList<>();
  private List<Stretch> unmeasured = new ArrayList<>();

  Rewriting(Connection connection, Counting counting) {
    this.connection = connection;
    this.counting = counting;
    this.register = counting.register();
    this.tenure = counting.tenure();
    this.readings = new ReadingsAround(connection, counting);
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
    if (counting.intervals().isPresent()) {
      IntervalsAround around = counting.intervals().get();
      rewrite(around, around.reach(touched));
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
    if (tenure.hasEnd()) {
      List<Index> last = readings.of(tenure.toMillis(), tenure.toMillis(), 1).readings();
      long end = last.isEmpty() ? tenure.fromMillis() : last.getLast().millis();
      remove(QuarterHour.floor(end - 1) + QuarterHour.MILLIS, Tenure.END);
    }
    if (tenure.hasBegin()) {
      List<Index> first = readings.of(tenure.fromMillis(), tenure.fromMillis(), 1).readings();
      long begin = first.isEmpty() ? tenure.toMillis() : first.getFirst().millis();
      remove(Tenure.BEGINNING, QuarterHour.floor(begin));
    }
  }

  private void remove(long from, long to) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            with gone as (
              delete from quarter_hour where register = ? and starts >= ? and starts < ?
              returning starts)
            select min(starts), max(starts) from gone\
            """)) {
      delete.setInt(1, register);
      delete.setTimestamp(2, new Timestamp(from));
      delete.setTimestamp(3, new Timestamp(to));
      try (ResultSet row = delete.executeQuery()) {
        if (row.next() && row.getTimestamp(1) != null) {
          Stretch gone =
              new Stretch(
                  row.getTimestamp(1).getTime(),
                  row.getTimestamp(2).getTime() + QuarterHour.MILLIS);
          changed.add(gone);
          unmeasured.add(gone);
        }
      }
    }
  }

  private long pieceEnd(long from, long to) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select instant from counted where register = ? and instant > ? and instant < ?
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
    Counted counted = fetched.isPresent() ? fetched.get() : readings.of(from, to, AROUND);
    int reach = REACH_RISING;
    if (!isRising(counted.readings())) {
      counted = readings.of(from, to, ALL_AROUND);
      reach = REACH;
    }
    List<Index> around = counted.readings();
    removeOutside(around, from, to);
    if (around.isEmpty()) {
      return;
    }
    int first = 0;
    while (first < around.size() && around.get(first).millis() < from) {
      first++;
    }
    int last = around.size() - 1;
    while (last > 0 && around.get(last).millis() > to) {
      last--;
    }
    long begin = around.get(Math.max(0, first - reach)).millis();
    long end = around.get(Math.min(around.size() - 1, last + reach)).millis();
    Counter counter = Counter.of(counted, counting.dial());
    long rangeFrom = counter.cutBefore(QuarterHour.floor(begin));
    long rangeTo = counter.cutAfter(QuarterHour.floor(end) + QuarterHour.MILLIS);
    Likeness likeness = likeness(likeDays());
    while (rangeFrom < rangeTo) {
      // Whole windows begin with a UTC day: no figure lies in two.
      long next = (Math.floorDiv(rangeFrom, WINDOW_MILLIS) + 1) * WINDOW_MILLIS;
      Stretch window = new Stretch(rangeFrom, Math.min(next, rangeTo));
      window(counter.shapedIn(window, likeness), window.fromMillis(), window.toMillis());
      rangeFrom = next;
    }
  }

  private LikeDays likeDays() {
    return new LikeDays(
        counting.calendar(),
        new StoredDays(connection, counting),
        StoredColdDays.of(connection, counting));
  }

  private Likeness likeness(LikeDays days) {
    return counting.checkedBy().isEmpty() ? days : new CheckMeter(this::checked).or(days);
  }

  private List<QuarterHour> checked(long fromMillis, long toMillis) throws SQLException {
    List<QuarterHour> quarters = new ArrayList<>();
    for (int check : counting.checkedBy()) {
      quarters.addAll(stored(connection, check, new Stretch(fromMillis, toMillis)));
    }
    return quarters;
  }

  /** Of touched readings that do not count any more there may be no other before, or after. */
  private void removeOutside(List<Index> around, long from, long to) throws SQLException {
    long first = around.isEmpty() ? to + QuarterHour.MILLIS : around.getFirst().millis();
    if (QuarterHour.floor(from) < QuarterHour.floor(first)) {
      remove(QuarterHour.floor(from), QuarterHour.floor(first));
    }
    long last = around.isEmpty() ? from : around.getLast().millis();
    long after = QuarterHour.floor(last - 1) + QuarterHour.MILLIS;
    if (after <= to) {
      remove(after, to + 1);
    }
  }

  /**
   * Gives the gaps near days that were measured now, or are not any more, the course of the days
   * that they are like now. To be called when all touched readings are rewritten.
   */
  void rewriteGapsLikeThem() throws SQLException {
    if (counting.intervals().isPresent()) {
      return;
    }
    LikeDays days = likeDays();
    SortedSet<Long> stale = gaps(days).likeDaysOf(measured, unmeasured);
    measured = new ArrayList<>();
    unmeasured = new ArrayList<>();
    rewriteGaps(stale, days);
  }

  /**
   * Gives gaps the course that they have by what others of the building measured now. To be called
   * when all registers are rewritten, and what gauges say.
   */
  void rewriteGapsOfOthers(OtherGaps.Said said) throws SQLException {
    if (counting.intervals().isPresent()) {
      return;
    }
    LikeDays days = likeDays();
    SortedSet<Long> stale = gaps(days).asColdAs(said.cold());
    stale.addAll(gaps(days).in(said.checked()));
    rewriteGaps(stale, days);
  }

  private StaleGaps gaps(LikeDays days) {
    return new StaleGaps(connection, counting, days);
  }

  private void rewriteGaps(SortedSet<Long> stale, LikeDays days) throws SQLException {
    Likeness likeness = likeness(days);
    long done = Long.MIN_VALUE;
    for (long gap : stale) {
      if (gap >= done) {
        done = rewriteGap(gap, likeness);
      }
    }
  }

  /** Gives where it ends. */
  private long rewriteGap(long within, Likeness likeness) throws SQLException {
    Counter counter = Counter.of(readings.of(within, within, ALL_AROUND), counting.dial());
    Optional<Stretch> gap = counter.segmentAround(within);
    if (gap.isEmpty()) {
      return within + 1;
    }
    long from = counter.cutBefore(QuarterHour.floor(gap.get().fromMillis()));
    long end = QuarterHour.floor(gap.get().toMillis() - 1) + QuarterHour.MILLIS;
    long to = counter.cutAfter(end);
    window(counter.shapedIn(new Stretch(from, to), likeness), from, to);
    return gap.get().toMillis();
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
    List<QuarterHour> before = stored(connection, register, new Stretch(from, to));
    Difference<QuarterHour> difference = Difference.of(before, now);
    List<QuarterHour> gone = difference.gone();
    List<QuarterHour> come = difference.come();
    if (!gone.isEmpty()) {
      delete(gone.getFirst().startMillis(), gone.getLast().startMillis());
      changed.add(around(gone));
      wholly(gone).ifPresent(unmeasured::add);
    }
    if (!come.isEmpty()) {
      QuarterHourCopy.write(connection, register, come);
      changed.add(around(come));
      wholly(come).ifPresent(measured::add);
    }
  }

  private static Optional<Stretch> wholly(List<QuarterHour> quarters) {
    List<QuarterHour> measured = quarters.stream().filter(QuarterHour::isWhollyMeasured).toList();
    return measured.isEmpty() ? Optional.empty() : Optional.of(around(measured));
  }

  private static Stretch around(List<QuarterHour> quarters) {
    return new Stretch(quarters.getFirst().startMillis(), quarters.getLast().endMillis());
  }

  /** The quarter-hours of a register that begin in a stretch, as they are stored. */
  static List<QuarterHour> stored(Connection connection, int register, Stretch over)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select starts, consumption, covered_millis, quality, bracket_minutes from quarter_hour
            where register = ? and starts >= ? and starts < ? order by starts\
            """)) {
      query.setInt(1, register);
      query.setTimestamp(2, new Timestamp(over.fromMillis()));
      query.setTimestamp(3, new Timestamp(over.toMillis()));
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
