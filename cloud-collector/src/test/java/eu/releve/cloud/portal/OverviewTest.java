package eu.releve.cloud.portal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.portal.Overview.Mood;
import eu.releve.cloud.portal.Place.Register;
import eu.releve.cloud.portal.Place.Service;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a building does now, from what its meters last showed. */
class OverviewTest {
  private static final Instant NOW = Instant.parse("2026-03-18T10:30:00Z");
  private static final Calendar CALENDAR =
      new Calendar(Messages.of(Locale.FRENCH), ZoneId.of("Europe/Brussels"), NOW);
  private static final Duration SECONDS = Duration.ofSeconds(10);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private static Register read(long value, Duration ago, Duration usual) {
    return new Register(
        1, Optional.of(NOW.minus(ago)), BigDecimal.valueOf(value), usual, Service.AWAITED);
  }

  private static Place place(int id, Optional<Integer> parent, Map<Quantity, Register> shown) {
    return place(id, parent, shown, Optional.empty());
  }

  private static Place place(
      int id, Optional<Integer> parent, Map<Quantity, Register> shown, Optional<Place.Lot> lot) {
    Map<Quantity, List<Register>> registers = new java.util.EnumMap<>(Quantity.class);
    shown.forEach((quantity, register) -> registers.put(quantity, List.of(register)));
    return new Place(id, "Point " + id, lot, parent, registers, false);
  }

  private static Place power(long milliwatts, Duration ago, Duration usual) {
    return place(1, Optional.empty(), Map.of(Quantity.ACTIVE_POWER, read(milliwatts, ago, usual)));
  }

  private static Scope alone(Place place) {
    return Scope.single(place, List.of(place), Medium.ELECTRICITY);
  }

  private static Place electric(int id, Optional<Integer> parent, long taken, long given) {
    return place(
        id,
        parent,
        Map.of(
            Quantity.ACTIVE_ENERGY_IMPORT, read(taken, SECONDS, SECONDS),
            Quantity.ACTIVE_ENERGY_EXPORT, read(given, SECONDS, SECONDS)));
  }

  private static Inventory.Building building(boolean online, Duration ago, Duration usual) {
    return new Inventory.Building(
        1,
        "tilleuls-12",
        CALENDAR.zone(),
        Optional.empty(),
        16,
        online,
        Optional.empty(),
        Optional.of(NOW.minus(ago)),
        usual);
  }

  private static Mood mood(boolean online, Duration ago, Duration usual) {
    return Overview.health(building(online, ago, usual), CALENDAR).mood();
  }

  @Test
  void silenceIsMeasuredByHowOftenABuildingIsRead() {
    assertThat(mood(true, Duration.ofMinutes(119), SECONDS)).isEqualTo(Mood.WELL);
    assertThat(mood(true, Duration.ofMinutes(121), SECONDS)).isEqualTo(Mood.QUIET);
    assertThat(mood(true, Duration.ofHours(71), Duration.ofDays(1))).isEqualTo(Mood.WELL);
    assertThat(mood(true, Duration.ofHours(73), Duration.ofDays(1))).isEqualTo(Mood.QUIET);
    assertThat(mood(false, Duration.ofHours(3), SECONDS)).isEqualTo(Mood.OFFLINE);
  }

  @Test
  void aMeterReadEveryQuarterOfAnHourHasACurrentPower() {
    assertThat(Overview.power(alone(power(5_000_000, QUARTER, QUARTER)), CALENDAR))
        .hasValueSatisfying(live -> assertThat(live.number()).isEqualTo("5,00"));
    assertThat(Overview.power(alone(power(5_000_000, QUARTER, SECONDS)), CALENDAR))
        .hasValueSatisfying(live -> assertThat(live.fresh()).isFalse());
    assertThat(Overview.power(alone(power(5_000_000, QUARTER.multipliedBy(3), QUARTER)), CALENDAR))
        .hasValueSatisfying(live -> assertThat(live.fresh()).isFalse());
  }

  @Test
  void whatIsGivenToTheGridIsCalledSo() {
    assertThat(Overview.power(alone(power(-6_310_000, SECONDS, SECONDS)), CALENDAR))
        .hasValueSatisfying(
            live -> {
              assertThat(live.name()).isEqualTo("Renvoyé au réseau en ce moment");
              assertThat(live.number()).isEqualTo("6,31");
            });
    assertThat(Overview.given(alone(power(-6_310_000, SECONDS, SECONDS)), CALENDAR))
        .hasValueSatisfying(live -> assertThat(live.number()).isEqualTo("6,31"));
    assertThat(Overview.given(alone(power(9_000, SECONDS, SECONDS)), CALENDAR))
        .hasValueSatisfying(live -> assertThat(live.number()).isEqualTo("0,00"));
  }

  @Test
  void thePowerOfAHouseholdIsNotShown() {
    Place flat =
        place(
            1,
            Optional.empty(),
            Map.of(Quantity.ACTIVE_POWER, read(5_000_000, SECONDS, SECONDS)),
            Optional.of(new Place.Lot(1, "flat-1a", true)));
    assertThat(Overview.power(alone(flat), CALENDAR)).isEmpty();
    assertThat(Overview.given(alone(flat), CALENDAR)).isEmpty();
  }

  @Test
  void thePowerOfAFlatBesideTheMainMeterIsNotAddedToTheBuildings() {
    Map<Quantity, Register> shown =
        Map.of(
            Quantity.ACTIVE_POWER, read(5_000_000, SECONDS, SECONDS),
            Quantity.ACTIVE_ENERGY_IMPORT, read(1_000, SECONDS, SECONDS));
    Place main = place(1, Optional.empty(), shown);
    Place flat = place(2, Optional.empty(), shown, Optional.of(new Place.Lot(1, "flat-1a", true)));
    Scope building = Scope.building(List.of(main, flat), Medium.ELECTRICITY);
    assertThat(building.places()).hasSize(2);
    assertThat(Overview.power(building.withoutApart(), CALENDAR))
        .hasValueSatisfying(live -> assertThat(live.number()).isEqualTo("5,00"));
    assertThat(Scope.building(List.of(flat), Medium.ELECTRICITY).withoutApart().isPrivate())
        .isTrue();
  }

  @Test
  void aMainMeterThatGivesMuchIsStillNoRoof() {
    Place main = electric(1, Optional.empty(), 1_000, 9_000);
    Place lift = electric(2, Optional.of(1), 500, 0);
    Place roof = electric(3, Optional.empty(), 10, 20_000);
    assertThat(roofs(Map.of(), main, lift, roof)).containsExactly(3);
    assertThat(roofs(Map.of(), main)).isEmpty();
    Place half = electric(4, Optional.empty(), 400, 3_000);
    assertThat(roofs(Map.of(), main, half)).as("it gives eight times what it takes").isEmpty();
    assertThat(roofs(Map.of(4, false), main, half)).as("the plan says so").containsExactly(4);
    assertThat(roofs(Map.of(3, true), main, lift, roof)).as("or says it is none").isEmpty();
  }

  private static List<Integer> roofs(Map<Integer, Boolean> bought, Place... places) {
    return Place.marked(List.of(places), bought).stream()
        .filter(Place::producer)
        .map(Place::id)
        .toList();
  }

  @Test
  void aMeterThatNeverAnsweredIsSilentAndOneThatWasTakenOutIsNot() {
    Place unknown = place(1, Optional.empty(), Map.of());
    Register never =
        new Register(2, Optional.empty(), BigDecimal.ZERO, Duration.ZERO, Service.AWAITED);
    Register today = new Register(3, Optional.empty(), BigDecimal.ZERO, Duration.ZERO, Service.NEW);
    Register gone =
        new Register(
            4, Optional.of(NOW.minus(Duration.ofDays(40))), BigDecimal.ONE, SECONDS, Service.ENDED);
    List<Place> places =
        List.of(
            unknown,
            place(2, Optional.empty(), Map.of(Quantity.WATER_VOLUME, never)),
            place(3, Optional.empty(), Map.of(Quantity.WATER_VOLUME, today)),
            place(4, Optional.empty(), Map.of(Quantity.WATER_VOLUME, gone)),
            place(
                5,
                Optional.empty(),
                Map.of(Quantity.WATER_VOLUME, read(1, Duration.ofHours(5), SECONDS))));
    assertThat(Overview.silent(places, CALENDAR))
        .extracting(Overview.Silent::name)
        .containsExactly("Point 1", "Point 2", "Point 5");
  }
}
