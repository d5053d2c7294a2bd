package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Inventory.Building;
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
  private static final Duration QUIET = Duration.ofHours(1);
  private static final int USUAL_TIMES = 4;

  /** Whether readings come. */
  enum Mood {
    WELL,
    WAITING,
    OFFLINE
  }

  /** Whether readings come, in words. */
  record Health(Mood mood, String text) {
    String id() {
      return mood.name().toLowerCase(Locale.ROOT);
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
  record Tile(Medium medium, String name, Optional<String> today, String month, String note) {}

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
    List<Place> consumers = places.stream().filter(place -> !place.isProducer()).toList();
    List<Place> roots = Scope.building(consumers, Medium.ELECTRICITY).places();
    String name = calendar.words().text("power");
    return new Overview(
        health,
        power(name, roots, calendar),
        places.stream()
            .filter(Place::isProducer)
            .flatMap(roof -> power(roof.title(), List.of(roof), calendar).stream())
            .toList(),
        tiles(places, usage, calendar),
        health.mood() == Mood.WELL ? silent(places, calendar) : List.of());
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
    return Duration.between(heard, calendar.now()).compareTo(QUIET) > 0
        ? new Health(Mood.OFFLINE, words.text("health.quiet", calendar.since(heard)))
        : new Health(Mood.WELL, words.text("health.well"));
  }

  private static Optional<Live> power(String name, List<Place> places, Calendar calendar) {
    List<Place.Register> registers =
        places.stream().flatMap(place -> place.newest(Quantity.ACTIVE_POWER).stream()).toList();
    if (registers.isEmpty()) {
      return Optional.empty();
    }
    Messages words = calendar.words();
    Optional<Instant> oldest =
        registers.stream().anyMatch(register -> register.instant().isEmpty())
            ? Optional.empty()
            : registers.stream()
                .flatMap(register -> register.instant().stream())
                .min(Instant::compareTo);
    if (oldest.isEmpty()) {
      return Optional.of(new Live(name, "–", "", false, words.text("live.never")));
    }
    boolean fresh = Duration.between(oldest.get(), calendar.now()).compareTo(LIVE) < 0;
    if (!fresh) {
      String note = words.text("live.stale", calendar.since(oldest.get()));
      return Optional.of(new Live(name, "–", "", false, note));
    }
    BigDecimal sum =
        registers.stream()
            .map(Place.Register::value)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .abs();
    Display display = Display.of(Quantity.ACTIVE_POWER, sum);
    return Optional.of(
        new Live(
            name,
            display.number(sum, words),
            display.symbol(),
            true,
            words.text("live.at", calendar.timeToTheSecond(oldest.get()))));
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
      Period.Slot month = Period.holding(View.MONTH, before, calendar.zone()).whole();
      return new Tile(
          medium,
          name,
          Optional.empty(),
          text(total(scope, medium, month, usage, calendar), medium, words),
          calendar.month(before));
    }
    Period.Slot day = Period.holding(View.DAY, today, calendar.zone()).whole();
    Period.Slot month = Period.holding(View.MONTH, today, calendar.zone()).whole();
    return new Tile(
        medium,
        name,
        Optional.of(text(total(scope, medium, day, usage, calendar), medium, words)),
        text(total(scope, medium, month, usage, calendar), medium, words),
        words.text("tile.month"));
  }

  private static Optional<BigDecimal> total(
      Scope scope, Medium medium, Period.Slot slot, Usage usage, Calendar calendar)
      throws SQLException {
    return usage.totals(List.of(scope), medium, slot, calendar.now()).getFirst().steps();
  }

  private static String text(Optional<BigDecimal> steps, Medium medium, Messages words) {
    return steps.map(some -> Display.of(medium.quantity(), some).text(some, words)).orElse("–");
  }

  private static List<Silent> silent(List<Place> places, Calendar calendar) {
    record Last(Place place, Instant instant) {}
    List<Last> silent = new ArrayList<>();
    for (Place place : places) {
      place
          .medium()
          .flatMap(medium -> place.newest(medium.quantity()))
          .filter(register -> isSilent(register, calendar.now()))
          .flatMap(Place.Register::instant)
          .ifPresent(instant -> silent.add(new Last(place, instant)));
    }
    return silent.stream()
        .sorted(Comparator.comparing(Last::instant))
        .map(
            last ->
                new Silent(
                    last.place().title(),
                    calendar.words().text("silent.since", calendar.since(last.instant()))))
        .toList();
  }

  /** Whether a meter misses more readings than chance explains. */
  static boolean isSilent(Place.Register register, Instant now) {
    Duration patience = register.usual().multipliedBy(USUAL_TIMES);
    Duration wanted = patience.compareTo(QUIET) < 0 ? QUIET : patience;
    return register
        .instant()
        .map(instant -> Duration.between(instant, now).compareTo(wanted) > 0)
        .orElse(false);
  }
}
