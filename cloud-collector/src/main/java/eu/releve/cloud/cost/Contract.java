package eu.releve.cloud.cost;

import static eu.releve.measure.Require.require;

import eu.releve.measure.RegisterName;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one supplier asks, and when.
 *
 * @param medium what it sells.
 * @param supplier who.
 * @param reference of the delivery point.
 * @param from the first local day.
 * @param to the day after the last; without it, until something is known of its end.
 * @param lines those that hold on some of these days; of one name one at a time.
 */
public record Contract(
    Medium medium,
    String supplier,
    Reference reference,
    LocalDate from,
    Optional<LocalDate> to,
    List<Line> lines) {
  /** The most lines of a contract: ten of them that change each month for a year. */
  public static final int LINES_MAX = 120;

  static final int SUPPLIER_MAX = 100;

  public Contract {
    lines =
        lines.stream().sorted(Comparator.comparing(Line::id).thenComparing(Line::from)).toList();
    LocalDate begin = from;
    Optional<LocalDate> end = to;
    require(
        !supplier.isBlank() && supplier.length() <= SUPPLIER_MAX, "supplier: 1 to 100 characters");
    require(
        to.map(begin::isBefore).orElse(true),
        "from, to: wanted from before to, found %s, %s",
        from,
        to.map(LocalDate::toString).orElse(""));
    require(
        !lines.isEmpty() && lines.size() <= LINES_MAX,
        "lines: wanted 1 to %d, found %d",
        LINES_MAX,
        lines.size());
    for (Line line : lines) {
      require(
          !line.from().isBefore(begin) && end.map(line.from()::isBefore).orElse(true),
          "line %s: wanted a first day within the contract's %s to %s, found %s",
          line.id(),
          begin,
          end.map(LocalDate::toString).orElse("..."),
          line.from());
      require(
          end.isEmpty() || line.to().isEmpty() || !line.to().get().isAfter(end.get()),
          "line %s: wanted an end within the contract's %s to %s, found %s",
          line.id(),
          begin,
          end.map(LocalDate::toString).orElse("..."),
          line.to().map(LocalDate::toString).orElse(""));
      require(
          line.register().map(RegisterName::quantity).stream()
              .allMatch(medium.quantities()::contains),
          "line %s: wanted a register of %s, found %s",
          line.id(),
          medium.id(),
          line.register().map(RegisterName::toString).orElse(""));
    }
    for (int i = 1; i < lines.size(); i++) {
      Line before = lines.get(i - 1);
      Line line = lines.get(i);
      require(
          !before.id().equals(line.id())
              || before.to().map(ended -> !ended.isAfter(line.from())).orElse(false),
          "line %s: wanted one price a day, found two on %s",
          line.id(),
          line.from());
    }
  }

  /** Whether it holds on a day. */
  public boolean holds(LocalDate day) {
    return !day.isBefore(from) && to.map(day::isBefore).orElse(true);
  }

  /** Whether there is a day on which both hold. */
  public boolean overlaps(Contract other) {
    return to.map(other.from::isBefore).orElse(true) && other.to.map(from::isBefore).orElse(true);
  }

  /** Whether the other one begins where this one ends, or ends where this one begins. */
  boolean adjoins(Contract other) {
    return to.map(other.from::equals).orElse(false) || other.to.map(from::equals).orElse(false);
  }

  /** The lines of a day, by their names. */
  List<Line> on(LocalDate day) {
    return holds(day) ? lines.stream().filter(line -> line.holds(day)).toList() : List.of();
  }

  /**
   * This one with what a bill says of its days: there, its lines are all that hold; before and
   * after, everything stays as it is. Days of the bill before or after this one's are added.
   *
   * @param billed the same medium, supplier and reference; with an end.
   */
  Contract with(Contract billed) {
    LocalDate billedTo = billed.to.orElseThrow();
    List<Line> all = new ArrayList<>();
    for (Line line : lines) {
      Optional<LocalDate> end = line.to().or(() -> to);
      if (line.from().isBefore(billed.from)) {
        all.add(line.on(line.from(), Optional.of(earlier(end, billed.from))));
      }
      if (end.map(billedTo::isBefore).orElse(true)) {
        all.add(line.on(later(line.from(), billedTo), end));
      }
    }
    for (Line line : billed.lines) {
      all.add(line.on(line.from(), Optional.of(line.to().orElse(billedTo))));
    }
    Optional<LocalDate> end = to.map(known -> later(known, billedTo));
    LocalDate begin = from.isBefore(billed.from) ? from : billed.from;
    return new Contract(medium, supplier, reference, begin, end, joined(all));
  }

  /** Those joined that say the same on days that follow each other. */
  private static List<Line> joined(List<Line> lines) {
    List<Line> joined = new ArrayList<>();
    for (Line line :
        lines.stream().sorted(Comparator.comparing(Line::id).thenComparing(Line::from)).toList()) {
      Optional<Line> last = joined.isEmpty() ? Optional.empty() : Optional.of(joined.getLast());
      if (last.isPresent()
          && last.get().saysAs(line)
          && last.get().to().map(line.from()::equals).orElse(false)) {
        joined.set(joined.size() - 1, line.on(last.get().from(), line.to()));
      } else {
        joined.add(line);
      }
    }
    return joined;
  }

  private static LocalDate earlier(Optional<LocalDate> one, LocalDate other) {
    return one.filter(day -> day.isBefore(other)).orElse(other);
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }
}
