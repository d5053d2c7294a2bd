package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down which gateways are connected; of several changes the last is written. */
final class Presence implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Presence.class);
  private static final long PAUSE_MILLIS = 1_000;

  private final Store store;
  private Map<GatewayId, Boolean> changes = new LinkedHashMap<>();

  Presence(Store store) {
    this.store = store;
  }

  synchronized void note(GatewayId gateway, boolean online) {
    changes.put(gateway, online);
    notifyAll();
  }

  private synchronized Map<GatewayId, Boolean> take() throws InterruptedException {
    while (changes.isEmpty()) {
      wait();
    }
    Map<GatewayId, Boolean> taken = changes;
    changes = new LinkedHashMap<>();
    return taken;
  }

  private synchronized void giveBack(Map<GatewayId, Boolean> taken) {
    taken.forEach(changes::putIfAbsent);
  }

  @Override
  public void run() {
    try {
      while (true) {
        Map<GatewayId, Boolean> taken = take();
        try {
          for (Map.Entry<GatewayId, Boolean> change : taken.entrySet()) {
            store.markOnline(change.getKey(), change.getValue());
          }
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
