package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Arrival;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Batches whose catalogue has not been seen: kept until it comes, bounded, never receipted. */
final class Waiting {
  private final int batchesMax;
  private final Map<Key, List<Arrival>> batches = new HashMap<>();
  private int count;

  private record Key(GatewayId gateway, Digest catalogue) {}

  Waiting(int batchesMax) {
    this.batchesMax = batchesMax;
  }

  /** Keeps a batch, unless there is no room. */
  synchronized boolean add(Arrival arrival) {
    if (count >= batchesMax) {
      return false;
    }
    count++;
    batches
        .computeIfAbsent(
            new Key(arrival.gateway(), arrival.header().catalogue()), key -> new ArrayList<>())
        .add(arrival);
    return true;
  }

  /** The batches that waited for that catalogue, in the order in which they came. */
  synchronized List<Arrival> release(GatewayId gateway, Digest catalogue) {
    List<Arrival> released = batches.remove(new Key(gateway, catalogue));
    if (released == null) {
      return List.of();
    }
    count -= released.size();
    return released;
  }

  synchronized int size() {
    return count;
  }
}
