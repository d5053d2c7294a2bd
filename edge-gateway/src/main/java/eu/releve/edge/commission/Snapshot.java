package eu.releve.edge.commission;

import eu.releve.measure.MeterId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the counters of a building said, each at its own last reading.
 *
 * @param counts by meter.
 */
record Snapshot(Map<MeterId, Count> counts) {
  Snapshot {
    counts = Map.copyOf(counts);
  }

  /**
   * A counter.
   *
   * @param value in steps of its quantity.
   * @param opposite what flowed the other way, 0 where nothing counts that.
   * @param atMillis when it was read, in milliseconds since 1970 by the gateway's clock.
   * @param footing how the plan read it; nothing in one that an earlier version kept.
   */
  record Count(long value, long opposite, long atMillis, Optional<Footing> footing) {
    /** Whether what was counted from the one to the other is this meter's consumption. */
    boolean continues(Count earlier) {
      return footing.isEmpty() || earlier.footing.isEmpty() || footing.equals(earlier.footing);
    }
  }

  Optional<Count> of(MeterId meter) {
    return Optional.ofNullable(counts.get(meter));
  }

  /** The latest reading in it. */
  Instant latest() {
    return Instant.ofEpochMilli(
        counts.values().stream().mapToLong(Count::atMillis).max().orElse(0));
  }

  /** As it is kept: a line for each meter. */
  String text() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (meter, count) -> {
          text.append(meter.value())
              .append(' ')
              .append(count.value())
              .append(' ')
              .append(count.opposite())
              .append(' ')
              .append(count.atMillis());
          count.footing().ifPresent(footing -> text.append(' ').append(footing.digest()));
          text.append('\n');
        });
    return text.toString();
  }

  /**
   * One that was kept.
   *
   * @throws IllegalArgumentException when it cannot be understood.
   */
  static Snapshot parse(String text) {
    Map<MeterId, Count> counts = new HashMap<>();
    text.lines()
        .forEach(
            line -> {
              String[] fields = line.split(" ", -1);
              if (fields.length != 4 && fields.length != 5) {
                throw new IllegalArgumentException("wanted 4 or 5 fields, found '" + line + "'");
              }
              counts.put(
                  new MeterId(fields[0]),
                  new Count(
                      Long.parseLong(fields[1]),
                      Long.parseLong(fields[2]),
                      Long.parseLong(fields[3]),
                      fields.length == 4 ? Optional.empty() : Optional.of(new Footing(fields[4]))));
            });
    return new Snapshot(counts);
  }
}
