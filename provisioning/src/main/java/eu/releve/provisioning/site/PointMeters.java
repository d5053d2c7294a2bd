package eu.releve.provisioning.site;

import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.Quantity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The meters of each point, one after the other: none counts what another counts that day. */
final class PointMeters {
  /** Of itself a device counts these, whatever passes through it. */
  private static final Set<Quantity> OF_ITSELF =
      Set.of(Quantity.OPERATING_TIME, Quantity.ON_TIME, Quantity.PULSES);

  private final Function<MeterId, Set<Quantity>> counts;
  private final Map<PointId, List<InstalledMeter>> meters = new HashMap<>();

  /**
   * @param counts the totals that a meter counts, as far as they are known.
   */
  PointMeters(Function<MeterId, Set<Quantity>> counts) {
    this.counts = counts;
  }

  /** Remembers a meter against those that come after it. */
  void hold(Mapping entry, InstalledMeter meter) throws DocumentException {
    List<InstalledMeter> others = meters.computeIfAbsent(meter.point(), point -> new ArrayList<>());
    for (InstalledMeter other : others) {
      Set<Quantity> both = new TreeSet<>(counts.apply(meter.id()));
      both.retainAll(counts.apply(other.id()));
      both.removeAll(OF_ITSELF);
      if (!both.isEmpty() && overlap(one(meter, other), last(meter, other))) {
        throw entry.refuse(
            "from",
            "days of point %s on which meter %s does not count %s as well"
                .formatted(
                    meter.point(),
                    other.id(),
                    both.stream().map(Quantity::id).collect(Collectors.joining(", "))),
            "%s, while that one is there %s"
                .formatted(
                    meter.from(),
                    other
                        .to()
                        .map(to -> "from %s to %s".formatted(other.from(), to))
                        .orElse("from %s on".formatted(other.from()))));
      }
    }
    others.add(meter);
  }

  private static LocalDate one(InstalledMeter meter, InstalledMeter other) {
    return meter.from().isAfter(other.from()) ? meter.from() : other.from();
  }

  private static LocalDate last(InstalledMeter meter, InstalledMeter other) {
    LocalDate end = meter.to().orElse(LocalDate.MAX);
    LocalDate otherEnd = other.to().orElse(LocalDate.MAX);
    return end.isBefore(otherEnd) ? end : otherEnd;
  }

  private static boolean overlap(LocalDate begin, LocalDate end) {
    return begin.isBefore(end);
  }
}
