package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Arrival;
import eu.releve.measure.GatewayId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Batches between transport and workers, bounded in number and bytes.
 *
 * <p>Up to {@code batchesMax} are accepted at once. Those beyond are parked and accepted when there
 * is room: a transport that acknowledges on acceptance thereby slows its senders down. Only when
 * {@code bytesMax} is reached is a batch refused.
 */
final class Inbox {
  private final int batchesMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<Entry> ready = new ArrayDeque<>();
  private final Deque<Entry> parked = new ArrayDeque<>();
  // Also those that a worker holds or that wait for a catalogue.
  private final Set<Slot> inside = new HashSet<>();
  private long bytes;
  private boolean closed;

  private record Entry(Arrival arrival, Runnable accepted) {}

  /** The number of a batch; another gateway that claims it must not stand in its way. */
  private record Slot(GatewayId gateway, long epoch, long seq) {
    static Slot of(Arrival arrival) {
      return new Slot(arrival.gateway(), arrival.header().epoch(), arrival.header().seq());
    }
  }

  Inbox(int batchesMax, long bytesMax) {
    this.batchesMax = batchesMax;
    this.bytesMax = bytesMax;
  }

  /** What became of an offer. */
  enum Offer {
    TAKEN,
    /** The same number is inside already. */
    INSIDE,
    NO_ROOM
  }

  /** Takes a batch; {@code accepted} is run at once or by a worker's thread. */
  Offer offer(Arrival arrival, Runnable accepted) {
    boolean atOnce;
    lock.lock();
    try {
      if (closed || bytes + arrival.bytes().length > bytesMax) {
        return Offer.NO_ROOM;
      }
      if (!inside.add(Slot.of(arrival))) {
        return Offer.INSIDE;
      }
      bytes += arrival.bytes().length;
      atOnce = ready.size() < batchesMax && parked.isEmpty();
      if (atOnce) {
        ready.add(new Entry(arrival, () -> {}));
        filled.signal();
      } else {
        parked.add(new Entry(arrival, accepted));
      }
    } finally {
      lock.unlock();
    }
    if (atOnce) {
      accepted.run();
    }
    return Offer.TAKEN;
  }

  /** Puts batches back that waited for a catalogue; they are inside already. */
  void again(List<Arrival> arrivals) {
    lock.lock();
    try {
      arrivals.reversed().forEach(arrival -> ready.addFirst(new Entry(arrival, () -> {})));
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for batches.
   *
   * @return at least one, or none when the inbox is closed.
   */
  List<Arrival> take(int countMax, long groupBytesMax) throws InterruptedException {
    List<Arrival> group = new ArrayList<>();
    List<Runnable> acceptances = new ArrayList<>();
    lock.lockInterruptibly();
    try {
      while (ready.isEmpty() && !closed) {
        filled.await();
      }
      long groupBytes = 0;
      while (!closed && !ready.isEmpty() && group.size() < countMax && groupBytes < groupBytesMax) {
        Arrival arrival = ready.remove().arrival();
        groupBytes += arrival.bytes().length;
        group.add(arrival);
      }
      while (ready.size() < batchesMax && !parked.isEmpty()) {
        Entry entry = parked.remove();
        ready.add(entry);
        acceptances.add(entry.accepted());
      }
      if (!ready.isEmpty()) {
        filled.signal();
      }
    } finally {
      lock.unlock();
    }
    acceptances.forEach(Runnable::run);
    return group;
  }

  /** Forgets a batch that is stored, or that its gateway has to send again. */
  void done(Arrival arrival) {
    lock.lock();
    try {
      if (inside.remove(Slot.of(arrival))) {
        bytes -= arrival.bytes().length;
      }
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return inside.size();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      filled.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
