package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.Opened;
import eu.releve.cloud.store.Series;
import eu.releve.cloud.store.Store;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.util.Optional;

/** Opens the bodies of batches; what cannot be opened is kept as bytes with the reason. */
final class Opener {
  private final Store store;

  Opener(Store store) {
    this.store = store;
  }

  /** The batch with its body, or nothing while its catalogue has not been seen. */
  Optional<Opened> open(Arrival arrival) throws SQLException {
    if (arrival.header().kind() != BatchKind.READINGS) {
      return Optional.of(open(arrival, Catalogue.EMPTY, Optional.empty()));
    }
    Optional<Series> series =
        store.catalogues().find(arrival.gateway(), arrival.header().catalogue());
    if (series.isPresent()) {
      return Optional.of(open(arrival, series.get().catalogue(), series));
    }
    Digest catalogue = arrival.header().catalogue();
    return store.catalogues().isQuarantined(arrival.gateway(), catalogue)
        ? Optional.of(Opened.Poison.of(arrival, "its catalogue " + catalogue + " is in quarantine"))
        : Optional.empty();
  }

  private static Opened open(Arrival arrival, Catalogue inForce, Optional<Series> series) {
    try {
      Body body = Wire.body(arrival.envelope(), arrival.bytes(), inForce);
      Optional<String> refusal = Store.refusal(arrival.header(), body);
      return refusal.isPresent()
          ? Opened.Poison.of(arrival, refusal.get(), body)
          : switch (body) {
            case Readings readings -> new Opened.Rows(arrival, readings, series.orElseThrow());
            case Catalogue catalogue -> new Opened.Listed(arrival, catalogue);
            case Facts facts -> new Opened.Happened(arrival, facts);
          };
    } catch (MalformedBatchException malformed) {
      return Opened.Poison.of(arrival, String.valueOf(malformed.getMessage()));
    }
  }
}
