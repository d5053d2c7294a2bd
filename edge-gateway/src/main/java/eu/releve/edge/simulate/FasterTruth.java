package eu.releve.edge.simulate;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/**
 * A truth whose time runs faster than the clock, from one instant on that both share.
 *
 * <p>The answers keep the clock's instants; counters grow by that factor, powers and flows are
 * those of the building's own time.
 */
record FasterTruth(Truth truth, Instant since, BigDecimal speed) implements Truth {
  @Override
  public BigDecimal valueAt(MeterId meter, RegisterName register, Instant at) {
    return truth.valueAt(meter, register, within(at));
  }

  /** The building's own instant at that of the clock. */
  Instant within(Instant at) {
    long passed = Duration.between(since, at).toMillis();
    return since.plusMillis(
        speed.multiply(BigDecimal.valueOf(passed)).setScale(0, RoundingMode.FLOOR).longValue());
  }
}
