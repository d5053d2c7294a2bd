package eu.releve.cloud.derive;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Writes the quarter-hours of one register by COPY: a year is 35,000 rows. */
final class QuarterHourCopy {
  private static final int BUFFER_CHARS = 64 * 1024;

  private QuarterHourCopy() {}

  static void write(Connection connection, int register, List<QuarterHour> quarters)
      throws SQLException {
    CopyIn copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(
                "copy quarter_hour (register, starts, consumption, covered_millis, quality,"
                    + " bracket_minutes) from stdin");
    try {
      StringBuilder rows = new StringBuilder(BUFFER_CHARS);
      for (QuarterHour quarter : quarters) {
        rows.append(register).append('\t');
        rows.append(Instant.ofEpochMilli(quarter.startMillis())).append('\t');
        rows.append(quarter.consumption()).append('\t');
        rows.append(quarter.coveredMillis()).append('\t');
        rows.append(quarter.status().code()).append('\t');
        rows.append(quarter.bracketMinutes()).append('\n');
        if (rows.length() > BUFFER_CHARS - 256) {
          flush(copy, rows);
        }
      }
      flush(copy, rows);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void flush(CopyIn copy, StringBuilder rows) throws SQLException {
    byte[] bytes = rows.toString().getBytes(StandardCharsets.US_ASCII);
    copy.writeToCopy(bytes, 0, bytes.length);
    rows.setLength(0);
  }
}
