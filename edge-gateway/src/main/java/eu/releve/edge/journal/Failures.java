package eu.releve.edge.journal;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a damaged file from a disk that refuses: only the first is mended. */
final class Failures {
  private Failures() {}

  static JournalException of(String what, SQLException failure) {
    return new JournalException("cannot " + what + ": " + failure.getMessage(), failure);
  }

  /** No room on the disk, which another batch may find. */
  static boolean isDiskFull(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
  }

  static boolean isDamage(SQLException failure) {
    if (!(failure instanceof SQLiteException sqlite)) {
      return false;
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    return code == SQLiteErrorCode.SQLITE_NOTADB || code.name().startsWith("SQLITE_CORRUPT");
  }
}
