package eu.releve.edge.simulate;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.math.BigDecimal;
import java.time.Instant;

/** What the simulated meters measure. */
@FunctionalInterface
public interface Truth {
  /**
   * The exact value of a register, in steps of its quantity, before the meter rounds it to its own
   * resolution.
   *
   * <p>It may have a fraction. It must be the same whenever it is asked for, and a counter's must
   * never fall from one instant to a later one. Zero where nothing is measured. It is asked from
   * several threads.
   */
  BigDecimal valueAt(MeterId meter, RegisterName register, Instant at);
}
