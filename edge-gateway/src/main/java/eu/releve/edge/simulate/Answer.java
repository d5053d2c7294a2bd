package eu.releve.edge.simulate;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.time.Instant;

/**
 * One register's value in one answer of a meter.
 *
 * @param meter which meter answered.
 * @param register which of its registers.
 * @param value what an exact reader must get, in steps of the quantity.
 * @param instant when the answer was made, by the simulator's clock.
 */
public record Answer(MeterId meter, RegisterName register, long value, Instant instant) {}
