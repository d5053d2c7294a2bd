package eu.releve.cloud.portal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PeriodTest {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final Instant NOW = Instant.parse("2026-03-18T10:30:00Z");
  private static final Messages FRENCH = Messages.of(Locale.FRENCH);
  private static final Messages ENGLISH = Messages.of(Locale.ENGLISH);

  private static Period of(View view, String day) {
    return Period.holding(view, LocalDate.parse(day), BRUSSELS);
  }

  @Test
  void aLocalDayHas92Or96Or100QuarterHours() {
    assertThat(of(View.DAY, "2026-03-29").slots()).hasSize(92);
    assertThat(of(View.DAY, "2026-03-30").slots()).hasSize(96);
    assertThat(of(View.DAY, "2026-10-25").slots()).hasSize(100);
    assertThat(of(View.MONTH, "2026-02-11").slots()).hasSize(28);
    assertThat(of(View.YEAR, "2026-02-11").slots()).hasSize(12);
    assertThat(of(View.YEARS, "2026-02-11").slots()).hasSize(10);
  }

  @Test
  void slotsJoinToThePeriod() {
    for (View view : View.values()) {
      Period period = of(view, "2026-10-25");
      List<Period.Slot> slots = period.slots();
      assertThat(slots.getFirst().from()).isEqualTo(period.from());
      assertThat(slots.getLast().to()).isEqualTo(period.to());
      for (int i = 1; i < slots.size(); i++) {
        assertThat(slots.get(i).from()).isEqualTo(slots.get(i - 1).to());
      }
    }
  }

  @Test
  void whatIsNoDateMeansToday() {
    LocalDate today = LocalDate.of(2026, 3, 18);
    for (String at : new String[] {"", "yesterday", "2026-13-01", "+999999999-01-01"}) {
      assertThat(Period.asked(View.MONTH, at, today, BRUSSELS).first()).isEqualTo("2026-03-01");
    }
    assertThat(of(View.YEAR, "2026-01-01").at(today)).isEqualTo("2026-03-18");
    assertThat(of(View.YEAR, "2025-01-01").at(today)).isEqualTo("2025-12-31");
  }

  @Test
  void datesAreWrittenAsTheLanguageWritesThem() {
    Calendar french = new Calendar(FRENCH, BRUSSELS, NOW);
    assertThat(french.since(Instant.parse("2026-03-18T09:05:00Z"))).isEqualTo("10:05");
    assertThat(french.since(Instant.parse("2026-03-17T09:05:00Z"))).isEqualTo("hier à 10:05");
    assertThat(french.since(Instant.parse("2026-03-01T09:05:00Z")))
        .isEqualTo("le 1er mars à 10:05");
    assertThat(french.since(Instant.parse("2025-12-31T09:05:00Z")))
        .isEqualTo("le 31 décembre 2025 à 10:05");
    assertThat(french.title(of(View.DAY, "2026-03-18"))).isEqualTo("Mercredi 18 mars 2026");
    Calendar english = new Calendar(ENGLISH, BRUSSELS, NOW);
    assertThat(english.since(Instant.parse("2026-03-12T09:05:00Z"))).isEqualTo("12 March 10:05");
  }

  @Test
  void numbersAreWrittenAsTheLanguageWritesThem() {
    BigDecimal wattHours = new BigDecimal("1234567");
    Display display = Display.of(Quantity.ACTIVE_ENERGY_IMPORT, wattHours);
    assertThat(display.text(wattHours, FRENCH)).isEqualTo("1\u202f235\u202fkWh");
    assertThat(display.text(wattHours, ENGLISH)).isEqualTo("1,235\u00a0kWh");
    BigDecimal millilitres = new BigDecimal("12345");
    assertThat(Display.of(Quantity.WATER_VOLUME, millilitres).text(millilitres, FRENCH))
        .isEqualTo("0,012\u202fm³");
    BigDecimal joules = new BigDecimal("36000000");
    assertThat(Display.of(Quantity.HEAT_ENERGY, joules).text(joules, FRENCH))
        .isEqualTo("10,0\u202fkWh");
    assertThat(Display.euros(new BigDecimal("1234.5"), FRENCH)).isEqualTo("1\u202f234,50\u202f€");
    assertThat(Display.euros(new BigDecimal("1234.5"), ENGLISH)).isEqualTo("€1,234.50");
  }

  @Test
  void theFirstOfAMonthIsWrittenAsFrenchPeopleWriteIt() {
    Calendar calendar = new Calendar(FRENCH, BRUSSELS, NOW);
    assertThat(calendar.title(of(View.DAY, "2026-03-01"))).isEqualTo("Dimanche 1er mars 2026");
    assertThat(calendar.title(of(View.DAY, "2026-03-21"))).isEqualTo("Samedi 21 mars 2026");
    assertThat(calendar.day(LocalDate.parse("2026-02-01"))).isEqualTo("1er février");
    Period.Slot first = of(View.MONTH, "2026-03-18").slots().getFirst();
    assertThat(calendar.label(View.MONTH, first)).isEqualTo("dim. 1er mars");
    assertThat(calendar.at(NOW)).isEqualTo("à 11:30");
    assertThat(new Calendar(ENGLISH, BRUSSELS, NOW).title(of(View.DAY, "2026-03-01")))
        .isEqualTo("Sunday 1 March 2026");
  }

  @Test
  void aSlotBeginsWithTheFirstMeasurementInsideIt() {
    Period.Slot year = of(View.YEAR, "2026-03-18").whole();
    assertThat(year.since(NOW)).isEqualTo(new Period.Slot(NOW, year.to()));
    assertThat(year.since(year.from().minusSeconds(1))).isEqualTo(year);
    assertThat(year.since(year.to())).isEqualTo(year);
  }

  @Test
  void eachMeterOfALotWithSeveralCanBeLookedAtByItself() {
    List<Place> places = List.of(flat(1, 7), flat(2, 7), flat(3, 8));
    assertThat(Scope.meters(places, Medium.HEAT)).extracting(Scope::id).containsExactly("p1", "p2");
    assertThat(Scope.meters(places, Medium.HEAT)).allMatch(Scope::isPrivate);
    assertThat(Scope.asked("p2", places, Medium.HEAT).places()).containsExactly(places.get(1));
  }

  private static Place flat(int id, int lot) {
    return new Place(
        id,
        "Chauffage " + lot,
        Optional.of(new Place.Lot(lot, "flat-" + lot, true)),
        Optional.empty(),
        Map.of(Quantity.HEAT_ENERGY, List.of()),
        false);
  }

  @Test
  void fewHouseholdsAreShownByMonthsOnlyAndElevenTogetherByAnything() {
    List<Place> ten =
        java.util.stream.IntStream.rangeClosed(1, 10).mapToObj(i -> flat(i, i)).toList();
    assertThat(Scope.building(ten, Medium.HEAT).isPrivate()).isTrue();
    List<Place> eleven =
        java.util.stream.IntStream.rangeClosed(1, 11).mapToObj(i -> flat(i, i)).toList();
    assertThat(Scope.building(eleven, Medium.HEAT).isPrivate()).isFalse();
    assertThat(Scope.asked("l3", eleven, Medium.HEAT).isPrivate()).isTrue();
    assertThat(Scope.asked("p3", eleven, Medium.HEAT).isPrivate()).isTrue();
    assertThat(Scope.asked("p99", eleven, Medium.HEAT).isBuilding()).isTrue();
  }

  @Test
  void onlyPlacesOfThisPortalAreComeBackTo() {
    assertThat(Visit.safe("/buildings/3?medium=water&view=year"))
        .isEqualTo("/buildings/3?medium=water&view=year");
    for (String elsewhere :
        new String[] {"", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb"}) {
      assertThat(Visit.safe(elsewhere)).isEqualTo("/");
    }
  }
}
