package eu.releve.cloud.ingest;

import eu.releve.cloud.store.Arrival;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Batches whose catalogue has not been seen: kept until it comes, bounded for each gateway and in
 * all, never receipted. What finds no room is sent again by its gateway.
 */
final class Waiting {
  private final int batchesMax;
  private final long bytesMax;
  private final long gatewayBytesMax;
  private final InstantSource clock;
  private final Map<Key, List<Arrival>> batches = new HashMap<>();
  // A batch is let go whenever it comes again, for its catalogue may be here by now; how long it
  // has waited is kept until it is forgotten.
  private final Map<Arrival, Instant> since = new HashMap<>();
  private final Map<GatewayId, Long> gatewayBytes = new HashMap<>();
  private long bytes;
  private int count;

  private record Key(GatewayId gateway, Digest catalogue) {}

  Waiting(int batchesMax, long bytesMax, long gatewayBytesMax, InstantSource clock) {
    this.clock = clock;
    this.batchesMax = batchesMax;
    this.bytesMax = bytesMax;
    this.gatewayBytesMax = gatewayBytesMax;
  }

  /** Keeps a batch, unless there is no room. */
  synchronized boolean add(Arrival arrival) {
    long length = arrival.bytes().length;
    long its = gatewayBytes.getOrDefault(arrival.gateway(), 0L) + length;
    if (count >= batchesMax || bytes + length > bytesMax || its > gatewayBytesMax) {
      return false;
    }
    count++;
    bytes += length;
    gatewayBytes.put(arrival.gateway(), its);
    batches
        .computeIfAbsent(
            new Key(arrival.gateway(), arrival.header().catalogue()), key -> new ArrayList<>())
        .add(arrival);
    since.putIfAbsent(arrival, clock.instant());
    return true;
  }

  /**
   * The batches that waited for that catalogue, in the order in which they came. Those that are
   * added again have waited since they were added first.
   */
  synchronized List<Arrival> release(GatewayId gateway, Digest catalogue) {
    List<Arrival> released = batches.remove(new Key(gateway, catalogue));
    if (released == null) {
      return List.of();
    }
    count -= released.size();
    long length = released.stream().mapToLong(arrival -> arrival.bytes().length).sum();
    bytes -= length;
    gatewayBytes.computeIfPresent(gateway, (id, its) -> its > length ? its - length : null);
    return released;
  }

  /** Forgets since when a batch has waited: it is stored, put aside, or to be sent again. */
  synchronized void forget(Arrival arrival) {
    since.remove(arrival);
  }

  /** Those that have waited for longer than that, in the order of their journals. */
  synchronized List<Arrival> overdue(Duration patience) {
    Instant latest = clock.instant().minus(patience);
    return batches.values().stream()
        .flatMap(List::stream)
        .filter(arrival -> since(arrival).isBefore(latest))
        .sorted(Comparator.comparingLong(arrival -> arrival.header().seq()))
        .toList();
  }

  /** Takes one out; false when it does not wait any more. */
  synchronized boolean remove(Arrival arrival) {
    Key key = new Key(arrival.gateway(), arrival.header().catalogue());
    List<Arrival> held = batches.get(key);
    if (held == null || !held.remove(arrival)) {
      return false;
    }
    if (held.isEmpty()) {
      batches.remove(key);
    }
    count--;
    long length = arrival.bytes().length;
    bytes -= length;
    gatewayBytes.computeIfPresent(
        arrival.gateway(), (id, its) -> its > length ? its - length : null);
    return true;
  }

  /** How many of a gateway wait. */
  synchronized long of(GatewayId gateway) {
    return batches.entrySet().stream()
        .filter(entry -> entry.getKey().gateway.equals(gateway))
        .mapToLong(entry -> entry.getValue().size())
        .sum();
  }

  /** How long the oldest has waited; nothing when none waits. */
  synchronized Duration longest() {
    Instant now = clock.instant();
    return batches.values().stream()
        .flatMap(List::stream)
        .map(arrival -> Duration.between(since(arrival), now))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  synchronized int size() {
    return count;
  }

  private Instant since(Arrival arrival) {
    return since.getOrDefault(arrival, clock.instant());
  }
}
