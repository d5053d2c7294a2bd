package eu.releve.decode.mbus;

/** How many bytes stand before the records. */
enum HeaderKind {
  /** Twelve: who speaks, access number, status, configuration. */
  LONG,
  /** Four: access number, status, configuration. */
  SHORT,
  /** None. */
  NONE
}
