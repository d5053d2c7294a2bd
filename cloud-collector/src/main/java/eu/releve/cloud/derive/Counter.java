package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One counter's readings as a line that only rises, and its quarter-hours.
 *
 * <p>The index at a boundary is interpolated between the readings around it and rounded once (half
 * up: the only rounding that does not depend on where the counter stands); a consumption is the
 * difference of two such indices. So the sum over any period is the difference of its ends, to the
 * step, however it is cut.
 *
 * <p>A counter that falls below nine tenths of what it showed began anew: what it shows since is a
 * lower bound. One that falls by less is not believed, and the reading before stays the reference;
 * when eight readings stay below it, the counter was set back and counts on from there. A rise that
 * was ten times as fast as any around it, and from which the counter falls back to the track that
 * it left, was a spike: it is left out, and the interval that it lies in is uncertain.
 *
 * <p>A gap of more than two hours whose total is known takes the course of a check meter or of the
 * days that it is like ({@link #shapedIn}); a quarter-hour that rests on what somebody typed over
 * says so.
 *
 * <p>In a gap of more than 400 days a figure is a whole UTC day: a wrong date must not make a
 * million quarter-hours, and no such gap knows the time of day.
 */
public final class Counter implements Course {
  private static final long GAP_MILLIS = 2 * QuarterHour.MILLIS;
  private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long LONG_GAP_MILLIS = Duration.ofDays(400).toMillis();

  /** A gap that is longer than this has a course that a straight line does not tell. */
  static final Duration STRAIGHT_MAX = Duration.ofHours(2);

  private final List<Index> line;
  private final Set<Long> doubtful;
  private final Set<Long> rolledOver;
  private final BitSet edited;
  private final Map<Integer, Shape> shapes;

  private Counter(
      List<Index> line,
      Set<Long> doubtful,
      Set<Long> rolledOver,
      BitSet edited,
      Map<Integer, Shape> shapes) {
    this.line = line;
    this.doubtful = doubtful;
    this.rolledOver = rolledOver;
    this.edited = edited;
    this.shapes = shapes;
  }

  /**
   * The line through those readings.
   *
   * @param readings by rising instant, no instant twice.
   * @param dial where it ends and how fast it can count.
   */
  static Counter of(List<Index> readings, Dial dial) {
    return of(readings, dial, Set.of());
  }

  /**
   * The line through those readings, of which some only stand in for what nobody could read.
   *
   * @param readings by rising instant, no instant twice.
   * @param dial where it ends and how fast it can count.
   * @param doubted the instants of those: what ends there is uncertain.
   */
  static Counter of(List<Index> readings, Dial dial, Set<Long> doubted) {
    return of(new Tenure.Counted(readings, doubted, Set.of()), dial);
  }

  /** The line through readings of which some stand in for others, or were typed over. */
  static Counter of(Tenure.Counted counted, Dial dial) {
    Believed believed = new Believed(counted.readings(), dial);
    Set<Long> doubtful = new HashSet<>(believed.doubtful());
    doubtful.addAll(counted.doubted());
    BitSet edited = edited(believed.line(), counted.edited());
    return new Counter(believed.line(), doubtful, believed.rolledOver(), edited, Map.of());
  }

  /** The segments that begin, end or hold something that was edited. */
  private static BitSet edited(List<Index> line, Set<Long> instants) {
    BitSet edited = new BitSet();
    if (instants.isEmpty()) {
      return edited;
    }
    for (int i = 0; i + 1 < line.size(); i++) {
      long from = line.get(i).millis();
      long to = line.get(i + 1).millis();
      edited.set(i, instants.stream().anyMatch(at -> from <= at && at <= to));
    }
    return edited;
  }

  /**
   * The same line, with the course of what it was like in each long gap that lies in a stretch at
   * least in part. What such a gap adds up to stays what it was.
   */
  Counter shapedIn(Stretch stretch, Likeness likeness) throws SQLException {
    Map<Integer, Shape> found = new HashMap<>();
    for (int i = 0; i + 1 < line.size(); i++) {
      Stretch segment = new Stretch(line.get(i).millis(), line.get(i + 1).millis());
      if (segment.fromMillis() < stretch.toMillis()
          && stretch.fromMillis() < segment.toMillis()
          && canBeShaped(i, segment)) {
        Optional<Shape> shape = likeness.of(segment);
        if (shape.isPresent()) {
          found.put(i, shape.get());
        }
      }
    }
    return found.isEmpty() ? this : new Counter(line, doubtful, rolledOver, edited, found);
  }

  private boolean canBeShaped(int segment, Stretch between) {
    long length = between.toMillis() - between.fromMillis();
    return STRAIGHT_MAX.toMillis() < length
        && length <= LONG_GAP_MILLIS
        && line.get(segment + 1).value() - line.get(segment).value() > 0
        && !doubtful.contains(between.toMillis());
  }

  /** The last reading that is believed. */
  Optional<Long> lastMillis() {
    return line.isEmpty() ? Optional.empty() : Optional.of(line.getLast().millis());
  }

  /** The stretch between the two readings that enclose an instant; nothing outside of them. */
  Optional<Stretch> segmentAround(long millis) {
    if (line.size() < 2 || millis < line.getFirst().millis() || millis >= line.getLast().millis()) {
      return Optional.empty();
    }
    int segment = segmentOf(millis, 0);
    return Optional.of(new Stretch(line.get(segment).millis(), line.get(segment + 1).millis()));
  }

  /**
   * The quarter-hours from one instant to another that readings cover at least in part.
   *
   * @param fromMillis a multiple of 15 minutes.
   * @param toMillis exclusive, a multiple of 15 minutes.
   */
  @Override
  public List<QuarterHour> quarterHours(long fromMillis, long toMillis) {
    List<QuarterHour> quarters = new ArrayList<>();
    if (line.size() < 2) {
      return quarters;
    }
    long begin = line.getFirst().millis();
    long end = line.getLast().millis();
    long start = Math.max(fromMillis, QuarterHour.floor(begin));
    int segment = 0;
    while (start < toMillis && start < end) {
      segment = segmentOf(Math.max(start, begin), segment);
      long stop = start + length(start, segment);
      long covered = Math.min(stop, end) - Math.max(start, begin);
      quarters.add(
          new QuarterHour(
              start,
              // Below zero only where several restarts exceed what a number holds.
              Math.max(0, at(stop, segment) - at(start, segment)),
              (int) covered,
              status(start, stop, segment),
              bracketMinutes(stop, segment)));
      start = stop;
    }
    return quarters;
  }

  /** A quarter-hour, or a day that lies wholly in a long gap. */
  private long length(long start, int segment) {
    boolean day =
        isLong(segment)
            && Math.floorMod(start, DAY_MILLIS) == 0
            && start >= line.get(segment).millis()
            && start + DAY_MILLIS <= line.get(segment + 1).millis();
    return day ? DAY_MILLIS : QuarterHour.MILLIS;
  }

  private boolean isLong(int segment) {
    return line.get(segment + 1).millis() - line.get(segment).millis() > LONG_GAP_MILLIS;
  }

  /** The instant, or the start of its day when it lies in a long gap: figures are not cut. */
  long cutBefore(long millis) {
    return isInLongGap(millis) ? Math.floorDiv(millis, DAY_MILLIS) * DAY_MILLIS : millis;
  }

  /** The instant, or the end of its day when it lies in a long gap. */
  long cutAfter(long millis) {
    return isInLongGap(millis) ? -Math.floorDiv(-millis, DAY_MILLIS) * DAY_MILLIS : millis;
  }

  private boolean isInLongGap(long millis) {
    return line.size() > 1
        && millis > line.getFirst().millis()
        && millis < line.getLast().millis()
        && isLong(segmentOf(millis, 0));
  }

  /** The segment that holds an instant, looked for from an earlier one on. */
  private int segmentOf(long millis, int from) {
    int segment = from;
    while (segment + 2 < line.size() && line.get(segment + 1).millis() <= millis) {
      segment++;
    }
    return segment;
  }

  /** The index at an instant, rounded to a step; outside the readings the nearest one. */
  private long at(long millis, int from) {
    if (millis <= line.getFirst().millis()) {
      return line.getFirst().value();
    }
    if (millis >= line.getLast().millis()) {
      return line.getLast().value();
    }
    int segment = segmentOf(millis, from);
    Index before = line.get(segment);
    Index after = line.get(segment + 1);
    Shape shape = shapes.get(segment);
    if (shape != null) {
      return before.value() + shape.risen(after.value() - before.value(), millis);
    }
    return before.value()
        + scaled(
            after.value() - before.value(),
            millis - before.millis(),
            after.millis() - before.millis());
  }

  /** {@code rise x part / whole}, rounded half up, in 128 bits. */
  static long scaled(long rise, long part, long whole) {
    long high = Math.multiplyHigh(rise, part);
    long low = rise * part;
    if (high == 0 && low >= 0 && low <= Long.MAX_VALUE - whole) {
      return (low + whole / 2) / whole;
    }
    return BigInteger.valueOf(rise)
        .multiply(BigInteger.valueOf(part))
        .add(BigInteger.valueOf(whole / 2))
        .divide(BigInteger.valueOf(whole))
        .longValueExact();
  }

  /** The longest distance between two readings that enclose some of it. */
  private int bracketMinutes(long stop, int from) {
    long longest = 1;
    for (int i = from; i + 1 < line.size() && line.get(i).millis() < stop; i++) {
      longest = Math.max(longest, line.get(i + 1).millis() - line.get(i).millis());
    }
    return Math.toIntExact(Math.min(Math.ceilDiv(longest, MINUTE_MILLIS), QuarterHour.BRACKET_MAX));
  }

  private Status status(long start, long stop, int from) {
    Status status = Status.MEASURED;
    for (int i = from; i + 1 < line.size() && line.get(i).millis() < stop; i++) {
      long length = line.get(i + 1).millis() - line.get(i).millis();
      if (length > GAP_MILLIS) {
        Shape shape = shapes.get(i);
        status = status.worse(shape == null ? Status.INTERPOLATED : shape.status());
      }
      if (edited.get(i)) {
        status = status.worse(Status.EDITED);
      }
      long instant = line.get(i + 1).millis();
      if (instant > start && rolledOver.contains(instant)) {
        status = status.worse(Status.ROLLOVER);
      }
      if (instant > start && doubtful.contains(instant)) {
        status = status.worse(Status.UNCERTAIN);
      }
    }
    return status;
  }
}
