package eu.releve.cloud.gas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.derive.AmountUnit;
import eu.releve.cloud.gas.GasEnergy.Metered;
import eu.releve.cloud.gas.GasFactors.Holding;
import eu.releve.cloud.gas.GasFactors.Piece;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Gas in cubic metres as energy, with dated calorific values. */
class GasEnergyTest {
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate FEBRUARY = LocalDate.of(2026, 2, 1);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);
  private static final String ZONE = "GOS 12";
  private static final GasState SEA = new GasState(0, 2_100, GasState.CONVENTION, GasState.IDEAL);
  private static final BigInteger CUBIC_METRE = BigInteger.valueOf(1_000_000);

  private static CalorificVersion value(LocalDate from, LocalDate to, String kilowattHours) {
    return new CalorificVersion(
        1,
        ZONE,
        1,
        new CalorificValue(from, to, new BigDecimal(kilowattHours), "Fluvius"),
        false,
        true,
        true,
        Instant.EPOCH,
        "anne");
  }

  private static GasSupply supply(LocalDate from, String zone) {
    return new GasSupply(from, zone, Optional.of(SEA), "Sibelga", Instant.EPOCH, "anne");
  }

  private static GasFactors factors(CalorificVersion... values) {
    return new GasFactors(List.of(supply(JANUARY, ZONE)), List.of(values));
  }

  private static List<Piece> pieces(GasFactors factors, LocalDate from, LocalDate to) {
    return factors.pieces(Quantity.GAS_VOLUME, from, to);
  }

  /** As much on each day. */
  private static GasEnergy energy(
      GasFactors factors, LocalDate from, LocalDate to, BigInteger each) {
    return GasEnergy.of(
        pieces(factors, from, to).stream()
            .map(
                piece ->
                    new Metered(
                        piece,
                        each.multiply(
                            BigInteger.valueOf(
                                piece.to().toEpochDay() - piece.from().toEpochDay()))))
            .toList());
  }

  private static BigDecimal kilowattHours(GasEnergy energy) {
    return energy.energy().in(AmountUnit.KILOWATT_HOUR);
  }

  @Test
  @DisplayName("A6, G16: 1,234 m3 at the sea, 21 mbar, 15 degC and 11.5 kWh are 13,731 kWh")
  void gasHoldsWhatItsDayHolds() {
    BigInteger volume = CUBIC_METRE.multiply(BigInteger.valueOf(1_234));
    GasFactors factors = factors(value(JANUARY, FEBRUARY, "11.5"));
    GasEnergy energy = energy(factors, JANUARY, JANUARY.plusDays(1), volume);
    assertThat(kilowattHours(energy)).isEqualTo("13731.0882");
    assertThat(energy.isComplete()).isTrue();
  }

  @Test
  @DisplayName("G17: a value that is revised from 11.50 to 11.62 changes the energy as much")
  void aRevisedValueChangesTheEnergyInProportion() {
    BigDecimal before =
        kilowattHours(
            energy(factors(value(JANUARY, FEBRUARY, "11.50")), JANUARY, FEBRUARY, CUBIC_METRE));
    BigDecimal after =
        kilowattHours(
            energy(factors(value(JANUARY, FEBRUARY, "11.62")), JANUARY, FEBRUARY, CUBIC_METRE));
    // 31 cubic metres at 11.1273 and at 11.2434 kWh.
    assertThat(before).isEqualTo("344.9463");
    assertThat(after).isEqualTo("348.5454");
  }

  @Test
  void eachDayHasTheValueOfItsPeriodAndTheFigureNamesThem() {
    CalorificVersion one = value(JANUARY, FEBRUARY, "11.50");
    CalorificVersion other = value(FEBRUARY, MARCH, "11.62");
    GasEnergy energy =
        energy(factors(other, one), FEBRUARY.minusDays(1), FEBRUARY.plusDays(1), CUBIC_METRE);
    assertThat(kilowattHours(energy))
        .isEqualTo(SEA.factor(new BigDecimal("11.50")).add(SEA.factor(new BigDecimal("11.62"))));
    assertThat(energy.used()).extracting(Holding.Known::version).containsExactly(one, other);
  }

  @Test
  void aDayWithoutAValueIsMissingAndTheMonthBeforeDoesNotStandIn() {
    GasFactors factors = factors(value(JANUARY, FEBRUARY, "11.50"));
    GasEnergy energy = energy(factors, FEBRUARY.minusDays(1), FEBRUARY.plusDays(2), CUBIC_METRE);
    assertThat(energy.isComplete()).isFalse();
    assertThat(energy.missing())
        .containsExactly(
            new Piece(FEBRUARY, FEBRUARY.plusDays(2), new Holding.NoValue(ZONE, FEBRUARY)));
    assertThat(energy(factors, MARCH, MARCH.plusDays(1), CUBIC_METRE).missing())
        .extracting(Piece::holding)
        .containsExactly(new Holding.NoValue(ZONE, FEBRUARY));
    assertThat(energy.whyMissing()).isEqualTo("no calorific value of zone GOS 12 since 2026-02-01");
    assertThat(factors.on(Quantity.GAS_VOLUME, FEBRUARY)).isInstanceOf(Holding.Missing.class);
    assertThat(factors.on(Quantity.GAS_VOLUME, JANUARY)).isInstanceOf(Holding.Known.class);
  }

  @Test
  void daysBeforeAnybodySaidHowTheGasComesAreMissing() {
    GasFactors factors = factors(value(JANUARY.minusYears(1), FEBRUARY, "11.50"));
    assertThat(pieces(factors, JANUARY.minusDays(1), JANUARY.plusDays(1)))
        .extracting(Piece::holding)
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo(new Holding.NoSupply()),
            second -> assertThat(second).isInstanceOf(Holding.Known.class));
  }

  @Test
  void anotherZoneFromADayOnHasTheValuesOfThatZone() {
    GasFactors factors =
        new GasFactors(
            List.of(supply(JANUARY, "elsewhere"), supply(JANUARY.plusDays(10), ZONE)),
            List.of(value(JANUARY, FEBRUARY, "11.50")));
    assertThat(pieces(factors, JANUARY, MARCH))
        .extracting(Piece::from)
        .containsExactly(JANUARY, JANUARY.plusDays(10), FEBRUARY);
  }

  @Test
  @DisplayName("A6: the energies of any partition into days add up to the whole, exactly")
  void theEnergiesOfPartsAddUpToTheWhole() {
    long seed = System.nanoTime();
    System.out.println("theEnergiesOfPartsAddUpToTheWhole seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      LocalDate middle = JANUARY.plusDays(1 + random.nextInt(57));
      GasFactors factors =
          factors(
              value(
                  JANUARY,
                  middle,
                  BigDecimal.valueOf(100_000 + random.nextInt(20_000), 4).toString()),
              value(
                  middle,
                  MARCH,
                  BigDecimal.valueOf(100_000 + random.nextInt(20_000), 4).toString()));
      BigInteger each = BigInteger.valueOf(random.nextLong(1L << 40));
      LocalDate cut = JANUARY.plusDays(1 + random.nextInt(57));
      BigDecimal parts =
          energy(factors, JANUARY, cut, each)
              .energy()
              .plus(energy(factors, cut, MARCH, each).energy())
              .joules();
      assertThat(parts)
          .isEqualByComparingTo(energy(factors, JANUARY, MARCH, each).energy().joules());
    }
  }

  @Test
  @DisplayName("Bad input: a calorific value for the wrong period is refused with the reason")
  void aValueForTheWrongPeriodIsRefusedWithTheReason() {
    assertThatThrownBy(() -> value(FEBRUARY, JANUARY, "11.5"))
        .hasMessage("a calorific value from 2026-02-01 to 2026-01-01 holds for no day");
    assertThatThrownBy(() -> value(JANUARY, JANUARY.plusYears(2), "11.5"))
        .hasMessageContaining("holds for more than 400 days");
    assertThatThrownBy(() -> value(JANUARY, FEBRUARY, "115"))
        .hasMessage("a calorific value of 115 is not in 5..20 kWh per cubic metre");
    assertThatThrownBy(() -> value(JANUARY, FEBRUARY, "11.12345"))
        .hasMessage("a calorific value of 11.12345 has more than 4 decimals");
    assertThatThrownBy(
            () ->
                factors(
                    value(JANUARY, FEBRUARY, "11.5"), value(JANUARY.plusDays(30), MARCH, "11.6")))
        .hasMessage(
            "GOS 12: 2026-01-01 to 2026-02-01 and 2026-01-31 to 2026-03-01 overlap: one calorific"
                + " value holds on a day");
  }
}
