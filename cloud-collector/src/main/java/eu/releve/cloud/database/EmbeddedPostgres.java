package eu.releve.cloud.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

  /** Together with the pauses at least half a minute. */
  private static final int RESUME_ATTEMPTS_MAX = 150;

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
      boolean wasStopped = !PostmasterFile.isThere(cluster.data());
      Optional<PostmasterFile> left = PostmasterFile.read(cluster.data());
      int port = left.isPresent() ? left.get().port() : freePort();
      EmbeddedPostgres server = new EmbeddedPostgres(cluster, port);
      if (wasStopped) {
        server.startNow();
      } else {
        server.resume();
      }
      server.createDatabase();
      return server;
    } catch (IOException | SQLException failed) {
      throw new DatabaseException("the embedded database in " + folder + " did not start", failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new DatabaseException("interrupted while the database started", interrupted);
    }
  }

  private void startNow() throws IOException {
    cluster.start(port);
    log.info("database started port={} folder={}", port, cluster.data());
  }

  /**
   * Uses a server that was left running, or starts one after another was killed.
   *
   * <p>Either may take a while: back-ends of a killed server hold its memory until they notice, and
   * a server that recovers does not answer yet.
   */
  private void resume() throws IOException, InterruptedException {
    for (int attempt = 1; !usesLeftServer(); attempt++) {
      try {
        startNow();
        return;
      } catch (IOException notYet) {
        if (attempt == RESUME_ATTEMPTS_MAX) {
          throw notYet;
        }
        TimeUnit.MILLISECONDS.sleep(RESTART_PAUSE_MILLIS);
      }
    }
  }

  private boolean usesLeftServer() throws IOException {
    Optional<PostmasterFile> running = PostmasterFile.read(cluster.data());
    if (running.isEmpty() || running.get().port() != port || !answersAsOurs()) {
      return false;
    }
    log.info("database was left running and is used again pid={}", running.get().pid());
    return true;
  }

  /** Where a database of this server is reached by its superuser. */
  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&password=%s"
        .formatted(port, database, Cluster.SUPERUSER, cluster.password());
  }

  /** The server's process, while there is one. */
  Optional<ProcessHandle> process() throws IOException {
    return PostmasterFile.read(cluster.data()).flatMap(file -> ProcessHandle.of(file.pid()));
  }

  private boolean answersAsOurs() {
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("show data_directory")) {
      return row.next() && Path.of(row.getString(1)).equals(cluster.data().toRealPath());
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

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
