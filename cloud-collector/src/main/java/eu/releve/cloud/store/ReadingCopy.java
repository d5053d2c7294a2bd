package eu.releve.cloud.store;

import eu.releve.wire.Readings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes readings by one binary COPY, and notes the newest of each register and what they touch.
 *
 * <p>The layout is that of PostgreSQL's manual, "COPY, Binary Format": per row a count of fields,
 * per field its length and its bytes, high byte first.
 */
final class ReadingCopy {
  private static final String COPY =
      "copy reading (register, instant, value, quality, batch) from stdin (format binary)";
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final long EPOCH_2000_MILLIS = 946_684_800_000L;
  private static final int NONE = -1;
  private static final int FIELDS = 5;
  private static final int ROW_BYTES = 2 + (4 + 4) + (4 + 8) + (4 + 8) + (4 + 2) + (4 + 8);
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final CopyIn copy;
  private final Newest newest;
  private final Touched touched;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int filled;

  ReadingCopy(Connection connection, Newest newest, Touched touched) throws SQLException {
    this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
    this.newest = newest;
    this.touched = touched;
    System.arraycopy(SIGNATURE, 0, buffer, 0, SIGNATURE.length);
    this.filled = SIGNATURE.length;
  }

  /**
   * Writes the readings of one batch.
   *
   * @param wallMinusBoot dates them, in milliseconds.
   */
  void add(Readings readings, Series series, long wallMinusBoot, long batch) throws SQLException {
    if (readings.rows().isEmpty()) {
      return;
    }
    List<Readings.Row> rows = readings.rows();
    int[] newestOfNumber = new int[series.numbers()];
    Arrays.fill(newestOfNumber, NONE);
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (int i = 0; i < rows.size(); i++) {
      Readings.Row row = rows.get(i);
      long millis = row.bootMillis() + wallMinusBoot;
      write(series.register(row.register()), millis, row.value(), row.quality(), batch);
      int known = newestOfNumber[row.register()];
      if (known == NONE || rows.get(known).bootMillis() <= row.bootMillis()) {
        newestOfNumber[row.register()] = i;
      }
      from = Math.min(from, millis);
      to = Math.max(to, millis);
    }
    BitSet registers = new BitSet();
    for (int number = 0; number < newestOfNumber.length; number++) {
      if (newestOfNumber[number] != NONE) {
        Readings.Row row = rows.get(newestOfNumber[number]);
        long millis = row.bootMillis() + wallMinusBoot;
        newest.add(series.register(number), millis, row.value(), row.quality(), batch);
        registers.set(series.register(number));
      }
    }
    touched.add(series.building(), registers, from, to);
  }

  private void write(int register, long millis, long value, int quality, long batch)
      throws SQLException {
    if (filled + ROW_BYTES > BUFFER_BYTES) {
      flush();
    }
    int at = filled;
    SHORT.set(buffer, at, (short) FIELDS);
    INT.set(buffer, at + 2, Integer.BYTES);
    INT.set(buffer, at + 6, register);
    INT.set(buffer, at + 10, Long.BYTES);
    LONG.set(buffer, at + 14, Math.multiplyExact(millis - EPOCH_2000_MILLIS, 1_000L));
    INT.set(buffer, at + 22, Long.BYTES);
    LONG.set(buffer, at + 26, value);
    INT.set(buffer, at + 34, Short.BYTES);
    SHORT.set(buffer, at + 38, (short) quality);
    INT.set(buffer, at + 40, Long.BYTES);
    LONG.set(buffer, at + 44, batch);
    filled = at + ROW_BYTES;
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer, 0, filled);
    filled = 0;
  }

  /** Ends the copy; from here on the rows are in the transaction. */
  void end() throws SQLException {
    if (filled + Short.BYTES > BUFFER_BYTES) {
      flush();
    }
    SHORT.set(buffer, filled, (short) -1);
    filled += Short.BYTES;
    flush();
    copy.endCopy();
  }

  /** Gives the connection back to statements after a failure. */
  void cancel() {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException alreadyBroken) {
      // The failure that led here is the one worth telling; the transaction is rolled back.
    }
  }
}
