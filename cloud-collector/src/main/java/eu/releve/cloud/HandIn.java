package eu.releve.cloud;

import eu.releve.cloud.api.Desk;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.Taken;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches that somebody brought from a box's disk, taken in as if the box had sent them: each
 * number is claimed once, whichever way it comes.
 */
record HandIn(Store store, Ingest ingest, GatewayId gateway) {
  private static final Logger log = LoggerFactory.getLogger(HandIn.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LOOKS_EVERY_MILLIS = 50;

  Desk.HandedIn take(List<byte[]> batches, String who) throws SQLException {
    List<String> refused = new ArrayList<>();
    List<Header> headers = new ArrayList<>();
    List<byte[]> sound = new ArrayList<>();
    for (byte[] batch : batches) {
      try {
        headers.add(Wire.open(batch).header());
        sound.add(batch);
      } catch (MalformedBatchException malformed) {
        refused.add(String.valueOf(malformed.getMessage()));
      }
    }
    Set<Store.BatchNumber> known = store.recorded(headers);
    Set<Store.BatchNumber> wanted = new HashSet<>();
    for (int i = 0; i < sound.size(); i++) {
      Store.BatchNumber number = Store.BatchNumber.of(headers.get(i));
      if (!known.contains(number) && isTaken(sound.get(i), number, refused)) {
        wanted.add(number);
      }
    }
    int stored = await(headers, wanted);
    log.info(
        "batches handed in gateway={} who={} stored={} known={}",
        gateway,
        who,
        stored,
        known.size());
    return new Desk.HandedIn(stored, known.size(), wanted.size() - stored, refused);
  }

  private boolean isTaken(byte[] batch, Store.BatchNumber number, List<String> refused) {
    try {
      if (ingest.offer(gateway, batch, () -> {}) == Taken.YES) {
        return true;
      }
      refused.add(number + ": no room; bring it again");
    } catch (MalformedBatchException malformed) {
      refused.add(number + ": " + malformed.getMessage());
    }
    return false;
  }

  /** How many of those are in the ledger, as soon as all are or only their catalogue is missing. */
  private int await(List<Header> headers, Set<Store.BatchNumber> wanted) throws SQLException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Set<Store.BatchNumber> recorded = store.recorded(headers);
      recorded.retainAll(wanted);
      boolean isOver = System.nanoTime() - end > 0;
      if (recorded.size() + ingest.waiting(gateway) >= wanted.size() || isOver) {
        return recorded.size();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(LOOKS_EVERY_MILLIS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return recorded.size();
      }
    }
  }
}
