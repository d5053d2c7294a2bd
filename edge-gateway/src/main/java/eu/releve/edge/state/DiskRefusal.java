package eu.releve.edge.state;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Tells a disk that refuses, which may end, from a file that is not what was written. */
public final class DiskRefusal {
  /** An extended result code has its own bits above those of its kind. */
  private static final int KIND = 0xFF;

  private DiskRefusal() {}

  /** Whether the disk is full, read-only, failing, or does not let the file be opened. */
  public static boolean is(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        && switch (SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & KIND)) {
          case SQLITE_FULL, SQLITE_IOERR, SQLITE_READONLY, SQLITE_CANTOPEN -> true;
          default -> false;
        };
  }
}
