package eu.releve.cloud.derive;

import eu.releve.cloud.database.Failure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Derives one register by itself: one that cannot be derived is noted with the reason. */
final class Apart {
  private static final Logger log = LoggerFactory.getLogger(Apart.class);

  private Apart() {}

  /** What is done with one register; gives the stretches in which rows have changed. */
  @FunctionalInterface
  interface Work {
    List<Stretch> run() throws SQLException;
  }

  /** Does it, or leaves that register as it was and notes why. */
  static List<Stretch> of(Connection connection, int register, Work work) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      List<Stretch> changed = work.run();
      forget(connection, Set.of(register));
      return changed;
    } catch (SQLException | RuntimeException failed) {
      if (!Failure.isOfData(failed)) {
        throw failed;
      }
      connection.rollback(before);
      log.error("a register cannot be derived register={}", register, failed);
      note(connection, register, Failure.reason(failed));
      return List.of();
    } finally {
      connection.releaseSavepoint(before);
    }
  }

  private static void note(Connection connection, int register, String reason) throws SQLException {
    try (PreparedStatement note =
        connection.prepareStatement(
            """
            insert into underived (register, reason) values (?, ?)
            on conflict (register) do update set reason = excluded.reason\
            """)) {
      note.setInt(1, register);
      note.setString(2, reason);
      note.executeUpdate();
    }
  }

  /** They can be derived. */
  static void forget(Connection connection, Set<Integer> registers) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from underived where register = any (?)")) {
      delete.setArray(1, connection.createArrayOf("integer", registers.toArray()));
      delete.executeUpdate();
    }
  }
}
