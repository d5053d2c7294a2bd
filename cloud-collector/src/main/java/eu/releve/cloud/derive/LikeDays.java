package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The measured days that a day of which too little is known is taken to have been like.
 *
 * <p>Tuesdays, Wednesdays and Thursdays are alike; any other day is like the same day of another
 * week (AEMO's substitution 14). The three nearest of the eight weeks before it tell its course;
 * where there is none, the three nearest of the eight weeks after it. Only measured days count: no
 * estimate rests on another. It is their course by local time: an hour that the clocks repeat has
 * the same course twice, one that they leave out none.
 *
 * <p>A day on which a meter counts heat is as high as those are times how cold it was beside how
 * cold they were, where all of these temperatures are known and any of them was cold (A9, 3).
 */
final class LikeDays implements Likeness {
  /** Of a day of 24 hours. */
  static final int QUARTERS = 96;

  /** How far before and after a day those lie that it may be like. */
  static final int REACH_DAYS = 8 * 7;

  private static final int NEAREST = 3;

  /** One, two or three days weigh the same. */
  private static final int WEIGHT = 6;

  /** What a day is corrected by is exact to a millionth; as many times as much all days weigh. */
  private static final BigInteger CORRECTION = BigInteger.valueOf(1_000_000);

  private static final int MINUTES = 15;

  private final LocalCalendar calendar;
  private final MeasuredDays measured;
  private final Optional<ColdDays> cold;
  private final Map<LocalDate, Optional<List<BigInteger>>> shapes = new HashMap<>();

  /**
   * @param calendar of the building.
   * @param measured its days; what was asked once may be kept.
   * @param cold how cold days were, of a meter that counts heat.
   */
  LikeDays(LocalCalendar calendar, MeasuredDays measured, Optional<ColdDays> cold) {
    this.calendar = calendar;
    this.measured = measured;
    this.cold = cold;
  }

  @Override
  public Optional<Shape> of(Stretch gap) throws SQLException {
    return Shape.of(gap, this::weight, Status.ESTIMATED_SHAPE);
  }

  private Optional<BigInteger> weight(long startMillis) throws SQLException {
    ZonedDateTime local = Instant.ofEpochMilli(startMillis).atZone(calendar.zone());
    return shape(local.toLocalDate()).map(day -> day.get(quarterOf(local.toLocalTime())));
  }

  /** Which quarter-hour of a day of 24 hours that is. */
  static int quarterOf(LocalTime time) {
    return time.getHour() * 4 + time.getMinute() / MINUTES;
  }

  /**
   * How much weight each quarter-hour of a day has, by its local time: six times the mean of the
   * days that it is like; nothing where there is no such day.
   */
  Optional<List<BigInteger>> shape(LocalDate day) throws SQLException {
    if (!shapes.containsKey(day)) {
      List<LocalDate> like = like(day);
      shapes.put(
          day,
          like.isEmpty()
              ? Optional.empty()
              : Optional.of(weights(measured(like), correction(day, like))));
    }
    return shapes.getOrDefault(day, Optional.empty());
  }

  /** How cold the day was beside the mean of the others, in millionths, rounded down. */
  private BigInteger correction(LocalDate day, List<LocalDate> like) throws SQLException {
    if (cold.isEmpty()) {
      return BigInteger.ONE;
    }
    List<LocalDate> asked = new ArrayList<>(like);
    asked.addFirst(day);
    Optional<List<BigInteger>> known = cold.get().of(asked);
    BigInteger theirs =
        known.stream()
            .flatMap(days -> days.stream().skip(1))
            .reduce(BigInteger.ZERO, BigInteger::add);
    if (known.isEmpty() || theirs.signum() == 0) {
      return CORRECTION;
    }
    return known
        .get()
        .getFirst()
        .multiply(BigInteger.valueOf(like.size()))
        .multiply(CORRECTION)
        .divide(theirs);
  }

  /**
   * Whether a day has its course from one of some others: where these have only now been measured,
   * the course of no other day has changed.
   *
   * @param first of the others.
   * @param last of the others.
   */
  boolean restsOn(LocalDate day, LocalDate first, LocalDate last) throws SQLException {
    boolean any =
        first
            .datesUntil(last.plusDays(1))
            .limit(DayOfWeek.values().length)
            .anyMatch(other -> areAlike(day.getDayOfWeek(), other.getDayOfWeek()));
    return any && like(day).stream().anyMatch(like -> !like.isBefore(first) && !like.isAfter(last));
  }

  private List<LocalDate> like(LocalDate day) throws SQLException {
    List<LocalDate> before = days(day, -1, REACH_DAYS, NEAREST);
    return before.isEmpty() ? days(day, 1, REACH_DAYS, NEAREST) : before;
  }

  private static List<BigInteger> weights(List<List<Long>> days, BigInteger correction) {
    BigInteger each = BigInteger.valueOf(WEIGHT / days.size()).multiply(correction);
    return IntStream.range(0, QUARTERS).mapToObj(i -> sum(days, i).multiply(each)).toList();
  }

  /** What some days counted together in a quarter-hour. */
  static BigInteger sum(List<List<Long>> days, int quarter) {
    return days.stream()
        .map(day -> BigInteger.valueOf(day.get(quarter)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /**
   * The measured days like that one, the nearest first.
   *
   * @param step -1 for those before it, 1 for those after it.
   * @param days how far they may lie from it.
   * @param most how many at most.
   */
  List<List<Long>> nearest(LocalDate day, int step, int days, int most) throws SQLException {
    return measured(days(day, step, days, most));
  }

  private List<LocalDate> days(LocalDate day, int step, int days, int most) throws SQLException {
    List<LocalDate> nearest = new ArrayList<>();
    for (int i = 1; i <= days && nearest.size() < most; i++) {
      LocalDate other = day.plusDays((long) step * i);
      if (areAlike(day.getDayOfWeek(), other.getDayOfWeek()) && measured.of(other).isPresent()) {
        nearest.add(other);
      }
    }
    return nearest;
  }

  private List<List<Long>> measured(List<LocalDate> days) throws SQLException {
    List<List<Long>> found = new ArrayList<>();
    for (LocalDate day : days) {
      measured.of(day).ifPresent(found::add);
    }
    return found;
  }

  static boolean areAlike(DayOfWeek one, DayOfWeek other) {
    return one == other || (isMidweek(one) && isMidweek(other));
  }

  private static boolean isMidweek(DayOfWeek day) {
    return switch (day) {
      case TUESDAY, WEDNESDAY, THURSDAY -> true;
      case MONDAY, FRIDAY, SATURDAY, SUNDAY -> false;
    };
  }
}
