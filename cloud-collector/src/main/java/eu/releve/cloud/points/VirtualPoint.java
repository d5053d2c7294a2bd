package eu.releve.cloud.points;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A point that no meter measures: what it is reckoned from, from when on, and who said so.
 *
 * @param name unique in its building, also among its points.
 * @param versions by rising number; none is ever changed.
 */
public record VirtualPoint(String name, List<Version> versions) {
  /** No name has more versions. */
  public static final int VERSIONS_MAX = 100;

  public VirtualPoint {
    versions = List.copyOf(versions);
    require(!versions.isEmpty(), "virtual point %s: wanted a version, found none", name);
  }

  /**
   * What somebody said once.
   *
   * @param number from 1 on.
   * @param from its first local day.
   * @param quantity of all that it is reckoned from, and of itself.
   * @param author who said it.
   * @param at when.
   */
  public record Version(
      int number,
      LocalDate from,
      String title,
      Quantity quantity,
      Formula formula,
      String author,
      Instant at) {}

  /** What is measured there. */
  public Quantity quantity() {
    return versions.getFirst().quantity();
  }

  /** The version that counts on a local day; nothing before the first one's. */
  public Optional<Version> on(LocalDate day) {
    return versions.stream()
        .filter(version -> !version.from().isAfter(day))
        .max(Comparator.comparing(Version::from).thenComparingInt(Version::number));
  }

  /** The first day of all. */
  public LocalDate begin() {
    return versions.stream().map(Version::from).min(Comparator.naturalOrder()).orElseThrow();
  }
}
