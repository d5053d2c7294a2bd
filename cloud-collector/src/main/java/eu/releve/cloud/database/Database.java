package eu.releve.cloud.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database of one collector: its pools by role, what it is, and whether it keeps its word. */
public final class Database implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Database.class);
  private static final int INGEST_CONNECTIONS_MAX = 8;
  private static final int API_CONNECTIONS_MAX = 8;
  private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);

  private final @Nullable EmbeddedPostgres embedded;
  private final HikariDataSource ingest;
  private final HikariDataSource api;
  private final Edition edition;
  private final String version;
  private final UUID store;

  private Database(
      @Nullable EmbeddedPostgres embedded,
      HikariDataSource ingest,
      HikariDataSource api,
      Edition edition)
      throws DatabaseException {
    this.embedded = embedded;
    this.ingest = ingest;
    this.api = api;
    this.edition = edition;
    try (Connection connection = ingest.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select id, current_setting('server_version') from store")) {
      row.next();
      this.store = row.getObject(1, UUID.class);
      this.version = row.getString(2);
    } catch (SQLException failed) {
      throw new DatabaseException("the store's identity cannot be read", failed);
    }
  }

  /**
   * Starts our own server, or uses the one that a killed collector left running.
   *
   * @param folder for binaries, data and password; made when it is absent.
   */
  public static Database embedded(Path folder) throws DatabaseException {
    EmbeddedPostgres server = EmbeddedPostgres.start(folder);
    try {
      Database database = open(server, server.url("releve"));
      server.keepRunning();
      return database;
    } catch (DatabaseException failed) {
      server.close();
      throw failed;
    }
  }

  /**
   * Uses a server by its URL.
   *
   * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?user=USER&password=PASSWORD}; the user
   *     may create roles, or is a member of releve_owner, releve_ingest, releve_views and
   *     releve_api already.
   */
  public static Database external(String url) throws DatabaseException {
    return open(null, url);
  }

  private static Database open(@Nullable EmbeddedPostgres server, String url)
      throws DatabaseException {
    PGSimpleDataSource login = new PGSimpleDataSource();
    login.setUrl(url);
    Edition edition = Schema.migrate(login);
    HikariDataSource ingest = pool(url, Role.INGEST, Schema.NAME, INGEST_CONNECTIONS_MAX);
    try {
      // Where there is a view of a table's name, the API has no other way to the rows.
      HikariDataSource api =
          pool(url, Role.API, Schema.SHOWN + "," + Schema.NAME, API_CONNECTIONS_MAX);
      return new Database(server, ingest, api, edition);
    } catch (DatabaseException | RuntimeException failed) {
      ingest.close();
      throw failed;
    }
  }

  private static HikariDataSource pool(String url, Role role, String schemas, int connectionsMax) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(role.databaseName());
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(connectionsMax);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
    config.setConnectionInitSql("set role " + role.databaseName());
    config.addDataSourceProperty("currentSchema", schemas + ",public");
    config.addDataSourceProperty("ApplicationName", role.databaseName());
    // A server that is gone without a word is noticed; also bounds a COPY that never ends.
    config.addDataSourceProperty("socketTimeout", "60");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    return new HikariDataSource(config);
  }

  /** Connections that may insert and derive; role releve_ingest. */
  public DataSource ingest() {
    return ingest;
  }

  /**
   * Connections that answer people; role releve_api. Each is one transaction that sees what the
   * reach says; what is written must be committed, and after that the connection sees nothing.
   */
  public DataSource api(Reach reach) {
    return new Lending(api, reach);
  }

  /** Connections with role releve_api that see nothing of any organisation: to listen with. */
  public DataSource listening() {
    return api;
  }

  /** What the server is. */
  public Edition edition() {
    return edition;
  }

  /** The server's version as it states it, such as {@code 18.6}. */
  public String version() {
    return version;
  }

  /** Which store this is; in every receipt. */
  public UUID store() {
    return store;
  }

  /**
   * The settings that forbid receipts, empty for a server that keeps what it has committed.
   *
   * @throws SQLException when the server cannot be asked.
   */
  public List<String> broken() throws SQLException {
    try (Connection connection = ingest.getConnection()) {
      return Durability.broken(connection);
    }
  }

  @Override
  public void close() {
    List<AutoCloseable> parts = new ArrayList<>(List.of(ingest, api));
    if (embedded != null) {
      parts.add(embedded);
    }
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception failed) {
        log.warn("could not be closed part={}", part, failed);
      }
    }
  }
}
