package eu.releve.cloud.points;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.derive.Stretch;
import eu.releve.measure.Quantity;
import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reckons the figures of virtual points, each time they are asked for: nothing of it is stored. */
public final class Composition {
  private final Map<String, VirtualPoint> virtual;
  private final LocalCalendar calendar;
  private final Measured measured;

  /**
   * @param virtual all virtual points of the building, by name; without a circle, as {@link
   *     Definitions} sees to.
   * @param calendar of the building.
   * @param measured tells what points used.
   */
  public Composition(Map<String, VirtualPoint> virtual, LocalCalendar calendar, Measured measured) {
    this.virtual = Map.copyOf(virtual);
    this.calendar = calendar;
    this.measured = measured;
  }

  /** What points used that meters measure. */
  @FunctionalInterface
  public interface Measured {
    /**
     * One figure a period, missing where nothing is known; periods as {@code PointFigures} does.
     */
    List<Figure> of(String point, Quantity quantity, List<Stretch> periods) throws SQLException;
  }

  /**
   * The figures of a virtual point.
   *
   * @param periods by rising begin, none over another.
   * @return one figure a period for each of its parts; the part has the empty name where the point
   *     is not shared out.
   */
  public Map<String, List<VirtualFigure>> of(String name, List<Stretch> periods)
      throws SQLException {
    return series(name, periods, 0);
  }

  private List<VirtualFigure> of(
      Operand operand, Quantity quantity, List<Stretch> periods, int depth) throws SQLException {
    if (virtual.containsKey(operand.name())) {
      List<VirtualFigure> figures = series(operand.name(), periods, depth + 1).get(operand.part());
      return figures == null ? periods.stream().map(VirtualFigure::undefined).toList() : figures;
    }
    List<Figure> figures = measured.of(operand.name(), quantity, periods);
    return figures.stream().map(one -> VirtualFigure.of(operand.name(), one)).toList();
  }

  private Map<String, List<VirtualFigure>> series(String name, List<Stretch> periods, int depth)
      throws SQLException {
    require(depth <= Definitions.DEPTH_MAX, "virtual point %s: wanted no circle", name);
    VirtualPoint point = virtual.get(name);
    require(point != null, "virtual point %s: wanted one that is there", name);
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < periods.size(); i++) {
      cut(point, periods.get(i), i, segments);
    }
    Map<Integer, List<Segment>> byVersion = new TreeMap<>();
    for (Segment segment : segments) {
      segment
          .version()
          .ifPresent(
              version ->
                  byVersion
                      .computeIfAbsent(version.number(), first -> new ArrayList<>())
                      .add(segment));
    }
    Map<String, Map<Stretch, VirtualFigure>> reckoned = new LinkedHashMap<>();
    for (List<Segment> same : byVersion.values()) {
      VirtualPoint.Version version = same.getFirst().version().orElseThrow();
      List<Stretch> over = same.stream().map(Segment::over).toList();
      reckon(version, over, depth)
          .forEach(
              (part, figures) -> {
                Map<Stretch, VirtualFigure> of =
                    reckoned.computeIfAbsent(part, first -> new LinkedHashMap<>());
                figures.forEach(figure -> of.put(figure.over(), figure));
              });
    }
    Map<String, List<VirtualFigure>> series = new LinkedHashMap<>();
    reckoned.forEach((part, of) -> series.put(part, joined(segments, of, periods.size())));
    return series;
  }

  /**
   * A piece of a period in which one version counts.
   *
   * @param period which of the periods.
   */
  private record Segment(Stretch over, int period, Optional<VirtualPoint.Version> version) {}

  /** Cuts a period at the local midnights from which another version counts. */
  private void cut(VirtualPoint point, Stretch period, int index, List<Segment> segments) {
    TreeSet<Long> starts = new TreeSet<>();
    starts.add(period.fromMillis());
    for (VirtualPoint.Version version : point.versions()) {
      long start = calendar.start(version.from()).toEpochMilli();
      if (period.fromMillis() < start && start < period.toMillis()) {
        starts.add(start);
      }
    }
    for (long start : starts) {
      Long next = starts.higher(start);
      LocalDate day = calendar.day(Instant.ofEpochMilli(start));
      segments.add(
          new Segment(
              new Stretch(start, next == null ? period.toMillis() : next), index, point.on(day)));
    }
  }

  private static List<VirtualFigure> joined(
      List<Segment> segments, Map<Stretch, VirtualFigure> reckoned, int periods) {
    List<Optional<VirtualFigure>> whole = new ArrayList<>();
    for (int i = 0; i < periods; i++) {
      whole.add(Optional.empty());
    }
    for (Segment segment : segments) {
      VirtualFigure figure =
          reckoned.getOrDefault(segment.over, VirtualFigure.undefined(segment.over));
      Optional<VirtualFigure> before = whole.get(segment.period);
      whole.set(
          segment.period, Optional.of(before.map(first -> first.then(figure)).orElse(figure)));
    }
    return whole.stream().map(Optional::orElseThrow).toList();
  }

  private Map<String, List<VirtualFigure>> reckon(
      VirtualPoint.Version version, List<Stretch> periods, int depth) throws SQLException {
    return switch (version.formula()) {
      case Formula.Sum sum -> Map.of("", total(sum.terms(), version.quantity(), periods, depth));
      case Formula.Difference difference ->
          Map.of("", total(difference.terms(), version.quantity(), periods, depth));
      case Formula.Share share -> shared(share, version.quantity(), periods, depth);
      case Formula.End ended -> Map.of();
    };
  }

  private List<VirtualFigure> total(
      List<Formula.Term> terms, Quantity quantity, List<Stretch> periods, int depth)
      throws SQLException {
    List<VirtualFigure> total = new ArrayList<>();
    for (Formula.Term term : terms) {
      List<VirtualFigure> figures = of(term.operand(), quantity, periods, depth);
      for (int i = 0; i < periods.size(); i++) {
        VirtualFigure before =
            i < total.size() ? total.get(i) : VirtualFigure.nothing(periods.get(i));
        VirtualFigure now = before.with(figures.get(i), term.sign());
        if (i < total.size()) {
          total.set(i, now);
        } else {
          total.add(now);
        }
      }
    }
    return total.stream().map(VirtualFigure::doubted).toList();
  }

  /**
   * Divides what was used since the begin of the local year, at both ends of each period: the parts
   * add up to the whole in each period, and the periods to the year in each part.
   */
  private Map<String, List<VirtualFigure>> shared(
      Formula.Share share, Quantity quantity, List<Stretch> periods, int depth)
      throws SQLException {
    YearlyPieces pieces = YearlyPieces.of(periods, this::yearBegin);
    List<VirtualFigure> whole = of(share.of(), quantity, pieces.all(), depth);
    Division division = new Division(share.shares().stream().map(Formula.Weight::weight).toList());
    List<List<VirtualFigure>> parts = new ArrayList<>();
    share.shares().forEach(each -> parts.add(new ArrayList<>()));
    BigInteger since = BigInteger.ZERO;
    for (int i = 0; i < whole.size(); i++) {
      VirtualFigure figure = whole.get(i);
      if (pieces.beginsYear(i)) {
        since = BigInteger.ZERO;
      }
      List<BigInteger> before = division.of(since);
      since = since.add(figure.value());
      List<BigInteger> after = division.of(since);
      List<BigInteger> estimated = division.of(figure.estimated());
      for (int part = 0; part < parts.size(); part++) {
        parts
            .get(part)
            .add(figure.of(after.get(part).subtract(before.get(part)), estimated.get(part)));
      }
    }
    Map<String, List<VirtualFigure>> series = new LinkedHashMap<>();
    for (int part = 0; part < parts.size(); part++) {
      series.put(share.shares().get(part).name(), pieces.joined(parts.get(part)));
    }
    return series;
  }

  private long yearBegin(long millis) {
    return calendar
        .holding(Span.YEAR, Instant.ofEpochMilli(millis))
        .orElseThrow()
        .from()
        .toEpochMilli();
  }
}
