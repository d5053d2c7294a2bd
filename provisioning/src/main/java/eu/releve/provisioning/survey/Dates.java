package eu.releve.provisioning.survey;

import eu.releve.provisioning.site.Handover;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks from when to when meters are at their points, and until when what was agreed holds. */
final class Dates {
  private Dates() {}

  static void check(Inventory in) {
    in.plan().points().forEach(point -> succession(in, point));
    in.plan().meters().forEach(meter -> ofItself(in, meter));
  }

  private static void succession(Inventory in, Point point) {
    List<Meter> meters = in.at(point.id());
    Optional<Meter> last = Optional.empty();
    for (Meter next : meters) {
      if (last.isPresent()) {
        between(in, point, last.get(), next);
      }
      last = Optional.of(last.filter(before -> ends(before).isAfter(ends(next))).orElse(next));
    }
    last.filter(meter -> !in.isNotOver(meter))
        .ifPresent(
            meter ->
                in.find(
                    Code.POINT_ENDED,
                    in.lines().of(meter.id(), "to"),
                    point.id().value(),
                    meter.id().value(),
                    ends(meter).toString()));
  }

  private static void between(Inventory in, Point point, Meter last, Meter next) {
    Set<Medium> before = Medium.of(last);
    Set<Medium> after = Medium.of(next);
    if (!before.isEmpty() && !after.isEmpty() && Collections.disjoint(before, after)) {
      in.find(
          Code.POINT_OTHER_MEDIUM,
          in.lines().of(next.id(), "point"),
          next.id().value(),
          point.id().value(),
          last.id().value());
    } else if (next.from().isBefore(ends(last))) {
      in.find(
          Code.METERS_OVERLAP,
          in.lines().of(next.id(), "from"),
          next.id().value(),
          last.id().value(),
          point.id().value(),
          next.from().toString());
    } else if (ends(last).isBefore(next.from())) {
      in.find(
          Code.METERS_GAP,
          in.lines().of(next.id(), "from"),
          point.id().value(),
          last.id().value(),
          ends(last).toString(),
          next.id().value(),
          next.from().toString());
    }
  }

  private static void ofItself(Inventory in, Meter meter) {
    if (meter.from().isAfter(in.today())) {
      in.find(
          Code.FROM_FUTURE,
          in.lines().of(meter.id(), "from"),
          meter.id().value(),
          meter.from().toString());
    }
    meter
        .particulars()
        .verifyBy()
        .filter(day -> in.isNotOver(meter) && day.isBefore(in.today()))
        .ifPresent(
            day ->
                in.find(
                    Code.VERIFY_BY_PASSED,
                    in.lines().of(meter.id(), "verify-by"),
                    meter.id().value(),
                    day.toString()));
    meter
        .particulars()
        .midYear()
        .filter(year -> year > meter.from().getYear())
        .ifPresent(
            year ->
                in.find(
                    Code.MID_YEAR_LATE,
                    in.lines().of(meter.id(), "mid-year"),
                    meter.id().value(),
                    year.toString(),
                    meter.from().toString()));
    meter
        .handovers()
        .removed()
        .flatMap(Handover::unreadable)
        .ifPresent(
            why ->
                in.find(
                    Code.REMOVED_UNREAD,
                    in.lines().of(meter.id(), "removed"),
                    meter.id().value(),
                    why));
    meter
        .consent()
        .filter(consent -> in.isNotOver(meter) && !consent.holdsOn(in.today()))
        .ifPresent(
            consent ->
                in.find(
                    Code.CONSENT_ENDED,
                    in.lines().of(meter.id(), "consent"),
                    meter.id().value(),
                    consent.ends().toString()));
  }

  private static LocalDate ends(Meter meter) {
    return meter.to().orElse(LocalDate.MAX);
  }
}
