package eu.releve.decode.opcua;

import eu.releve.decode.Outcome;
import eu.releve.decode.opcua.NodeValue.Content;
import eu.releve.measure.Kind;
import eu.releve.measure.Quality;
import eu.releve.profile.OpcUaRegister;
import java.math.BigDecimal;
import java.math.MathContext;

/** Turns what a node holds into the value of a register. */
public final class OpcUaDecoder {
  /** Of the steps of a value that can still fit 63 bits. */
  private static final int DIGITS_MAX = 20;

  private OpcUaDecoder() {}

  /**
   * What a node said of a register.
   *
   * @param outcome the value, rounded half-even once, or why there is none.
   * @param quality what the server says against it.
   */
  public record Said(Outcome outcome, Quality quality) {}

  /** The register's value: none under a bad status, whatever was sent with it. */
  public static Said decode(OpcUaRegister register, NodeValue value) {
    if (value.status().isBad()) {
      return refused("the server says " + value.status().name());
    }
    Content content = value.content();
    if (register.index().isPresent()) {
      int index = register.index().get();
      if (!(content instanceof Content.Array array)) {
        return refused("wanted an array, found " + what(content));
      }
      if (index >= array.elements().size()) {
        return refused(
            "wanted an element %d, found an array of %d".formatted(index, array.elements().size()));
      }
      content = array.elements().get(index);
    }
    return switch (content) {
      case Content.Held held -> new Said(steps(register, held.number()), value.status().quality());
      case Content.Flag flag when register.name().quantity().kind() == Kind.STATE ->
          new Said(
              steps(register, flag.set() ? BigDecimal.ONE : BigDecimal.ZERO),
              value.status().quality());
      case Content.Flag flag -> refused("wanted a number, found " + what(flag));
      case Content.Array array -> refused("wanted a number, found " + what(array));
      case Content.Other other -> refused("wanted a number, found " + other.what());
    };
  }

  private static Said refused(String reason) {
    return new Said(new Outcome.Refused(reason), Quality.GOOD);
  }

  private static String what(Content content) {
    return switch (content) {
      case Content.Held number -> "a number";
      case Content.Flag flag -> "a Boolean";
      case Content.Array array -> "an array of " + array.elements().size();
      case Content.Other other -> other.what();
    };
  }

  private static Outcome steps(OpcUaRegister register, BigDecimal number) {
    BigDecimal scaled = number.multiply(register.scale());
    // A double may be 10^308: nobody wants its digits written out before it is refused.
    if (scaled.precision() - scaled.scale() > DIGITS_MAX) {
      return new Outcome.Refused("overflow: " + scaled.round(new MathContext(6)));
    }
    return register
        .unit()
        .toSteps(scaled, register.name().quantity())
        .<Outcome>map(Outcome.Value::new)
        .orElseGet(() -> new Outcome.Refused("overflow: " + scaled.round(new MathContext(6))));
  }
}
