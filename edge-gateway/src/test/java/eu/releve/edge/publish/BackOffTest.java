package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class BackOffTest {
  private static final int GATEWAYS = 10_000;
  private static final long HOUR_MILLIS = 3_600_000;

  /** Of all attempts, in any one second: after an outage, and after a moment that all have seen. */
  private static final double SHARE_AFTER_AN_OUTAGE = 0.02;

  private static final double SHARE_AFTER_A_MOMENT = 0.05;

  @Test
  void pausesDoubleToTheirMaximumAndAreHalfChance() {
    BackOff backOff = new BackOff(Pace.USUAL.alone(), new Random(3));
    long whole = 1_000;
    for (int attempt = 0; attempt < 20; attempt++) {
      assertThat(backOff.afterFailure()).isBetween(whole / 2, whole);
      whole = Math.min(120_000, 2 * whole);
    }
    assertThat(backOff.afterLoss()).isLessThanOrEqualTo(1_000);
    assertThat(backOff.afterFailure()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void aGatewayThatIsAloneWithItsCollectorStartsAtOnce() {
    assertThat(new BackOff(Pace.USUAL.alone(), new Random(3)).beforeTheFirst(5_000)).isZero();
    assertThat(new BackOff(Pace.USUAL, new Random(3)).beforeTheFirst(BackOff.STARTING_MILLIS))
        .as("somebody restarts the program of a machine that has been up")
        .isZero();
  }

  // All lose their connection in one moment; the collector is back after an hour.
  @Test
  void afterAnOutageOfAnHourTenThousandGatewaysComeBackSpread() {
    List<Long> back =
        all(
            backOff -> {
              long now = backOff.afterLoss();
              while (now < HOUR_MILLIS) {
                now += backOff.afterFailure();
              }
              return now - HOUR_MILLIS;
            });
    assertThat(busiestShare(back)).isLessThanOrEqualTo(SHARE_AFTER_AN_OUTAGE);
    assertThat(back).allMatch(millis -> millis <= 120_000);
  }

  @Test
  void afterARestartOfTheCollectorTheyComeBackSpread() {
    List<Long> back = all(BackOff::afterLoss);
    assertThat(busiestShare(back)).isLessThanOrEqualTo(SHARE_AFTER_A_MOMENT);
    assertThat(back).allMatch(millis -> millis <= 30_000);
  }

  // A minute's restart: the first attempts fail, and those that follow stay spread.
  @Test
  void whileTheCollectorIsAwayForAMinuteTheyComeBackSpread() {
    List<Long> back =
        all(
            backOff -> {
              long now = backOff.afterLoss();
              while (now < 60_000) {
                now += backOff.afterFailure();
              }
              return now - 60_000;
            });
    assertThat(busiestShare(back)).isLessThanOrEqualTo(SHARE_AFTER_A_MOMENT);
  }

  @Test
  void whenPowerComesBackToAQuarterTheyComeSpread() {
    List<Long> first = all(backOff -> backOff.beforeTheFirst(20_000));
    assertThat(busiestShare(first)).isLessThanOrEqualTo(SHARE_AFTER_A_MOMENT);
    assertThat(first).allMatch(millis -> millis <= 30_000);
  }

  private static List<Long> all(ToLongFunction<BackOff> back) {
    long seed = System.nanoTime();
    System.out.println("seed of the gateways that come back: " + seed);
    Random seeds = new Random(seed);
    List<Long> moments = new ArrayList<>();
    for (int i = 0; i < GATEWAYS; i++) {
      moments.add(back.applyAsLong(new BackOff(Pace.USUAL, new Random(seeds.nextLong()))));
    }
    return moments;
  }

  private static double busiestShare(List<Long> millis) {
    int[] seconds = new int[200];
    millis.forEach(moment -> seconds[(int) (moment / 1_000)]++);
    return Arrays.stream(seconds).max().orElse(0) / (double) GATEWAYS;
  }
}
