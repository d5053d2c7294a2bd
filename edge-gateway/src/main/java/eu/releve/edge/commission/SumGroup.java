package eu.releve.edge.commission;

import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A point that measures others too, and the meters on both sides.
 *
 * @param main the point above.
 * @param name what people call it.
 * @param quantity that both sides count.
 * @param unit in which people read it.
 * @param mains the meters at the point.
 * @param subs the meters nearest below it that count the same.
 */
public record SumGroup(
    PointId main, String name, Quantity quantity, Unit unit, List<Part> mains, List<Part> subs) {
  public SumGroup {
    mains = List.copyOf(mains);
    subs = List.copyOf(subs);
  }

  /**
   * A meter in a sum.
   *
   * @param meter which.
   * @param name what people call it.
   * @param resolution of its counter, in steps.
   * @param nets whether what flows the other way is taken off: it has a counter for it.
   */
  public record Part(MeterId meter, String name, BigDecimal resolution, boolean nets) {}

  /** All of a plan: by point and quantity, in the order of the plan. */
  static List<SumGroup> of(SitePlan plan, List<Subject> subjects) {
    List<SumGroup> groups = new ArrayList<>();
    for (Point point : plan.points()) {
      Set<Quantity> quantities = new LinkedHashSet<>();
      at(point.id(), subjects).forEach(one -> one.quantity().ifPresent(quantities::add));
      for (Quantity quantity : quantities) {
        List<Subject> mains = counting(quantity, at(point.id(), subjects));
        List<Part> subs = below(plan, point.id(), quantity, subjects, new HashSet<>());
        if (!subs.isEmpty()) {
          groups.add(
              new SumGroup(
                  point.id(),
                  mains.getFirst().name(),
                  quantity,
                  mains.getFirst().unit(),
                  mains.stream().map(SumGroup::part).toList(),
                  subs));
        }
      }
    }
    return groups;
  }

  private static List<Subject> at(PointId point, List<Subject> subjects) {
    return subjects.stream().filter(one -> one.meter().point().equals(point)).toList();
  }

  private static List<Subject> counting(Quantity quantity, List<Subject> subjects) {
    return subjects.stream().filter(one -> one.quantity().equals(Optional.of(quantity))).toList();
  }

  /** A point without such a meter is looked through. */
  private static List<Part> below(
      SitePlan plan, PointId above, Quantity quantity, List<Subject> subjects, Set<PointId> seen) {
    List<Part> parts = new ArrayList<>();
    if (!seen.add(above)) {
      return parts;
    }
    for (Point point : plan.points()) {
      if (point.parent().equals(Optional.of(above))) {
        List<Subject> here = counting(quantity, at(point.id(), subjects));
        here.forEach(one -> parts.add(part(one)));
        if (here.isEmpty()) {
          parts.addAll(below(plan, point.id(), quantity, subjects, seen));
        }
      }
    }
    return parts;
  }

  private static Part part(Subject one) {
    return new Part(one.meter().id(), one.name(), one.resolution(), one.opposite().isPresent());
  }
}
