package eu.releve.cloud.database;

import java.util.Locale;

/** The database roles of DESIGN section 8: what a connection may do. */
enum Role {
  /** Owns the tables; migrations. */
  OWNER,
  /** Inserts and derives. */
  INGEST,
  /** Answers people. */
  API;

  String databaseName() {
    return "releve_" + name().toLowerCase(Locale.ROOT);
  }
}
