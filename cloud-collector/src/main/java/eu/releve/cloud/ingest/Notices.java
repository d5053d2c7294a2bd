package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what connections tell and no batch: formats of a later program, and boxes that take
 * each other's place. Whoever notices never waits; what is noticed again is written once a minute.
 */
final class Notices implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Notices.class);
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final int KNOWN_MAX = 10_000;
  private static final long PAUSE_MILLIS = 1_000;

  private final Store store;
  private final InstantSource clock;
  private final Map<Notice, Instant> noted = new HashMap<>();
  private Map<Notice, String> waiting = new LinkedHashMap<>();

  /** Something noticed of a gateway. */
  private sealed interface Notice {
    GatewayId gateway();

    /** It sends what this program cannot read. */
    record Format(GatewayId gateway, int version, int kind) implements Notice {}

    /** Another box has its name. */
    record Shared(GatewayId gateway) implements Notice {}
  }

  Notices(Store store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** A gateway sends a batch of that version or kind, 0 when the version is unknown already. */
  void format(GatewayId gateway, int version, int kind) {
    String what = kind == 0 ? "format " + version : "batches of kind " + kind;
    String known = kind == 0 ? "format " + Wire.VERSION : "kinds 1 to " + Wire.KIND_MAX;
    String words = "sends %s, this collector knows %s: update the collector".formatted(what, known);
    note(new Notice.Format(gateway, version, kind), words);
  }

  /** Two boxes have one name. */
  void shared(GatewayId gateway, String words) {
    note(new Notice.Shared(gateway), words);
  }

  private synchronized void note(Notice notice, String words) {
    Instant now = clock.instant();
    Instant last = noted.get(notice);
    if (last != null && now.isBefore(last.plus(AGAIN))) {
      return;
    }
    if (noted.size() >= KNOWN_MAX) {
      noted.clear();
    }
    if (last == null) {
      log.warn("gateway {} gateway={}", words, notice.gateway());
    }
    noted.put(notice, now);
    if (waiting.size() < KNOWN_MAX) {
      waiting.put(notice, words);
    }
    notifyAll();
  }

  private synchronized Map<Notice, String> take() throws InterruptedException {
    while (waiting.isEmpty()) {
      wait();
    }
    Map<Notice, String> taken = waiting;
    waiting = new LinkedHashMap<>();
    return taken;
  }

  private synchronized void giveBack(Map<Notice, String> taken) {
    taken.forEach(waiting::putIfAbsent);
  }

  @Override
  public void run() {
    try {
      while (true) {
        Map<Notice, String> taken = take();
        try {
          for (Map.Entry<Notice, String> one : taken.entrySet()) {
            write(one.getKey(), one.getValue());
          }
        } catch (SQLException away) {
          log.debug("what was noticed is written later", away);
          giveBack(taken);
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Notice notice, String words) throws SQLException {
    switch (notice) {
      case Notice.Format format ->
          store.noteUnknownFormat(format.gateway, format.version, format.kind);
      case Notice.Shared shared -> store.noteChangesHands(shared.gateway, words);
    }
  }
}
