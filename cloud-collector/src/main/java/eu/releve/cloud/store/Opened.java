package eu.releve.cloud.store;

import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;

/** A batch with its body, ready to be written. */
public sealed interface Opened {
  /** The batch. */
  Arrival arrival();

  /** How many readings it brings. */
  default int rows() {
    return 0;
  }

  /** Readings, and what their numbers mean. */
  record Rows(Arrival arrival, Readings readings, Series series) implements Opened {
    @Override
    public int rows() {
      return readings.rows().size();
    }
  }

  /** A catalogue with its site plan. */
  record Listed(Arrival arrival, Catalogue catalogue) implements Opened {}

  /** What happened. */
  record Happened(Arrival arrival, Facts facts) implements Opened {}

  /** A batch that cannot be stored as what it says it is; kept as bytes. */
  record Poison(Arrival arrival, String reason) implements Opened {}
}
