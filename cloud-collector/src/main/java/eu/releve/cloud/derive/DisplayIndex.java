package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.Tenure.Counted;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the display of a counter showed at an instant, as far as its readings tell.
 *
 * <p>Unlike the line of {@link Counter} it is what somebody would have read there: over the end of
 * its digits it begins at zero again. Within a stretch in which the counter began anew nobody knows
 * when, and what it showed before stands, uncertain.
 *
 * @param millis since 1970.
 * @param value in steps of the quantity; absent where no two readings enclose the instant.
 * @param how it was come by.
 * @param before the last reading that is believed and not after it, absent before the first.
 * @param after the first one not before it, absent after the last.
 * @param sinceBefore what was counted from the reading before to the instant, in steps.
 * @param untilAfter what was counted from there to the reading after, in steps.
 */
public record DisplayIndex(
    long millis,
    Optional<Long> value,
    How how,
    Optional<Index> before,
    Optional<Index> after,
    long sinceBefore,
    long untilAfter) {
  /** Readings further apart do not measure what lies between them: twice the usual interval. */
  private static final Duration CLOSE = Duration.ofMinutes(30);

  /** And further apart than that what lies between is an estimate. */
  private static final Duration NEAR = Duration.ofHours(2);

  /** How an index was come by, from the best. */
  public enum How {
    /** Somebody read the display at that instant. */
    READ,
    /** A reading at that instant, or two around it no more than half an hour apart. */
    MEASURED,
    /** Between two readings no more than two hours apart. */
    INTERPOLATED,
    /** Between two readings further apart. */
    ESTIMATED,
    /** The counter began anew around it, or nobody could read it. */
    UNCERTAIN,
    /** Before the first reading or after the last. */
    MISSING;

    /** As people and programs read it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public DisplayIndex {
    require(
        value.isPresent() == (how != How.MISSING), "an index %s that is %s", value, how.label());
  }

  /**
   * The index of a register at an instant.
   *
   * @param counted the readings around it, by rising instant.
   * @param dial where the counter ends.
   * @param tenure when somebody read the display.
   */
  static DisplayIndex at(long millis, Counted counted, Dial dial, Tenure tenure) {
    Believed believed = new Believed(counted.readings(), dial);
    List<Index> line = believed.line();
    int after = 0;
    while (after < line.size() && line.get(after).millis() < millis) {
      after++;
    }
    boolean exact = after < line.size() && line.get(after).millis() == millis;
    int before = exact ? after : after - 1;
    Map<Long, Long> shown = new HashMap<>();
    counted.readings().forEach(reading -> shown.put(reading.millis(), reading.value()));
    Optional<Index> last = before < 0 ? Optional.empty() : Optional.of(of(line, before, shown));
    Optional<Index> next =
        after == line.size() ? Optional.empty() : Optional.of(of(line, after, shown));
    if (last.isEmpty() || next.isEmpty()) {
      return new DisplayIndex(millis, Optional.empty(), How.MISSING, last, next, 0, 0);
    }
    boolean doubted = counted.doubted().contains(next.get().millis());
    if (exact) {
      How how = doubted ? How.UNCERTAIN : tenure.wasReadAt(millis) ? How.READ : How.MEASURED;
      return new DisplayIndex(millis, Optional.of(next.get().value()), how, last, next, 0, 0);
    }
    long rise = line.get(after).value() - line.get(before).value();
    boolean over = believed.rolledOver().contains(next.get().millis());
    return between(millis, last.get(), next.get(), new Between(rise, over, doubted));
  }

  /** Whether it is one reading, made at that instant. */
  boolean isOneReading() {
    return how == How.MEASURED && before.isPresent() && before.equals(after);
  }

  /** The same, read by somebody on the display. */
  DisplayIndex byHand() {
    return new DisplayIndex(millis, value, How.READ, before, after, sinceBefore, untilAfter);
  }

  /**
   * What happened between two readings.
   *
   * @param rise in steps.
   * @param over whether the counter passed the end of its digits.
   * @param doubted whether the later one stands in for what nobody could read.
   */
  private record Between(long rise, boolean over, boolean doubted) {}

  private static DisplayIndex between(long millis, Index before, Index after, Between what) {
    long whole = after.millis() - before.millis();
    long since = Counter.scaled(what.rise, millis - before.millis(), whole);
    long difference = after.value() - before.value();
    long value = before.value();
    How how = what.doubted ? How.UNCERTAIN : distance(whole);
    if (what.rise == difference) {
      value += since;
    } else if (what.over) {
      value = Math.floorMod(value + since, what.rise - difference);
    } else {
      how = How.UNCERTAIN;
    }
    return new DisplayIndex(
        millis,
        Optional.of(value),
        how,
        Optional.of(before),
        Optional.of(after),
        since,
        what.rise - since);
  }

  private static How distance(long millis) {
    if (millis <= CLOSE.toMillis()) {
      return How.MEASURED;
    }
    return millis <= NEAR.toMillis() ? How.INTERPOLATED : How.ESTIMATED;
  }

  private static Index of(List<Index> line, int position, Map<Long, Long> shown) {
    long millis = line.get(position).millis();
    return new Index(millis, shown.getOrDefault(millis, 0L));
  }
}
