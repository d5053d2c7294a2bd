package eu.releve.cloud.database;

import java.sql.SQLException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Tells failures that data cause from failures of the database. */
public final class Failure {
  // SQLSTATE classes that the data themselves cause: cardinality, data exception, integrity,
  // program limit, raised by a trigger. Everything else is the server's or ours and passes.
  private static final Set<String> OF_DATA = Set.of("21", "22", "23", "54", "P0");

  private Failure() {}

  /** Whether trying again with the same data would fail again. */
  public static boolean isOfData(Exception failure) {
    if (failure instanceof SQLException sql) {
      String state = sql.getSQLState();
      return state != null && state.length() == 5 && OF_DATA.contains(state.substring(0, 2));
    }
    return failure instanceof RuntimeException;
  }

  /** What the server or the program says of it, without the statement and what it held. */
  public static String reason(Exception failure) {
    if (failure instanceof SQLException sql && sql.getNextException() != null) {
      return reason(sql.getNextException());
    }
    if (failure instanceof PSQLException refused) {
      ServerErrorMessage said = refused.getServerErrorMessage();
      if (said != null && said.getMessage() != null) {
        return said.getMessage();
      }
    }
    return String.valueOf(failure.getMessage()).replace('\0', '?');
  }
}
