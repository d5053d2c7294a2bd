package eu.releve.edge.commission;

import eu.releve.measure.MeterId;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What sub-meters counted between two moments against their main meter: exact, in steps.
 *
 * @param group whose.
 * @param kind what follows.
 * @param main what the main meters counted.
 * @param subs what the known ones below counted together.
 * @param tolerance by how much the two may lie apart.
 * @param unknown meters without two readings, or whose counter fell between them, or which the plan
 *     reads otherwise since.
 * @param fromMillis when it begins, since 1970.
 * @param untilMillis when it ends.
 */
public record SumCheck(
    SumGroup group,
    Kind kind,
    BigDecimal main,
    BigDecimal subs,
    BigDecimal tolerance,
    List<MeterId> unknown,
    long fromMillis,
    long untilMillis) {
  private static final int SKEW_SHARE = 10;

  public SumCheck {
    unknown = List.copyOf(unknown);
  }

  /** What follows. */
  public enum Kind {
    /** Both sides are the same within the tolerance. */
    FITS,
    /** Less is counted below than above: what is not measured below, or is lost. */
    REST,
    /** More is counted below than above, which cannot be. */
    MORE,
    /** A meter's consumption is not known, so that nothing can be said. */
    UNKNOWN,
    /** Too short, or too little was used, for the sum to tell anything. */
    TOO_SHORT
  }

  /** Whether somebody should look at it. */
  public boolean isWrong() {
    return kind == Kind.MORE;
  }

  /** What the main meters counted beyond those below; negative where those counted more. */
  public BigDecimal rest() {
    return main.subtract(subs);
  }

  /** Whole per cent of the main meters' consumption that is not counted below; 0 without any. */
  public int restPercent() {
    return main.signum() <= 0
        ? 0
        : rest()
            .multiply(BigDecimal.valueOf(100))
            .divide(main, 0, RoundingMode.HALF_EVEN)
            .max(BigDecimal.valueOf(-999))
            .intValue();
  }

  private record Used(SumGroup.Part part, BigDecimal steps, long from, long until) {}

  /**
   * Compares.
   *
   * <p>The tolerance has three parts: at either end each register leaves out up to its resolution;
   * meters may be wrong by so many per cent of what is measured; and as they are not read at the
   * same moment, the main meter's consumption of as long as they lie apart. Where that is more than
   * a tenth of the whole, nothing is said.
   *
   * @param percent of the main meters' consumption, 0 to 50.
   */
  static SumCheck of(SumGroup group, Snapshot from, Snapshot until, int percent) {
    List<MeterId> unknown = new ArrayList<>();
    List<Used> mains = used(group.mains(), from, until, unknown);
    boolean isMainKnown = unknown.isEmpty();
    List<Used> subs = used(group.subs(), from, until, unknown);
    List<Used> all = Stream.concat(mains.stream(), subs.stream()).toList();
    BigDecimal main = sum(mains);
    BigDecimal below = sum(subs);
    long begin = all.stream().mapToLong(Used::from).max().orElse(0);
    long end = all.stream().mapToLong(Used::until).min().orElse(0);
    long skew =
        begin
            - all.stream().mapToLong(Used::from).min().orElse(0)
            + all.stream().mapToLong(Used::until).max().orElse(0)
            - end;
    long lasts = end - begin;
    BigDecimal tolerance =
        all.stream()
            .map(one -> one.part().resolution().multiply(BigDecimal.TWO))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .add(share(main.abs(), percent, 100))
            .add(lasts > 0 ? share(main.abs().max(below.abs()), skew, lasts) : BigDecimal.ZERO);
    boolean isLong = lasts > 0 && skew <= lasts / SKEW_SHARE;
    Kind kind = kind(main, below, tolerance, isLong, isMainKnown, unknown.isEmpty());
    return new SumCheck(group, kind, main, below, tolerance, unknown, begin, end);
  }

  private static Kind kind(
      BigDecimal main,
      BigDecimal below,
      BigDecimal tolerance,
      boolean isLong,
      boolean isMainKnown,
      boolean isAllKnown) {
    if (!isMainKnown) {
      return Kind.UNKNOWN;
    }
    if (!isLong) {
      return Kind.TOO_SHORT;
    }
    if (below.subtract(main).compareTo(tolerance) > 0) {
      return Kind.MORE;
    }
    if (!isAllKnown) {
      return Kind.UNKNOWN;
    }
    if (main.abs().compareTo(tolerance) <= 0) {
      return Kind.TOO_SHORT;
    }
    return main.subtract(below).compareTo(tolerance) > 0 ? Kind.REST : Kind.FITS;
  }

  private static List<Used> used(
      List<SumGroup.Part> parts, Snapshot from, Snapshot until, List<MeterId> unknown) {
    List<Used> known = new ArrayList<>();
    for (SumGroup.Part part : parts) {
      Optional<Snapshot.Count> first = from.of(part.meter());
      Optional<Snapshot.Count> last = until.of(part.meter());
      if (first.isEmpty()
          || last.isEmpty()
          || !last.get().continues(first.get())
          || last.get().value() < first.get().value()
          || last.get().opposite() < first.get().opposite()) {
        unknown.add(part.meter());
      } else {
        BigDecimal in = difference(last.get().value(), first.get().value());
        BigDecimal out = difference(last.get().opposite(), first.get().opposite());
        known.add(
            new Used(
                part,
                part.nets() ? in.subtract(out) : in,
                first.get().atMillis(),
                last.get().atMillis()));
      }
    }
    return known;
  }

  private static BigDecimal difference(long last, long first) {
    return BigDecimal.valueOf(last).subtract(BigDecimal.valueOf(first));
  }

  private static BigDecimal sum(List<Used> some) {
    return some.stream().map(Used::steps).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Rounded up to a whole step. */
  private static BigDecimal share(BigDecimal of, long part, long whole) {
    return of.multiply(BigDecimal.valueOf(part))
        .divide(BigDecimal.valueOf(whole), 0, RoundingMode.CEILING);
  }
}
