package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.Opened;
import eu.releve.cloud.store.Store;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Digest;
import eu.releve.wire.Wire;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores one group of batches after the other; finds the one that spoils a group by halving. */
final class Worker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final int GROUP_BATCHES_MAX = 512;
  private static final long GROUP_BYTES_MAX = 1 << 20;

  private final Inbox inbox;
  private final Waiting waiting;
  private final Store store;
  private final Opener opener;
  private final Outage outage;
  private final Aftermath aftermath;
  private final Retrial retrial;
  private final IngestCounters counters;

  Worker(
      Inbox inbox,
      Waiting waiting,
      Store store,
      Outage outage,
      Aftermath aftermath,
      Retrial retrial,
      IngestCounters counters) {
    this.inbox = inbox;
    this.waiting = waiting;
    this.store = store;
    this.opener = new Opener(store);
    this.outage = outage;
    this.aftermath = aftermath;
    this.retrial = retrial;
    this.counters = counters;
  }

  @Override
  public void run() {
    try {
      for (List<Arrival> group = take(); !group.isEmpty(); group = take()) {
        store(group);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Arrival> take() throws InterruptedException {
    return inbox.take(GROUP_BATCHES_MAX, GROUP_BYTES_MAX);
  }

  /** Catalogues first: readings in the same group may need them. */
  private void store(List<Arrival> group) throws InterruptedException {
    Set<Arrival> kept = new HashSet<>();
    try {
      commit(open(group, BatchKind.CATALOGUE, kept), kept);
      List<Opened> others = new ArrayList<>(open(group, BatchKind.READINGS, kept));
      others.addAll(open(group, BatchKind.FACT, kept));
      commit(others, kept);
    } catch (Outage.DataException | RuntimeException bug) {
      // Unreceipted, so nothing is lost: the gateways send the group again.
      log.error("a group of {} batches is left to be sent again", group.size(), bug);
    } finally {
      group.stream().filter(arrival -> !kept.contains(arrival)).forEach(this::done);
    }
  }

  private void done(Arrival arrival) {
    waiting.forget(arrival);
    inbox.done(arrival);
  }

  private List<Opened> open(List<Arrival> group, BatchKind kind, Set<Arrival> kept)
      throws InterruptedException, Outage.DataException {
    List<Opened> opened = new ArrayList<>();
    for (Arrival arrival : group) {
      if (arrival.header().kind() == kind) {
        Optional<Opened> one = outage.patiently(() -> opener.open(arrival));
        if (one.isPresent()) {
          opened.add(one.get());
        } else if (waiting.add(arrival)) {
          kept.add(arrival);
          aftermath.ofWaiting(arrival);
          releaseIfKnown(arrival);
        } else {
          counters.waitingDropped.increment();
        }
      }
    }
    return opened;
  }

  /** Its catalogue may have been committed between the look and the wait. */
  private void releaseIfKnown(Arrival arrival) throws InterruptedException, Outage.DataException {
    if (outage.patiently(() -> opener.open(arrival)).isPresent()) {
      inbox.again(waiting.release(arrival.gateway(), arrival.header().catalogue()));
    }
  }

  private void commit(List<Opened> group, Set<Arrival> kept)
      throws InterruptedException, Outage.DataException {
    if (group.isEmpty()) {
      return;
    }
    Store.Committed committed;
    try {
      committed = outage.patiently(() -> store.commit(group));
    } catch (Outage.DataException spoiled) {
      halve(group, kept, spoiled);
      return;
    }
    openAgain(group, committed, kept);
    for (Opened opened : group) {
      Optional<Digest> catalogue =
          switch (opened) {
            case Opened.Listed listed -> Optional.of(Wire.digestOf(listed.catalogue()));
            case Opened.Poison poison -> poison.catalogue();
            case Opened.Rows rows -> Optional.empty();
            case Opened.Happened happened -> Optional.empty();
          };
      catalogue.ifPresent(
          digest -> inbox.again(waiting.release(opened.arrival().gateway(), digest)));
    }
    aftermath.of(committed);
    for (Opened opened : group) {
      if (opened instanceof Opened.Listed listed) {
        Digest catalogue = Wire.digestOf(listed.catalogue());
        outage.patiently(() -> retrial.needing(listed.arrival().gateway(), catalogue));
      }
    }
  }

  /** What was opened with a catalogue of the database before is opened with one of this. */
  private void openAgain(List<Opened> group, Store.Committed committed, Set<Arrival> kept) {
    Set<Arrival> decided = new HashSet<>();
    committed.outcomes().forEach(outcome -> decided.add(outcome.arrival()));
    List<Arrival> undecided =
        group.stream().map(Opened::arrival).filter(one -> !decided.contains(one)).toList();
    kept.addAll(undecided);
    inbox.again(undecided);
  }

  /**
   * Puts batches aside whose catalogue has not come although everything before them has: none can
   * come any more from before them, and those behind must not wait for ever. They are decoded again
   * when it comes after all.
   */
  void giveUp(List<Arrival> overdue) throws InterruptedException, Outage.DataException {
    for (Arrival arrival : overdue) {
      long before = arrival.header().seq() - 1;
      if (outage.patiently(() -> store.completeTo(arrival.header().epoch())) >= before
          && waiting.remove(arrival)) {
        Digest wanted = arrival.header().catalogue();
        try {
          commit(
              List.of(Opened.Poison.of(arrival, "its catalogue " + wanted + " has not come")),
              new HashSet<>());
        } finally {
          done(arrival);
        }
      }
    }
  }

  private void halve(List<Opened> group, Set<Arrival> kept, Outage.DataException spoiled)
      throws InterruptedException, Outage.DataException {
    if (group.size() > 1) {
      int middle = group.size() / 2;
      commit(group.subList(0, middle), kept);
      commit(group.subList(middle, group.size()), kept);
      return;
    }
    Opened one = group.getFirst();
    if (one instanceof Opened.Poison) {
      throw spoiled;
    }
    log.warn("batch goes to quarantine {} reason={}", one.arrival(), spoiled.getMessage());
    commit(List.of(one.poisoned(String.valueOf(spoiled.getMessage()))), kept);
  }
}
