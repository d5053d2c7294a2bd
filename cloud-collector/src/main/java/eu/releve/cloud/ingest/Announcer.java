package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Store;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners which buildings have new readings, a few times a second at most.
 *
 * <p>NOTIFY inside the writing transaction would make all commits of the database wait for each
 * other; an announcement that is lost costs a listener nothing but time.
 */
final class Announcer implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Announcer.class);
  private static final long PAUSE_MILLIS = 200;

  private final Store store;
  private Set<Integer> buildings = new HashSet<>();

  Announcer(Store store) {
    this.store = store;
  }

  synchronized void add(Set<Integer> touched) {
    if (!touched.isEmpty()) {
      buildings.addAll(touched);
      notifyAll();
    }
  }

  private synchronized Set<Integer> take() throws InterruptedException {
    while (buildings.isEmpty()) {
      wait();
    }
    Set<Integer> taken = buildings;
    buildings = new HashSet<>();
    return taken;
  }

  @Override
  public void run() {
    try {
      while (true) {
        try {
          store.announce(take());
        } catch (SQLException away) {
          log.debug("an announcement is lost", away);
        }
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
