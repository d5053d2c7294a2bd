package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Year;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The calendar of a building; the names begin with the vector that a test shows. */
class LocalCalendarTest {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");

  private static LocalPeriod of(Span span, String day) {
    return BRUSSELS.holding(span, LocalDate.parse(day)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z, 92",
    "2026-10-25, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z, 100",
    "2027-03-28, 2027-03-27T23:00:00Z, 2027-03-28T22:00:00Z, 92",
    "2027-10-31, 2027-10-30T22:00:00Z, 2027-10-31T23:00:00Z, 100",
    "2026-06-15, 2026-06-14T22:00:00Z, 2026-06-15T22:00:00Z, 96"
  })
  void a4ALocalDayHas92Or96Or100QuarterHours(String day, Instant from, Instant to, int quarters) {
    for (String zone :
        List.of("Europe/Brussels", "Europe/Paris", "Europe/Luxembourg", "Europe/Zurich")) {
      LocalPeriod period =
          LocalCalendar.of(zone).holding(Span.DAY, LocalDate.parse(day)).orElseThrow();
      assertThat(period).isEqualTo(new LocalPeriod(Span.DAY, LocalDate.parse(day), from, to));
      assertThat(period.quarterHours()).isEqualTo(quarters);
    }
  }

  @Test
  void a4MarchHas743HoursAndOctober745() {
    assertThat(Duration.ofMillis(of(Span.MONTH, "2026-03-15").millis()).toHours()).isEqualTo(743);
    assertThat(Duration.ofMillis(of(Span.MONTH, "2026-10-31").millis()).toHours()).isEqualTo(745);
  }

  /** A load of one kilowatt, read every five minutes, in Wh. */
  private static Counter oneKilowatt(LocalPeriod over) {
    List<Index> readings = new ArrayList<>();
    for (long at = over.from().toEpochMilli() - 420_000;
        at <= over.to().toEpochMilli() + 420_000;
        at += 300_000) {
      readings.add(new Index(at, Math.floorDiv(at, 3_600)));
    }
    return Counter.of(readings, Dial.UNKNOWN);
  }

  private static Figure figure(Counter counter, LocalPeriod period) {
    long from = period.from().toEpochMilli();
    long to = period.to().toEpochMilli();
    return Figure.of(new Stretch(from, to), counter.quarterHours(from, to));
  }

  @ParameterizedTest
  @CsvSource({"2026-03-29, 23", "2026-10-25, 25", "2026-06-15, 24"})
  void g11OneKilowattGivesAsManyKilowattHoursAsTheDayHasHours(String day, int hours) {
    LocalPeriod period = of(Span.DAY, day);
    Figure figure = figure(oneKilowatt(period), period);
    assertThat(figure.consumption()).isEqualTo(hours * 1_000);
    assertThat(figure.coverage()).isEqualByComparingTo("1");
    assertThat(figure.estimatedShare()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"2026-03-01, 743", "2026-10-01, 745"})
  void g12AMonthIsTheSumOfItsDaysAndOfItsQuarterHours(String first, int hours) {
    LocalPeriod month = of(Span.MONTH, first);
    Counter counter = oneKilowatt(month);
    Figure whole = figure(counter, month);
    assertThat(whole.consumption()).isEqualTo(hours * 1_000);
    Figure days =
        BRUSSELS.periods(Span.DAY, month.from(), month.to()).stream()
            .map(day -> figure(counter, day))
            .reduce(Figure::then)
            .orElseThrow();
    assertThat(days).isEqualTo(whole);
    BigInteger quarters =
        counter.quarterHours(month.from().toEpochMilli(), month.to().toEpochMilli()).stream()
            .map(quarter -> BigInteger.valueOf(quarter.consumption()))
            .reduce(BigInteger.ZERO, BigInteger::add);
    assertThat(quarters).isEqualTo(whole.consumption());
  }

  @Test
  void aYearIsExactlyItsMonthsAndItsDays() {
    for (int year = 2000; year < 2035; year++) {
      LocalPeriod whole = of(Span.YEAR, year + "-07-01");
      for (Span span : List.of(Span.DAY, Span.MONTH)) {
        List<LocalPeriod> parts = BRUSSELS.periods(span, whole.from(), whole.to());
        assertThat(parts.stream().mapToLong(LocalPeriod::millis).sum()).isEqualTo(whole.millis());
        assertThat(parts.getFirst().from()).isEqualTo(whole.from());
        assertThat(parts.getLast().to()).isEqualTo(whole.to());
        assertThat(parts).hasSize(span == Span.MONTH ? 12 : Year.of(year).length());
      }
    }
  }

  @Test
  void aWeekBeginsOnMondayAndBelongsToTheYearOfItsThursday() {
    LocalPeriod week = of(Span.WEEK, "2027-01-01");
    assertThat(week.first()).isEqualTo("2026-12-28");
    assertThat(week.name()).isEqualTo("2026-W53");
    assertThat(of(Span.WEEK, "2026-03-29").quarterHours()).isEqualTo(7 * 96 - 4);
    assertThat(BRUSSELS.after(week).name()).isEqualTo("2027-W01");
  }

  @Test
  void aHeatingSeasonPassesTheTurnOfTheYearAndNoDayOfSummerLiesInOne() {
    LocalPeriod season = of(Span.HEATING_SEASON, "2027-01-15");
    assertThat(season.first()).isEqualTo("2026-10-01");
    assertThat(season.name()).isEqualTo("2026-2027");
    assertThat(BRUSSELS.day(season.to())).isEqualTo("2027-05-21");
    assertThat(BRUSSELS.periods(Span.DAY, season.from(), season.to())).hasSize(232);
    assertThat(of(Span.HEATING_SEASON, "2026-10-01")).isEqualTo(season);
    assertThat(of(Span.HEATING_SEASON, "2027-05-20")).isEqualTo(season);
    assertThat(BRUSSELS.holding(Span.HEATING_SEASON, LocalDate.parse("2027-05-21"))).isEmpty();
    assertThat(BRUSSELS.after(season).name()).isEqualTo("2027-2028");
    assertThat(BRUSSELS.firstFrom(Span.HEATING_SEASON, Instant.parse("2026-07-01T00:00:00Z")))
        .isEqualTo(season);
  }

  @Test
  void periodsBeginFromOneInstantToAnother() {
    Instant noon = Instant.parse("2026-03-29T10:00:00Z");
    assertThat(BRUSSELS.periods(Span.DAY, noon, noon.plus(Duration.ofDays(2))))
        .extracting(LocalPeriod::name)
        .containsExactly("2026-03-30", "2026-03-31");
    assertThat(BRUSSELS.periods(Span.MONTH, noon, noon)).isEmpty();
    assertThat(of(Span.MONTH, "2026-03-29").name()).isEqualTo("2026-03");
    assertThat(of(Span.YEAR, "2026-03-29").name()).isEqualTo("2026");
  }

  @Test
  void aDayWithoutMidnightBeginsWhenItBegins() {
    LocalCalendar cairo = LocalCalendar.of("Africa/Cairo");
    LocalPeriod day = cairo.holding(Span.DAY, LocalDate.parse("2026-04-24")).orElseThrow();
    assertThat(day.quarterHours()).isEqualTo(92);
    assertThat(day.from()).isEqualTo("2026-04-23T22:00:00Z");
  }

  @Test
  void whatNoCalendarKnowsIsRefusedWithTheReason() {
    assertThatThrownBy(() -> LocalCalendar.of("Europe/Bruxelles"))
        .hasMessage(
            "zone: wanted a region of the time zone database such as Europe/Brussels,"
                + " found 'Europe/Bruxelles'");
    assertThatThrownBy(() -> LocalCalendar.of("+02:00")).hasMessageContaining("found '+02:00'");
    assertThatThrownBy(() -> new HeatingSeason(MonthDay.of(1, 1), MonthDay.of(5, 20)))
        .hasMessageContaining("does not pass the turn of a year");
    assertThatThrownBy(
            () -> BRUSSELS.periods(Span.DAY, Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z")))
        .hasMessageContaining("wanted at most 100000 periods");
    Instant noon = Instant.parse("2026-03-29T10:00:00Z");
    assertThatThrownBy(() -> new LocalPeriod(Span.DAY, LocalDate.parse("2026-03-29"), noon, noon))
        .hasMessageContaining("is no period");
    // Local mean time, until 1892: no whole quarter-hours.
    assertThatThrownBy(() -> of(Span.DAY, "1850-01-01").quarterHours())
        .hasMessageContaining("are no whole quarter-hours");
  }
}
