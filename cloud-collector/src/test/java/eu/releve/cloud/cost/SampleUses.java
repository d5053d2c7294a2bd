package eu.releve.cloud.cost;

import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Span;
import eu.releve.measure.RegisterName;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Days of a point in Brussels, as they would be read from the store. */
final class SampleUses {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");

  private final Map<RegisterName, SortedMap<LocalDate, Use>> days = new HashMap<>();

  /** The same amount on each day. */
  SampleUses each(String register, LocalDate from, LocalDate to, long steps) {
    return each(register, from, to, day -> measured(day, steps));
  }

  SampleUses each(String register, LocalDate from, LocalDate to, Function<LocalDate, Use> use) {
    SortedMap<LocalDate, Use> of =
        days.computeIfAbsent(RegisterName.parse(register), first -> new TreeMap<>());
    from.datesUntil(to).forEach(day -> of.put(day, use.apply(day)));
    return this;
  }

  static Use measured(LocalDate day, long steps) {
    long millis = millis(day);
    return new Use(
        BigInteger.valueOf(steps), BigInteger.ZERO, millis, millis, millis, Status.MEASURED);
  }

  /** A day within a gap whose total is known. */
  static Use estimated(LocalDate day, long steps) {
    long millis = millis(day);
    return new Use(
        BigInteger.valueOf(steps),
        BigInteger.valueOf(steps),
        millis,
        0,
        millis,
        Status.INTERPOLATED);
  }

  /** A day of which nothing is known. */
  static Use unknown(LocalDate day) {
    return new Use(BigInteger.ZERO, BigInteger.ZERO, 0, 0, millis(day), Status.MISSING);
  }

  private static long millis(LocalDate day) {
    return BRUSSELS.holding(Span.DAY, day).map(LocalPeriod::millis).orElseThrow();
  }

  Uses uses() {
    return new Uses(days);
  }
}
