package eu.releve.cloud.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

/** Brings roles and tables up to date: {@code db/migration}, run as {@code releve_owner}. */
final class Schema {
  private Schema() {}

  static final String NAME = "releve";

  /** The views of what is kept apart by organisation, under the names of the tables. */
  static final String SHOWN = "shown";

  static Edition migrate(PGSimpleDataSource login) throws DatabaseException {
    try (Connection connection = login.getConnection()) {
      roles(connection);
      Edition edition = Edition.of(connection);
      login.setOptions("-c role=releve_owner");
      Flyway.configure()
          .dataSource(login)
          .defaultSchema(NAME)
          .schemas(NAME)
          .createSchemas(false)
          .locations("classpath:db/migration")
          .load()
          .migrate();
      if (edition != Edition.PLAIN) {
        hypertable(connection);
      }
      return edition;
    } catch (SQLException | FlywayException failed) {
      throw new DatabaseException("the schema could not be brought up to date", failed);
    }
  }

  private static void roles(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (Role role : Role.values()) {
        statement.execute(
            """
            do $$ begin
              if not exists (select from pg_roles where rolname = '%1$s') then
                create role %1$s nologin;
              end if;
              if not pg_has_role(current_user, '%1$s', 'SET') then
                grant %1$s to current_user;
              end if;
            exception when duplicate_object or unique_violation then null;
            end $$"""
                .formatted(role.databaseName()));
      }
      statement.execute("create schema if not exists " + NAME + " authorization releve_owner");
      statement.execute("create schema if not exists " + SHOWN + " authorization releve_views");
    }
  }

  private static void hypertable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set role releve_owner");
      statement.execute(
          "select create_hypertable('releve.reading', 'instant',"
              + " chunk_time_interval => interval '7 days',"
              + " create_default_indexes => false, if_not_exists => true, migrate_data => true)");
      statement.execute("reset role");
    }
  }
}
