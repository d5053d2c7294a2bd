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
  private final Map<Key, Held> batches = new HashMap<>();
  private final Map<GatewayId, Long> gatewayBytes = new HashMap<>();
  private long bytes;
  private int count;

  private record Key(GatewayId gateway, Digest catalogue) {}

  /** Those that wait for one catalogue, and since when the first of them does. */
  private record Held(Instant since, List<Arrival> arrivals) {}

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
            new Key(arrival.gateway(), arrival.header().catalogue()),
            key -> new Held(clock.instant(), new ArrayList<>()))
        .arrivals
        .add(arrival);
    return true;
  }

  /** The batches that waited for that catalogue, in the order in which they came. */
  synchronized List<Arrival> release(GatewayId gateway, Digest catalogue) {
    Held held = batches.remove(new Key(gateway, catalogue));
    if (held == null) {
      return List.of();
    }
    List<Arrival> released = held.arrivals;
    count -= released.size();
    long length = released.stream().mapToLong(arrival -> arrival.bytes().length).sum();
    bytes -= length;
    gatewayBytes.computeIfPresent(gateway, (id, its) -> its > length ? its - length : null);
    return released;
  }

  /** Those that have waited for longer than that, in the order of their journals. */
  synchronized List<Arrival> overdue(Duration patience) {
    Instant since = clock.instant().minus(patience);
    return batches.values().stream()
        .filter(held -> held.since.isBefore(since))
        .flatMap(held -> held.arrivals.stream())
        .sorted(Comparator.comparingLong(arrival -> arrival.header().seq()))
        .toList();
  }

  /** Takes one out; false when it does not wait any more. */
  synchronized boolean remove(Arrival arrival) {
    Key key = new Key(arrival.gateway(), arrival.header().catalogue());
    Held held = batches.get(key);
    if (held == null || !held.arrivals.remove(arrival)) {
      return false;
    }
    if (held.arrivals.isEmpty()) {
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
        .mapToLong(entry -> entry.getValue().arrivals.size())
        .sum();
  }

  /** How long the oldest has waited; nothing when none waits. */
  synchronized Duration longest() {
    Instant now = clock.instant();
    return batches.values().stream()
        .map(held -> Duration.between(held.since, now))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  synchronized int size() {
    return count;
  }
}
