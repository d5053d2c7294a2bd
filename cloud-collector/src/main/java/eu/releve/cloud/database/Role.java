package eu.releve.cloud.database;

import java.util.Locale;

/** The database roles of DESIGN section 8: what a connection may do. */
enum Role {
  /** Owns the tables; migrations. */
  OWNER,
  /** Inserts and derives. */
  INGEST,
  /** Owns the views through which organisations see their data, and no table. */
  VIEWS,
  /** Answers people. */
  API;

  String databaseName() {
    return "releve_" + name().toLowerCase(Locale.ROOT);
  }
}
