package eu.releve.edge.publish;

import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Receipt;
import eu.releve.wire.Wire;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one connection brings, kept for the publisher's thread: the client's own threads only put
 * things here and ring.
 */
final class Inbox {
  /** Older receipts give way: the highest counts, and the newest is most often the highest. */
  private static final int RECEIPTS_MAX = 64;

  private final Bell bell;
  private final Counters counters;
  private final Consumer<byte[]> commands;
  private final Deque<Came> receipts = new ArrayDeque<>();
  private int settled;
  private Optional<String> lost = Optional.empty();

  /**
   * A receipt that came.
   *
   * @param isWhole whether it was certainly made after the connection had begun.
   * @param isAnswer whether it answers what this connection asked behind a broker: a collector has
   *     just heard of it.
   * @param isKept whether a broker may have kept it from before.
   */
  record Came(Receipt receipt, boolean isWhole, boolean isAnswer, boolean isKept) {}

  Inbox(Bell bell, Counters counters) {
    this(bell, counters, command -> {});
  }

  Inbox(Bell bell, Counters counters, Consumer<byte[]> commands) {
    this.commands = commands;
    this.bell = bell;
    this.counters = counters;
  }

  void receipt(byte[] payload, boolean isWhole, boolean isAnswer, boolean isKept) {
    counters.receipts.increment();
    try {
      Came came = new Came(Wire.receipt(payload), isWhole, isAnswer, isKept);
      synchronized (this) {
        if (receipts.size() == RECEIPTS_MAX) {
          receipts.removeFirst();
        }
        receipts.addLast(came);
      }
      bell.ring();
    } catch (MalformedBatchException malformed) {
      counters.malformedReceipts.increment();
    }
  }

  /** Whoever follows it knows how much it takes. */
  void command(byte[] payload) {
    commands.accept(payload);
  }

  void settled() {
    synchronized (this) {
      settled++;
    }
    bell.ring();
  }

  void lost(String reason) {
    synchronized (this) {
      lost = lost.or(() -> Optional.of(reason));
    }
    bell.ring();
  }

  synchronized Optional<Came> takeReceipt() {
    return Optional.ofNullable(receipts.pollFirst());
  }

  /** How many places in flight became free. */
  synchronized int takeSettled() {
    int taken = settled;
    settled = 0;
    return taken;
  }

  synchronized Optional<String> lost() {
    return lost;
  }
}
