package eu.releve.cloud.points;

import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a building's virtual points may be reckoned from.
 *
 * @param points what is counted at each point of the building, by its name.
 * @param virtual the virtual points that there are, by name.
 */
public record Definitions(Map<String, Set<Quantity>> points, Map<String, VirtualPoint> virtual) {
  /** A building has no more of them. */
  public static final int VIRTUAL_MAX = 200;

  /** One may be reckoned from another, and that from a third: no deeper than this. */
  public static final int DEPTH_MAX = 8;

  /** All points from which one is reckoned in the end. */
  public static final int LEAVES_MAX = 1_000;

  public Definitions {
    points = Map.copyOf(points);
    virtual = Map.copyOf(virtual);
  }

  /**
   * Something that somebody wants to say of a virtual point.
   *
   * @param quantity of the point; nothing for one that ends.
   */
  public record Wanted(String name, Optional<Quantity> quantity, Formula formula) {}

  /** Why it cannot be said, as what, wanted and found; nothing when it can. */
  public Optional<String> problem(Wanted wanted) {
    VirtualPoint before = virtual.get(wanted.name);
    if (points.containsKey(wanted.name)) {
      return Optional.of("name: wanted one that no point has, found '" + wanted.name + "'");
    }
    if (before == null && virtual.size() >= VIRTUAL_MAX) {
      return Optional.of(
          "name: wanted at most %d virtual points of a building, found as many"
              .formatted(VIRTUAL_MAX));
    }
    if (before != null && before.versions().size() >= VirtualPoint.VERSIONS_MAX) {
      return Optional.of(
          "name: wanted at most %d versions of '%s', found as many"
              .formatted(VirtualPoint.VERSIONS_MAX, wanted.name));
    }
    if (wanted.formula instanceof Formula.End) {
      return before == null
          ? Optional.of("name: wanted a virtual point that is there, found '" + wanted.name + "'")
          : Optional.empty();
    }
    return ofQuantity(wanted, before).or(() -> ofOperands(wanted)).or(() -> circle(wanted));
  }

  private static Optional<String> ofQuantity(Wanted wanted, @Nullable VirtualPoint before) {
    Quantity quantity = wanted.quantity.orElseThrow();
    if (quantity.kind() != Kind.COUNTER) {
      return Optional.of(
          "quantity: wanted one that is counted, found '%s'".formatted(quantity.id()));
    }
    if (before != null && before.quantity() != quantity) {
      return Optional.of(
          "quantity: wanted %s as in the versions before of '%s', found '%s'"
              .formatted(before.quantity().id(), wanted.name, quantity.id()));
    }
    return Optional.empty();
  }

  private Optional<String> ofOperands(Wanted wanted) {
    Quantity quantity = wanted.quantity.orElseThrow();
    List<String> wrong = new ArrayList<>();
    for (Formula.Term term : wanted.formula.terms()) {
      Operand operand = term.operand();
      VirtualPoint other = virtual.get(operand.name());
      Set<Quantity> counted = points.get(operand.name());
      if (operand.name().equals(wanted.name)) {
        return Optional.of(
            "of: wanted no circle, found %s -> %s".formatted(wanted.name, wanted.name));
      }
      if (other != null) {
        ofVirtual(quantity, operand, other).ifPresent(wrong::add);
      } else if (counted == null || !operand.part().isEmpty()) {
        return Optional.of(
            "of: wanted a point or a virtual point of the building, found '%s'".formatted(operand));
      } else if (!counted.contains(quantity)) {
        wrong.add("'%s' with %s".formatted(operand, names(counted)));
      }
    }
    return wrong.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "of: wanted points that all count %s, found %s"
                .formatted(quantity.id(), String.join(", ", wrong)));
  }

  private static Optional<String> ofVirtual(
      Quantity quantity, Operand operand, VirtualPoint other) {
    if (other.quantity() != quantity) {
      return Optional.of("'%s' with %s".formatted(operand, other.quantity().id()));
    }
    Set<String> parts =
        other.versions().stream()
            .flatMap(version -> version.formula().parts().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    return parts.contains(operand.part())
        ? Optional.empty()
        : Optional.of("'%s', which has the parts %s".formatted(operand, String.join(", ", parts)));
  }

  private static String names(Set<Quantity> counted) {
    return counted.isEmpty()
        ? "nothing"
        : counted.stream().map(Quantity::id).sorted().collect(Collectors.joining(" and "));
  }

  /** Over all versions, those that count no more as well: then none can ever meet itself. */
  private Optional<String> circle(Wanted wanted) {
    try {
      Set<String> leaves = new TreeSet<>();
      walk(wanted.name, List.of(wanted.name), wanted, leaves);
      return leaves.size() <= LEAVES_MAX
          ? Optional.empty()
          : Optional.of(
              "of: wanted at most %d points in all, found %d".formatted(LEAVES_MAX, leaves.size()));
    } catch (CircleException found) {
      return Optional.of(String.valueOf(found.getMessage()));
    }
  }

  private void walk(String name, List<String> way, Wanted wanted, Set<String> leaves)
      throws CircleException {
    for (String operand : operands(name, wanted)) {
      if (!operand.equals(wanted.name) && !virtual.containsKey(operand)) {
        leaves.add(operand);
        continue;
      }
      List<String> on = new ArrayList<>(way);
      on.add(operand);
      if (way.contains(operand)) {
        throw new CircleException("of: wanted no circle, found " + String.join(" -> ", on));
      }
      if (on.size() > DEPTH_MAX) {
        throw new CircleException(
            "of: wanted at most %d virtual points one from another, found %s"
                .formatted(DEPTH_MAX, String.join(" -> ", on)));
      }
      walk(operand, on, wanted, leaves);
    }
  }

  private Set<String> operands(String name, Wanted wanted) {
    Set<String> operands = new TreeSet<>();
    if (name.equals(wanted.name)) {
      wanted.formula.terms().forEach(term -> operands.add(term.operand().name()));
    }
    VirtualPoint before = virtual.get(name);
    if (before != null) {
      before
          .versions()
          .forEach(
              version ->
                  version.formula().terms().forEach(term -> operands.add(term.operand().name())));
    }
    return operands;
  }

  /**
   * The points that meters measure and a virtual point is reckoned from, for each of its versions:
   * each point with the sign of every way on which it counts, over all versions of those between.
   */
  public List<Map<String, List<Integer>>> leaves(String name) {
    VirtualPoint point = virtual.get(name);
    if (point == null) {
      return List.of();
    }
    List<Map<String, List<Integer>>> leaves = new ArrayList<>();
    for (VirtualPoint.Version version : point.versions()) {
      Map<String, List<Integer>> of = new LinkedHashMap<>();
      gather(version, 1, of);
      leaves.add(of);
    }
    return leaves;
  }

  private void gather(VirtualPoint.Version version, int sign, Map<String, List<Integer>> leaves) {
    for (Formula.Term term : version.formula().terms()) {
      String operand = term.operand().name();
      VirtualPoint other = virtual.get(operand);
      if (other == null) {
        leaves.computeIfAbsent(operand, first -> new ArrayList<>()).add(sign * term.sign());
      } else {
        other.versions().forEach(each -> gather(each, sign * term.sign(), leaves));
      }
    }
  }

  private static final class CircleException extends Exception {
    private static final long serialVersionUID = 1L;

    CircleException(String message) {
      super(message);
    }
  }
}
