package eu.releve.edge.link.opcua;

import eu.releve.decode.opcua.NodeStatus;
import eu.releve.decode.opcua.NodeValue;
import eu.releve.decode.opcua.NodeValue.Content;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.ULong;
import org.jspecify.annotations.Nullable;

/**
 * What a server told of one node.
 *
 * @param value what it holds.
 * @param sourceMillis when its source says that it came to hold that, in milliseconds since 1970;
 *     nothing where it does not say.
 */
public record NodeReading(NodeValue value, OptionalLong sourceMillis) {
  static NodeReading of(DataValue told) {
    return new NodeReading(
        new NodeValue(content(told.getValue().getValue()), status(told.getStatusCode())),
        millis(told.getSourceTime()));
  }

  /** Whether the server says that it has no such node, or that it has it no longer. */
  boolean isAbsent() {
    long code = value.status().code() & 0xFFFF_0000L;
    return code == StatusCodes.Bad_NodeIdUnknown || code == StatusCodes.Bad_NodeIdInvalid;
  }

  /** One that is only a status, and why. */
  static NodeReading bad(long code, String reason) {
    return new NodeReading(NodeValue.without(new NodeStatus(code, reason)), OptionalLong.empty());
  }

  static NodeStatus status(StatusCode code) {
    return code.getValue() == 0
        ? NodeStatus.GOOD
        : new NodeStatus(code.getValue(), name(code.getValue()));
  }

  /** A status by its name; by its digits where the norm has no name for it. */
  static String name(long code) {
    return StatusCodes.lookup(code & 0xFFFF_0000L)
        .map(names -> names[0])
        .orElse("0x%08X".formatted(code));
  }

  static OptionalLong millis(@Nullable DateTime time) {
    return time == null || time.isNull() || time.isInvalid()
        ? OptionalLong.empty()
        : OptionalLong.of(time.getJavaTime());
  }

  private static Content content(@Nullable Object held) {
    return switch (held) {
      case null -> new Content.Other("nothing");
      case Boolean flag -> new Content.Flag(flag);
      case Float real when Float.isFinite(real) -> new Content.Held(new BigDecimal(real));
      case Double real when Double.isFinite(real) -> new Content.Held(new BigDecimal(real));
      case Float real -> new Content.Other(real.toString());
      case Double real -> new Content.Other(real.toString());
      case ULong number -> new Content.Held(new BigDecimal(number.toBigInteger()));
      case Number number -> new Content.Held(BigDecimal.valueOf(number.longValue()));
      case Object[] elements -> array(elements);
      default -> new Content.Other("a " + held.getClass().getSimpleName());
    };
  }

  private static Content array(Object[] elements) {
    List<Content> contents = new ArrayList<>(elements.length);
    for (Object element : elements) {
      contents.add(content(element));
    }
    return new Content.Array(contents);
  }
}
