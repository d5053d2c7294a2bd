package eu.releve.cloud.process;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Whether an electricity meter is a solar roof's, which takes nothing in: said once, for emissions
 * and pages alike.
 *
 * @param taken what it took, in any step.
 * @param given what it gave, in the same.
 * @param above whether it stands above another electricity meter.
 * @param bought what the plan says of it: {@code false} for what the building makes itself.
 */
public record Roof(BigDecimal taken, BigDecimal given, boolean above, Optional<Boolean> bought) {
  /** A meter that gives so many times what it takes is a roof's, not a supply's. */
  private static final BigDecimal TIMES = BigDecimal.TEN;

  /**
   * Whether it is one: the plan says so, or says nothing and it shows. A main meter may give much
   * more than the building takes, so one that stands above others, or takes most of all, is none.
   *
   * @param most what the meter of the building took that took most.
   */
  public boolean is(BigDecimal most) {
    return bought
        .map(said -> !said)
        .orElseGet(
            () ->
                !above && taken.compareTo(most) < 0 && given.compareTo(taken.multiply(TIMES)) > 0);
  }
}
