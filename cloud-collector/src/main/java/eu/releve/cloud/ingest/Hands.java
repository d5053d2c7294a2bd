package eu.releve.cloud.ingest;

import eu.releve.measure.GatewayId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Notices two boxes under one name by their connections: each takes the other's place, again and
 * again.
 *
 * <p>A program names its run when it says that it is online. A restart brings another run, and the
 * one before never comes back: one that does is another box. A gateway that names no run is told
 * apart by its address.
 */
final class Hands {
  /** Boxes that take turns more slowly are told by their journals. */
  static final Duration WITHIN = Duration.ofMinutes(10);

  private static final int GATEWAYS_MAX = 10_000;
  private static final int REMEMBERED_MAX = 8;

  private final InstantSource clock;
  private final Map<GatewayId, Deque<Held>> held = new HashMap<>();

  private record Held(Holder by, Instant last) {}

  /**
   * Who says that he is the gateway.
   *
   * @param run what its program calls itself since its start; empty where it does not say.
   * @param address from where it is connected.
   */
  record Holder(String run, String address) {
    /** Whether it can be the same box, whatever its address is now. */
    private boolean isSame(Holder other) {
      return run.equals(other.run) && (!run.isEmpty() || address.equals(other.address));
    }

    @Override
    public String toString() {
      return run.isEmpty() ? address : "run " + run + " at " + address;
    }
  }

  Hands(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Notes who is connected now.
   *
   * @return in words, when somebody is back whose place another had taken.
   */
  synchronized Optional<String> now(GatewayId gateway, Holder holder) {
    Instant now = clock.instant();
    if (held.size() >= GATEWAYS_MAX) {
      held.clear();
    }
    Deque<Held> before = held.computeIfAbsent(gateway, first -> new ArrayDeque<>());
    before.removeIf(one -> one.last.plus(WITHIN).isBefore(now));
    Optional<Held> last = Optional.ofNullable(before.peekLast());
    boolean isBack =
        last.isPresent()
            && !last.get().by.isSame(holder)
            && before.stream().anyMatch(one -> one.by.isSame(holder));
    before.removeIf(one -> one.by.isSame(holder));
    before.addLast(new Held(holder, now));
    if (before.size() > REMEMBERED_MAX) {
      before.removeFirst();
    }
    return isBack
        ? Optional.of(holder + " and " + last.get().by + " take each other's place")
        : Optional.empty();
  }
}
