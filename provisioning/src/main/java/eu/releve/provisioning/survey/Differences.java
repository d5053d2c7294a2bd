package eu.releve.provisioning.survey;

import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.survey.Change.What;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tells what a newer plan has that an older one has not, in the words of those who install. */
public final class Differences {
  private final SitePlan before;
  private final SitePlan after;
  private final List<Change> changes = new ArrayList<>();
  private final Map<PointId, PointId> points;
  private final Map<LotId, LotId> lots;

  private Differences(SitePlan before, SitePlan after) {
    this.before = before;
    this.after = after;
    this.points = renamedPoints();
    this.lots = renamedLots();
  }

  /**
   * What changes: the building, its buses, lots, points, meters, each in the order of the newer
   * plan; nothing where two plans say the same, however they are written.
   *
   * <p>A point has another identifier when the same meters are at it; a lot when the same points
   * belong to it and nothing else of it is other.
   */
  public static List<Change> of(SitePlan before, SitePlan after) {
    Differences differences = new Differences(before, after);
    differences.site();
    differences.buses();
    differences.lots();
    differences.points();
    differences.changes.addAll(new MeterDifferences(before, after, differences.points).changes());
    return List.copyOf(differences.changes);
  }

  /**
   * What the newer plan calls the meters of the older one: a meter that has another identifier, and
   * one that is gone where another is at its point by now, are the new one's. Those that it says
   * nothing of any more are missing here.
   */
  public static Map<MeterId, MeterId> meters(SitePlan before, SitePlan after) {
    return new MeterDifferences(before, after, new Differences(before, after).points).names();
  }

  private void tell(What what, Object... words) {
    changes.add(Change.of(what, words));
  }

  private void site() {
    if (!before.site().equals(after.site())) {
      tell(What.SITE_IDENTIFIER, after.site(), before.site());
    }
    if (!before.zone().equals(after.zone())) {
      tell(What.SITE_ZONE, after.site(), before.zone(), after.zone());
    }
    if (!before.areaM2().equals(after.areaM2())) {
      tell(What.SITE_AREA, after.site(), shown(before.areaM2()), shown(after.areaM2()));
    }
  }

  private void buses() {
    Map<?, Bus> old = byId(before.buses(), Bus::id);
    for (Bus bus : after.buses()) {
      Bus its = old.remove(bus.id());
      if (its == null) {
        tell(What.BUS_ADDED, bus.id());
      } else if (!its.equals(bus)) {
        tell(What.BUS_CHANGED, bus.id());
      }
    }
    old.values().forEach(bus -> tell(What.BUS_REMOVED, bus.id()));
  }

  private void lots() {
    Map<LotId, Lot> old = byId(before.lots(), Lot::id);
    for (Lot lot : after.lots()) {
      Optional<LotId> oldName = oldName(lots, lot.id());
      Lot its = old.remove(oldName.orElse(lot.id()));
      if (its == null) {
        tell(What.LOT_ADDED, lot.id());
      } else if (oldName.isPresent()) {
        tell(What.LOT_RENAMED, lot.id(), oldName.get());
      } else if (!its.equals(lot)) {
        tell(What.LOT_CHANGED, lot.id(), shown(its), shown(lot));
      }
    }
    old.values().forEach(lot -> tell(What.LOT_REMOVED, lot.id()));
  }

  private void points() {
    Map<PointId, Point> old = byId(before.points(), Point::id);
    for (Point point : after.points()) {
      Optional<PointId> oldName = oldName(points, point.id());
      Point its = old.remove(oldName.orElse(point.id()));
      if (its == null) {
        tell(What.POINT_ADDED, point.id(), point.name());
        continue;
      }
      oldName.ifPresent(name -> tell(What.POINT_IDENTIFIER, point.id(), name));
      point(its, point);
    }
    old.values().forEach(point -> tell(What.POINT_REMOVED, point.id(), point.name()));
  }

  private void point(Point old, Point point) {
    if (!old.name().equals(point.name())) {
      tell(What.POINT_RENAMED, point.id(), old.name(), point.name());
    }
    if (!old.lot().map(this::newName).equals(point.lot())) {
      tell(What.POINT_LOT, point.id(), shown(old.lot()), shown(point.lot()));
    }
    if (!old.parent().map(parent -> points.getOrDefault(parent, parent)).equals(point.parent())) {
      tell(What.POINT_PARENT, point.id(), shown(old.parent()), shown(point.parent()));
    }
    if (!old.bought().equals(point.bought())) {
      tell(What.POINT_BOUGHT, point.id(), shown(old.bought()), shown(point.bought()));
    }
  }

  private LotId newName(LotId lot) {
    return lots.getOrDefault(lot, lot);
  }

  private Map<PointId, PointId> renamedPoints() {
    Set<PointId> gone = gone(before.points(), after.points(), Point::id);
    Set<PointId> come = gone(after.points(), before.points(), Point::id);
    Map<PointId, PointId> renamed = new LinkedHashMap<>();
    for (PointId old : gone) {
      Set<Object> meters = metersAt(before, old);
      come.stream()
          .filter(point -> !renamed.containsValue(point))
          .filter(point -> !meters.isEmpty() && meters.equals(metersAt(after, point)))
          .findFirst()
          .ifPresent(point -> renamed.put(old, point));
    }
    return renamed;
  }

  private static Set<Object> metersAt(SitePlan plan, PointId point) {
    return plan.meters().stream()
        .filter(meter -> meter.point().equals(point))
        .map(meter -> (Object) meter.id())
        .collect(Collectors.toSet());
  }

  private Map<LotId, LotId> renamedLots() {
    Set<LotId> gone = gone(before.lots(), after.lots(), Lot::id);
    Set<LotId> come = gone(after.lots(), before.lots(), Lot::id);
    Map<LotId, LotId> renamed = new LinkedHashMap<>();
    for (LotId old : gone) {
      Set<PointId> its =
          pointsOf(before, old).stream()
              .map(point -> points.getOrDefault(point, point))
              .collect(Collectors.toSet());
      come.stream()
          .filter(lot -> !renamed.containsValue(lot))
          .filter(lot -> !its.isEmpty() && its.equals(pointsOf(after, lot)))
          .filter(lot -> alike(before.lot(old), after.lot(lot)))
          .findFirst()
          .ifPresent(lot -> renamed.put(old, lot));
    }
    return renamed;
  }

  private static boolean alike(Optional<Lot> one, Optional<Lot> other) {
    return one.map(Differences::shown).equals(other.map(Differences::shown));
  }

  private static Set<PointId> pointsOf(SitePlan plan, LotId lot) {
    return plan.points().stream()
        .filter(point -> point.lot().equals(Optional.of(lot)))
        .map(Point::id)
        .collect(Collectors.toSet());
  }

  /** The identifiers that only the first has. */
  static <I, T> Set<I> gone(List<T> from, List<T> to, Function<T, I> id) {
    Set<I> left = from.stream().map(id).collect(Collectors.toCollection(LinkedHashSet::new));
    to.stream().map(id).forEach(left::remove);
    return left;
  }

  static <I, T> Map<I, T> byId(List<T> all, Function<T, I> id) {
    Map<I, T> named = new LinkedHashMap<>();
    all.forEach(one -> named.put(id.apply(one), one));
    return named;
  }

  private static <I> Optional<I> oldName(Map<I, I> renamed, I now) {
    return renamed.entrySet().stream()
        .filter(entry -> Objects.equals(entry.getValue(), now))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  static String shown(Optional<?> value) {
    return value.map(String::valueOf).orElse("-");
  }

  private static String shown(Lot lot) {
    return "%s, %s m2, %s"
        .formatted(
            lot.kind().name().toLowerCase(Locale.ROOT), shown(lot.areaM2()), shown(lot.shares()));
  }
}
