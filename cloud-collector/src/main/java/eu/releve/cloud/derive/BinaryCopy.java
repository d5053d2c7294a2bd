package eu.releve.cloud.derive;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
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
  private static final int ROW_BYTES_MAX = 1_024;

  /** The object identifiers of integer and bigint, as {@code pg_type.dat} has them. */
  private static final int INTEGER_OID = 23;

  private static final int BIGINT_OID = 20;
  private static final int NULL = -1;

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

  /** An array that is nothing where a value is absent. */
  void integers(List<OptionalLong> values) {
    begin(values, INTEGER_OID, Integer.BYTES);
    for (OptionalLong value : values) {
      if (value.isPresent()) {
        integer(Math.toIntExact(value.getAsLong()));
      } else {
        buffer.putInt(NULL);
      }
    }
  }

  /** An array that is nothing where a value is absent. */
  void bigints(List<OptionalLong> values) {
    begin(values, BIGINT_OID, Long.BYTES);
    for (OptionalLong value : values) {
      if (value.isPresent()) {
        bigint(value.getAsLong());
      } else {
        buffer.putInt(NULL);
      }
    }
  }

  /** One dimension from 1 on, as {@code array_recv} takes it. */
  private void begin(List<OptionalLong> values, int oid, int bytes) {
    int present = (int) values.stream().filter(OptionalLong::isPresent).count();
    buffer.putInt(5 * Integer.BYTES + values.size() * Integer.BYTES + present * bytes);
    buffer.putInt(1).putInt(present < values.size() ? 1 : 0).putInt(oid);
    buffer.putInt(values.size()).putInt(1);
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
