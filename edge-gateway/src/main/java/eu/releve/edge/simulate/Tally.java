package eu.releve.edge.simulate;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What has flowed along a curve since the calendar's first day: its exact integral.
 *
 * <p>The sums of whole days are kept, so that asking for an instant costs one day; asked for the
 * first time it goes through all days once.
 */
final class Tally {
  private static final long MILLIS_PER_SECOND = 1_000;

  private final LoadCurve curve;
  private final Calendar calendar;

  /** By day since the first: the sum of all days before it, in rate times seconds. */
  private final List<Long> before = new ArrayList<>(List.of(0L));

  Tally(LoadCurve curve, Calendar calendar) {
    this.curve = curve;
    this.calendar = calendar;
  }

  /** In rate times milliseconds; zero before the first day. */
  BigDecimal until(Instant instant) {
    LocalDate day = calendar.dayOf(instant);
    if (day.isBefore(calendar.first())) {
      return BigDecimal.ZERO;
    }
    long today = curve.on(day).until(calendar.momentOf(instant));
    return BigDecimal.valueOf(before(day))
        .multiply(BigDecimal.valueOf(MILLIS_PER_SECOND))
        .add(BigDecimal.valueOf(today));
  }

  private synchronized long before(LocalDate day) {
    int index = Math.toIntExact(ChronoUnit.DAYS.between(calendar.first(), day));
    while (before.size() <= index) {
      LocalDate last = calendar.first().plusDays(before.size() - 1L);
      // Rates change at whole seconds only, and days are whole seconds long: nothing is cut off.
      long itsSum = curve.on(last).until(calendar.millisOf(last)) / MILLIS_PER_SECOND;
      before.add(Math.addExact(before.getLast(), itsSum));
    }
    return before.get(index);
  }
}
