package eu.releve.edge.port;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeterTimeTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

  @Test
  void aMeterWhoseClockAgreesIsTakenAtItsWord() {
    MeterTime time = time(Optional.of(NOW.plusSeconds(20)), Optional.of(NOW));
    assertThat(time.bootMillisOf(NOW.minusSeconds(300))).contains(1_000_000L - 300_000);
  }

  // Its hour is wrong, or its zone: how long ago something was, it knows all the same.
  @Test
  void ofAMeterWhoseClockIsOffTheDistancesAreBelieved() {
    MeterTime time = time(Optional.of(NOW.plusSeconds(3_600)), Optional.of(NOW));
    assertThat(time.bootMillisOf(NOW.plusSeconds(3_300))).contains(1_000_000L - 300_000);
    MeterTime without = time(Optional.of(NOW), Optional.empty());
    assertThat(without.bootMillisOf(NOW.minusSeconds(300))).contains(1_000_000L - 300_000);
  }

  @Test
  void whatWasBeforeTheStartLiesBelowZero() {
    MeterTime time = time(Optional.of(NOW), Optional.of(NOW));
    assertThat(time.bootMillisOf(NOW.minusSeconds(86_400))).contains(1_000_000L - 86_400_000);
  }

  @Test
  void whatHasNotBeenYetOrLiesYearsBackAndWhatNobodyCanPlaceHasNoInstant() {
    assertThat(time(Optional.of(NOW), Optional.of(NOW)).bootMillisOf(Instant.EPOCH)).isEmpty();
    assertThat(time(Optional.of(NOW), Optional.of(NOW)).bootMillisOf(NOW.plusSeconds(61)))
        .isEmpty();
    assertThat(time(Optional.empty(), Optional.empty()).bootMillisOf(NOW)).isEmpty();
  }

  private static MeterTime time(Optional<Instant> meter, Optional<Instant> wall) {
    return new MeterTime(1_000_000, meter, wall);
  }
}
