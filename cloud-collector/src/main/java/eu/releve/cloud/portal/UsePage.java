package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Usage.Figure;
import eu.releve.cloud.portal.Usage.State;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Makes the consumption part of a building's page out of what an address asks for. */
final class UsePage {
  private final int building;
  private final List<Place> places;
  private final Usage usage;
  private final Calendar calendar;
  private final Messages words;

  UsePage(int building, List<Place> places, Usage usage, Calendar calendar) {
    this.building = building;
    this.places = places;
    this.usage = usage;
    this.calendar = calendar;
    this.words = calendar.words();
  }

  /** What an address asks for, each part as it stands there; empty when it does not. */
  record Asked(String medium, String view, String at, String of) {}

  /** The part; nothing when nothing is measured that pages show. */
  Optional<Use> of(Asked asked) throws SQLException {
    List<Medium> media =
        Arrays.stream(Medium.values())
            .filter(medium -> !Scope.building(places, medium).places().isEmpty())
            .toList();
    if (media.isEmpty()) {
      return Optional.empty();
    }
    Medium medium = Medium.of(asked.medium()).filter(media::contains).orElse(media.getFirst());
    Scope scope = Scope.asked(asked.of(), places, medium);
    View view = View.of(asked.view()).orElse(scope.isPrivate() ? View.YEAR : View.MONTH);
    if (!scope.shows(view)) {
      view = View.YEAR;
    }
    Period period = Period.asked(view, asked.at(), calendar.today(), calendar.zone());
    return Optional.of(use(media, medium, scope, period));
  }

  private Use use(List<Medium> media, Medium medium, Scope scope, Period period)
      throws SQLException {
    List<Figure> figures = usage.figures(scope, medium, period, calendar.now());
    // Nobody measured before the first reading: that is no gap.
    Optional<Instant> begin = usage.begin(scope, medium);
    Period.Slot stretch = shown(scope, period);
    Period.Slot shown = begin.map(stretch::since).orElse(stretch);
    Figure total = usage.totals(List.of(scope), medium, period, shown, calendar.now()).getFirst();
    Display display = Display.of(medium.quantity(), Use.largest(figures));
    String at = period.at(calendar.today());
    String totalText =
        total
            .steps()
            .map(steps -> Display.of(medium.quantity(), steps).text(steps, words))
            .orElse("–");
    return new Use(
        building,
        medium,
        period.view(),
        at,
        media.stream().map(one -> choice(one, one == medium, period, scope)).toList(),
        Arrays.stream(View.values())
            .filter(scope::shows)
            .map(
                view ->
                    new Use.Choice(
                        words.text("view." + view.id()),
                        Use.link(building, medium, view, at, scope.id()),
                        view == period.view()))
            .toList(),
        calendar.title(period),
        before(medium, scope, period),
        after(medium, scope, period),
        groups(medium, scope),
        scope.id(),
        name(scope),
        totalText,
        notes(scope, figures, total, period, begin),
        summary(medium, scope, period, figures, totalText, display),
        display.symbol(),
        figures.stream().map(figure -> row(figure, medium, scope, period, display)).toList(),
        scope.isBuilding()
            ? new Parts(places, usage, calendar).of(building, medium, period, shown, total)
            : List.of());
  }

  /** The stretch whose total may be shown: of a household only months that are over. */
  private Period.Slot shown(Scope scope, Period period) {
    return scope.isPrivate() ? Parts.untilThisMonth(period, calendar) : period.whole();
  }

  private Use.Choice choice(Medium medium, boolean chosen, Period period, Scope scope) {
    boolean stays = scope.isLot() && !Scope.asked(scope.id(), places, medium).isBuilding();
    return new Use.Choice(
        words.text("medium." + medium.id()),
        Use.link(
            building, medium, period.view(), period.at(calendar.today()), stays ? scope.id() : ""),
        chosen);
  }

  private Optional<String> before(Medium medium, Scope scope, Period period) {
    Period before = period.later(-1);
    return before.first().getYear() < 2000
        ? Optional.empty()
        : Optional.of(link(medium, scope, before));
  }

  private Optional<String> after(Medium medium, Scope scope, Period period) {
    Period after = period.later(1);
    return after.from().isAfter(calendar.now())
        ? Optional.empty()
        : Optional.of(link(medium, scope, after));
  }

  private String link(Medium medium, Scope scope, Period period) {
    return Use.link(building, medium, period.view(), period.at(calendar.today()), scope.id());
  }

  private List<Use.Group> groups(Medium medium, Scope chosen) {
    List<Use.Group> groups = new ArrayList<>();
    group("scope.common", Scope.common(places, medium), chosen, groups);
    group("scope.lots", Scope.lots(places, medium), chosen, groups);
    group("scope.meters", Scope.meters(places, medium), chosen, groups);
    return groups;
  }

  private void group(String key, List<Scope> scopes, Scope chosen, List<Use.Group> groups) {
    if (!scopes.isEmpty()) {
      groups.add(
          new Use.Group(
              words.text(key),
              scopes.stream()
                  .map(one -> new Use.Option(one.id(), name(one), one.id().equals(chosen.id())))
                  .toList()));
    }
  }

  private String name(Scope scope) {
    return name(scope, words);
  }

  /** How people call it. */
  static String name(Scope scope, Messages words) {
    if (scope.isBuilding()) {
      return words.text("scope.building");
    }
    return scope.isLot()
        ? scope.lot().map(lot -> lotName(lot, words)).orElse("")
        : scope.places().getFirst().title();
  }

  /** A lot's id as people say it: {@code flat-3b} is lot 3B. */
  static String lotName(Place.Lot lot, Messages words) {
    return lotName(lot.name(), words);
  }

  static String lotName(String name, Messages words) {
    String bare = name.replaceFirst("^(flat|lot|apt|app)-", "");
    return words.text("scope.lot", bare.replace('-', ' ').toUpperCase(Locale.ROOT));
  }

  private List<String> notes(
      Scope scope, List<Figure> figures, Figure total, Period period, Optional<Instant> begin) {
    List<String> notes = new ArrayList<>();
    begin
        .map(first -> first.atZone(calendar.zone()).toLocalDate())
        .filter(first -> first.isAfter(period.first()))
        .filter(first -> first.isBefore(period.later(1).first()))
        .ifPresent(first -> notes.add(words.text("note.since", calendar.day(first))));
    if (scope.isPrivate()) {
      notes.add(words.text("note.private"));
    }
    if (!scope.apart().isEmpty()) {
      notes.add(words.text("note.apart"));
    }
    if (total.steps().isPresent() && total.percent() < 99) {
      notes.add(words.text("note.partial", total.percent()));
    }
    if (figures.stream().anyMatch(figure -> figure.state() == State.ESTIMATED)) {
      notes.add(words.text("note.estimated"));
    }
    if (figures.stream().anyMatch(figure -> figure.state() == State.UNCERTAIN)) {
      notes.add(words.text("note.uncertain"));
    }
    silence(scope, period).ifPresent(notes::addFirst);
    return notes;
  }

  /** Since when there is nothing, when the period shown is the current one. */
  private Optional<String> silence(Scope scope, Period period) {
    Instant now = calendar.now();
    if (period.to().isBefore(now) || scope.isBuilding() || scope.isPrivate()) {
      return Optional.empty();
    }
    return scope.places().stream()
        .flatMap(place -> place.medium().flatMap(m -> place.newest(m.quantity())).stream())
        .filter(register -> Overview.isSilent(register, now))
        .flatMap(register -> register.instant().stream())
        .min(Instant::compareTo)
        .map(instant -> words.text("note.silent", calendar.since(instant)));
  }

  private String summary(
      Medium medium,
      Scope scope,
      Period period,
      List<Figure> figures,
      String total,
      Display display) {
    String head =
        words.text(
            "plot.summary",
            words.text("medium." + medium.id()),
            name(scope),
            calendar.title(period),
            total);
    return figures.stream()
        .filter(figure -> figure.steps().isPresent())
        .reduce((a, b) -> steps(b).compareTo(steps(a)) > 0 ? b : a)
        .map(
            most ->
                head
                    + " "
                    + words.text(
                        "plot.most",
                        calendar.label(period.view(), most.slot()),
                        display.text(steps(most), words)))
        .orElse(head);
  }

  private static BigDecimal steps(Figure figure) {
    return figure.steps().orElse(BigDecimal.ZERO);
  }

  private Use.Row row(Figure figure, Medium medium, Scope scope, Period period, Display display) {
    return new Use.Row(
        calendar.label(period.view(), figure.slot()),
        calendar.tick(period.view(), figure.slot()),
        figure.steps().map(display::plain).orElse(""),
        figure.steps().map(steps -> display.number(steps, words)).orElse("–"),
        figure.state(),
        note(figure),
        inDetail(figure, medium, scope, period));
  }

  private String note(Figure figure) {
    String key = "state." + figure.state().name().toLowerCase(Locale.ROOT);
    return figure.state() == State.PARTIAL ? words.text(key, figure.percent()) : words.text(key);
  }

  private String inDetail(Figure figure, Medium medium, Scope scope, Period period) {
    Optional<View> closer =
        switch (period.view()) {
          case DAY -> Optional.empty();
          case MONTH -> Optional.of(View.DAY);
          case YEAR -> Optional.of(View.MONTH);
          case YEARS -> Optional.of(View.YEAR);
        };
    LocalDate day = figure.slot().from().atZone(calendar.zone()).toLocalDate();
    return closer
        .filter(scope::shows)
        .filter(view -> figure.state() != State.AHEAD && figure.state() != State.NONE)
        .filter(view -> figure.state() != State.FEW)
        .map(view -> Use.link(building, medium, view, day.toString(), scope.id()))
        .orElse("");
  }

  /** A share of the largest, for a bar's width. */
  static String share(BigDecimal steps, BigDecimal largest) {
    return largest.signum() == 0
        ? "0%"
        : steps.multiply(BigDecimal.valueOf(100)).divide(largest, 1, RoundingMode.HALF_EVEN) + "%";
  }
}
