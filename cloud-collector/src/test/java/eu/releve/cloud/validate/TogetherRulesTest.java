package eu.releve.cloud.validate;

import static eu.releve.cloud.validate.Days.MONDAY;
import static eu.releve.cloud.validate.Days.even;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.validate.Verdict.Breach;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TogetherRulesTest {
  private static final BigDecimal THREE = new BigDecimal("3");
  private static Limits.On limits;

  @BeforeAll
  static void read() throws Exception {
    limits = Days.limits();
  }

  private static Figure day(long each) {
    return even(MONDAY, each).whole();
  }

  @Test
  @DisplayName("V10, G22: a main meter that its sub-meters do not add up to")
  void twelvePercentThatNobodyCountsAreToldAndTwoAreNot() {
    assertThat(TogetherRules.balance(day(100), List.of(day(50), day(38)), 3, THREE))
        .isEqualTo(new Breach(new BigDecimal("12.0"), THREE));
    assertThat(TogetherRules.balance(day(100), List.of(day(50), day(48)), 3, THREE))
        .isEqualTo(Verdict.Silent.CLEAN);
    // More than the main meter is wrong, too.
    assertThat(TogetherRules.balance(day(100), List.of(day(60), day(50)), 3, THREE))
        .isInstanceOf(Breach.class);
  }

  @Test
  @DisplayName(
      "V10: what the meters cannot tell apart is no imbalance, and unknown parts say nothing")
  void coarseMetersAndUnknownPartsSayNothing() {
    assertThat(TogetherRules.balance(day(1), List.of(day(0)), 100, THREE))
        .isEqualTo(Verdict.Silent.CLEAN);
    Figure half = Days.of(MONDAY, quarter -> quarter < 48 ? -1 : 50).whole();
    assertThat(TogetherRules.balance(day(100), List.of(day(50), half), 3, THREE))
        .isEqualTo(Verdict.Silent.UNKNOWN);
  }

  @Test
  @DisplayName("V11: a month outside 50 to 200 % of the one before and of last year's")
  void aMonthIsToldWhereNeitherComparisonExplainsIt() {
    assertThat(TogetherRules.usage(day(250), day(100), Optional.of(day(110)), limits))
        .isEqualTo(new Breach(new BigDecimal("227.3"), new BigDecimal("200")));
    assertThat(TogetherRules.usage(day(40), day(100), Optional.empty(), limits))
        .isEqualTo(new Breach(new BigDecimal("40.0"), new BigDecimal("50")));
    assertThat(TogetherRules.usage(day(250), day(100), Optional.of(day(240)), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(TogetherRules.usage(day(120), day(100), Optional.empty(), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(TogetherRules.usage(day(120), day(0), Optional.empty(), limits))
        .isEqualTo(Verdict.Silent.UNKNOWN);
  }

  @Test
  @DisplayName("V11: a month is compared by the day, so that a change of the clocks tells nothing")
  void aMonthIsComparedByTheDay() {
    Figure shorter = even(LocalDate.of(2026, 3, 29), 100).whole();
    assertThat(TogetherRules.usage(shorter, day(199), Optional.empty(), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
  }

  @Test
  @DisplayName("V21: more heat than the gas holds")
  void heatAboveTheGasIsToldAndBelowItIsNot() {
    assertThat(TogetherRules.crossEnergy(List.of(day(60), day(50)), List.of(day(100)), limits))
        .isEqualTo(new Breach(new BigDecimal("110.0"), new BigDecimal("105")));
    assertThat(TogetherRules.crossEnergy(List.of(day(90)), List.of(day(100)), limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(TogetherRules.crossEnergy(List.of(day(90)), List.of(day(0)), limits))
        .isEqualTo(Verdict.Silent.UNKNOWN);
  }

  @Test
  @DisplayName("G18: 10 m3/h and 20 K are 232.6 kW; more than 10 % off over a day is told")
  void aHeatMeterThatDoesNotFitItsFlowIsTold() {
    HeatMeter.Flow flow = new HeatMeter.Flow(10, 20);
    assertThat(flow.kilowatts()).isCloseTo(232.6, within(1e-9));
    long fits = Math.round(232.6 * 900_000);
    Map<Long, HeatMeter.Flow> flows = new HashMap<>();
    even(MONDAY, 0).quarters().forEach(q -> flows.put(q.over().fromMillis(), flow));
    assertThat(HeatMeter.check(even(MONDAY, fits), flows, 3_600_000, limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(HeatMeter.check(even(MONDAY, fits * 91 / 100), flows, 3_600_000, limits))
        .isEqualTo(Verdict.Silent.CLEAN);
    assertThat(HeatMeter.check(even(MONDAY, fits * 88 / 100), flows, 3_600_000, limits))
        .isEqualTo(new Breach(new BigDecimal("12.0"), new BigDecimal("10")));
    // Half a day of flows is no day.
    flows.keySet().removeIf(at -> at < Days.BRUSSELS.start(MONDAY).toEpochMilli() + 43_200_000);
    assertThat(HeatMeter.check(even(MONDAY, fits / 2), flows, 3_600_000, limits))
        .isEqualTo(Verdict.Silent.UNKNOWN);
  }
}
