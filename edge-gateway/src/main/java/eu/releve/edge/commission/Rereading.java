package eu.releve.edge.commission;

import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.RegisterReader;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.Quantity;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a meter's words say when they are read otherwise than the plan has it.
 *
 * <p>The words themselves are read again, not the values: a value in steps was rounded once, and in
 * a wrong order a float is often none at all.
 *
 * @param cause that there is if it is right.
 * @param window what it gives before and after.
 */
public record Rereading(Cause cause, Window window) {
  /**
   * All that give a value before and after: the other orders, then the other reading of the sign.
   *
   * @param register as the plan has it.
   * @param transformers that the meter does not know of.
   * @param before the register's words before the display was looked at.
   * @param after its words after that.
   * @param resolution of the register, in steps; above zero.
   */
  static List<Rereading> of(
      ModbusRegister register,
      Transformers transformers,
      RawWords before,
      RawWords after,
      BigDecimal resolution) {
    List<Rereading> all = new ArrayList<>();
    // What says the same as the plan explains nothing.
    Optional<Ends> planned = both(new RegisterReader(register, transformers), before, after);
    Arrays.stream(WordOrder.values())
        .filter(order -> order != register.order())
        .forEach(
            order ->
                both(new RegisterReader(register.ordered(order), transformers), before, after)
                    .filter(ends -> !planned.equals(Optional.of(ends)))
                    .map(ends -> ends.inOrder(order, resolution))
                    .ifPresent(all::add));
    boolean hasNone = register.type().isUnsigned();
    register
        .signedOtherwise()
        .flatMap(other -> both(new RegisterReader(other, transformers), before, after))
        .filter(ends -> !planned.equals(Optional.of(ends)))
        .map(ends -> ends.signed(hasNone, resolution))
        .ifPresent(all::add);
    return List.copyOf(all);
  }

  /**
   * One by which the display lies between before and after, and for a reason; of several the one
   * whose before and after lie closest: in a wrong order a counter jumps.
   */
  static Optional<Cause> explaining(List<Rereading> all, Typed typed, Quantity quantity) {
    BigDecimal digit = typed.digit(quantity);
    return all.stream()
        .filter(one -> typed.number().signum() > 0 && !one.window().falls())
        .filter(one -> one.window().isTelling(digit))
        .filter(one -> one.window().holds(typed.steps(quantity), digit))
        .min(Comparator.comparingLong(one -> one.window().after() - one.window().before()))
        .map(Rereading::cause);
  }

  /** The values before and after. */
  private record Ends(long before, long after) {
    Rereading inOrder(WordOrder order, BigDecimal resolution) {
      return new Rereading(
          new Cause.WordOrder(order, after), new Window(before, after, resolution));
    }

    /** A display has no sign: of what is negative it shows the amount, which may go either way. */
    Rereading signed(boolean signed, BigDecimal resolution) {
      boolean isNegative = Math.max(before, after) < 0 && Math.min(before, after) > Long.MIN_VALUE;
      Window window =
          isNegative
              ? new Window(-Math.max(before, after), -Math.min(before, after), resolution)
              : new Window(before, after, resolution);
      return new Rereading(new Cause.Sign(signed, after), window);
    }
  }

  private static Optional<Ends> both(RegisterReader reader, RawWords before, RawWords after) {
    OptionalLong first = value(reader, before);
    OptionalLong last = value(reader, after);
    return first.isPresent() && last.isPresent()
        ? Optional.of(new Ends(first.getAsLong(), last.getAsLong()))
        : Optional.empty();
  }

  private static OptionalLong value(RegisterReader reader, RawWords words) {
    ModbusRegister register = reader.register();
    byte[] bytes = words.bytes();
    return bytes.length == 2 * (register.until() - register.from())
            && reader.read(bytes, 2 * (register.address() - register.from()))
                instanceof Outcome.Value value
        ? OptionalLong.of(value.steps())
        : OptionalLong.empty();
  }
}
