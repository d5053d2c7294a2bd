package eu.releve.edge.simulate;

import eu.releve.decode.Outcome;
import eu.releve.decode.opcua.NodeStatus;
import eu.releve.decode.opcua.NodeValue;
import eu.releve.decode.opcua.NodeValue.Content;
import eu.releve.decode.opcua.OpcUaDecoder;
import eu.releve.profile.OpcUaRegister;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What a node holds for a register: an integer where the plan scales it, else a double.
 *
 * @param held a {@code Long} or a {@code Double}.
 * @param steps what an exact reader must get; nothing where it does not fit.
 */
record OpcUaNumber(Object held, Optional<Long> steps) {
  /** The number that stands for so many steps. */
  static OpcUaNumber of(OpcUaRegister register, BigDecimal steps) {
    BigDecimal raw =
        steps.divide(
            register.unit().stepsOf(register.name().quantity()).multiply(register.scale()),
            MathContext.DECIMAL64);
    if (isInteger(register)) {
      BigDecimal whole = raw.setScale(0, RoundingMode.HALF_EVEN);
      return new OpcUaNumber(whole.longValue(), read(register, whole));
    }
    double real = raw.doubleValue();
    return new OpcUaNumber(real, read(register, new BigDecimal(real)));
  }

  /** Whether its node holds an integer. */
  static boolean isInteger(OpcUaRegister register) {
    return register.scale().compareTo(BigDecimal.ONE) != 0;
  }

  private static Optional<Long> read(OpcUaRegister register, BigDecimal number) {
    Content content = new Content.Held(number);
    // The place in an array is not of the number.
    OpcUaRegister alone =
        new OpcUaRegister(
            register.name(),
            register.node(),
            Optional.empty(),
            register.scale(),
            register.unit(),
            register.resolution(),
            Optional.empty());
    return OpcUaDecoder.decode(alone, new NodeValue(content, NodeStatus.GOOD)).outcome()
            instanceof Outcome.Value value
        ? Optional.of(value.steps())
        : Optional.empty();
  }
}
