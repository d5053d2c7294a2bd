package eu.releve.provisioning.enrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RenewalTest {
  private static final Instant FROM = Instant.parse("2026-03-01T00:00:00Z");
  private static final Duration LIFE = Duration.ofDays(90);

  private static Renewal renewal(long seed) {
    return Renewal.of(FROM, FROM.plus(LIFE), seed);
  }

  @Test
  void itIsDueBetweenTwoThirdsAndATenthOfLifeLaterAndNotForAllAtOnce() {
    assertThat(LongStream.range(0, 1_000).mapToObj(seed -> renewal(seed).due()))
        .allSatisfy(
            due ->
                assertThat(due)
                    .isBetween(FROM.plus(Duration.ofDays(60)), FROM.plus(Duration.ofDays(69))));
    long days =
        LongStream.range(0, 1_000)
            .map(seed -> Duration.between(FROM, renewal(seed).due()).toDays())
            .distinct()
            .count();
    assertThat(days).isEqualTo(9);
    assertThat(renewal(7)).isEqualTo(renewal(7));
  }

  @Test
  void pausesGrowAndLeaveRoomForTenMoreAttempts() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      Instant now = FROM.plusMillis(random.nextLong(LIFE.toMillis()));
      int failures = 1 + random.nextInt(100);
      Duration pause = renewal(1).pause(failures, now);
      Duration left = Duration.between(now, FROM.plus(LIFE));
      assertThat(pause)
          .as("seed %d, %d failures at %s", seed, failures, now)
          .isGreaterThanOrEqualTo(Duration.ofSeconds(1))
          .isLessThanOrEqualTo(
              left.dividedBy(10).compareTo(Duration.ofSeconds(1)) > 0
                  ? left.dividedBy(10)
                  : Duration.ofSeconds(1))
          .isLessThanOrEqualTo(renewal(1).pause(failures + 1, now));
    }
    assertThat(renewal(1).pause(1, FROM)).isEqualTo(Duration.ofMinutes(1));
    assertThat(renewal(1).pause(100, FROM)).isEqualTo(Duration.ofDays(1));
  }

  @Test
  void afterTheEndItGoesOnAskingOnceAnHour() {
    Instant over = FROM.plus(LIFE).plusSeconds(1);
    assertThat(renewal(1).isOver(over)).isTrue();
    assertThat(renewal(1).pause(1, over)).isEqualTo(Duration.ofMinutes(1));
    assertThat(renewal(1).pause(100, over)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void aLifeOfSecondsHasPausesOfOne() {
    Renewal short6 = Renewal.of(FROM, FROM.plusSeconds(6), 1);
    assertThat(short6.pause(1, FROM)).isEqualTo(Duration.ofSeconds(1));
    assertThat(short6.pause(50, FROM.plusSeconds(60))).isEqualTo(Duration.ofSeconds(6));
    assertThat(short6.restAfterSuccess()).isEqualTo(Duration.ofSeconds(1));
  }
}
