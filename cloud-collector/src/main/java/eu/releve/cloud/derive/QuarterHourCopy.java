package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Writes the quarter-hours of one register. */
final class QuarterHourCopy {
  private static final String INTO =
      "quarter_hour (register, starts, consumption, covered_millis, quality, bracket_minutes)";
  private static final int FIELDS = 6;

  private QuarterHourCopy() {}

  static void write(Connection connection, int register, List<QuarterHour> quarters)
      throws SQLException {
    try (BinaryCopy copy = new BinaryCopy(connection, INTO)) {
      for (QuarterHour quarter : quarters) {
        copy.row(FIELDS);
        copy.integer(register);
        copy.instant(quarter.startMillis());
        copy.bigint(quarter.consumption());
        copy.integer(quarter.coveredMillis());
        copy.smallint(quarter.status().code());
        copy.smallint(quarter.bracketMinutes());
      }
      copy.end();
    }
  }
}
