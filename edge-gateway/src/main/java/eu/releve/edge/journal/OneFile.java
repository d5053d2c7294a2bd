package eu.releve.edge.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The journal of a program that knew no segments, {@code journal.db}, becomes the first segment.
 *
 * <p>It has the same tables but for one column, and may be larger than a segment gets.
 */
final class OneFile {
  private static final String NAME = "journal.db";
  private static final int FORMAT = 1;

  private OneFile() {}

  static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  /** Unless there is none. May be interrupted anywhere. */
  static void migrate(Path folder, long epochIfUnreadable) throws SQLException, IOException {
    Path file = folder.resolve(NAME);
    if (Files.exists(file)) {
      Files.move(file, new SegmentName(epoch(file, epochIfUnreadable), 1).in(folder));
      Folders.sync(folder);
    }
  }

  private static long epoch(Path file, long epochIfUnreadable) throws SQLException {
    try {
      Segment.salvage(file).close();
      change(file);
      try (Segment segment = Segment.salvage(file)) {
        return segment.standing().epoch();
      }
    } catch (SQLException unreadable) {
      if (Failures.isDamage(unreadable)) {
        return epochIfUnreadable;
      }
      throw unreadable;
    }
  }

  private static void change(Path file) throws SQLException {
    try (Connection connection = Segment.connect(file, false);
        Statement statement = connection.createStatement()) {
      statement.execute("pragma journal_mode = delete");
      statement.execute("pragma synchronous = full");
      try (ResultSet format = statement.executeQuery("select format from standing")) {
        if (format.getInt(1) != FORMAT) {
          return;
        }
      }
      statement.execute("begin immediate");
      statement.execute("alter table standing add column freed integer not null default 0");
      statement.execute("update standing set format = " + Segment.FORMAT);
      statement.execute("commit");
    }
  }
}
