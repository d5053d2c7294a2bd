package eu.releve.cloud.store;

import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.Wire;
import java.util.Optional;

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

  /**
   * A batch that cannot be stored as what it says it is; kept as bytes.
   *
   * @param catalogue the digest of the catalogue that it would be, none for another batch.
   */
  record Poison(Arrival arrival, String reason, Optional<Digest> catalogue) implements Opened {
    /** That batch, for that reason; a catalogue says its digest in the envelope. */
    public static Poison of(Arrival arrival, String reason) {
      Digest own = arrival.header().catalogue();
      boolean named = arrival.header().kind() == BatchKind.CATALOGUE && !own.equals(Digest.NONE);
      return new Poison(arrival, reason, named ? Optional.of(own) : Optional.empty());
    }

    /** That batch with its body. */
    public static Poison of(Arrival arrival, String reason, Body body) {
      return body instanceof Catalogue catalogue
          ? new Poison(arrival, reason, Optional.of(Wire.digestOf(catalogue)))
          : of(arrival, reason);
    }
  }

  /** The same batch for quarantine. */
  default Poison poisoned(String reason) {
    return this instanceof Listed listed
        ? Poison.of(arrival(), reason, listed.catalogue())
        : Poison.of(arrival(), reason);
  }
}
