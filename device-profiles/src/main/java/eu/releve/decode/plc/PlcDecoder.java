package eu.releve.decode.plc;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.profile.PlcRegister;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** Turns what a controller held into the values of a meter's registers. */
public final class PlcDecoder {
  private final List<PlcRegister> registers;

  /**
   * A decoder of those registers.
   *
   * @param registers in the order in which their tags are asked.
   */
  public PlcDecoder(List<PlcRegister> registers) {
    this.registers = List.copyOf(registers);
  }

  /** How many values an answer must have. */
  public int size() {
    return registers.size();
  }

  /** The tags to ask, in order. */
  public List<String> tags() {
    return registers.stream().map(PlcRegister::tag).toList();
  }

  /** The registers with their values, rounded half-even once. */
  public List<Decoded> decode(PlcAnswer answer) {
    List<Decoded> decoded = new ArrayList<>(registers.size());
    for (int i = 0; i < registers.size(); i++) {
      PlcRegister register = registers.get(i);
      decoded.add(new Decoded(register.name(), outcome(register, answer.at(i))));
    }
    return decoded;
  }

  private static Outcome outcome(PlcRegister register, PlcAnswer.Value value) {
    return switch (value) {
      case PlcAnswer.Value.Held held -> steps(register, held.number());
      case PlcAnswer.Value.Nothing nothing -> new Outcome.Refused(nothing.reason());
    };
  }

  private static Outcome steps(PlcRegister register, BigDecimal number) {
    BigDecimal steps =
        number
            .multiply(register.scale())
            .multiply(register.unit().stepsOf(register.name().quantity()));
    // A double may be 10^308: nobody wants its digits written out before it is refused.
    if (steps.precision() - steps.scale() > 20) {
      return new Outcome.Refused("overflow: " + number.round(new java.math.MathContext(6)));
    }
    return Outcome.ofSteps(steps.setScale(0, RoundingMode.HALF_EVEN).toBigInteger());
  }
}
