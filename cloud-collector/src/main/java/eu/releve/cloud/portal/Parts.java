package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Usage.Figure;
import eu.releve.cloud.purpose.Households;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a building's total is made of: each common point, and the lots. */
final class Parts {
  private final List<Place> places;
  private final Usage usage;
  private final Calendar calendar;
  private final Messages words;

  Parts(List<Place> places, Usage usage, Calendar calendar) {
    this.places = places;
    this.usage = usage;
    this.calendar = calendar;
    this.words = calendar.words();
  }

  /** The part of a period whose months are over. */
  static Period.Slot untilThisMonth(Period period, Calendar calendar) {
    Instant month = Period.holding(View.MONTH, calendar.today(), calendar.zone()).from();
    Instant end = month.isBefore(period.to()) ? month : period.to();
    return new Period.Slot(period.from(), end.isBefore(period.from()) ? period.from() : end);
  }

  /**
   * The parts, the last of them what no meter counts by itself.
   *
   * @param shown what was measured of the period.
   * @param whole the building's total.
   */
  List<Use.Part> of(int building, Medium medium, Period period, Period.Slot shown, Figure whole)
      throws SQLException {
    List<Scope> common = Scope.lowestCommon(places, medium);
    List<Scope> lots = Scope.lots(places, medium);
    List<Figure> commonFigures = usage.totals(common, medium, period, shown, calendar.now());
    List<Figure> lotFigures = lotFigures(lots, medium, period, shown);
    List<Figure> all = new ArrayList<>(commonFigures);
    all.addAll(lotFigures);
    boolean told =
        lotFigures.isEmpty()
            ? !areFewHouseholds(lots, medium)
            : period.whole().isOver(calendar.now());
    Optional<BigDecimal> rest = told ? rest(whole, all) : Optional.empty();
    BigDecimal largest = Use.largest(all).max(rest.orElse(BigDecimal.ZERO));
    Display display = Display.of(medium.quantity(), largest);
    List<Use.Part> parts = new ArrayList<>();
    for (int i = 0; i < common.size(); i++) {
      Figure figure = commonFigures.get(i);
      if (figure.steps().isPresent() || !common.get(i).isGone(medium.quantity())) {
        parts.add(part(building, medium, period, common.get(i), figure, whole, display, largest));
      }
    }
    for (int i = 0; i < lotFigures.size(); i++) {
      Figure figure = lotFigures.get(i);
      parts.add(part(building, medium, period, lots.get(i), figure, whole, display, largest));
    }
    String name = words.text(lotFigures.isEmpty() && !lots.isEmpty() ? "parts.lots" : "parts.rest");
    rest.ifPresent(
        steps ->
            parts.add(
                new Use.Part(
                    name, display.text(steps, words), UsePage.share(steps, largest), "", "")));
    return parts.size() < 2 ? List.of() : parts;
  }

  /**
   * Whether what those in the total use together tells too much of each: then it has no figure a
   * day either.
   */
  private boolean areFewHouseholds(List<Scope> lots, Medium medium) {
    Set<Integer> apart = Scope.building(places, medium).apart();
    long dwellings =
        lots.stream()
            .map(lot -> lot.places().getFirst())
            .filter(place -> place.isDwelling() && !apart.contains(place.id()))
            .count();
    return new Households(Math.toIntExact(dwellings), false).arePersonal();
  }

  /** What of the whole the parts leave; nothing when they are more than it. */
  private static Optional<BigDecimal> rest(Figure whole, List<Figure> parts) {
    BigDecimal sum =
        parts.stream()
            .flatMap(figure -> figure.steps().stream())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return whole.steps().map(steps -> steps.subtract(sum)).filter(rest -> rest.signum() > 0);
  }

  /** One figure a lot; none where the period would show less than whole months of a household. */
  private List<Figure> lotFigures(List<Scope> lots, Medium medium, Period period, Period.Slot shown)
      throws SQLException {
    Period.Slot over = untilThisMonth(period, calendar).since(shown.from());
    boolean months = period.view() != View.DAY && over.from().isBefore(over.to());
    return months ? usage.totals(lots, medium, period, over, calendar.now()) : List.of();
  }

  private Use.Part part(
      int building,
      Medium medium,
      Period period,
      Scope scope,
      Figure figure,
      Figure whole,
      Display display,
      BigDecimal largest) {
    View view = scope.shows(period.view()) ? period.view() : View.YEAR;
    Optional<BigDecimal> steps = figure.steps();
    return new Use.Part(
        UsePage.name(scope, words),
        steps.map(some -> display.text(some, words)).orElse("–"),
        steps.map(some -> UsePage.share(some, largest)).orElse("0%"),
        note(scope, figure, whole, period),
        Use.link(building, medium, view, period.at(calendar.today()), scope.id()));
  }

  /** What a part lacks that the whole does not. */
  private String note(Scope scope, Figure figure, Figure whole, Period period) {
    if (figure.steps().isEmpty()) {
      return words.text("state.none");
    }
    if (figure.percent() < Math.min(99, whole.percent() - 1)) {
      return words.text("state.partial", figure.percent());
    }
    boolean cut = scope.isPrivate() && !period.whole().isOver(calendar.now());
    return cut ? words.text("parts.months") : "";
  }
}
