package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What of a year's use a standard profile puts where. */
class StandardProfileTest {
  private static final long FIRST = 1_767_222_000_000L;
  private static final long HOUR = 3_600_000;

  @Test
  void anHourHasItsShareAndAPartOfItAPart() {
    StandardProfile profile = new StandardProfile(FIRST, HOUR, List.of(1L, 0L, 3L));
    assertThat(profile.used(400, FIRST, FIRST + HOUR)).isEqualTo(100);
    assertThat(profile.used(400, FIRST + HOUR, FIRST + 2 * HOUR)).isZero();
    assertThat(profile.used(400, FIRST + 2 * HOUR, FIRST + 3 * HOUR)).isEqualTo(300);
    assertThat(profile.used(400, FIRST + HOUR / 4, FIRST + HOUR / 2)).isEqualTo(25);
    assertThat(profile.covers(FIRST, FIRST + 3 * HOUR)).isTrue();
    assertThat(profile.covers(FIRST - 1, FIRST + HOUR)).isFalse();
    assertThat(profile.covers(FIRST + 2 * HOUR, FIRST + 3 * HOUR + 1)).isFalse();
  }

  @Test
  @DisplayName("A9.5: the quarter-hours of a year add up to what is expected of it, to the step")
  void aYearAddsUp() {
    long seed = Long.getLong("seed", new SplittableRandom().nextLong());
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20; round++) {
      List<Long> weights = new ArrayList<>();
      for (int i = 0; i < 8_760; i++) {
        weights.add(random.nextInt(4) == 0 ? 0 : random.nextLong(StandardProfile.WEIGHT_MAX));
      }
      StandardProfile profile = new StandardProfile(FIRST, HOUR, weights);
      long annual = random.nextLong(9_999_999_999_999_999L);
      long sum = 0;
      for (long at = FIRST; at < FIRST + 8_760 * HOUR; at += QuarterHour.MILLIS) {
        long part = profile.used(annual, at, at + QuarterHour.MILLIS);
        assertThat(part).isNotNegative();
        sum += part;
      }
      assertThat(sum).as("seed %d round %d", seed, round).isEqualTo(annual);
    }
  }

  @Test
  void whatIsNoProfileIsNone() {
    assertThatThrownBy(() -> new StandardProfile(FIRST, HOUR, List.of(0L, 0L)))
        .hasMessage("nothing weighs anything");
    assertThatThrownBy(() -> new StandardProfile(FIRST, HOUR, List.of(1L, -1L)))
        .hasMessageContaining("weight -1 is not in 0..10^14");
    assertThatThrownBy(() -> new StandardProfile(FIRST, 0, List.of(1L)))
        .hasMessageContaining("a step of 0");
  }
}
