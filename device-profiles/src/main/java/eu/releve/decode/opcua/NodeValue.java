package eu.releve.decode.opcua;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a node holds, as its server tells it.
 *
 * @param content what was sent; a bad status may leave it out.
 * @param status what the server says of it.
 */
public record NodeValue(Content content, NodeStatus status) {
  /** What a node holds. */
  public sealed interface Content {
    /** A number, exactly as it was held: a float is the fraction that its bits say. */
    record Held(BigDecimal number) implements Content {}

    /** Yes or no: a state, never an amount. */
    record Flag(boolean set) implements Content {}

    /** Several. */
    record Array(List<Content> elements) implements Content {
      public Array {
        elements = List.copyOf(elements);
      }
    }

    /**
     * No number.
     *
     * @param what it is, for people: {@code NaN}, {@code a String}, {@code nothing}.
     */
    record Other(String what) implements Content {}
  }

  /** A value that is only a status. */
  public static NodeValue without(NodeStatus status) {
    return new NodeValue(new Content.Other("nothing"), status);
  }
}
