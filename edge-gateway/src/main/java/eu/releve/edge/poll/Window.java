package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.wire.Readings;
import eu.releve.wire.Readings.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The readings since the last batch: what a power cut costs.
 *
 * <p>It closes a set time after its first reading, or earlier when a batch would become too large.
 */
final class Window {
  static final Duration LENGTH_MAX = Duration.ofMinutes(15);
  private static final int BYTES_MAX = 64 * 1024;
  private static final int BITS_PER_VARINT_BYTE = 7;

  private final long lengthMillis;
  private List<Row> rows = new ArrayList<>();
  private long closesBootMillis;
  private int bytes;

  /**
   * A window of that length.
   *
   * @param length 0 (the end of each cycle) to 900 s.
   */
  Window(Duration length) {
    require(
        !length.isNegative() && length.compareTo(LENGTH_MAX) <= 0,
        "window %s is not in 0..900 s",
        length);
    this.lengthMillis = length.toMillis();
  }

  void add(Row row) {
    if (rows.isEmpty()) {
      closesBootMillis = row.bootMillis() + lengthMillis;
    }
    bytes += bytesAtMost(row);
    rows.add(row);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  int size() {
    return rows.size();
  }

  /** No further reading may be added before it is taken. */
  boolean isFull() {
    return rows.size() >= Readings.ROWS_MAX || bytes >= BYTES_MAX - bytesAtMost(WIDEST);
  }

  private static final Row WIDEST = new Row(Integer.MAX_VALUE, 0, Long.MIN_VALUE, 255);

  /** When it closes; never while it is empty. */
  long closesBootMillis() {
    return rows.isEmpty() ? Long.MAX_VALUE : closesBootMillis;
  }

  /** Everything since the last time, at least one reading; the window begins anew. */
  Readings take() {
    Readings taken = new Readings(rows);
    rows = new ArrayList<>();
    bytes = 0;
    return taken;
  }

  /** An upper bound: number, distance in time and value as varints, and an exception's quality. */
  private static int bytesAtMost(Row row) {
    long zigzag = (row.value() << 1) ^ (row.value() >> 63);
    return varint(row.register()) + varint(zigzag) + 5 + (row.quality() == 0 ? 0 : 6);
  }

  private static int varint(long value) {
    int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(value));
    return Math.ceilDiv(bits, BITS_PER_VARINT_BYTE);
  }
}
