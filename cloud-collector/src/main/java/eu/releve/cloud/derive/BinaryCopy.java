package eu.releve.cloud.derive;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows by one binary COPY: a year of quarter-hours is 35,000 of them.
 *
 * <p>The layout is that of PostgreSQL's manual, "COPY, Binary Format": per row a count of fields,
 * per field its length and its bytes, high byte first. A row is written field by field after {@link
 * #row}.
 */
final class BinaryCopy implements AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final long EPOCH_2000_MILLIS =
      Duration.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z")).toMillis();
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int ROW_BYTES_MAX = 512;

  private final CopyIn copy;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

  /**
   * @param into a table and its columns: {@code quarter_hour (register, starts)}.
   */
  BinaryCopy(Connection connection, String into) throws SQLException {
    copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("copy " + into + " from stdin (format binary)");
    buffer.put(SIGNATURE);
  }

  /** Begins a row. */
  void row(int fields) throws SQLException {
    if (buffer.remaining() < ROW_BYTES_MAX) {
      flush();
    }
    buffer.putShort((short) fields);
  }

  void smallint(int value) {
    buffer.putInt(Short.BYTES).putShort((short) value);
  }

  void integer(int value) {
    buffer.putInt(Integer.BYTES).putInt(value);
  }

  void bigint(long value) {
    buffer.putInt(Long.BYTES).putLong(value);
  }

  void instant(long millis) {
    bigint(Math.multiplyExact(millis - EPOCH_2000_MILLIS, 1_000L));
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  /** Ends the copy; from here on the rows are in the transaction. */
  void end() throws SQLException {
    buffer.putShort((short) -1);
    flush();
    long unused = copy.endCopy();
  }

  /** Gives the connection back to statements after a failure. */
  @Override
  public void close() throws SQLException {
    if (copy.isActive()) {
      copy.cancelCopy();
    }
  }
}
