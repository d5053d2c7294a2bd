package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a building does now: the part of its page that follows the readings.
 *
 * @param health whether what is shown can be current.
 * @param power what it takes now.
 * @param roofs what its solar roofs give now.
 * @param tiles what it used today and this month.
 * @param silent meters that stopped answering, the longest silent first.
 */
record Overview(
    Health health, Optional<Live> power, List<Live> roofs, List<Tile> tiles, List<Silent> silent) {
  private static final Duration LIVE = Duration.ofMinutes(5);
  private static final int LIVE_TIMES = 2;
  private static final Duration QUIET = Duration.ofHours(2);
  private static final int QUIET_TIMES = 3;
  private static final int COMPLETE_PERCENT = 99;

  /** Whether readings come. */
  enum Mood {
    WELL,
    WAITING,
    /** The gateway is there, its meters are not. */
    QUIET,
    OFFLINE
  }

  /** Whether readings come, in words. */
  record Health(Mood mood, String text) {
    String id() {
      return mood.name().toLowerCase(Locale.ROOT);
    }

    /** Whether a meter that sends nothing is to blame, rather than what lies behind it. */
    boolean hears() {
      return mood == Mood.WELL || mood == Mood.QUIET;
    }
  }

  /**
   * A power.
   *
   * @param number without its unit; a dash when nothing current is known.
   * @param fresh whether it is current.
   * @param note from when it is, or since when there is none.
   */
  record Live(String name, String number, String unit, boolean fresh, String note) {}

  /** What a medium's use is today and this month. */
  record Tile(Medium medium, String name, List<Amount> amounts) {
    Tile {
      amounts = List.copyOf(amounts);
    }
  }

  /**
   * What was used.
   *
   * @param when of which time.
   * @param missing how much of it was not measured, in words; empty when all was.
   */
  record Amount(String text, String when, String missing) {}

  /** A meter that stopped answering. */
  record Silent(String name, String text) {}

  Overview {
    roofs = List.copyOf(roofs);
    tiles = List.copyOf(tiles);
    silent = List.copyOf(silent);
  }

  static Overview of(Building building, List<Place> places, Usage usage, Calendar calendar)
      throws SQLException {
    Health health = health(building, calendar);
    List<Place> consumers = places.stream().filter(place -> !place.producer()).toList();
    return new Overview(
        health,
        power(Scope.building(consumers, Medium.ELECTRICITY).withoutApart(), calendar),
        places.stream()
            .filter(Place::producer)
            .map(roof -> Scope.single(roof, places, Medium.ELECTRICITY))
            .flatMap(roof -> given(roof, calendar).stream())
            .toList(),
        tiles(places, usage, calendar),
        health.hears() ? silent(places, calendar) : List.of());
  }

  /** Whether readings of a building come. */
  static Health health(Building building, Calendar calendar) {
    Messages words = calendar.words();
    if (building.heard().isEmpty()) {
      return new Health(Mood.WAITING, words.text("health.waiting"));
    }
    Instant heard = building.heard().get();
    if (!building.online()) {
      Instant since = building.changed().filter(changed -> changed.isAfter(heard)).orElse(heard);
      return new Health(Mood.OFFLINE, words.text("health.offline", calendar.since(since)));
    }
    return Duration.between(heard, calendar.now()).compareTo(patience(building.usual())) > 0
        ? new Health(Mood.QUIET, words.text("health.quiet", calendar.since(heard)))
        : new Health(Mood.WELL, words.text("health.well"));
  }

  /** What the building takes now, or gives when its roofs give more. */
  static Optional<Live> power(Scope building, Calendar calendar) {
    Messages words = calendar.words();
    return current(building, calendar)
        .map(
            now ->
                now.milliwatts().filter(sum -> sum.signum() < 0).isPresent()
                    ? live(words.text("power.given"), now.negated(), calendar)
                    : live(words.text("power"), now, calendar));
  }

  /** What a roof gives now; what its inverter takes at night is nothing given. */
  static Optional<Live> given(Scope roof, Calendar calendar) {
    return current(roof, calendar)
        .map(now -> live(roof.places().getFirst().title(), now.negated().orNothing(), calendar));
  }

  /**
   * A sum of powers.
   *
   * @param oldest when the first of them was measured; nothing when one never was.
   * @param milliwatts positive for what is taken; nothing when one of them is not current.
   */
  private record Current(Optional<Instant> oldest, Optional<BigDecimal> milliwatts) {
    Current negated() {
      return new Current(oldest, milliwatts.map(BigDecimal::negate));
    }

    Current orNothing() {
      return new Current(oldest, milliwatts.map(BigDecimal.ZERO::max));
    }
  }

  /** The power of its places together, as far as it may be shown and is measured. */
  private static Optional<Current> current(Scope scope, Calendar calendar) {
    List<Place.Register> registers =
        scope.places().stream()
            .flatMap(place -> place.newest(Quantity.ACTIVE_POWER).stream())
            .toList();
    if (registers.isEmpty() || !scope.sight().allows(Fineness.READING)) {
      return Optional.empty();
    }
    boolean known = registers.stream().allMatch(register -> register.instant().isPresent());
    boolean fresh = registers.stream().allMatch(register -> isFresh(register, calendar.now()));
    return Optional.of(
        new Current(
            known
                ? registers.stream()
                    .flatMap(register -> register.instant().stream())
                    .min(Instant::compareTo)
                : Optional.empty(),
            fresh
                ? Optional.of(
                    registers.stream()
                        .map(Place.Register::value)
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                : Optional.empty()));
  }

  private static boolean isFresh(Place.Register register, Instant now) {
    Duration twice = register.usual().multipliedBy(LIVE_TIMES);
    Duration wanted = twice.compareTo(LIVE) < 0 ? LIVE : twice;
    return register
        .instant()
        .map(instant -> Duration.between(instant, now).compareTo(wanted) < 0)
        .orElse(false);
  }

  private static Live live(String name, Current now, Calendar calendar) {
    Messages words = calendar.words();
    if (now.oldest().isEmpty()) {
      return new Live(name, "–", "", false, words.text("live.never"));
    }
    Instant oldest = now.oldest().get();
    return now.milliwatts()
        .map(
            sum -> {
              Display display = Display.of(Quantity.ACTIVE_POWER, sum);
              String at = words.text("live.at", calendar.timeToTheSecond(oldest));
              return new Live(name, display.number(sum, words), display.symbol(), true, at);
            })
        .orElseGet(
            () -> new Live(name, "–", "", false, words.text("live.stale", calendar.since(oldest))));
  }

  private static List<Tile> tiles(List<Place> places, Usage usage, Calendar calendar)
      throws SQLException {
    List<Tile> tiles = new ArrayList<>();
    for (Medium medium : Medium.values()) {
      Scope scope = Scope.building(places, medium);
      if (!scope.places().isEmpty()) {
        tiles.add(tile(scope, medium, usage, calendar));
      }
    }
    return tiles;
  }

  private static Tile tile(Scope scope, Medium medium, Usage usage, Calendar calendar)
      throws SQLException {
    Messages words = calendar.words();
    LocalDate today = calendar.today();
    String name = words.text("medium." + medium.id());
    if (scope.isPrivate()) {
      LocalDate before = today.withDayOfMonth(1).minusMonths(1);
      return new Tile(
          medium,
          name,
          List.of(
              amount(scope, medium, View.MONTH, before, calendar.month(before), usage, calendar)));
    }
    return new Tile(
        medium,
        name,
        List.of(
            amount(scope, medium, View.DAY, today, words.text("tile.today"), usage, calendar),
            amount(scope, medium, View.MONTH, today, words.text("tile.month"), usage, calendar)));
  }

  private static Amount amount(
      Scope scope,
      Medium medium,
      View view,
      LocalDate day,
      String when,
      Usage usage,
      Calendar calendar)
      throws SQLException {
    Messages words = calendar.words();
    Period period = Period.holding(view, day, calendar.zone());
    Period.Slot slot = period.whole();
    Period.Slot shown = usage.begin(scope, medium).map(slot::since).orElse(slot);
    Usage.Figure figure =
        usage.totals(List.of(scope), medium, period, shown, calendar.now()).getFirst();
    return figure
        .steps()
        .map(
            steps ->
                new Amount(
                    Display.of(medium.quantity(), steps).text(steps, words),
                    when,
                    figure.percent() < COMPLETE_PERCENT
                        ? words.text("state.partial", figure.percent())
                        : ""))
        .orElseGet(
            () ->
                new Amount(
                    "–",
                    when,
                    words.text(figure.state() == Usage.State.FEW ? "state.few" : "state.none")));
  }

  /** The meters that stopped answering or never began to. */
  static List<Silent> silent(List<Place> places, Calendar calendar) {
    record Last(Place place, Optional<Instant> instant) {}
    List<Last> silent = new ArrayList<>();
    for (Place place : places) {
      if (place.registers().isEmpty()) {
        silent.add(new Last(place, Optional.empty()));
      }
      place
          .medium()
          .flatMap(medium -> place.newest(medium.quantity()))
          .filter(register -> isSilent(register, calendar.now()))
          .ifPresent(register -> silent.add(new Last(place, register.instant())));
    }
    Messages words = calendar.words();
    return silent.stream()
        .sorted(Comparator.comparing(last -> last.instant().orElse(Instant.MIN)))
        .map(
            last ->
                new Silent(
                    last.place().title(),
                    last.instant()
                        .map(instant -> words.text("silent.since", calendar.since(instant)))
                        .orElseGet(() -> words.text("silent.never"))))
        .toList();
  }

  /** How long a meter that is read so often may say nothing until that means something. */
  static Duration patience(Duration usual) {
    Duration patience = usual.multipliedBy(QUIET_TIMES);
    return patience.compareTo(QUIET) < 0 ? QUIET : patience;
  }

  /** Whether a meter misses more readings than chance explains, or never gave one. */
  static boolean isSilent(Place.Register register, Instant now) {
    return register
        .instant()
        .map(instant -> Duration.between(instant, now).compareTo(patience(register.usual())) > 0)
        .orElse(register.service() == Place.Service.AWAITED);
  }
}
