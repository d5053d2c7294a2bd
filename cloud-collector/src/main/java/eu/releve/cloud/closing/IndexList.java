package eu.releve.cloud.closing;

import eu.releve.cloud.closing.Line.Remark;
import eu.releve.cloud.derive.DisplayIndex;
import eu.releve.cloud.derive.DisplayIndex.How;
import eu.releve.cloud.derive.Displays;
import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Stretch;
import eu.releve.measure.Kind;
import eu.releve.measure.Phase;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Step;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a list as the readings tell them today.
 *
 * <p>In it are all totals and tariffs that count an amount: no phases, no stored values, no hours
 * of operation. Meters that followed each other at a point have a line each.
 */
final class IndexList {
  /** Numbers of a status: up to here the total is known, whatever lies between. */
  private static final int TOTAL_KNOWN_MAX = 40;

  private static final int SHARE_DIGITS = 4;

  private static final Comparator<String> NATURAL = new NaturalOrder();

  private static final Comparator<Meter> ORDER =
      Comparator.comparing((Meter meter) -> meter.lot().isEmpty())
          .thenComparing(meter -> meter.lot().orElse(""), NATURAL)
          .thenComparing(Meter::point, NATURAL)
          .thenComparing(Meter::meter, NATURAL)
          .thenComparing(meter -> meter.name().toString(), NATURAL);

  private final Connection connection;
  private final Stretch period;
  private final Displays displays;
  private final Map<Integer, List<PointFigures.Course>> ofPoints = new HashMap<>();

  private IndexList(Connection connection, Stretch period, Displays displays) {
    this.connection = connection;
    this.period = period;
    this.displays = displays;
  }

  /** A register, where and when it counts. */
  private record Candidate(Meter meter, int point, boolean installed, Stretch within) {}

  /**
   * The lines by lot, point, meter and register; common parts last.
   *
   * @param connection sees what whoever asks may see.
   * @return at most {@link Closing#LINES_MAX} and one.
   */
  static List<Line> of(Connection connection, Closing.Place place, Period period)
      throws SQLException {
    IndexList list =
        new IndexList(
            connection, period.in(place.zone()), Displays.of(connection, place.building()));
    List<Candidate> candidates = list.candidates(place, period);
    List<Line> lines = new ArrayList<>();
    for (Candidate candidate : candidates) {
      if (lines.size() <= Closing.LINES_MAX) {
        list.line(candidate, candidates).ifPresent(lines::add);
      }
    }
    lines.sort(Comparator.comparing(Line::meter, ORDER));
    return lines;
  }

  private List<Candidate> candidates(Closing.Place place, Period days) throws SQLException {
    List<Candidate> candidates = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.id, l.name, p.name, p.title, m.name, m.serial, r.name, r.source_unit,
              r.resolution_mantissa, r.resolution_exponent, p.id, m.installed_from, m.installed_to
            from register r join meter m on m.id = r.meter join point p on p.id = m.point
              left join lot l on l.id = p.lot
            where m.building = ? and (? = 0 or l.id = ?) order by r.id\
            """)) {
      int lot = place.lot().map(Closing.Lot::key).orElse(0);
      query.setInt(1, place.building());
      query.setInt(2, lot);
      query.setInt(3, lot);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Optional<RegisterName> name = name(row.getString(7));
          Optional<Stretch> within = displays.within(row.getInt(1), period);
          if (name.isPresent() && within.isPresent()) {
            boolean installed = isWithin(row.getDate(12), row.getDate(13), days);
            candidates.add(
                new Candidate(meter(row, name.get()), row.getInt(11), installed, within.get()));
          }
        }
      }
    }
    return candidates;
  }

  /** Whether the plan says so; a day that it does not say is no bound. */
  private static boolean isWithin(@Nullable Date from, @Nullable Date to, Period days) {
    return (from == null || from.toLocalDate().isBefore(days.end()))
        && (to == null || !to.toLocalDate().isBefore(days.first()));
  }

  private static Optional<RegisterName> name(String text) {
    try {
      RegisterName name = RegisterName.parse(text);
      Quantity quantity = name.quantity();
      boolean counts = quantity.kind() == Kind.COUNTER && quantity.step() != Step.SECOND;
      RegisterName whole =
          new RegisterName(
              quantity, RegisterName.Extreme.NONE, Phase.ALL, name.tariff(), 0, name.subunit());
      return Optional.of(name).filter(it -> counts && it.equals(whole));
    } catch (IllegalArgumentException unknown) {
      // A register of a later program: nothing here knows how it counts.
      return Optional.empty();
    }
  }

  private static Meter meter(ResultSet row, RegisterName name) throws SQLException {
    Quantity quantity = name.quantity();
    String unit = Meter.unitOf(row.getString(8), quantity);
    Resolution resolution = new Resolution(row.getInt(9), row.getInt(10));
    return new Meter(
        row.getInt(1),
        Optional.ofNullable(row.getString(2)),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        Optional.ofNullable(row.getString(6)),
        name,
        unit,
        Meter.decimalsOf(resolution, unit, quantity));
  }

  /** Nothing for a meter that was not there and of which nothing is known. */
  private Optional<Line> line(Candidate candidate, List<Candidate> all) throws SQLException {
    Meter meter = candidate.meter;
    Figure figure = figure(candidate, all);
    boolean known = figure.status() != Status.MISSING;
    if (!known && !candidate.installed) {
      return Optional.empty();
    }
    Optional<BigInteger> used = known ? Optional.of(figure.consumption()) : Optional.empty();
    Stretch within = candidate.within;
    if (displays.isOfAmounts(meter.register())) {
      return Optional.of(
          new Line(
              meter,
              Stand.none(within.fromMillis()),
              Stand.none(within.toMillis()),
              used,
              figure.coverage(),
              figure.estimatedShare(),
              figure.enclosedMillis() < within.toMillis() - within.fromMillis()
                  ? How.MISSING
                  : ofFigure(figure),
              Remark.AMOUNTS));
    }
    DisplayIndex opening = displays.at(meter.register(), within.fromMillis());
    DisplayIndex closing = displays.at(meter.register(), within.toMillis());
    return Optional.of(
        new Line(
            meter,
            Stand.of(opening),
            Stand.of(closing),
            used,
            figure.coverage(),
            estimated(figure, opening, closing),
            worse(worse(opening.how(), closing.how()), ofFigure(figure)),
            remark(used, opening, closing, figure)));
  }

  /**
   * Of the point where this meter alone counts for it, for that is kept ready; else of the
   * register.
   */
  private Figure figure(Candidate candidate, List<Candidate> all) throws SQLException {
    Meter meter = candidate.meter;
    long others =
        all.stream()
            .filter(one -> one.point == candidate.point)
            .filter(one -> one.meter.name().equals(meter.name()))
            .count();
    if (!meter.isTotal() || others != 1) {
      return displays.figure(meter.register(), period);
    }
    if (!ofPoints.containsKey(candidate.point)) {
      ofPoints.put(candidate.point, PointFigures.of(connection, candidate.point, List.of(period)));
    }
    return Objects.requireNonNull(ofPoints.get(candidate.point)).stream()
        .filter(course -> course.quantity().equals(meter.quantity().id()))
        .map(course -> course.figures().getFirst())
        .findFirst()
        .orElseGet(() -> Figure.of(period, List.of()));
  }

  /** How what lies between the two indexes is known; a gap within it hides nothing of the total. */
  private static How ofFigure(Figure figure) {
    if (figure.status() == Status.MISSING) {
      return How.MISSING;
    }
    if (figure.status() == Status.UNCERTAIN) {
      return How.UNCERTAIN;
    }
    return isTotalKnown(figure) ? How.MEASURED : How.ESTIMATED;
  }

  /** What somebody typed over takes the place of a reading: the indexes say what was used. */
  private static boolean isTotalKnown(Figure figure) {
    return figure.status().code() <= TOTAL_KNOWN_MAX || figure.status() == Status.EDITED;
  }

  private static How worse(How one, How other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /**
   * What lies between readings that are not close around either end; where something between is not
   * known, all that was not measured.
   */
  private static BigDecimal estimated(Figure figure, DisplayIndex opening, DisplayIndex closing) {
    if (!isTotalKnown(figure)) {
      return figure.estimatedShare();
    }
    BigInteger ends = BigInteger.ZERO;
    if (opening.how().compareTo(How.INTERPOLATED) >= 0) {
      ends = ends.add(BigInteger.valueOf(opening.untilAfter()));
    }
    if (closing.how().compareTo(How.INTERPOLATED) >= 0) {
      ends = ends.add(BigInteger.valueOf(closing.sinceBefore()));
    }
    BigInteger used = figure.consumption();
    return used.signum() == 0
        ? BigDecimal.ZERO.setScale(SHARE_DIGITS)
        : new BigDecimal(ends.min(used))
            .divide(new BigDecimal(used), SHARE_DIGITS, RoundingMode.UP);
  }

  private static Remark remark(
      Optional<BigInteger> used, DisplayIndex opening, DisplayIndex closing, Figure figure) {
    if (opening.value().isEmpty() || closing.value().isEmpty()) {
      return Remark.PARTIAL;
    }
    BigInteger difference =
        BigInteger.valueOf(closing.value().get())
            .subtract(BigInteger.valueOf(opening.value().get()));
    if (used.equals(Optional.of(difference))) {
      return Remark.NONE;
    }
    return figure.status() == Status.ROLLOVER || isOneTurn(used, difference, figure)
        ? Remark.ROLLOVER
        : Remark.NOT_THE_DIFFERENCE;
  }

  /** A display that shows less at the end, of which nothing is uncertain, has passed its end. */
  private static boolean isOneTurn(
      Optional<BigInteger> used, BigInteger difference, Figure figure) {
    return used.isPresent() && difference.signum() < 0 && isTotalKnown(figure);
  }
}
