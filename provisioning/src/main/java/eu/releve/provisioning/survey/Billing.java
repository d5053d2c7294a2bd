package eu.releve.provisioning.survey;

import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Checks what a bill needs beside readings. */
final class Billing {
  /** What lots are billed for; cold and gas by lot are rare, and named only where they are. */
  private static final Set<Medium> BILLED =
      EnumSet.of(Medium.ELECTRICITY, Medium.WATER, Medium.HEAT);

  private Billing() {}

  static void check(Inventory in) {
    if (in.plan().areaM2().isEmpty()) {
      in.find(Code.SITE_AREA_MISSING, in.lines().of("site"), in.plan().site().value());
    }
    Map<Lot.Kind, List<Lot>> kinds =
        in.plan().lots().stream()
            .collect(Collectors.groupingBy(Lot::kind, TreeMap::new, Collectors.toList()));
    kinds.forEach((kind, lots) -> lots.forEach(lot -> lot(in, lot, usual(in, lots))));
    boolean shared = in.plan().lots().stream().anyMatch(lot -> lot.shares().isPresent());
    in.plan().lots().forEach(lot -> size(in, lot, shared));
    marked(in, "mid-year", meter -> meter.particulars().midYear());
    marked(in, "seal", meter -> meter.particulars().seal());
  }

  private static Set<Medium> media(Inventory in, Lot lot) {
    Set<Medium> media = EnumSet.noneOf(Medium.class);
    in.of(lot.id()).forEach(point -> media.addAll(in.media(point.id())));
    return media;
  }

  /** Not every building bills every medium: what at least half of the lots of a kind have. */
  private static Set<Medium> usual(Inventory in, List<Lot> lots) {
    Set<Medium> usual = EnumSet.noneOf(Medium.class);
    for (Medium medium : BILLED) {
      long with = lots.stream().filter(lot -> media(in, lot).contains(medium)).count();
      if (with >= 2 && 2 * with >= lots.size()) {
        usual.add(medium);
      }
    }
    return usual;
  }

  private static void lot(Inventory in, Lot lot, Set<Medium> usual) {
    int line = in.lines().of(lot.id());
    List<Point> points = in.of(lot.id());
    if (points.isEmpty()) {
      if (lot.kind() != Lot.Kind.GARAGE && lot.kind() != Lot.Kind.OTHER) {
        in.find(Code.LOT_WITHOUT_POINT, line, lot.id().value());
      }
      return;
    }
    // What is there will be known: a point without a meter is a finding of its own, and what a
    // meter counts that is learned is not known yet.
    boolean open =
        points.stream()
            .anyMatch(
                point ->
                    in.at(point.id()).isEmpty()
                        || in.at(point.id()).stream()
                            .anyMatch(
                                meter ->
                                    Medium.of(meter).isEmpty()
                                        && meter.access().registers().isEmpty()));
    Set<Medium> media = media(in, lot);
    if (open) {
      return;
    }
    if (media.isEmpty()) {
      in.find(Code.LOT_WITHOUT_COUNTER, line, lot.id().value());
      return;
    }
    for (Medium medium : usual) {
      if (!media.contains(medium)) {
        in.find(Code.LOT_MEDIUM_MISSING, line, lot.id().value(), medium.id());
      }
    }
  }

  private static void size(Inventory in, Lot lot, boolean shared) {
    int line = in.lines().of(lot.id());
    if (lot.shares().isEmpty() && lot.areaM2().isEmpty()) {
      in.find(Code.LOT_SIZE_MISSING, line, lot.id().value());
    } else if (lot.shares().isEmpty() && shared) {
      in.find(Code.LOT_SHARES_MISSING, line, lot.id().value());
    }
  }

  /** The meters that are billed by and that directive 2014/32/EU (MID) is about. */
  private static List<Meter> billed(Inventory in) {
    return in.plan().meters().stream()
        .filter(in::isNotOver)
        .filter(meter -> in.lotOf(meter).isPresent())
        .filter(meter -> !(meter.address() instanceof Address.Channel))
        .filter(meter -> !(meter.address() instanceof Address.Alone))
        .toList();
  }

  /** Where nobody has noted it one finding says so; where some are noted each that is not. */
  private static void marked(Inventory in, String key, Function<Meter, Optional<?>> mark) {
    boolean year = key.equals("mid-year");
    List<Meter> billed = billed(in);
    List<Meter> without = billed.stream().filter(meter -> mark.apply(meter).isEmpty()).toList();
    if (without.isEmpty()) {
      return;
    }
    if (without.size() == billed.size()) {
      in.find(
          year ? Code.MID_YEAR_NOWHERE : Code.SEAL_NOWHERE,
          in.lines().of("meters"),
          in.plan().site().value(),
          Integer.toString(billed.size()));
      return;
    }
    for (Meter meter : without) {
      in.find(
          year ? Code.MID_YEAR_MISSING : Code.SEAL_MISSING,
          in.lines().of(meter.id()),
          meter.id().value());
    }
  }
}
