package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.Outcome;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Receipt;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows a commit: receipts, announcements, dates, and a word about forks. */
final class Aftermath {
  private static final Logger log = LoggerFactory.getLogger(Aftermath.class);
  private static final int FORKS_NOTED_MAX = 10_000;

  private final Store store;
  private final Outage outage;
  private final Durability durability;
  private final Receiver receiver;
  private final Announcer announcer;
  private final IngestCounters counters;
  private final Set<GatewayId> forked = ConcurrentHashMap.newKeySet();

  Aftermath(
      Store store,
      Outage outage,
      Durability durability,
      Receiver receiver,
      Announcer announcer,
      IngestCounters counters) {
    this.store = store;
    this.outage = outage;
    this.durability = durability;
    this.receiver = receiver;
    this.announcer = announcer;
    this.counters = counters;
  }

  void of(Store.Committed committed) throws InterruptedException, Outage.DataException {
    Map<Long, GatewayId> journals = new HashMap<>();
    for (Outcome outcome : committed.outcomes()) {
      count(outcome);
      boolean foreign = false;
      if (outcome instanceof Outcome.Forked fork) {
        tell(fork);
        foreign = fork.foreign();
      }
      if (!foreign) {
        // Also after a fork: an image of an older journal learns of it by no other receipt.
        journals.put(outcome.arrival().header().epoch(), outcome.arrival().gateway());
      }
    }
    receipts(journals);
    announcer.add(committed.buildings());
    if (committed.mayDate()) {
      announcer.add(outage.patiently(() -> store.dating().run()));
    }
  }

  /** A batch waits for its catalogue: its gateway is told what this store has, maybe nothing. */
  void ofWaiting(Arrival arrival) throws InterruptedException, Outage.DataException {
    receipts(Map.of(arrival.header().epoch(), arrival.gateway()));
  }

  private void count(Outcome outcome) {
    switch (outcome) {
      case Outcome.Kept kept -> {
        counters.batches.increment();
        counters.readings.add(kept.rows());
        if (kept.quarantined()) {
          counters.quarantined.increment();
        }
      }
      case Outcome.Known known -> counters.duplicates.increment();
      case Outcome.Forked fork -> counters.forked.increment();
    }
  }

  private void receipts(Map<Long, GatewayId> journals)
      throws InterruptedException, Outage.DataException {
    if (journals.isEmpty() || !durability.broken().isEmpty()) {
      return;
    }
    Map<Long, Receipt> earned = outage.patiently(() -> store.receipts(journals.keySet()));
    for (Map.Entry<Long, GatewayId> journal : journals.entrySet()) {
      Receipt receipt = earned.get(journal.getKey());
      if (receipt != null) {
        counters.receipts.increment();
        receiver.receipt(journal.getValue(), receipt);
      }
    }
  }

  private void tell(Outcome.Forked fork) throws InterruptedException, Outage.DataException {
    GatewayId gateway = fork.arrival().gateway();
    if (forked.size() < FORKS_NOTED_MAX && forked.add(gateway)) {
      log.error(
          "JOURNAL IS FORKED, a restored image or a clone: the operator decides {} reason={}",
          fork.arrival(),
          fork.reason());
    }
    outage.patiently(
        () -> {
          store.note(fork);
          return true;
        });
  }
}
