package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.Kind;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuildingTest {
  private static final SitePlan PLAN = SamplePlan.of(1, 2);
  private static final MeterId MAIN = new MeterId("e-main");
  private static final MeterId SOLAR = new MeterId("e-pv");
  private static final RegisterName IMPORT = RegisterName.parse("active-energy-import");
  private static final RegisterName EXPORT = RegisterName.parse("active-energy-export");
  private static final RegisterName POWER = RegisterName.parse("active-power");
  private static final RegisterName VOLUME = RegisterName.parse("water-volume");
  private static final RegisterName FLOW = RegisterName.parse("volume-flow");

  private final Building building = Building.of(PLAN, 7, Map.of());

  @Test
  void everyCounterOfEveryMeterGrowsOverAYear() {
    long seed = new Random().nextLong();
    System.out.println("everyCounterOfEveryMeterGrowsOverAYear seed=" + seed);
    Random random = new Random(seed);
    Building any = Building.of(PLAN, seed, Map.of());
    for (Meter meter : PLAN.meters()) {
      for (RegisterSource register : meter.access().registers()) {
        if (register.name().quantity().kind() == Kind.COUNTER) {
          counterGrows(any, meter.id(), register.name(), random);
        }
      }
    }
  }

  private static void counterGrows(
      Truth truth, MeterId meter, RegisterName register, Random random) {
    Instant at = instant(SamplePlan.FIRST.minusDays(2), 0);
    Instant end = at.plus(Duration.ofDays(368));
    BigDecimal last = BigDecimal.ZERO;
    while (at.isBefore(end)) {
      BigDecimal value = truth.valueAt(meter, register, at);
      assertThat(value).as("%s %s at %s", meter, register, at).isGreaterThanOrEqualTo(last);
      last = value;
      at = at.plusMillis(1 + random.nextInt(2) * (long) random.nextInt(40_000_000));
    }
  }

  @Test
  void tariffsAndPhasesAddUpToTheWhole() {
    Instant at = instant(LocalDate.of(2026, 5, 6), 15);
    for (String parts : new String[] {".l1 .l2 .l3", ".t1 .t2"}) {
      BigDecimal sum =
          Stream.of(parts.split(" ", -1))
              .map(part -> RegisterName.parse("active-energy-import" + part))
              .map(part -> building.valueAt(MAIN, part, at))
              .reduce(BigDecimal.ZERO, BigDecimal::add);
      assertThat(sum).isCloseTo(building.valueAt(MAIN, IMPORT, at), within("0.00001"));
    }
  }

  @Test
  void energyIsTheIntegralOfPowerToTheMillionthOfAWattHour() {
    for (MeterId meter : new MeterId[] {MAIN, SOLAR, new MeterId("e-lift")}) {
      Instant from = instant(LocalDate.of(2026, 6, 10), 9);
      BigDecimal drawn = BigDecimal.ZERO;
      BigDecimal fed = BigDecimal.ZERO;
      for (int second = 0; second < 4 * 3_600; second++) {
        // Rates change at whole seconds: one sample a second is the whole curve.
        BigDecimal power = building.valueAt(meter, POWER, from.plusSeconds(second));
        drawn = drawn.add(power.max(BigDecimal.ZERO));
        fed = fed.subtract(power.min(BigDecimal.ZERO));
      }
      Instant to = from.plusSeconds(4 * 3_600);
      assertThat(grown(building, meter, IMPORT, from, to))
          .isCloseTo(wattHours(drawn), within("0.000002"));
      assertThat(grown(building, meter, EXPORT, from, to))
          .isCloseTo(wattHours(fed), within("0.000002"));
    }
  }

  @Test
  void theMainMeterDrawsWhatTheOthersDrawLessWhatTheRoofGives() {
    Instant at = instant(LocalDate.of(2026, 2, 3), 18);
    BigDecimal sum =
        Stream.of("e-lift", "e-vent", "e-pump", "e-pv", "e-1a")
            .map(id -> building.valueAt(new MeterId(id), POWER, at))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal unmetered = BigDecimal.valueOf(80_000);
    assertThat(building.valueAt(MAIN, POWER, at)).isEqualByComparingTo(sum.add(unmetered));
  }

  @Test
  void voltageTimesCurrentOfThePhasesIsTheApparentPower() {
    Instant at = instant(LocalDate.of(2026, 2, 3), 18);
    BigDecimal product = BigDecimal.ZERO;
    for (String phase : new String[] {"l1", "l2", "l3"}) {
      BigDecimal volts = building.valueAt(MAIN, RegisterName.parse("voltage." + phase), at);
      BigDecimal amperes = building.valueAt(MAIN, RegisterName.parse("current." + phase), at);
      assertThat(volts.doubleValue()).isBetween(207_000.0, 253_000.0);
      product = product.add(volts.multiply(amperes).movePointLeft(3));
    }
    BigDecimal apparent = building.valueAt(MAIN, RegisterName.parse("apparent-power"), at);
    // Voltage and current are whole mV and mA.
    assertThat(product.doubleValue() / apparent.doubleValue()).isBetween(0.999, 1.001);
    assertThat(building.valueAt(MAIN, RegisterName.parse("frequency"), at).intValue())
        .isBetween(49_975, 50_025);
  }

  @Test
  void theSunGivesAtNoonInJuneAndNothingAtNight() {
    assertThat(building.valueAt(SOLAR, POWER, instant(LocalDate.of(2026, 6, 20), 13)))
        .isLessThan(BigDecimal.valueOf(-1_000_000));
    assertThat(building.valueAt(SOLAR, POWER, instant(LocalDate.of(2026, 6, 20), 1))).isPositive();
    Instant june = instant(LocalDate.of(2026, 6, 1), 0);
    Instant december = instant(LocalDate.of(2026, 12, 1), 0);
    assertThat(grown(building, SOLAR, EXPORT, june, june.plus(Duration.ofDays(30))))
        .isGreaterThan(
            grown(building, SOLAR, EXPORT, december, december.plus(Duration.ofDays(30)))
                .multiply(BigDecimal.valueOf(3)));
  }

  @Test
  void aFlatUsesAFewKilowattHoursADayAndHeatsInWinterOnly() {
    Instant from = instant(SamplePlan.FIRST, 0);
    Instant to = instant(SamplePlan.FIRST.plusYears(1), 0);
    BigDecimal year = grown(building, new MeterId("e-1a"), IMPORT, from, to);
    assertThat(year.doubleValue()).isBetween(1_000_000.0, 5_000_000.0);
    RegisterName power = RegisterName.parse("thermal-power");
    MeterId heat = new MeterId("h-1a");
    assertThat(building.valueAt(heat, power, instant(LocalDate.of(2026, 1, 20), 10)).doubleValue())
        .isBetween(400_000.0, 4_000_000.0);
    assertThat(building.valueAt(heat, power, instant(LocalDate.of(2026, 7, 20), 15))).isZero();
  }

  @Test
  void theLeakingFlatLeaksAtNightAndNoOtherDoes() {
    Building leaking = Building.of(PLAN, 7, Map.of(new PointId("flat-1b-cold"), Leak.always(25)));
    MeterId leaky = new MeterId("w-1b");
    MeterId tight = new MeterId("w-1a");
    BigDecimal least = BigDecimal.valueOf(Long.MAX_VALUE);
    for (int day = 0; day < 28; day++) {
      for (int hour = 2; hour < 5; hour++) {
        Instant at = instant(LocalDate.of(2026, 4, 1).plusDays(day), hour);
        least = least.min(grown(leaking, leaky, VOLUME, at, at.plus(Duration.ofHours(1))));
        assertThat(leaking.valueAt(leaky, FLOW, at)).isGreaterThanOrEqualTo(new BigDecimal(25_000));
      }
    }
    assertThat(least).isCloseTo(new BigDecimal(25_000), within("0.00001"));
    long nightsWithoutADrop = 0;
    for (int day = 0; day < 28; day++) {
      Instant at = instant(LocalDate.of(2026, 4, 1).plusDays(day), 2);
      BigDecimal used = grown(leaking, tight, VOLUME, at, at.plus(Duration.ofHours(3)));
      nightsWithoutADrop += used.signum() == 0 ? 1 : 0;
    }
    assertThat(nightsWithoutADrop).isGreaterThan(10);
    Instant from = instant(LocalDate.of(2026, 4, 1), 0);
    Instant to = instant(LocalDate.of(2026, 5, 1), 0);
    assertThat(grown(leaking, new MeterId("w-main"), VOLUME, from, to))
        .isCloseTo(
            grown(leaking, leaky, VOLUME, from, to).add(grown(leaking, tight, VOLUME, from, to)),
            within("0.00001"));
  }

  @Test
  void theSameSeedGivesTheSameAnswersInAnyOrderAndAnotherSeedOthers() {
    Building again = Building.of(PLAN, 7, Map.of());
    Building other = Building.of(PLAN, 8, Map.of());
    Instant late = instant(LocalDate.of(2026, 9, 9), 9);
    Instant early = instant(LocalDate.of(2026, 2, 2), 20);
    BigDecimal lateFirst = again.valueAt(MAIN, IMPORT, late);
    BigDecimal earlyNext = again.valueAt(MAIN, IMPORT, early);
    assertThat(building.valueAt(MAIN, IMPORT, early)).isEqualTo(earlyNext);
    assertThat(building.valueAt(MAIN, IMPORT, late)).isEqualTo(lateFirst);
    assertThat(other.valueAt(MAIN, IMPORT, late)).isNotEqualTo(lateFirst);
    assertThat(Building.oneLeak(PLAN, 7)).isEqualTo(Building.oneLeak(PLAN, 7)).hasSize(1);
  }

  @Test
  void whatIsStoredAtTheMonthsEndIsTheValueOfItsFirstMoment() {
    Instant at = instant(LocalDate.of(2026, 5, 17), 11);
    MeterId meter = new MeterId("w-1a");
    assertThat(building.valueAt(meter, RegisterName.parse("water-volume.s2"), at))
        .isEqualTo(building.valueAt(meter, VOLUME, instant(LocalDate.of(2026, 4, 1), 0)));
  }

  @Test
  void aFasterTruthAgreesWithTheClockWhereItBegins() {
    Instant since = instant(LocalDate.of(2026, 5, 17), 11);
    FasterTruth faster = new FasterTruth(building, since, BigDecimal.valueOf(60));
    assertThat(faster.within(since)).isEqualTo(since);
    assertThat(faster.valueAt(MAIN, IMPORT, since.plusSeconds(10)))
        .isEqualTo(building.valueAt(MAIN, IMPORT, since.plusSeconds(600)));
  }

  private static BigDecimal grown(
      Truth truth, MeterId meter, RegisterName register, Instant from, Instant to) {
    return truth.valueAt(meter, register, to).subtract(truth.valueAt(meter, register, from));
  }

  private static BigDecimal wattHours(BigDecimal milliwattSeconds) {
    return milliwattSeconds.divide(BigDecimal.valueOf(3_600_000), 9, RoundingMode.HALF_EVEN);
  }

  private static org.assertj.core.data.Offset<BigDecimal> within(String tolerance) {
    return org.assertj.core.data.Offset.offset(new BigDecimal(tolerance));
  }

  private static Instant instant(LocalDate day, int hour) {
    return day.atTime(LocalTime.of(hour, 0)).atZone(SamplePlan.ZONE).toInstant();
  }
}
