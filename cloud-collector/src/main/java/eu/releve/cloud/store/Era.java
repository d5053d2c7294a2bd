package eu.releve.cloud.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the database is not the one that was read before: what is remembered of it is
 * forgotten then.
 *
 * <p>A backup that was put in its place has fewer batches, and other keys for the same registers.
 * Whoever replaces a database restarts the server, or makes the database or its tables anew: the
 * server's start, the database and the file of the ledger tell. A mere restart costs a few queries.
 */
final class Era {
  private static final Logger log = LoggerFactory.getLogger(Era.class);
  private static final String TELLS =
      """
      select pg_postmaster_start_time() || ' ' || d.oid || ' ' || pg_relation_filenode('ledger'),
        s.id
      from pg_database d, store s where d.datname = current_database()""";

  private final List<Runnable> memories = new CopyOnWriteArrayList<>();
  private String known = "";
  private volatile UUID store;
  private volatile long number;

  Era(UUID store) {
    this.store = store;
  }

  /** From now on runs that when the database is another one. */
  void whenItChanges(Runnable forget) {
    memories.add(forget);
  }

  /** Which store it is. */
  UUID store() {
    return store;
  }

  /** Which database it is, counted from the start of this process. */
  long number() {
    return number;
  }

  /** Asks which database the connection is to, before anything remembered is used on it. */
  void check(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(TELLS);
        ResultSet row = query.executeQuery()) {
      row.next();
      now(row.getString(1), row.getObject(2, UUID.class));
    }
  }

  private synchronized void now(String found, UUID foundStore) {
    if (found.equals(known)) {
      return;
    }
    if (!known.isEmpty()) {
      log.info("the database was started anew or replaced: nothing remembered of it counts");
      number++;
      memories.forEach(Runnable::run);
    }
    store = foundStore;
    known = found;
  }
}
