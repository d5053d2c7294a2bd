package eu.releve.cloud.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fresh database of its own for a test, on one server for the whole run.
 *
 * <p>{@code RELEVE_TEST_DATABASE_URL} names another server, such as one with TimescaleDB; its user
 * may create databases and roles.
 */
public final class TestDatabase {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static @Nullable EmbeddedPostgres server;

  private TestDatabase() {}

  /** A migrated, empty database; closing it closes its pools only. */
  public static Database fresh() throws DatabaseException {
    return Database.external(freshUrl());
  }

  /** The URL of an empty database without a schema. */
  public static synchronized String freshUrl() throws DatabaseException {
    String name = "releve_test_%d_%d".formatted(ProcessHandle.current().pid(), nextNumber());
    String admin = admin();
    try (Connection connection = DriverManager.getConnection(admin);
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException failed) {
      throw new DatabaseException("no database for the test", failed);
    }
    return admin.replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + name);
  }

  private static String admin() throws DatabaseException {
    String given = Optional.ofNullable(System.getenv("RELEVE_TEST_DATABASE_URL")).orElse("");
    return given.isEmpty() ? shared().url("postgres") : given;
  }

  /** Sends everybody away from a database and lets nobody in, or lets them in again. */
  public static synchronized void allow(String url, boolean allowed)
      throws DatabaseException, SQLException {
    String name = name(url);
    try (Connection connection = DriverManager.getConnection(admin());
        Statement statement = connection.createStatement()) {
      statement.execute("alter database %s allow_connections %s".formatted(name, allowed));
      if (!allowed) {
        statement.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '%s'"
                .formatted(name));
      }
    }
  }

  /** A backup of a database to which nobody is connected: the URL of its copy. */
  public static synchronized String backup(String url) throws DatabaseException, SQLException {
    String copy = "releve_test_%d_%d".formatted(ProcessHandle.current().pid(), nextNumber());
    asAdmin("create database %s template %s".formatted(copy, name(url)));
    return url.replaceFirst("(jdbc:postgresql://[^/]+/)[^?]*", "$1" + copy);
  }

  /** Puts a copy of a backup in a database's place, whoever is connected to it. */
  public static synchronized void restore(String url, String backup)
      throws DatabaseException, SQLException {
    asAdmin("drop database %s with (force)".formatted(name(url)));
    asAdmin("create database %s template %s".formatted(name(url), name(backup)));
  }

  private static String name(String url) {
    return url.replaceFirst("jdbc:postgresql://[^/]+/([^?]*).*", "$1");
  }

  private static void asAdmin(String statement) throws DatabaseException, SQLException {
    try (Connection connection = DriverManager.getConnection(admin());
        Statement jdbc = connection.createStatement()) {
      jdbc.execute(statement);
    }
  }

  private static int nextNumber() {
    return NUMBER.incrementAndGet();
  }

  private static EmbeddedPostgres shared() throws DatabaseException {
    EmbeddedPostgres running = server;
    if (running == null) {
      try {
        // Not a child of target: as root the server's user could not enter a home folder.
        Path folder = Files.createTempDirectory("releve-test-postgres");
        running = EmbeddedPostgres.start(folder.resolve("postgres"));
        EmbeddedPostgres started = running;
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      started.close();
                      delete(folder);
                    }));
      } catch (IOException failed) {
        throw new DatabaseException("no folder for the test's server", failed);
      }
      server = running;
    }
    return running;
  }

  private static void delete(Path folder) {
    try {
      PostgresBinaries.delete(folder);
    } catch (IOException left) {
      System.err.println("left behind: " + folder);
    }
  }
}
