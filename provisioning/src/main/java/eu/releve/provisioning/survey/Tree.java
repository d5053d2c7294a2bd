package eu.releve.provisioning.survey;

import eu.releve.measure.PointId;
import eu.releve.provisioning.site.Point;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks points: what is above what, what they are called, and whether anything measures there. */
final class Tree {
  /** What import and interview write beside a name that they had to invent. */
  private static final List<String> UNNAMED = List.of("# to be named", "# à nommer");

  private Tree() {}

  static void check(Inventory in) {
    Map<String, PointId> names = new HashMap<>();
    for (Point point : in.plan().points()) {
      int line = in.lines().of(point.id());
      if (in.at(point.id()).isEmpty()) {
        in.find(Code.POINT_WITHOUT_METER, line, point.id().value(), point.name());
      }
      if (UNNAMED.stream().anyMatch(in.lines().written(line)::contains)) {
        in.find(Code.POINT_UNNAMED, line, point.id().value(), point.name());
      }
      PointId other = names.putIfAbsent(point.name().strip().toLowerCase(Locale.ROOT), point.id());
      if (other != null) {
        in.find(
            Code.NAME_TWICE,
            in.lines().of(point.id(), "name"),
            point.id().value(),
            other.value(),
            point.name());
      }
      point.parent().flatMap(in.plan()::point).ifPresent(parent -> below(in, point, parent));
    }
  }

  private static void below(Inventory in, Point point, Point parent) {
    Set<Medium> own = in.media(point.id());
    Set<Medium> above = in.media(parent.id());
    if (!own.isEmpty() && !above.isEmpty() && Collections.disjoint(own, above)) {
      in.find(
          Code.PARENT_OTHER_MEDIUM,
          in.lines().of(point.id(), "parent"),
          point.id().value(),
          parent.id().value());
    }
    if (parent.lot().isPresent() && !parent.lot().equals(point.lot())) {
      in.find(
          Code.PARENT_OTHER_LOT,
          in.lines().of(point.id(), "parent"),
          point.id().value(),
          parent.id().value(),
          parent.lot().get().value());
    }
  }
}
