package eu.releve.cloud.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @Test
  void aMigratedDatabaseNamesItselfTheSameAtEachOpening() throws Exception {
    String url = TestDatabase.freshUrl();
    UUID store;
    try (Database first = Database.external(url)) {
      store = first.store();
      assertThat(first.broken()).isEmpty();
    }
    try (Database second = Database.external(url)) {
      assertThat(second.store()).isEqualTo(store);
    }
  }

  @Test
  void nobodyButTheOwnerCanChangeOrDeleteAReading() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      for (DataSource pool : new DataSource[] {database.ingest(), database.listening()}) {
        for (String change :
            new String[] {"delete from releve.reading", "update releve.reading set value = 0"}) {
          assertThatThrownBy(() -> execute(pool, change)).hasMessageContaining("permission denied");
        }
      }
      assertThatThrownBy(() -> execute(database.ingest(), "select * from account"))
          .hasMessageContaining("permission denied");
    }
  }

  @Test
  void aServerThatDoesNotKeepWhatItCommitsIsNamed() throws Exception {
    String url = TestDatabase.freshUrl();
    try (Database database = Database.external(url + "&options=-c%20synchronous_commit=off")) {
      assertThat(database.broken()).containsExactly("synchronous_commit is off");
    }
  }

  @Test
  void aKilledServerIsStartedAgainAndAServerLeftRunningIsUsedAgain(
      @TempDir(cleanup = CleanupMode.NEVER) Path folder) throws Exception {
    EmbeddedPostgres left = EmbeddedPostgres.start(folder.resolve("postgres"));
    long pid = left.process().orElseThrow().pid();
    // The same folder by another name, as homes and data folders are often reached.
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("postgres"));
    EmbeddedPostgres again = EmbeddedPostgres.start(link);
    again.keepRunning();
    try {
      assertThat(again.process().orElseThrow().pid()).isEqualTo(pid);
      assertThat(Files.getPosixFilePermissions(folder.resolve("postgres/password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      left.process().orElseThrow().destroyForcibly();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .ignoreExceptions()
          .until(() -> again.process().orElseThrow().pid() != pid && answers(again));
    } finally {
      again.close();
    }
    assertThat(again.process()).isEmpty();
    PostgresBinaries.delete(folder);
  }

  private static boolean answers(EmbeddedPostgres server) throws SQLException {
    try (Connection connection = java.sql.DriverManager.getConnection(server.url("releve"));
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select 1")) {
      return row.next();
    }
  }

  private static void execute(DataSource pool, String statement) throws SQLException {
    try (Connection connection = pool.getConnection();
        Statement jdbc = connection.createStatement()) {
      jdbc.execute(statement);
    }
  }
}
