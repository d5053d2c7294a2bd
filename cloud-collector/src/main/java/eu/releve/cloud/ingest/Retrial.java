package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.Opened;
import eu.releve.cloud.store.Quarantine.Retried;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decodes batches of the quarantine again: after an update, after their catalogue has come, or when
 * an operator wants it.
 */
final class Retrial {
  /** How many at once; who asks for those after them gets the next ones. */
  static final int BATCHES_MAX = 1_000;

  private final Store store;
  private final Opener opener;
  private final Inbox inbox;
  private final Waiting waiting;
  private final Announcer announcer;

  Retrial(Store store, Inbox inbox, Waiting waiting, Announcer announcer) {
    this.store = store;
    this.opener = new Opener(store);
    this.inbox = inbox;
    this.waiting = waiting;
    this.announcer = announcer;
  }

  /** Those of a gateway after a batch, 0 for the first ones. */
  Retrials after(GatewayId gateway, long after, String who) throws SQLException {
    return each(gateway, store.quarantine().of(gateway, after, BATCHES_MAX), who);
  }

  /** One batch of a gateway. */
  Retrials one(GatewayId gateway, long batch, String who) throws SQLException {
    return each(gateway, List.of(batch), who);
  }

  /**
   * The readings that were put aside for want of a catalogue that is here now.
   *
   * @return how many are stored.
   */
  int needing(GatewayId gateway, Digest catalogue) throws SQLException {
    int stored = 0;
    OptionalLong next = OptionalLong.of(0);
    while (next.isPresent()) {
      List<Long> batches =
          store.quarantine().waitingFor(gateway, catalogue, next.getAsLong(), BATCHES_MAX);
      Retrials portion = each(gateway, batches, "collector, the catalogue has come");
      stored += portion.stored();
      next = portion.next();
    }
    return stored;
  }

  private Retrials each(GatewayId gateway, List<Long> batches, String who) throws SQLException {
    int stored = 0;
    List<Retrials.Still> still = new ArrayList<>();
    for (long batch : batches) {
      switch (retry(gateway, batch, who)) {
        case Retried.Stored done -> stored++;
        case Retried.Still stays -> still.add(new Retrials.Still(batch, stays.reason()));
        case Retried.Gone gone -> {}
      }
    }
    return new Retrials(
        stored,
        still,
        batches.size() == BATCHES_MAX ? OptionalLong.of(batches.getLast()) : OptionalLong.empty());
  }

  private Retried retry(GatewayId gateway, long batch, String who) throws SQLException {
    Optional<Arrival> arrival = store.quarantine().arrival(gateway, batch);
    if (arrival.isEmpty()) {
      return new Retried.Gone();
    }
    Optional<Opened> opened = opener.open(arrival.get());
    if (opened.isEmpty()) {
      Digest wanted = arrival.get().header().catalogue();
      return store.quarantine().stays(batch, "its catalogue " + wanted + " has not come");
    }
    if (opened.get() instanceof Opened.Poison poison) {
      return store.quarantine().stays(batch, poison.reason());
    }
    Retried retried = store.quarantine().store(batch, opened.get(), who);
    if (retried instanceof Retried.Stored stored) {
      announcer.add(stored.buildings());
      if (stored.mayDate()) {
        announcer.add(store.dating().run());
      }
      if (opened.get() instanceof Opened.Listed listed) {
        Digest own = Wire.digestOf(listed.catalogue());
        inbox.again(waiting.release(gateway, own));
        needing(gateway, own);
      }
    }
    return retried;
  }
}
