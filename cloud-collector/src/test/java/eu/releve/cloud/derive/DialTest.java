package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.derive.Change.Dip;
import eu.releve.cloud.derive.Change.Restart;
import eu.releve.cloud.derive.Change.Rise;
import eu.releve.cloud.derive.Change.Rollover;
import eu.releve.cloud.derive.Change.Spike;
import eu.releve.measure.Resolution;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What two readings say; the names begin with the vector that a test shows. */
class DialTest {
  private static final long QUARTER_MILLIS = Duration.ofMinutes(15).toMillis();
  private static final Dial SIX_DIGITS = Dial.ending(1_000_000);

  private static Change between(Dial dial, long before, long now) {
    return dial.between(new Index(0, before), new Index(QUARTER_MILLIS, now));
  }

  @Test
  void a2ACounterOfSixDigitsThatGoesOnAtZeroHasRolledOver() {
    assertThat(between(SIX_DIGITS, 999_990, 15)).isEqualTo(new Rollover(25));
  }

  @Test
  void a2ACounterOfThirtyTwoBitsThatGoesOnAtZeroHasRolledOver() {
    Dial full = Dial.ending(1L << 32);
    assertThat(between(full, 4_294_967_290L, 7)).isEqualTo(new Rollover(13));
  }

  // 120,345.2 -> 12.4, in tenths.
  @Test
  void a2ACounterThatFallsFarHasRestartedAndCountsWhatItShows() {
    Dial tenths = Dial.ending(10_000_000);
    assertThat(between(tenths, 1_203_452, 124)).isEqualTo(new Restart(124));
    assertThat(between(Dial.UNKNOWN, 1_203_452, 124)).isEqualTo(new Restart(124));
  }

  // 5000.0 -> 4999.8, in tenths.
  @Test
  void a2ACounterThatFallsALittleDipsAndHasUsedNothing() {
    assertThat(between(Dial.ending(10_000_000), 50_000, 49_998)).isEqualTo(new Dip());
    assertThat(between(Dial.UNKNOWN, 50_000, 49_998)).isEqualTo(new Dip());
  }

  // Below nine tenths of what it showed; at nine tenths it still dips.
  @Test
  void a2ARestartBeginsBelowNineTenths() {
    assertThat(between(Dial.UNKNOWN, 1_000, 900)).isEqualTo(new Dip());
    assertThat(between(Dial.UNKNOWN, 1_000, 899)).isEqualTo(new Restart(899));
  }

  // 1.2 times fuses of 10 kVA: 3,000 Wh in 15 minutes.
  @Test
  void a2ARiseFasterThanTheFusesLetThroughIsASpike() {
    Dial fused = Dial.ending(1_000_000).atMost(12_000);
    assertThat(between(fused, 500, 3_500)).isEqualTo(new Rise(3_000));
    assertThat(between(fused, 500, 3_501)).isEqualTo(new Spike());
    assertThat(fused.between(new Index(0, 500), new Index(2 * QUARTER_MILLIS, 3_501)))
        .as("in twice the time")
        .isEqualTo(new Rise(3_001));
  }

  @Test
  void a2ARolloverFasterThanTheFusesLetThroughIsARestart() {
    Dial fused = Dial.ending(1_000_000).atMost(12_000);
    assertThat(between(fused, 998_000, 1_000)).isEqualTo(new Rollover(3_000));
    assertThat(between(fused, 998_000, 1_001)).isEqualTo(new Restart(1_001));
  }

  @Test
  void whereTheRateIsNotKnownARolloverLiesInAThousandthAroundTheEnd() {
    assertThat(between(SIX_DIGITS, 999_400, 400)).isEqualTo(new Rollover(1_000));
    assertThat(between(SIX_DIGITS, 999_399, 400)).isEqualTo(new Restart(400));
  }

  @Test
  void theEndsAreFoundFromTheResolution() {
    // A display of hundredths of a kWh, in Wh: nine digits end at 10^10 Wh.
    Dial hundredths = Dial.of(new Resolution(1, 1));
    assertThat(between(hundredths, 9_999_999_990L, 60)).isEqualTo(new Rollover(70));
    assertThat(between(hundredths, 9_999_990, 60)).isEqualTo(new Rollover(70));
    assertThat(between(hundredths, 655_350, 60)).isEqualTo(new Rollover(70));
    assertThat(between(hundredths, 9_934_000, 60)).isEqualTo(new Restart(60));
    // Finer than a step: only ends of whole steps are possible.
    assertThat(Dial.of(new Resolution(5, -5)).ends()).doesNotContain(0L).contains(50L, 500L);
    assertThat(Dial.of(new Resolution(9_999, 18)).ends()).isEmpty();
  }

  @Test
  void noValueIsTooLargeOrTooSmall() {
    assertThat(between(Dial.UNKNOWN, Long.MIN_VALUE, Long.MAX_VALUE)).isEqualTo(new Spike());
    assertThat(between(Dial.ending(1L << 62), Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo(new Dip());
    assertThat(between(Dial.ending(1L << 62).atMost(Long.MAX_VALUE), (1L << 62) - 1, 0))
        .isEqualTo(new Rollover(1));
  }

  @Test
  void aDialThatCannotBeIsRefusedWithTheReason() {
    assertThatThrownBy(() -> Dial.ending(1)).hasMessageContaining("end 1 is not in");
    assertThatThrownBy(() -> Dial.ending(Long.MAX_VALUE)).hasMessageContaining("is not in");
    assertThatThrownBy(() -> SIX_DIGITS.atMost(0)).hasMessage("0 steps an hour are not above zero");
    assertThatThrownBy(() -> SIX_DIGITS.between(new Index(5, 1), new Index(5, 2)))
        .hasMessage("5 is not before 5");
  }
}
