package eu.releve.decode.p1;

import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** What a written number is as the value of a register. */
final class P1Values {
  private P1Values() {}

  /** In steps, or refused where the unit is none of the quantity. */
  static Stated stated(RegisterName name, CosemObject.Figure number, Optional<Instant> taken) {
    return unit(number.unit(), name.quantity())
        .map(unit -> Stated.of(name, number.number(), unit, taken))
        .orElseGet(
            () ->
                without(
                    name,
                    new Outcome.Refused(number.unit() + " is no unit of " + name.quantity().id())));
  }

  /** A register of which nothing can be said but why it has no value. */
  static Stated without(RegisterName name, Outcome why) {
    Unit any =
        Arrays.stream(Unit.values())
            .filter(unit -> unit.measures(name.quantity()))
            .findFirst()
            .orElse(Unit.RATIO);
    return Stated.without(name, BigDecimal.ZERO, any, why);
  }

  static Optional<Unit> unit(String symbol, Quantity quantity) {
    return Unit.of(symbol).filter(unit -> unit.measures(quantity));
  }
}
