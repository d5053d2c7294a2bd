package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a counter may have counted since its last reading, which nobody knows: the course of the
 * three nearest days that each day is like, as high as such days were in the four weeks before the
 * last reading. Shown, never stored; the next reading takes its place.
 */
final class OpenGap {
  /** After so many days nothing is guessed any more. */
  static final int DAYS_MAX = LikeDays.REACH_DAYS;

  private static final int LEVEL_DAYS = 4 * 7;
  private static final int NEAREST = 3;
  private static final long MINUTE_MILLIS = 60_000;

  private final LocalCalendar calendar;
  private final LocalDate last;
  // By rising distance from the last reading.
  private final Map<LocalDate, List<Long>> before = new LinkedHashMap<>();

  /**
   * @param lastMillis the last reading.
   * @param measured the days before it.
   */
  OpenGap(LocalCalendar calendar, long lastMillis, MeasuredDays measured) throws SQLException {
    this.calendar = calendar;
    this.last = calendar.day(Instant.ofEpochMilli(lastMillis));
    for (int i = 1; i <= LikeDays.REACH_DAYS; i++) {
      LocalDate day = last.minusDays(i);
      measured.of(day).ifPresent(whole -> before.put(day, whole));
    }
  }

  /**
   * The quarter-hours from the last reading to an instant; none of a day that is like no other.
   *
   * @param toMillis a multiple of 15 minutes that is past.
   */
  List<QuarterHour> quarterHours(long lastMillis, long toMillis) {
    require(toMillis % QuarterHour.MILLIS == 0, "%d is no quarter-hour", toMillis);
    LocalDate end = last.plusDays(DAYS_MAX);
    long stop = Math.min(toMillis, calendar.start(end).toEpochMilli());
    int minutes =
        (int)
            Math.clamp(Math.ceilDiv(stop - lastMillis, MINUTE_MILLIS), 1L, QuarterHour.BRACKET_MAX);
    List<QuarterHour> quarters = new ArrayList<>();
    for (long start = QuarterHour.floor(lastMillis); start < stop; start += QuarterHour.MILLIS) {
      ZonedDateTime local = Instant.ofEpochMilli(start).atZone(calendar.zone());
      List<LocalDate> like = like(local.toLocalDate());
      if (!like.isEmpty()) {
        long open = start + QuarterHour.MILLIS - Math.max(start, lastMillis);
        long guess = guess(like, LikeDays.quarterOf(local.toLocalTime()), open);
        quarters.add(new QuarterHour(start, guess, 0, Status.ESTIMATED_FULL, minutes));
      }
    }
    return quarters;
  }

  private List<LocalDate> like(LocalDate day) {
    return before.keySet().stream()
        .filter(other -> LikeDays.areAlike(day.getDayOfWeek(), other.getDayOfWeek()))
        .toList();
  }

  /** The course of the nearest, times how high the late ones are beside those, rounded half up. */
  private long guess(List<LocalDate> like, int quarter, long openMillis) {
    List<List<Long>> nearest = days(like.subList(0, Math.min(NEAREST, like.size())));
    List<List<Long>> late =
        days(like.stream().filter(day -> !day.isBefore(last.minusDays(LEVEL_DAYS))).toList());
    List<List<Long>> level = late.isEmpty() ? nearest : late;
    BigInteger course = LikeDays.sum(nearest, quarter);
    BigInteger whole = total(nearest);
    if (whole.signum() == 0) {
      // They used nothing, others did: nobody knows when.
      course = BigInteger.ONE;
      whole = BigInteger.valueOf(LikeDays.QUARTERS);
    }
    BigInteger divisor =
        whole
            .multiply(BigInteger.valueOf(level.size()))
            .multiply(BigInteger.valueOf(QuarterHour.MILLIS));
    return course
        .multiply(total(level))
        .multiply(BigInteger.valueOf(openMillis))
        .add(divisor.shiftRight(1))
        .divide(divisor)
        .longValueExact();
  }

  private List<List<Long>> days(List<LocalDate> days) {
    return days.stream().map(day -> before.getOrDefault(day, List.of())).toList();
  }

  private static BigInteger total(List<List<Long>> days) {
    return days.stream()
        .flatMap(List::stream)
        .map(BigInteger::valueOf)
        .reduce(BigInteger.ZERO, BigInteger::add);
  }
}
