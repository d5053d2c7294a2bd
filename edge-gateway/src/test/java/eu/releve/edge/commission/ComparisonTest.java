package eu.releve.edge.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import eu.releve.provisioning.site.Meter.Ratio;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Displays against the readings around them, in Wh, mL and J. */
class ComparisonTest {
  private static final BigDecimal ONE = BigDecimal.ONE;

  private static Comparison of(
      String shown, Unit unit, Quantity quantity, long before, long after, long resolution) {
    return new Comparison(
        Typed.parse(shown, unit),
        quantity,
        new Window(before, after, BigDecimal.valueOf(resolution)),
        Ratio.ONE,
        Optional.empty(),
        List.of(),
        List.of());
  }

  private static Comparison energy(String shown, long before, long after) {
    return of(shown, Unit.KWH, Quantity.ACTIVE_ENERGY_IMPORT, before, after, 1);
  }

  private static Comparison with(
      Comparison plain, Ratio ratio, Optional<Window> opposite, List<String> outward) {
    return new Comparison(
        plain.typed(), plain.quantity(), plain.window(), ratio, opposite, outward, List.of());
  }

  private static Cause cause(Comparison comparison) {
    assertThat(comparison.verdict()).isInstanceOf(Verdict.Differs.class);
    return ((Verdict.Differs) comparison.verdict()).cause();
  }

  // The display shows 0.1 kWh and cuts or rounds: one step of it either way, and no more.
  @ParameterizedTest
  @CsvSource({
    "12345.6, 12345600, 12345700, true",
    "12345.6, 12345650, 12345690, true",
    "12345.6, 12345700, 12345800, true",
    "12345.6, 12345701, 12345800, false",
    "12345.6, 12345400, 12345500, true",
    "12345.6, 12345400, 12345499, false",
    "012345;6, 12345600, 12345700, true",
    "0, 0, 0, true"
  })
  void aDisplayAgreesWithinOneStepOfItself(String shown, long before, long after, boolean agrees) {
    assertThat(energy(shown.replace(';', ','), before, after).verdict().isConfirmed())
        .isEqualTo(agrees);
  }

  // A pulse of 100 L each, a display of 1 L: the register leaves out more than the display does.
  @ParameterizedTest
  @CsvSource({
    "12.300, 12300000, 12300000, true",
    "12.399, 12300000, 12300000, true",
    "12.401, 12300000, 12300000, false",
    "12.199, 12300000, 12300000, false"
  })
  void aCoarseRegisterIsGivenOneStepOfItself(
      String shown, long before, long after, boolean agrees) {
    assertThat(
            of(shown, Unit.M3, Quantity.WATER_VOLUME, before, after, 100_000)
                .verdict()
                .isConfirmed())
        .isEqualTo(agrees);
  }

  // A battery meter was read a day ago: whatever flowed since then is allowed, backwards nothing.
  @Test
  void anOldReadingBeforeLeavesRoomForWhatFlowedSince() {
    assertThat(of("101.5", Unit.M3, Quantity.WATER_VOLUME, 101_000_000, 102_000_000, 1).verdict())
        .isEqualTo(new Verdict.Agrees());
    assertThat(of("100.8", Unit.M3, Quantity.WATER_VOLUME, 101_000_000, 102_000_000, 1).verdict())
        .isInstanceOf(Verdict.Differs.class);
  }

  @Test
  void aCounterThatFallsIsToldFirst() {
    assertThat(cause(energy("12345.6", 12_345_600, 12_345_500))).isEqualTo(new Cause.Falls());
  }

  @ParameterizedTest
  @CsvSource({
    // The bus says kWh where the profile says Wh, and the other way round.
    "12345678, KWH, ACTIVE_ENERGY_IMPORT, 12345678, 12345680, 1, WH",
    "12345, WH, ACTIVE_ENERGY_IMPORT, 12345000, 12345300, 1, KWH",
    "345678, M3, WATER_VOLUME, 345678000, 345679000, 1000, L",
    "1234.567, GJ, HEAT_ENERGY, 1234567000, 1234567000, 1000, MJ",
    "1234.567, KWH, HEAT_ENERGY, 4444441200000, 4444441200000, 1000, MWH"
  })
  void aNumberThatFitsInAnotherUnitIsToldWithIt(
      String shown, Unit unit, Quantity quantity, long before, long after, long step, Unit fits) {
    assertThat(cause(of(shown, unit, quantity, before, after, step)))
        .isEqualTo(new Cause.InUnit(fits));
  }

  @Test
  void decimalsThatWereNotSeenAreTold() {
    assertThat(cause(of("12345", Unit.M3, Quantity.WATER_VOLUME, 123_450_000, 123_450_000, 1_000)))
        .isEqualTo(new Cause.Decimals(-2));
    assertThat(cause(energy("1234.56", 12_345_600, 12_345_610))).isEqualTo(new Cause.Decimals(1));
  }

  @Test
  void aWrongRatioOfTransformersIsToldAsWhatItIsLikelyToBe() {
    // The plan says 200/5 and the transformers are 250/5: what is read is 200/250 of the display.
    Comparison wrong =
        with(
            energy("50000.0", 40_000_000, 40_000_080),
            new Ratio(200, 5),
            Optional.empty(),
            List.of());
    assertThat(cause(wrong)).isEqualTo(new Cause.OtherRatio(new Ratio(250, 5)));
    // The meter multiplies itself, and so does the plan.
    Comparison twice =
        with(
            energy("1234.5", 49_380_000, 49_380_040),
            new Ratio(200, 5),
            Optional.empty(),
            List.of());
    assertThat(cause(twice)).isEqualTo(new Cause.OtherRatio(Ratio.ONE));
    // The plan forgets it.
    assertThat(cause(energy("16500.0", 275_000, 275_001)))
        .isEqualTo(new Cause.OtherRatio(new Ratio(300, 5)));
  }

  @Test
  void nearZeroNothingIsExplained() {
    assertThat(cause(energy("0.5", 20, 20))).isInstanceOf(Cause.Unexplained.class);
  }

  @Test
  void theDisplayOfTheOtherDirectionIsTold() {
    Comparison swapped =
        with(
            energy("777.7", 12_345_000, 12_345_000),
            Ratio.ONE,
            Optional.of(new Window(777_700, 777_750, ONE)),
            List.of());
    assertThat(cause(swapped)).isEqualTo(new Cause.Opposite());
  }

  @Test
  void energyThatFlowsOutIsToldThoughTheDisplayAgrees() {
    Comparison plain = energy("12345.6", 12_345_600, 12_345_600);
    assertThat(with(plain, Ratio.ONE, Optional.of(new Window(10, 20, ONE)), List.of()).verdict())
        .isEqualTo(new Verdict.Backwards(List.of()));
    assertThat(with(plain, Ratio.ONE, Optional.empty(), List.of("L2")).verdict())
        .isEqualTo(new Verdict.Backwards(List.of("L2")));
    assertThat(with(plain, Ratio.ONE, Optional.of(new Window(10, 10, ONE)), List.of()).verdict())
        .isEqualTo(new Verdict.Agrees());
  }

  @Test
  void aDisplayThatAnotherMeterReadsIsToldWithThatMeter() {
    Comparison plain = energy("500.0", 700_000, 700_100);
    Comparison.Other other = new Comparison.Other(new MeterId("e2"), true);
    Comparison swapped =
        new Comparison(
            plain.typed(),
            plain.quantity(),
            plain.window(),
            Ratio.ONE,
            Optional.empty(),
            List.of(),
            List.of(other));
    assertThat(cause(swapped)).isEqualTo(new Cause.OtherMeter(new MeterId("e2"), true));
  }

  @Test
  void whatIsNoNumberIsRefusedWithWhatIsWanted() {
    assertThatThrownBy(() -> Typed.parse("12a", Unit.KWH))
        .hasMessage("wanted a number with at most 12 digits and 6 decimals, found '12a'");
    for (String wrong : List.of("", "-1", "1.2.3", "1e3", "1234567890123", "0.1234567", "١")) {
      assertThatThrownBy(() -> Typed.parse(wrong, Unit.KWH)).hasMessageContaining("wanted");
    }
    assertThat(Typed.parse(" 012\u00a0345,60 ", Unit.KWH).number()).isEqualTo("12345.60");
  }

  // Whatever a display shows of the true value, cut or rounded, it agrees; ten steps off it never
  // does.
  @Test
  void anHonestDisplayAlwaysAgreesAndOneThatIsOffNever() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      long resolution = (long) Math.pow(10, random.nextInt(5));
      int decimals = random.nextInt(4);
      long truth = random.nextLong(1, 900_000_000_000L);
      long before = floor(truth - random.nextLong(Math.min(truth, 1_000_000) + 1), resolution);
      long after = floor(truth + random.nextLong(1_000_000), resolution);
      BigDecimal shown =
          BigDecimal.valueOf(truth, 3)
              .setScale(decimals, random.nextBoolean() ? RoundingMode.DOWN : RoundingMode.HALF_UP);
      Comparison honest =
          of(
              shown.toPlainString(),
              Unit.KWH,
              Quantity.ACTIVE_ENERGY_IMPORT,
              before,
              after,
              resolution);
      assertThat(honest.verdict())
          .as("seed %d, %d: %s in %s", seed, i, shown, honest.window())
          .isEqualTo(new Verdict.Agrees());
      BigDecimal step =
          BigDecimal.ONE.scaleByPowerOfTen(3 - decimals).max(BigDecimal.valueOf(resolution));
      BigDecimal off =
          BigDecimal.valueOf(after).add(step.multiply(BigDecimal.TEN)).scaleByPowerOfTen(-3);
      Comparison wrong =
          of(
              off.setScale(decimals, RoundingMode.UP).toPlainString(),
              Unit.KWH,
              Quantity.ACTIVE_ENERGY_IMPORT,
              before,
              after,
              resolution);
      assertThat(wrong.verdict())
          .as("seed %d, %d: %s in %s", seed, i, off, wrong.window())
          .isInstanceOf(Verdict.Differs.class);
    }
  }

  private static long floor(long value, long step) {
    return Math.floorDiv(value, step) * step;
  }
}
