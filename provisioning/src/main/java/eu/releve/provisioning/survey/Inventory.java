package eu.releve.provisioning.survey;

import eu.releve.measure.LotId;
import eu.releve.measure.PointId;
import eu.releve.measure.ProfileId;
import eu.releve.profile.Profile;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A plan as it is being checked, on one day. */
final class Inventory {
  private final SitePlan plan;
  private final Function<ProfileId, Optional<Profile>> profiles;
  private final LocalDate today;
  private final Lines lines;
  private final List<Finding> findings = new ArrayList<>();

  Inventory(SitePlan plan, Function<ProfileId, Optional<Profile>> profiles, LocalDate today) {
    this.plan = plan;
    this.profiles = profiles;
    this.today = today;
    this.lines = new Lines(plan.text());
  }

  SitePlan plan() {
    return plan;
  }

  LocalDate today() {
    return today;
  }

  Lines lines() {
    return lines;
  }

  List<Finding> findings() {
    return findings;
  }

  void find(Code code, int line, String... words) {
    findings.add(new Finding(code, line, List.of(words)));
  }

  Optional<Profile> profile(Meter meter) {
    return meter.profile().flatMap(profiles);
  }

  /** The meters of a point, by their first days. */
  List<Meter> at(PointId point) {
    return plan.meters().stream()
        .filter(meter -> meter.point().equals(point))
        .sorted(Comparator.comparing(Meter::from))
        .toList();
  }

  /** What the meters of a point count. */
  Set<Medium> media(PointId point) {
    Set<Medium> media = EnumSet.noneOf(Medium.class);
    at(point).forEach(meter -> media.addAll(Medium.of(meter)));
    return media;
  }

  List<Point> of(LotId lot) {
    return plan.points().stream().filter(point -> point.lot().equals(Optional.of(lot))).toList();
  }

  Optional<LotId> lotOf(Meter meter) {
    return plan.point(meter.point()).flatMap(Point::lot);
  }

  /** Whether a meter is installed today or will be. */
  boolean isNotOver(Meter meter) {
    return meter.to().isEmpty() || meter.to().get().isAfter(today);
  }

  /** Whether two meters are installed on one day. */
  static boolean overlap(Meter one, Meter other) {
    return one.from().isBefore(other.to().orElse(LocalDate.MAX))
        && other.from().isBefore(one.to().orElse(LocalDate.MAX));
  }
}
