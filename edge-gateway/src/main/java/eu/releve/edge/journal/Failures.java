package eu.releve.edge.journal;

import eu.releve.edge.state.DiskRefusal;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
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

  /**
   * Whether the disk itself refuses, full, read-only or failing, which may end; not a folder that
   * is another's, or none.
   */
  static boolean isDiskRefusing(JournalException failure) {
    return switch (failure.getCause()) {
      case AccessDeniedException another -> false;
      case NoSuchFileException none -> false;
      case NotDirectoryException file -> false;
      case FileAlreadyExistsException file -> false;
      case IOException refused -> true;
      case SQLException refused -> DiskRefusal.is(refused);
      case null, default -> false;
    };
  }

  static boolean isDamage(SQLException failure) {
    if (!(failure instanceof SQLiteException sqlite)) {
      return false;
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    return code == SQLiteErrorCode.SQLITE_NOTADB || code.name().startsWith("SQLITE_CORRUPT");
  }
}
