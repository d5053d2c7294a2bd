package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Resolution;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a counter counts before it begins at zero again, and how fast it can count.
 *
 * <p>Where nobody says both, a counter that falls has passed the end of its digits only when it
 * stood in the last thousandth before that end and stands in the first one after it, both together:
 * a restart happens anywhere.
 *
 * @param ends the numbers of steps at which it may begin at zero again, rising; none where nothing
 *     is known.
 * @param mostPerHour how many steps it can count in an hour; absent where nobody says.
 */
record Dial(List<Long> ends, Optional<Long> mostPerHour) {
  /** Of a counter of which nothing is known. */
  static final Dial UNKNOWN = new Dial(List.of(), Optional.empty());

  /** So that a rollover never overflows. */
  private static final long END_MAX = 1L << 62;

  private static final int DIGITS_MIN = 4;
  private static final int DIGITS_MAX = 12;
  private static final int NEAR_PART = 1_000;
  private static final BigInteger HOUR_MILLIS = BigInteger.valueOf(Duration.ofHours(1).toMillis());

  Dial {
    ends = List.copyOf(ends);
    long last = 1;
    for (long end : ends) {
      require(last < end && end <= END_MAX, "end %d is not in %d..%d", end, last + 1, END_MAX);
      last = end;
    }
    mostPerHour.ifPresent(most -> require(most > 0, "%d steps an hour are not above zero", most));
  }

  /**
   * Of a counter whose end somebody says.
   *
   * @param end in steps, 2 to 2^62: ten to the number of its digits, times its resolution.
   */
  static Dial ending(long end) {
    return new Dial(List.of(end), Optional.empty());
  }

  /**
   * Of a counter of which the resolution is known: it ends after 4 to 12 digits, or where 16 or 32
   * bits are full. Ends that are no whole number of steps are left out.
   */
  static Dial of(Resolution resolution) {
    List<Long> ends = new ArrayList<>();
    for (int digits = DIGITS_MIN; digits <= DIGITS_MAX; digits++) {
      add(ends, BigDecimal.TEN.pow(digits).multiply(resolution.inSteps()));
    }
    for (int bits = Short.SIZE; bits <= Integer.SIZE; bits += Short.SIZE) {
      add(ends, BigDecimal.valueOf(1L << bits).multiply(resolution.inSteps()));
    }
    return new Dial(ends.stream().sorted().distinct().toList(), Optional.empty());
  }

  private static void add(List<Long> ends, BigDecimal end) {
    boolean whole = end.stripTrailingZeros().scale() <= 0;
    if (whole
        && end.compareTo(BigDecimal.ONE) > 0
        && end.compareTo(BigDecimal.valueOf(END_MAX)) <= 0) {
      ends.add(end.longValueExact());
    }
  }

  /**
   * The same counter, which cannot count faster.
   *
   * @param steps an hour, above zero: 1.2 times what the fuses let through, the greatest flow of a
   *     water meter.
   */
  Dial atMost(long steps) {
    return new Dial(ends, Optional.of(steps));
  }

  /**
   * What the counter has done from one reading to a later one. A rise that no number holds is one
   * that it cannot make.
   */
  Change between(Index before, Index now) {
    require(before.millis() < now.millis(), "%d is not before %d", before.millis(), now.millis());
    long dt = now.millis() - before.millis();
    if (now.value() >= before.value()) {
      long rise = now.value() - before.value();
      return rise < 0 || isTooFast(rise, dt) ? new Change.Spike() : new Change.Rise(rise);
    }
    for (long end : ends) {
      if (before.value() < end && now.value() >= 0) {
        long risen = end - before.value() + now.value();
        if (isNear(risen, end) && !isTooFast(risen, dt)) {
          return new Change.Rollover(risen);
        }
      }
    }
    return isRestart(before.value(), now.value())
        ? new Change.Restart(now.value())
        : new Change.Dip();
  }

  /** Whether it was near enough to that end; anywhere, where both end and rate are known. */
  private boolean isNear(long risen, long end) {
    return (mostPerHour.isPresent() && ends.size() == 1) || risen <= end / NEAR_PART;
  }

  /** A counter that shows less than nine tenths of what it showed began anew. */
  static boolean isRestart(long before, long now) {
    return now >= 0 && now < before - before / 10;
  }

  private boolean isTooFast(long steps, long millis) {
    return mostPerHour.isPresent()
        && BigInteger.valueOf(steps)
                .multiply(HOUR_MILLIS)
                .compareTo(
                    BigInteger.valueOf(mostPerHour.get()).multiply(BigInteger.valueOf(millis)))
            > 0;
  }
}
