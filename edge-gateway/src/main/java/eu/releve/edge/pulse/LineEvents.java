package eu.releve.edge.pulse;

import java.nio.ByteBuffer;

/**
 * The kernel's record of an edge, {@code struct gpio_v2_line_event} of {@code linux/gpio.h}, in the
 * byte order of the machine.
 */
public final class LineEvents {
  /** Bytes of a record. */
  public static final int BYTES = 48;

  private static final int ACTIVE = 1;
  private static final int INACTIVE = 2;
  private static final int PADDING = 24;

  private LineEvents() {}

  /**
   * A record as it was read.
   *
   * @param offset of the line on its chip.
   */
  public record LineEvent(int offset, Edge edge) {}

  /**
   * The next record.
   *
   * @param from at least {@value #BYTES} bytes in the machine's order.
   * @throws IllegalArgumentException when it is none.
   */
  public static LineEvent get(ByteBuffer from) {
    long nanos = from.getLong();
    int kind = from.getInt();
    int offset = from.getInt();
    from.getInt();
    long sequence = Integer.toUnsignedLong(from.getInt());
    from.position(from.position() + PADDING);
    if (kind != ACTIVE && kind != INACTIVE) {
      throw new IllegalArgumentException("event %d is no edge".formatted(kind));
    }
    return new LineEvent(offset, new Edge(kind == ACTIVE, nanos, sequence));
  }

  /**
   * Writes a record.
   *
   * @param into in the machine's order.
   */
  public static void put(ByteBuffer into, LineEvent event) {
    into.putLong(event.edge().nanos())
        .putInt(event.edge().closed() ? ACTIVE : INACTIVE)
        .putInt(event.offset())
        .putInt((int) event.edge().sequence())
        .putInt((int) event.edge().sequence())
        .put(new byte[PADDING]);
  }
}
