package eu.releve.provisioning.survey;

import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.survey.Change.What;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells what has changed of the meters of a plan. */
final class MeterDifferences {
  private final SitePlan after;
  private final Map<PointId, PointId> points;
  private final Map<MeterId, Meter> old;
  private final Map<MeterId, Meter> gone;
  private final List<Change> changes = new ArrayList<>();

  /** What a meter of the older plan is called in the newer one. */
  private final Map<MeterId, MeterId> names = new LinkedHashMap<>();

  /** Meters that were exchanged: that they ended needs no word of its own. */
  private final Set<MeterId> exchanged = new HashSet<>();

  /**
   * Between two plans.
   *
   * @param points that have another identifier, by the one that they had.
   */
  MeterDifferences(SitePlan before, SitePlan after, Map<PointId, PointId> points) {
    this.after = after;
    this.points = points;
    this.old = Differences.byId(before.meters(), Meter::id);
    this.gone = new LinkedHashMap<>(old);
    after.meters().forEach(meter -> gone.remove(meter.id()));
  }

  List<Change> changes() {
    List<Meter> come =
        after.meters().stream().filter(meter -> !old.containsKey(meter.id())).toList();
    for (Meter meter : come) {
      arrived(meter);
    }
    for (Meter meter : after.meters()) {
      Meter before = old.get(meter.id());
      if (before != null) {
        names.put(before.id(), meter.id());
        compare(before, meter);
      }
    }
    gone.values().forEach(meter -> tell(What.METER_REMOVED, meter.id(), pointNow(meter)));
    return changes;
  }

  Map<MeterId, MeterId> names() {
    List<Change> unused = changes();
    return Map.copyOf(names);
  }

  private void tell(What what, Object... words) {
    changes.add(Change.of(what, words));
  }

  private PointId pointNow(Meter before) {
    return points.getOrDefault(before.point(), before.point());
  }

  private void arrived(Meter meter) {
    Optional<Meter> same = gone.values().stream().filter(one -> isSame(one, meter)).findFirst();
    if (same.isPresent()) {
      follow(same.get(), meter);
      tell(What.METER_IDENTIFIER, meter.id(), same.get().id());
      compare(same.get(), meter);
      return;
    }
    Optional<Meter> ended =
        after.meters().stream().filter(one -> hasMadeRoom(one, meter)).findFirst();
    if (ended.isPresent()) {
      exchanged.add(ended.get().id());
      tell(
          What.METER_EXCHANGED,
          meter.id(),
          ended.get().id(),
          meter.point(),
          Differences.shown(ended.get().serial()),
          Differences.shown(meter.serial()),
          meter.from());
      return;
    }
    Optional<Meter> removed =
        gone.values().stream().filter(one -> pointNow(one).equals(meter.point())).findFirst();
    if (removed.isPresent()) {
      follow(removed.get(), meter);
      tell(
          What.METER_REPLACED,
          meter.id(),
          removed.get().id(),
          meter.point(),
          Differences.shown(removed.get().serial()),
          Differences.shown(meter.serial()));
      return;
    }
    tell(What.METER_ADDED, meter.id(), meter.point(), meter.bus(), meter.address());
  }

  private void follow(Meter before, Meter now) {
    gone.remove(before.id());
    names.put(before.id(), now.id());
  }

  /** One device under two names. */
  private boolean isSame(Meter before, Meter now) {
    return pointNow(before).equals(now.point())
        && before.bus().equals(now.bus())
        && before.address().equals(now.address())
        && before.serial().equals(now.serial())
        && before.from().equals(now.from());
  }

  /** Whether a meter of both plans ends in the newer one so that another can follow. */
  private boolean hasMadeRoom(Meter ended, Meter next) {
    Meter before = old.get(ended.id());
    return before != null
        && !exchanged.contains(ended.id())
        && ended.point().equals(next.point())
        && before.to().isEmpty()
        && ended.to().isPresent()
        && !ended.to().get().isAfter(next.from());
  }

  private void compare(Meter before, Meter now) {
    if (!pointNow(before).equals(now.point())) {
      tell(What.METER_POINT, now.id(), before.point(), now.point());
    }
    if (!before.bus().equals(now.bus()) || !before.address().equals(now.address())) {
      tell(
          What.METER_MOVED,
          now.id(),
          before.bus() + " " + before.address(),
          now.bus() + " " + now.address());
    }
    if (!before.serial().equals(now.serial())) {
      tell(
          before.serial().isEmpty() ? What.METER_SERIAL_NOTED : What.METER_SERIAL,
          now.id(),
          Differences.shown(before.serial()),
          Differences.shown(now.serial()));
    }
    dates(before, now);
    if (!before.period().equals(now.period())) {
      tell(What.METER_PERIOD, now.id(), seconds(before), seconds(now));
    }
    reading(before, now);
    if (!before.consent().equals(now.consent())) {
      tell(What.METER_CONSENT, now.id());
    }
    if (!before.handovers().equals(now.handovers()) && !exchanged.contains(now.id())) {
      tell(What.METER_INDEXES, now.id());
    }
    if (!before.particulars().equals(now.particulars())) {
      tell(What.METER_NOTED, now.id());
    }
  }

  private void dates(Meter before, Meter now) {
    boolean sameBegin = before.from().equals(now.from());
    if (sameBegin && before.to().equals(now.to())) {
      return;
    }
    if (sameBegin && before.to().isEmpty()) {
      if (!exchanged.contains(now.id())) {
        tell(What.METER_ENDED, now.id(), Differences.shown(now.to()));
      }
      return;
    }
    tell(
        What.METER_DATES,
        now.id(),
        before.from() + " .. " + Differences.shown(before.to()),
        now.from() + " .. " + Differences.shown(now.to()));
  }

  private void reading(Meter before, Meter now) {
    if (!before.profile().equals(now.profile())) {
      tell(
          What.METER_PROFILE,
          now.id(),
          Differences.shown(before.profile()),
          Differences.shown(now.profile()));
    } else if (!before.access().equals(now.access()) || !before.rating().equals(now.rating())) {
      tell(What.METER_READING, now.id());
    }
    if (!before.ratio().equals(now.ratio()) || !before.voltageRatio().equals(now.voltageRatio())) {
      tell(What.METER_RATIO, now.id(), ratios(before), ratios(now));
    }
  }

  private static String ratios(Meter meter) {
    return "ct %d/%d, vt %d/%d"
        .formatted(
            meter.ratio().primary(),
            meter.ratio().secondary(),
            meter.voltageRatio().primary(),
            meter.voltageRatio().secondary());
  }

  private static String seconds(Meter meter) {
    long millis = meter.period().toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
  }
}
