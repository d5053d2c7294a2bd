package eu.releve.cloud.weather;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.weather.Correction.Made;
import eu.releve.cloud.weather.Correction.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Weather explains the heating part alone; the names begin with the vector that a test shows. */
class CorrectionTest {
  private static final LocalDate LAST_YEAR = LocalDate.of(2025, 1, 1);
  private static final LocalDate THIS_YEAR = LocalDate.of(2026, 1, 1);

  private static DegreeDays days(LocalDate year, String sum, LocalDate... missing) {
    return new DegreeDays(
        DegreeDayBase.BE_GAS, year, year.plusYears(1), new BigDecimal(sum), List.of(missing));
  }

  private static BigInteger of(long value) {
    return BigInteger.valueOf(value);
  }

  // 330 would be wrong: hot water does not know the winter.
  @Test
  void b6AndG28ThreeHundredWithSixtyOfBaseLoadAreThreeHundredAndTwentyFour() {
    assertThat(Correction.of(of(300), of(60), days(LAST_YEAR, "2000"), days(THIS_YEAR, "2200")))
        .isEqualTo(new Made(of(60), of(324)));
  }

  @Test
  void theBaseLoadIsAsMuchADayAsInSummer() {
    assertThat(Correction.baseLoad(of(9_200), 365)).isEqualTo(of(36_500));
    assertThat(Correction.baseLoad(of(1), 31)).isEqualTo(of(0));
    assertThat(Correction.baseLoad(of(100), 46)).isEqualTo(of(50));
  }

  @Test
  void aMonthThatUsedLessThanASummerMonthHasNoHeatingPart() {
    assertThat(Correction.of(of(50), of(60), days(LAST_YEAR, "10"), days(THIS_YEAR, "20")))
        .isEqualTo(new Made(of(50), of(50)));
  }

  @Test
  void withoutADegreeDayToDivideByNothingIsCorrected() {
    assertThat(Correction.of(of(70), of(60), days(LAST_YEAR, "0"), days(THIS_YEAR, "20")).reason())
        .contains(Reason.NO_DEGREE_DAYS);
  }

  @Test
  void oneMissingDayIsEnoughToCorrectNothing() {
    assertThat(
            Correction.of(
                    of(300), of(60), days(LAST_YEAR, "2000", LAST_YEAR), days(THIS_YEAR, "2200"))
                .reason())
        .contains(Reason.DAYS_MISSING);
  }

  @Test
  void b6BasesAreNeverMixed() {
    DegreeDays other =
        new DegreeDays(
            DegreeDayBase.BE_IRM, THIS_YEAR, THIS_YEAR.plusYears(1), BigDecimal.TEN, List.of());
    assertThatThrownBy(() -> Correction.of(of(300), of(60), days(LAST_YEAR, "2000"), other))
        .hasMessage("be-16.5 and be-15 are not compared: two bases");
  }

  @Test
  void onlyWhatHeatsIsCorrected() {
    assertThat(Correction.isOf("gas-volume")).isTrue();
    assertThat(Correction.isOf("heat-energy")).isTrue();
    assertThat(Correction.isOf("water-volume")).isFalse();
    assertThat(Correction.isOf("active-energy-import")).isFalse();
    assertThat(Correction.isOf("cold-energy")).isFalse();
  }
}
