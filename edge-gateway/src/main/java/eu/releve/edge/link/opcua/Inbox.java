package eu.releve.edge.link.opcua;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What servers have told and the lane has not taken yet; filled and emptied by other threads. */
final class Inbox {
  /** Beyond it nothing more is fetched; what is on its way still finds a place. */
  private static final int TOLD_MAX = 50_000;

  private final Queue<Told> told = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong overflows = new AtomicLong();
  private final AtomicLong missed = new AtomicLong();
  private final AtomicLong shortQueues = new AtomicLong();

  void put(Told each) {
    if (each.reading().value().status().hasOverflown()) {
      overflows.incrementAndGet();
    }
    size.incrementAndGet();
    taken.incrementAndGet();
    told.add(each);
  }

  boolean hasRoom() {
    return size.get() < TOLD_MAX;
  }

  boolean isEmpty() {
    return told.isEmpty();
  }

  Optional<Told> poll() {
    Optional<Told> next = Optional.ofNullable(told.poll());
    next.ifPresent(each -> size.decrementAndGet());
    return next;
  }

  /** A message that the server no longer has. */
  void missed() {
    missed.incrementAndGet();
  }

  /** A node of which the server keeps fewer changes than wanted. */
  void shortQueue() {
    shortQueues.incrementAndGet();
  }

  /** How many times the server keeps fewer changes of a node than wanted. */
  long shortQueues() {
    return shortQueues.get();
  }

  /** How many values were told. */
  long told() {
    return taken.get();
  }

  /** How many of them came after others that the server had to drop. */
  long overflows() {
    return overflows.get();
  }

  /** How many messages never came and could not be had again. */
  long lostMessages() {
    return missed.get();
  }
}
