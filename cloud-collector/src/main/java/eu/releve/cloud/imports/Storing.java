package eu.releve.cloud.imports;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.store.Opened;
import eu.releve.cloud.store.Outcome;
import eu.releve.cloud.store.Series;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.measure.Quality;
import eu.releve.wire.Digest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns what was read and found good into batches, and notes whose it is. */
final class Storing {
  private final Store store;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * @param store takes the batches.
   */
  Storing(Store store, InstantSource clock, SecureRandom random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /**
   * What is to be stored.
   *
   * @param file where it comes from.
   * @param mapping the key of the mapping by which it was read.
   * @param parsed what the file says.
   * @param entries what of it is stored, with totals; nothing where all of it is compared only.
   * @param targets where each series is stored.
   * @param common whether meters that nobody knows are the common parts'.
   * @param beside how many readings are compared only.
   * @param differences what the comparison found.
   * @param photo of the display.
   */
  record Order(
      Imports.Brought file,
      Optional<Integer> mapping,
      Parsed parsed,
      List<Entry> entries,
      Map<Entry.Series, Matching.Target> targets,
      boolean common,
      int beside,
      Differences differences,
      Optional<Photo> photo) {
    Order {
      entries = List.copyOf(entries);
      targets = Map.copyOf(targets);
    }

    private Quality quality() {
      return parsed.format() == Format.TYPED ? Quality.TYPED_BY_HAND : Quality.GOOD;
    }
  }

  /** Stores it; all readings are one transaction. Gives the number of the import. */
  int store(ImportRows rows, Order order) throws SQLException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long epoch = random.nextLong();
    GatewayId gateway = rows.gateway(new GatewayId("files-" + HexFormat.of().toHexDigits(epoch)));
    int number = rows.begin(order, Digests.sha256(order.file.bytes()), now, epoch);
    order.differences.note(rows.connection(), number);
    rows.photo(number, order.photo, order.file.who(), now);
    Set<Integer> buildings = Set.of();
    Optional<Digest> catalogue = Optional.empty();
    if (!order.entries.isEmpty()) {
      Batches batches =
          new Batches(
              gateway, epoch, now.toEpochMilli(), rows.site(), order.targets, order.quality());
      commit(List.of(batches.catalogue()));
      rows.place(order.targets, order.common);
      Series series =
          store
              .catalogues()
              .find(gateway, batches.digest())
              .orElseThrow(() -> new SQLException("the catalogue of the file is not stored"));
      catalogue = Optional.of(batches.digest());
      buildings = commit(batches.readings(order.entries, series));
    }
    rows.end(number, gateway, catalogue, clock.instant());
    Audit.note(
        rows.connection(),
        now,
        order.file.who(),
        order.parsed.format() == Format.TYPED ? Audit.Deed.TYPED : Audit.Deed.IMPORTED,
        gateway,
        String.format(
            Locale.ROOT,
            "import %d of %s: %s, %d readings, %s",
            number,
            rows.site(),
            Digests.sha256(order.file.bytes()),
            order.entries.size(),
            order.file.name()));
    store.announce(buildings);
    return number;
  }

  private Set<Integer> commit(List<Opened> group) throws SQLException {
    Store.Committed committed = store.commit(group);
    for (Outcome outcome : committed.outcomes()) {
      if (!(outcome instanceof Outcome.Kept kept) || kept.quarantined()) {
        throw new SQLException("a batch of the file was not stored: " + outcome);
      }
    }
    if (committed.outcomes().size() != group.size()) {
      throw new SQLException("the database is another one: bring the file again");
    }
    return committed.buildings();
  }
}
