package eu.releve.edge.link.opcua;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Messages in the order of their numbers: one that comes too early waits for those before it.
 *
 * <p>Numbers count from 1 to 2^32 - 1 and begin again (OPC 10000-4, 7.8).
 *
 * @param <M> a message.
 */
final class Sequence<M> {
  private static final long NUMBER_MAX = 0xFFFF_FFFFL;

  /** A number further ahead than this is behind: half of the circle. */
  private static final long AHEAD_MAX = NUMBER_MAX / 2;

  /** Nothing stands for one that will never come. */
  private final Map<Long, Optional<M>> early = new HashMap<>();

  private long next;

  /** The first number of which it is not known that there is such a message. */
  private long end;

  /** Messages from that number on. */
  Sequence(long next) {
    this.next = next;
    this.end = next;
  }

  /** The number of the first message that has neither come nor been given up. */
  long next() {
    return next;
  }

  /** The first number of which it is not known that there is such a message. */
  long end() {
    return end;
  }

  /** How many messages wait for others. */
  int waiting() {
    return early.size();
  }

  private static long distance(long from, long number) {
    long distance = Math.floorMod(number - from, NUMBER_MAX);
    return distance > AHEAD_MAX ? distance - NUMBER_MAX : distance;
  }

  /** How far ahead a number is: 0 for the next, less for one that has been. */
  long ahead(long number) {
    return distance(next, number);
  }

  /** There are messages up to that one, whether they have come or not. */
  void exists(long number) {
    if (distance(end, number) >= 0) {
      end = after(number);
    }
  }

  boolean isMissing(long number) {
    return ahead(number) >= 0 && !early.containsKey(number);
  }

  /** Takes a message; what can be used now, in order. One that has been is dropped. */
  List<M> take(long number, M message) {
    return put(number, Optional.of(message));
  }

  /** Waits for that one no longer; what can be used now, in order. */
  List<M> giveUp(long number) {
    return put(number, Optional.empty());
  }

  private List<M> put(long number, Optional<M> message) {
    if (isMissing(number)) {
      early.put(number, message);
    }
    exists(number);
    List<M> ready = new ArrayList<>();
    for (Optional<M> each = early.remove(next); each != null; each = early.remove(next)) {
      each.ifPresent(ready::add);
      next = after(next);
    }
    return ready;
  }

  /**
   * The numbers of messages that there are and that have not come, in order.
   *
   * @param max at most so many.
   */
  List<Long> missing(int max) {
    List<Long> missing = new ArrayList<>();
    for (long each = next; distance(each, end) > 0 && missing.size() < max; each = after(each)) {
      if (!early.containsKey(each)) {
        missing.add(each);
      }
    }
    return missing;
  }

  /** The number after another. */
  static long after(long number) {
    return number == NUMBER_MAX ? 1 : number + 1;
  }

  /** The number before another. */
  static long before(long number) {
    return number == 1 ? NUMBER_MAX : number - 1;
  }
}
