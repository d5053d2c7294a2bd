package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down which gateways are connected; of several changes the last is written.
 *
 * <p>It begins with none: a collector that was killed could not say who is gone. Where several
 * share a database, each says from time to time who is connected to it.
 */
final class Presence implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Presence.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final Store store;
  private final Set<GatewayId> here = new HashSet<>();
  private Map<GatewayId, Boolean> changes = new LinkedHashMap<>();
  private boolean again;

  Presence(Store store) {
    this.store = store;
  }

  synchronized void note(GatewayId gateway, boolean online) {
    changes.put(gateway, online);
    if (online) {
      here.add(gateway);
    } else {
      here.remove(gateway);
    }
    notifyAll();
  }

  /** Has it written once more who is here. */
  synchronized void again() {
    again = true;
    notifyAll();
  }

  private record Work(Map<GatewayId, Boolean> changes, List<GatewayId> here) {}

  private synchronized Work take() throws InterruptedException {
    while (changes.isEmpty() && !again) {
      wait();
    }
    Work taken = new Work(changes, again ? List.copyOf(here) : List.of());
    changes = new LinkedHashMap<>();
    again = false;
    return taken;
  }

  private synchronized void giveBack(Work taken) {
    taken.changes.forEach(changes::putIfAbsent);
  }

  private void begin() throws InterruptedException {
    while (true) {
      try {
        store.markAllOffline();
        return;
      } catch (SQLException away) {
        log.debug("presence is written later", away);
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  @Override
  public void run() {
    try {
      begin();
      while (true) {
        Work taken = take();
        try {
          for (Map.Entry<GatewayId, Boolean> change : taken.changes.entrySet()) {
            store.markOnline(change.getKey(), change.getValue());
          }
          store.markOnline(taken.here);
        } catch (SQLException away) {
          log.debug("presence is written later", away);
          giveBack(taken);
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
