package eu.releve.cloud.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Which edition of the one database this is; what the product computes never depends on it. */
public enum Edition {
  /** PostgreSQL without TimescaleDB: trials and small sites. */
  PLAIN("postgresql"),
  /** TimescaleDB under the Apache licence: hypertables, drop_chunks. */
  TIMESCALE_APACHE("timescaledb-apache"),
  /** TimescaleDB Community: adds columnstore compression and policies. */
  TIMESCALE_COMMUNITY("timescaledb-community");

  private final String label;

  Edition(String label) {
    this.label = label;
  }

  /** As the status page and the benches print it. */
  public String label() {
    return label;
  }

  /** Finds out, and creates the extension where the server has it and nobody has created it yet. */
  static Edition of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!exists(statement, "select 1 from pg_extension where extname = 'timescaledb'")) {
        if (!exists(statement, "select 1 from pg_available_extensions where name = 'timescaledb'")
            || !exists(statement, PRELOADED)) {
          return PLAIN;
        }
        statement.execute("create extension if not exists timescaledb schema public");
      }
      try (ResultSet licence =
          statement.executeQuery("select current_setting('timescaledb.license', true)")) {
        licence.next();
        return "timescale".equals(licence.getString(1)) ? TIMESCALE_COMMUNITY : TIMESCALE_APACHE;
      }
    }
  }

  // Without the preload the extension can be created but every use of it fails.
  private static final String PRELOADED =
      "select 1 where current_setting('shared_preload_libraries', true) like '%timescaledb%'";

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      return result.next();
    }
  }
}
