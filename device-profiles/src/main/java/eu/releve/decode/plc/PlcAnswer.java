package eu.releve.decode.plc;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A controller's answer as text, so that it can be kept and read again: one line a tag, in the
 * order in which they were asked.
 *
 * <p>A line is {@code =} and a number in full, or {@code !} and the reason why there is none.
 *
 * @param values each a number, or why there is none.
 */
public record PlcAnswer(List<Value> values) {
  public PlcAnswer {
    values = List.copyOf(values);
  }

  /** What one tag held. */
  public sealed interface Value {
    /** A number, exactly as it was held: a float is the fraction that its bits say. */
    record Held(BigDecimal number) implements Value {}

    /**
     * No number.
     *
     * @param reason in one line.
     */
    record Nothing(String reason) implements Value {
      public Nothing {
        reason = reason.replaceAll("\\p{Cntrl}+", " ");
      }
    }

    /** The number that an object of a controller's library is. */
    static Value of(Object held) {
      return switch (held) {
        case Boolean flag -> new Held(flag ? BigDecimal.ONE : BigDecimal.ZERO);
        case Float real when Float.isFinite(real) -> new Held(new BigDecimal(real));
        case Double real when Double.isFinite(real) -> new Held(new BigDecimal(real));
        case Float real -> new Nothing(real + " is not a number");
        case Double real -> new Nothing(real + " is not a number");
        case BigDecimal number -> new Held(number);
        case java.math.BigInteger number -> new Held(new BigDecimal(number));
        case Long number -> new Held(BigDecimal.valueOf(number));
        case Integer number -> new Held(BigDecimal.valueOf(number));
        case Short number -> new Held(BigDecimal.valueOf(number));
        case Byte number -> new Held(BigDecimal.valueOf(number));
        default -> new Nothing("a " + held.getClass().getSimpleName() + " is not a number");
      };
    }
  }

  /** As text. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder();
    for (Value value : values) {
      switch (value) {
        case Value.Held held -> text.append('=').append(held.number());
        case Value.Nothing nothing -> text.append('!').append(nothing.reason());
      }
      text.append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The answer that the text is, or nothing when it is none. */
  public static Optional<PlcAnswer> parse(byte[] bytes) {
    List<Value> values = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      if (line.startsWith("!")) {
        values.add(new Value.Nothing(line.substring(1)));
      } else if (line.matches("=-?[0-9]{1,400}(\\.[0-9]{1,1100})?(E[+-]?[0-9]{1,4})?")) {
        values.add(new Value.Held(new BigDecimal(line.substring(1))));
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new PlcAnswer(values));
  }

  /** The value of the tag that was asked at that place, counted from 0. */
  public Value at(int place) {
    require(0 <= place && place < values.size(), "no value at place %d", place);
    return values.get(place);
  }
}
