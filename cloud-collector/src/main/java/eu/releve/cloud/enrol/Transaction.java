package eu.releve.cloud.enrol;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work on the store that is done as a whole or not at all. */
final class Transaction {
  private Transaction() {}

  /** A piece of work. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  static <T> T in(DataSource pool, Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T done = work.on(connection);
        connection.commit();
        return done;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }
}
