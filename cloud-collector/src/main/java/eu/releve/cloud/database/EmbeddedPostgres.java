package eu.releve.cloud.database;

import eu.releve.provisioning.settings.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own: durable settings, a random password, loopback only.
 *
 * <p>It is no child of this process: a killed collector leaves it running, and the next one uses it
 * again.
 */
final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);
  private static final long RESTART_PAUSE_MILLIS = 200;

  /** A process that holds the port but says nothing is not ours. */
  private static final String ANSWER_WITHIN = "&connectTimeout=5&socketTimeout=5&loginTimeout=5";

  /** Together with the pauses at least half a minute. */
  private static final int START_ATTEMPTS_MAX = 150;

  private final Cluster cluster;
  private final int port;
  private final CountDownLatch closing = new CountDownLatch(1);

  private EmbeddedPostgres(Cluster cluster, int port) {
    this.cluster = cluster;
    this.port = port;
  }

  /** Starts the server in that folder, or uses the one that runs there already. */
  static EmbeddedPostgres start(Path folder) throws DatabaseException {
    try {
      Cluster cluster = Cluster.open(folder);
      EmbeddedPostgres server = new EmbeddedPostgres(cluster, runningPort(cluster));
      server.createDatabase();
      return server;
    } catch (IOException | SQLException failed) {
      throw new DatabaseException("the embedded database in " + folder + " did not start", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted while the database started", interrupted);
    }
  }

  /**
   * Where the server runs, once it does: one that was left running, or one started now.
   *
   * <p>Either may take a while: back-ends of a killed server hold its memory until they notice, a
   * server that recovers does not answer yet, and one that a killed collector had begun to start
   * may come up beside ours and win. All of them leave {@code postmaster.pid}; without it there is
   * nothing to wait for.
   */
  private static int runningPort(Cluster cluster) throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Optional<PostmasterFile> left = PostmasterFile.read(cluster.data());
      if (left.isPresent() && answersAsOurs(cluster, left.get().port())) {
        log.info("database was left running and is used again pid={}", left.get().pid());
        return left.get().port();
      }
      int port = left.isPresent() ? left.get().port() : FreePorts.one();
      try {
        cluster.start(port);
        log.info("database started port={} folder={}", port, cluster.data());
        return port;
      } catch (IOException notYet) {
        if (attempt == START_ATTEMPTS_MAX || !PostmasterFile.isThere(cluster.data())) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(RESTART_PAUSE_MILLIS);
      }
    }
  }

  /** Where a database of this server is reached by its superuser. */
  String url(String database) {
    return url(cluster, port, database);
  }

  private static String url(Cluster cluster, int port, String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(port, database, Cluster.SUPERUSER, cluster.password());
  }

  /** The server's process, while there is one. */
  Optional<ProcessHandle> process() throws IOException {
    return PostmasterFile.read(cluster.data()).flatMap(file -> ProcessHandle.of(file.pid()));
  }

  private static boolean answersAsOurs(Cluster cluster, int port) {
    try (Connection connection =
            DriverManager.getConnection(url(cluster, port, "postgres") + ANSWER_WITHIN);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show data_directory")) {
      return row.next()
          && Path.of(row.getString(1)).toRealPath().equals(cluster.data().toRealPath());
    } catch (SQLException | IOException other) {
      log.debug("the process in postmaster.pid does not answer as our database", other);
      return false;
    }
  }

  private void createDatabase() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      try (ResultSet row =
          statement.executeQuery("select 1 from pg_database where datname = 'releve'")) {
        if (row.next()) {
          return;
        }
      }
      statement.execute("create database releve");
    }
  }

  /** From now on starts a killed server again; the pools reconnect by themselves. */
  void keepRunning() {
    Thread.ofVirtual().name("database-watch").start(this::watch);
  }

  private void watch() {
    try {
      while (true) {
        Optional<ProcessHandle> server = process();
        server.ifPresent(process -> process.onExit().join());
        if (closing.getCount() == 0) {
          return;
        }
        log.warn("database is gone and is started again port={}", port);
        restart();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException failed) {
      log.error("database is no longer watched", failed);
    }
  }

  private void restart() throws InterruptedException {
    while (!closing.await(RESTART_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      try {
        if (answersAsOurs(cluster, port)) {
          return;
        }
        cluster.start(port);
        log.info("database is back port={}", port);
        return;
      } catch (IOException notYet) {
        // Back-ends of the killed server hold its shared memory until they notice.
        log.debug("database does not start yet", notYet);
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      cluster.stop();
      log.info("database stopped");
    } catch (IOException failed) {
      log.warn("database did not stop reason={}", failed.getMessage());
    }
  }
}
