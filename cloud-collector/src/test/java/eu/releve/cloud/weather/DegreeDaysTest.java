package eu.releve.cloud.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Degree days in all bases; the names begin with the vector that a test shows. */
class DegreeDaysTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);

  private static DayTemperature day(long min, long max) {
    return new DayTemperature((min + max) / 2, Optional.of(new DayTemperature.Range(min, max)));
  }

  /** (Tn,Tx) = (-2,6),(3,9),(10,22),(16,24). */
  private static Map<LocalDate, DayTemperature> vector() {
    Map<LocalDate, DayTemperature> days = new TreeMap<>();
    days.put(FIRST, day(-2_000, 6_000));
    days.put(FIRST.plusDays(1), day(3_000, 9_000));
    days.put(FIRST.plusDays(2), day(10_000, 22_000));
    days.put(FIRST.plusDays(3), day(16_000, 24_000));
    return days;
  }

  private static DegreeDays of(
      DegreeDayBase base, Map<LocalDate, DayTemperature> days, LocalDate from, int count) {
    return DegreeDays.of(base, days, from, from.plusDays(count));
  }

  @ParameterizedTest
  @CsvSource({
    "fr-meteo, 16, 12, 2, 0, 30",
    "be-16.5, 14.5, 10.5, 0.5, 0, 25.5",
    "be-15, 13, 9, 0, 0, 22",
    "eurostat, 16, 12, 0, 0, 28",
    "eea-heating, 13.5, 9.5, 0, 0, 23",
    "eea-cooling, 0, 0, 0, 0, 0"
  })
  void b6AndG28TheFourDaysInEachBase(
      String id,
      BigDecimal one,
      BigDecimal two,
      BigDecimal three,
      BigDecimal four,
      BigDecimal sum) {
    DegreeDayBase base = DegreeDayBase.of(id).orElseThrow();
    BigDecimal[] each = {one, two, three, four};
    for (int i = 0; i < each.length; i++) {
      assertThat(of(base, vector(), FIRST.plusDays(i), 1).sum())
          .as("%s, day %d", id, i)
          .isEqualByComparingTo(each[i]);
    }
    assertThat(of(base, vector(), FIRST, 4).sum()).isEqualByComparingTo(sum);
  }

  // Half the difference of minimum and maximum would give 14, 15, 12 and 14.
  @Test
  void g28HalfTheDifferenceIsNotTheMean() {
    assertThat(of(DegreeDayBase.FR_METEO, vector(), FIRST, 4).sum()).isNotEqualByComparingTo("55");
  }

  @Test
  void b6TwoSixAndSixteenDegreesAreElevenPointSixEquivalentOnes() {
    DegreeDays sum = of(DegreeDayBase.BE_GAS_EQUIVALENT, vector(), FIRST.plusDays(2), 1);
    assertThat(sum.sum()).as("16.5 less 11.6").isEqualByComparingTo("4.9");
    assertThat(DegreeDayBase.BE_GAS_EQUIVALENT.confirmed()).isFalse();
  }

  // The days before the first one are not known: what they weigh is not guessed.
  @Test
  void anEquivalentDegreeDayNeedsTheTwoDaysBefore() {
    DegreeDays sum = of(DegreeDayBase.BE_GAS_EQUIVALENT, vector(), FIRST, 3);
    assertThat(sum.missing()).containsExactly(FIRST, FIRST.plusDays(1));
    assertThat(sum.sum()).isEqualByComparingTo("4.9");
  }

  @Test
  void b6FrenchDegreeDaysAreThoseOfTwoHundredAndThirtyTwoDays() {
    Map<LocalDate, DayTemperature> days = new TreeMap<>();
    LocalDate from = LocalDate.of(2025, 7, 1);
    for (int i = 0; i < 365; i++) {
      days.put(from.plusDays(i), day(16_000, 18_000));
    }
    assertThat(of(DegreeDayBase.FR_METEO, days, from, 365).sum()).isEqualByComparingTo("232");
    assertThat(of(DegreeDayBase.FR_METEO, days, LocalDate.of(2025, 9, 30), 2).sum())
        .isEqualByComparingTo("1");
    assertThat(of(DegreeDayBase.FR_METEO, days, LocalDate.of(2026, 5, 20), 2).sum())
        .isEqualByComparingTo("1");
  }

  // Outside the season nothing has to be known for the answer to be zero.
  @Test
  void aDayOutOfTheFrenchSeasonIsNotMissing() {
    DegreeDays summer = of(DegreeDayBase.FR_METEO, Map.of(), LocalDate.of(2026, 7, 1), 31);
    assertThat(summer.isWhole()).isTrue();
    assertThat(summer.sum()).isEqualByComparingTo("0");
  }

  // 18 lies between 10 and 22: 8 x (0.08 + 0.42 x 8/12) instead of the 2 of the other method.
  @Test
  void aDayThatIsPartlyAboveTheThresholdCountsAShareByCostic() {
    assertThat(of(DegreeDayBase.FR_COSTIC, vector(), FIRST.plusDays(2), 1).sum())
        .isEqualByComparingTo("2.880");
    assertThat(of(DegreeDayBase.FR_COSTIC, vector(), FIRST, 2).sum()).isEqualByComparingTo("28");
    assertThat(of(DegreeDayBase.FR_COSTIC, vector(), FIRST.plusDays(3), 1).sum())
        .as("16 to 24: 2 x (0.08 + 0.42 x 2/8)")
        .isEqualByComparingTo("0.370");
  }

  @Test
  void aWarmDayHasCoolingDegreeDays() {
    assertThat(of(DegreeDayBase.EEA_COOLING, Map.of(FIRST, day(20_000, 29_000)), FIRST, 1).sum())
        .isEqualByComparingTo("2.5");
  }

  @Test
  void aMissingDayIsNamedAndAddsNothing() {
    Map<LocalDate, DayTemperature> days = vector();
    days.remove(FIRST.plusDays(1));
    DegreeDays sum = of(DegreeDayBase.BE_GAS, days, FIRST, 4);
    assertThat(sum.missing()).containsExactly(FIRST.plusDays(1));
    assertThat(sum.days()).isEqualTo(4);
    assertThat(sum.isWhole()).isFalse();
    assertThat(sum.sum()).isEqualByComparingTo("15");
  }

  @Test
  void aDayWithoutItsExtremesIsMissingWhereABaseNeedsThem() {
    Map<LocalDate, DayTemperature> days = Map.of(FIRST, DayTemperature.ofMean(2_000));
    assertThat(of(DegreeDayBase.FR_METEO, days, FIRST, 1).missing()).containsExactly(FIRST);
    assertThat(of(DegreeDayBase.BE_IRM, days, FIRST, 1).sum()).isEqualByComparingTo("13");
  }

  @Test
  void sumsOfPartsAreTheWholeExactly() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<LocalDate, DayTemperature> days = new TreeMap<>();
    for (int i = -2; i < 400; i++) {
      if (random.nextInt(20) > 0) {
        long min = random.nextInt(40_000) - 20_000L;
        days.put(FIRST.plusDays(i), day(min, min + random.nextInt(20_000)));
      }
    }
    int cut = 1 + random.nextInt(398);
    for (DegreeDayBase base : DegreeDayBase.values()) {
      DegreeDays whole = of(base, days, FIRST, 400);
      DegreeDays one = of(base, days, FIRST, cut);
      DegreeDays other = of(base, days, FIRST.plusDays(cut), 400 - cut);
      assertThat(one.sum().add(other.sum()))
          .as("seed %d, %s", seed, base.id())
          .isEqualByComparingTo(whole.sum());
      assertThat(one.missing().size() + other.missing().size())
          .as("seed %d", seed)
          .isEqualTo(whole.missing().size());
    }
  }

  @Test
  void aTemperatureThatNoAirHasIsRefused() {
    assertThatThrownBy(() -> DayTemperature.ofMean(61_000))
        .hasMessage("a mean of 61000 milli-degC is not in -90000..60000");
    assertThatThrownBy(() -> new DayTemperature.Range(5, 4))
        .hasMessageContaining("not the lowest and the highest");
    assertThatThrownBy(() -> new DayTemperature(10, Optional.of(new DayTemperature.Range(11, 12))))
        .hasMessage("a mean of 10 milli-degC is not in 11..12");
  }
}
