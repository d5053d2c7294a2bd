package eu.releve.cloud.purpose;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The points of a building at which one quantity is counted, and whose use each of them counts: a
 * common point above nothing but dwellings tells of them, however it is called.
 */
public final class Counting {
  /** No chain of points is longer; a circle ends here too. */
  private static final int DEPTH_MAX = 32;

  private final Map<Integer, Point> points;
  private final Map<Integer, List<Point>> below;

  /**
   * @param points all at which the quantity is counted.
   */
  public Counting(List<Point> points) {
    this.points = points.stream().collect(Collectors.toMap(Point::key, Function.identity()));
    this.below =
        points.stream()
            .filter(point -> point.above().isPresent())
            .collect(Collectors.groupingBy(point -> point.above().orElse(0)));
  }

  /**
   * A point at which the quantity is counted.
   *
   * @param above the nearest point above it that counts the same.
   * @param lot whose it is; nothing for common parts.
   * @param dwelling whether that lot is a dwelling.
   */
  public record Point(int key, Optional<Integer> above, Optional<Integer> lot, boolean dwelling) {}

  /**
   * The lots of the dwellings whose use alone a point counts, each once; nothing where common parts
   * or other lots are in it, too.
   */
  public Optional<Set<Integer>> dwellings(int key) {
    return Optional.ofNullable(points.get(key)).flatMap(point -> dwellings(point, DEPTH_MAX));
  }

  private Optional<Set<Integer>> dwellings(Point point, int depth) {
    if (point.lot().isPresent()) {
      return point.dwelling() ? point.lot().map(Set::of) : Optional.empty();
    }
    List<Point> parts = below.getOrDefault(point.key(), List.of());
    if (parts.isEmpty() || depth == 0) {
      return Optional.empty();
    }
    Set<Integer> all = new HashSet<>();
    for (Point part : parts) {
      Optional<Set<Integer>> dwellings = dwellings(part, depth - 1);
      if (dwellings.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(dwellings.get());
    }
    return Optional.of(all);
  }

  /** The same, where they are too few to hide each other. */
  public Optional<Set<Integer>> few(int key) {
    return dwellings(key)
        .filter(dwellings -> new Households(dwellings.size(), false).arePersonal());
  }

  /** Whose use a point counts. */
  public Households households(int key) {
    return dwellings(key)
        .map(dwellings -> new Households(dwellings.size(), false))
        .orElse(Households.NONE);
  }
}
