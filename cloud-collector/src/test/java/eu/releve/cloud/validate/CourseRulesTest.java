package eu.releve.cloud.validate;

import static eu.releve.cloud.validate.Days.MONDAY;
import static eu.releve.cloud.validate.Days.and;
import static eu.releve.cloud.validate.Days.even;
import static eu.releve.cloud.validate.Days.evenUntilMonday;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.validate.Verdict.Breach;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CourseRulesTest {
  private static final LocalDate TUESDAY = MONDAY.plusDays(1);
  private static Limits.On limits;

  @BeforeAll
  static void read() throws Exception {
    limits = Days.limits();
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  /** 5.2 and 5.1 kW on a floor of 1 kW, and one quarter-hour above. */
  private static DayUse peak(long wattHours) {
    return Days.of(
        MONDAY,
        quarter ->
            switch (quarter) {
              case 30 -> wattHours;
              case 40 -> 1_300;
              case 50 -> 1_275;
              default -> 250;
            });
  }

  @Test
  @DisplayName("G20: 16 against a third highest of 5.1 fails, 9 passes")
  void aPeakIsASpikeWhereItIsFarAboveTheThirdHighest() {
    assertThat(CourseRules.spike(peak(4_000), Optional.empty(), 10, limits))
        .isEqualTo(new Breach(number("213.7"), number("180")));
    // 9 kW against 5.1 are 76.5 %.
    assertThat(CourseRules.spike(peak(2_250), Optional.empty(), 10, limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    Limits.On strict = with(Rule.SPIKE, "percent", "76");
    assertThat(CourseRules.spike(peak(2_250), Optional.empty(), 10, strict))
        .isEqualTo(new Breach(number("76.5"), number("76")));
  }

  /** The defaults with one other value. */
  static Limits.On with(Rule rule, String name, String value) {
    Map<String, BigDecimal> values = new HashMap<>(limits.values());
    values.put(rule.id() + " " + name, number(value));
    return new Limits.On(values);
  }

  @Test
  @DisplayName("G20: a spike has to be above a fifth of the contracted power")
  void aSpikeBelowAFifthOfTheContractIsNone() {
    Optional<BigDecimal> hundred = Optional.of(number("100"));
    assertThat(CourseRules.spike(peak(4_000), hundred, 10, limits)).isEqualTo(Verdict.Silent.CLEAN);
    Optional<BigDecimal> sixty = Optional.of(number("60"));
    assertThat(CourseRules.spike(peak(4_000), sixty, 10, limits)).isInstanceOf(Breach.class);
    // Nobody knows the contract: a kettle alone is no spike.
    DayUse kettle = Days.of(MONDAY, quarter -> quarter == 30 ? 400 : 20);
    assertThat(CourseRules.spike(kettle, Optional.empty(), 10, limits))
        .isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  void aDayOfWhichTooLittleIsKnownIsNotJudged() {
    DayUse half = Days.of(MONDAY, quarter -> quarter < 48 ? -1 : quarter == 60 ? 9_000 : 250);
    assertThat(CourseRules.spike(half, Optional.empty(), 10, limits))
        .isEqualTo(Verdict.Silent.UNKNOWN);
    assertThat(CourseRules.zero(List.of(half), 10, number("6"))).isEqualTo(Verdict.Silent.UNKNOWN);
  }

  @Test
  @DisplayName("V06: more than three quarter-hours are missing")
  void fourMissingQuarterHoursAreToldAndThreeAreNot() {
    assertThat(CourseRules.missing(List.of(Days.of(MONDAY, q -> q < 4 ? -1 : 10)), limits))
        .isEqualTo(new Breach(number("4"), number("3")));
    assertThat(CourseRules.missing(List.of(Days.of(MONDAY, q -> q < 3 ? -1 : 10)), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName(
      "V06: a gap that is only interpolated is missing, unless the meter is read that rarely")
  void whatIsInterpolatedIsMissingOnlyWhereTheMeterIsReadClosely() {
    DayUse gap = Days.of(TUESDAY, quarter -> 10, Status.INTERPOLATED);
    assertThat(CourseRules.missing(and(evenUntilMonday(3, 10), gap), limits))
        .isEqualTo(new Breach(number("96"), number("3")));
    assertThat(CourseRules.missing(List.of(gap), limits)).isEqualTo(Verdict.Silent.CLEAN);
    // A counter that began anew was read.
    DayUse anew = Days.of(TUESDAY, quarter -> 10, Status.UNCERTAIN);
    assertThat(CourseRules.missing(and(evenUntilMonday(3, 10), anew), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V12: hours on end without anything")
  void sixHoursOfNothingAreToldAndFiveAreNot() {
    List<DayUse> before = evenUntilMonday(20, 100);
    DayUse six = Days.of(TUESDAY, quarter -> quarter >= 20 && quarter < 44 ? 0 : 100);
    assertThat(CourseRules.zero(and(before, six), 10, number("6")))
        .isEqualTo(new Breach(number("6.0"), number("6")));
    DayUse five = Days.of(TUESDAY, quarter -> quarter >= 20 && quarter < 40 ? 0 : 100);
    assertThat(CourseRules.zero(and(before, five), 10, number("6")))
        .isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V12: a run of nothing goes on over midnight")
  void nothingCountsOnOverMidnight() {
    DayUse evening = Days.of(MONDAY, quarter -> quarter >= 84 ? 0 : 100);
    DayUse morning = Days.of(TUESDAY, quarter -> quarter < 13 ? 0 : 100);
    assertThat(CourseRules.zero(List.of(evening, morning), 10, number("6")))
        .isEqualTo(new Breach(number("6.2"), number("6")));
  }

  @Test
  @DisplayName("V12: of a meter that is read each hour, too")
  void readingsOfEachHourTellNothingOnEndAsWell() {
    List<DayUse> days = new ArrayList<>();
    for (int i = 5; i > 0; i--) {
      days.add(hourly(Days.of(TUESDAY.minusDays(i), quarter -> 100, Status.INTERPOLATED), true));
    }
    DayUse still = Days.of(TUESDAY, quarter -> quarter < 30 ? 0 : 100, Status.INTERPOLATED);
    assertThat(CourseRules.zero(and(days, hourly(still, true)), 10, number("6")))
        .isEqualTo(new Breach(number("7.5"), number("6")));
    assertThat(CourseRules.zero(and(days, hourly(still, false)), 10, number("6")))
        .isEqualTo(Verdict.Silent.UNKNOWN);
  }

  private static DayUse hourly(DayUse day, boolean close) {
    return new DayUse(day.day(), day.quarters(), day.whole(), close);
  }

  @Test
  @DisplayName("G9: a float32 counter at 1,048,576 kWh, 0.125 kWh of resolution, is not stuck")
  void aCoarseCounterIsNotStuckWithinItsResolution() {
    // 8 W: each 15.6 hours the counter moves by 125 Wh, and stands still between.
    List<DayUse> days = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      int first = i * 96;
      days.add(Days.of(MONDAY.plusDays(i), quarter -> (first + quarter) % 62 == 0 ? 125 : 0));
    }
    assertThat(CourseRules.zero(days, 125, number("6"))).isEqualTo(Verdict.Silent.UNKNOWN);
    // At 100 W six hours are 600 Wh, and a counter that stands still is seen.
    List<DayUse> busy = evenUntilMonday(20, 25);
    assertThat(CourseRules.zero(and(busy, even(TUESDAY, 0)), 125, number("6")))
        .isEqualTo(new Breach(number("24.0"), number("6")));
  }

  @Test
  @DisplayName("V13: what is counted where no meter should be")
  void anyConsumptionAfterTheMetersLastDayIsTold() {
    assertThat(CourseRules.inactive(BigInteger.valueOf(30), 10, limits))
        .isEqualTo(new Breach(number("3.0"), number("0")));
    assertThat(CourseRules.inactive(BigInteger.ZERO, 10, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V18, G5: a ratio of transformers that nobody declared")
  void anUndeclaredRatioIsToldAndADeclaredOneIsNot() {
    List<DayUse> days = new ArrayList<>();
    for (int i = -7; i <= 7; i++) {
      // From 40 to 80 at noon of the day in the middle.
      long before = 100L + i % 3;
      int day = i;
      days.add(
          Days.of(
              MONDAY.plusDays(i),
              quarter -> day > 0 || (day == 0 && quarter >= 48) ? 2 * before : before));
    }
    Verdict told = CourseRules.multiplier(days, false, limits);
    assertThat(told).isInstanceOf(Breach.class);
    assertThat(((Breach) told).measured()).isBetween(number("195"), number("205"));
    assertThat(CourseRules.multiplier(days, true, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V18: a unit that is wrong by a thousand, and use that only grows")
  void aThousandfoldIsToldAndAThirdMoreIsNot() {
    assertThat(CourseRules.multiplier(step(100, 100_000), false, limits))
        .isInstanceOf(Breach.class);
    assertThat(CourseRules.multiplier(step(100_000, 100), false, limits))
        .isInstanceOf(Breach.class);
    assertThat(CourseRules.multiplier(step(100, 133), false, limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(CourseRules.multiplier(step(0, 100), false, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  private static List<DayUse> step(long before, long after) {
    List<DayUse> days = new ArrayList<>();
    for (int i = -7; i <= 7; i++) {
      days.add(even(MONDAY.plusDays(i), i < 0 ? before : after));
    }
    return days;
  }

  @Test
  @DisplayName("V18: a holiday that ends is no ratio: the days before it were not steady")
  void unsteadyDaysSayNothingOfARatio() {
    List<DayUse> days = new ArrayList<>(step(100, 200));
    days.set(2, even(days.get(2).day(), 200));
    assertThat(CourseRules.multiplier(days, false, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V19: sixteen estimated days on end")
  void moreThanFifteenEstimatedDaysOnEndAreTold() {
    assertThat(CourseRules.prolonged(Collections.nCopies(16, true), limits))
        .isEqualTo(new Breach(number("16"), number("15")));
    assertThat(CourseRules.prolonged(Collections.nCopies(15, true), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(CourseRules.prolonged(evenUntilMonday(20, 10), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V22: a jump as hardly ever before")
  void aJumpFarBeyondAllBeforeIsToldAndAnUsualOneIsNot() {
    long seed = 20261201;
    Random random = new Random(seed);
    List<DayUse> before = new ArrayList<>();
    for (int i = 28; i > 0; i--) {
      before.add(Days.of(TUESDAY.minusDays(i), quarter -> 500L + random.nextInt(100)));
    }
    DayUse usual = Days.of(TUESDAY, quarter -> 500L + random.nextInt(100));
    DayUse jump = Days.of(TUESDAY, quarter -> quarter == 50 ? 1_500 : 550);
    assertThat(CourseRules.demand(and(before, usual), 10, limits))
        .as("seed %d", seed)
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(CourseRules.demand(and(before, jump), 10, limits))
        .as("seed %d", seed)
        .isInstanceOf(Breach.class);
    assertThat(CourseRules.demand(and(before.subList(0, 3), jump), 10, limits))
        .isEqualTo(Verdict.Silent.UNKNOWN);
  }

  @Test
  @DisplayName("G11: days of 92 and 100 quarter-hours raise nothing")
  void daysOfTwentyThreeAndTwentyFiveHoursRaiseNothing() {
    for (LocalDate day : List.of(LocalDate.of(2026, 3, 29), LocalDate.of(2026, 10, 25))) {
      List<DayUse> days =
          day.minusDays(7).datesUntil(day.plusDays(8)).map(each -> even(each, 250)).toList();
      DayUse changed = days.get(7);
      assertThat(changed.quarters()).hasSize(day.getMonthValue() == 3 ? 92 : 100);
      List<DayUse> past = days.subList(0, 8);
      assertThat(CourseRules.missing(past, limits)).isEqualTo(Verdict.Silent.CLEAN);
      assertThat(CourseRules.spike(changed, Optional.empty(), 10, limits))
          .isEqualTo(Verdict.Silent.CLEAN);
      assertThat(CourseRules.zero(past, 10, number("6"))).isEqualTo(Verdict.Silent.CLEAN);
      assertThat(CourseRules.prolonged(past, limits)).isEqualTo(Verdict.Silent.CLEAN);
      assertThat(CourseRules.multiplier(days, false, limits)).isEqualTo(Verdict.Silent.CLEAN);
    }
  }
}
