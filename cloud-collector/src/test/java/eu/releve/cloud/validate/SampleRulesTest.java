package eu.releve.cloud.validate;

import static eu.releve.cloud.validate.Days.BRUSSELS;
import static eu.releve.cloud.validate.Days.MONDAY;
import static eu.releve.cloud.validate.Days.even;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.validate.Verdict.Breach;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SampleRulesTest {
  private static final ZoneId ZONE = BRUSSELS.zone();
  private static final long MINUTE = 60_000;
  private static final long START = BRUSSELS.start(MONDAY).toEpochMilli();
  private static Limits.On limits;

  @BeforeAll
  static void read() throws Exception {
    limits = Days.limits();
  }

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  /** Readings of each minute, by their number. */
  private static List<Sample> minutes(int count, IntToLongFunction value) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      samples.add(new Sample(START + i * MINUTE, value.applyAsLong(i)));
    }
    return samples;
  }

  /** A meter's clock at each quarter-hour of a day, so many seconds ahead of the wall's. */
  private static List<Sample> clock(LocalDate day, long aheadSeconds) {
    List<Sample> samples = new ArrayList<>();
    Instant end = BRUSSELS.start(day.plusDays(1));
    for (Instant at = BRUSSELS.start(day); at.isBefore(end); at = at.plusSeconds(900)) {
      long shown = at.atZone(ZONE).toLocalDateTime().toEpochSecond(ZoneOffset.UTC);
      samples.add(new Sample(at.toEpochMilli(), shown + aheadSeconds));
    }
    return samples;
  }

  @Test
  @DisplayName("G14, V01: a clock that is an hour ahead is a question of its zone")
  void aClockAnHourAheadIsToldAsAZone() {
    Verdict told = SampleRules.clock(clock(MONDAY, 3_600), ZONE, limits);
    assertThat(told).isEqualTo(new Breach(number("3600"), number("45")));
    assertThat(SampleRules.isZone(((Breach) told).measured())).isTrue();
    Verdict slow = SampleRules.clock(clock(MONDAY, -90), ZONE, limits);
    assertThat(slow).isEqualTo(new Breach(number("90"), number("45")));
    assertThat(SampleRules.isZone(((Breach) slow).measured())).isFalse();
    assertThat(SampleRules.clock(clock(MONDAY, 44), ZONE, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("G11, V01: a clock that follows summer and winter raises nothing on their days")
  void aClockThatFollowsSummerAndWinterIsRight() {
    for (LocalDate day : List.of(LocalDate.of(2026, 3, 29), LocalDate.of(2026, 10, 25))) {
      assertThat(SampleRules.clock(clock(day, 3), ZONE, limits)).isEqualTo(Verdict.Silent.CLEAN);
    }
  }

  @Test
  @DisplayName("V01: one late answer does not make a clock wrong, and a date is no clock")
  void theMiddleReadingCountsAndADateIsNoClock() {
    List<Sample> once = new ArrayList<>(clock(MONDAY, 0));
    once.set(95, new Sample(once.get(95).millis(), once.get(95).value() - 900));
    assertThat(SampleRules.clock(once, ZONE, limits)).isEqualTo(Verdict.Silent.CLEAN);
    List<Sample> dates = minutes(10, i -> 86_400L * 20_000);
    assertThat(SampleRules.clock(dates, ZONE, limits)).isEqualTo(Verdict.Silent.UNKNOWN);
  }

  @Test
  @DisplayName("V14: a gauge that stays the same to the last digit")
  void aFineGaugeThatNeverMovesIsStuckAndACoarseOneIsNot() {
    List<Sample> stuck = minutes(800, i -> 231_400);
    assertThat(SampleRules.stuck(stuck, number("100"), limits))
        .isEqualTo(new Breach(number("13.3"), number("12")));
    // In steps of 10 V it has no finer digit.
    assertThat(SampleRules.stuck(stuck, number("10000"), limits)).isEqualTo(Verdict.Silent.CLEAN);
    assertThat(SampleRules.stuck(minutes(800, i -> 231_400L + i % 7), number("100"), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    // A pump that stands is no gauge that is stuck.
    assertThat(SampleRules.stuck(minutes(800, i -> 0), number("1"), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    // Two readings a day that agree are only two.
    List<Sample> few = List.of(new Sample(START, 55_100), new Sample(START + 780 * MINUTE, 55_100));
    assertThat(SampleRules.stuck(few, number("100"), limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V15: reactive energy that no active energy goes with")
  void reactiveEnergyWithoutActiveOneIsTold() {
    DayUse idle = Days.of(MONDAY, quarter -> quarter < 40 ? 1_000 : 0);
    assertThat(ElectricRules.reactive(idle, even(MONDAY, 500), false, limits))
        .isEqualTo(new Breach(number("56"), number("4")));
    assertThat(ElectricRules.reactive(even(MONDAY, 1_000), even(MONDAY, 500), false, limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    // A filter takes some var at night, and a roof feeds in by day.
    assertThat(ElectricRules.reactive(even(MONDAY, 0), even(MONDAY, 100), false, limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(ElectricRules.reactive(idle, even(MONDAY, 500), true, limits))
        .isEqualTo(Verdict.Silent.UNKNOWN);
  }

  @Test
  @DisplayName("V16: a phase that is lost for a quarter of an hour")
  void aPhaseWithoutVoltageIsTold() {
    Map<String, List<Sample>> volts =
        Map.of(
            "voltage.l1", minutes(60, i -> 230_000),
            "voltage.l2", minutes(60, i -> i >= 20 && i < 40 ? 12_000 : 231_000),
            "voltage.l3", minutes(60, i -> 229_000));
    assertThat(ElectricRules.voltage(volts, START, limits))
        .isEqualTo(new Breach(number("19"), number("15")));
    Map<String, List<Sample>> short10 =
        Map.of(
            "voltage.l1", minutes(60, i -> 230_000),
            "voltage.l2", minutes(60, i -> i >= 20 && i < 30 ? 12_000 : 231_000));
    assertThat(ElectricRules.voltage(short10, START, limits)).isEqualTo(Verdict.Silent.CLEAN);
    // A phase that was never connected is none that was lost.
    Map<String, List<Sample>> single =
        Map.of("voltage.l1", minutes(60, i -> 230_000), "voltage.l2", minutes(60, i -> 0));
    assertThat(ElectricRules.voltage(single, START, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V16: a phase without current while the others carry theirs")
  void aPhaseWithoutCurrentIsTold() {
    Map<String, List<Sample>> amperes =
        Map.of(
            "current.l1", minutes(60, i -> 9_000),
            "current.l2", minutes(60, i -> i >= 20 ? 0 : 8_000),
            "current.l3", minutes(60, i -> 7_000));
    assertThat(ElectricRules.current(amperes, START, limits))
        .isEqualTo(new Breach(number("39"), number("15")));
    Map<String, List<Sample>> uneven =
        Map.of(
            "current.l1", minutes(60, i -> 9_000),
            "current.l2", minutes(60, i -> i >= 20 ? 300 : 8_000));
    assertThat(ElectricRules.current(uneven, START, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V17, V20: what decoders and meters said against values")
  void oneMarkedValueIsToldAndNoneIsNot() {
    assertThat(SampleRules.range(1, limits)).isInstanceOf(Breach.class);
    assertThat(SampleRules.range(0, limits)).isEqualTo(Verdict.Silent.CLEAN);
    assertThat(SampleRules.device(1, limits)).isInstanceOf(Breach.class);
    assertThat(SampleRules.device(0, limits)).isEqualTo(Verdict.Silent.CLEAN);
  }
}
