package eu.releve.cloud.broker;

import eu.releve.cloud.mqtt.Commands;
import eu.releve.measure.GatewayId;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.PlanOrder;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a broker keeps for gateways to do, made to be what waits for them, and nothing else.
 *
 * <p>The broker itself says what it keeps, to every collector and in one order: who published it,
 * whether a publication of another collector came in between, and what a broker has lost need not
 * be known. A gateway takes a command that it has met for nothing new.
 */
final class Board {
  /** Gateways of which is remembered what the broker keeps. */
  static final int GATEWAYS_MAX = 20_000;

  /** Commands that are published in one go: receipts have their turn in between. */
  static final int AT_ONCE = 8;

  private static final int WRITTEN_AT_ONCE = 100;
  private static final long LOOKS_EVERY_MILLIS = 1_000;
  private static final byte[] NOTHING = new byte[0];

  private final Commands commands;
  private final Map<GatewayId, Content> kept = new HashMap<>();

  /** Published on this connection, and not yet heard of the broker. */
  private final Map<GatewayId, Content> onTheWay = new HashMap<>();

  private final Deque<Change> changes = new ArrayDeque<>();
  private long lookedAtMillis;

  /** What stands under a gateway's topic. */
  private sealed interface Content {
    /** Nothing. */
    record Empty() implements Content {}

    /** An order by its version and the hash of its plan. */
    record Order(long version, String plan) implements Content {}

    /** Something that is no order. */
    record Strange() implements Content {}
  }

  /** What is to be published; nothing takes away what is there. */
  private record Change(GatewayId gateway, Optional<Commands.Waiting> command) {}

  Board(Commands commands) {
    this.commands = commands;
  }

  /** A new connection: what the broker keeps it says anew, for a moment before anything is done. */
  synchronized void connected(long nowMillis) {
    kept.clear();
    onTheWay.clear();
    changes.clear();
    lookedAtMillis = nowMillis;
  }

  /** The broker has, or has from now on, this for a gateway; by any thread. */
  void heard(GatewayId gateway, byte[] payload) {
    Content content = content(payload);
    synchronized (this) {
      if (content instanceof Content.Empty) {
        kept.remove(gateway);
      } else if (kept.containsKey(gateway) || kept.size() < GATEWAYS_MAX) {
        kept.put(gateway, content);
      } else {
        return;
      }
      onTheWay.remove(gateway);
    }
  }

  private static Content content(byte[] payload) {
    if (payload.length == 0) {
      return new Content.Empty();
    }
    try {
      PlanOrder order = Wire.command(payload).decoded();
      return new Content.Order(order.version(), order.plan());
    } catch (MalformedBatchException strange) {
      return new Content.Strange();
    }
  }

  /** Publishes what the broker is to keep. */
  @FunctionalInterface
  interface Publication {
    /** Does so, or returns false when there is no room now; an empty command takes away. */
    boolean of(GatewayId gateway, byte[] command) throws IOException;
  }

  /** Looks from time to time what waits, and publishes some of what is missing or too much. */
  void turn(Publication publication, long nowMillis) throws IOException, SQLException {
    if (nowMillis - lookedAtMillis >= LOOKS_EVERY_MILLIS) {
      lookedAtMillis = nowMillis;
      for (Commands.Waiting there : compare(commands.waiting())) {
        commands.sent(there);
      }
    }
    for (int i = 0; i < AT_ONCE && !changes.isEmpty(); i++) {
      Change change = changes.getFirst();
      byte[] bytes = change.command.isPresent() ? commands.bytes(change.command.get()) : NOTHING;
      Content wanted = wanted(change.command);
      // Before: the broker may have said so by the time the publication is under way.
      noted(change.gateway, wanted);
      if (!publication.of(change.gateway, bytes)) {
        unsent(change.gateway, wanted);
        return;
      }
      changes.removeFirst();
    }
  }

  private synchronized void noted(GatewayId gateway, Content wanted) {
    onTheWay.put(gateway, wanted);
  }

  private synchronized void unsent(GatewayId gateway, Content wanted) {
    onTheWay.remove(gateway, wanted);
  }

  private static Content wanted(Optional<Commands.Waiting> command) {
    return command.isPresent()
        ? new Content.Order(command.get().version(), command.get().plan())
        : new Content.Empty();
  }

  /** Notes what is to be done; tells what the broker has, though nobody has written that down. */
  private synchronized List<Commands.Waiting> compare(List<Commands.Waiting> waiting) {
    changes.clear();
    List<Commands.Waiting> there = new ArrayList<>();
    Set<GatewayId> superfluous = new HashSet<>(kept.keySet());
    for (Commands.Waiting command : waiting) {
      GatewayId gateway = command.gateway();
      superfluous.remove(gateway);
      Content wanted = wanted(Optional.of(command));
      if (wanted.equals(kept.get(gateway))) {
        if (!command.isSent() && there.size() < WRITTEN_AT_ONCE) {
          there.add(command);
        }
      } else if (!wanted.equals(onTheWay.get(gateway))) {
        changes.add(new Change(gateway, Optional.of(command)));
      }
    }
    for (GatewayId gateway : superfluous) {
      if (!(onTheWay.get(gateway) instanceof Content.Empty)) {
        changes.add(new Change(gateway, Optional.empty()));
      }
    }
    return there;
  }

  /** Gateways for which the broker keeps something. */
  synchronized int size() {
    return kept.size();
  }
}
