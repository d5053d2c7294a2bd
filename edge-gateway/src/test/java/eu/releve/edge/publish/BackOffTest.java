package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BackOffTest {
  @Test
  void pausesDoubleToTheirMaximumAndAreHalfChance() {
    BackOff backOff = new BackOff(Pace.USUAL, new Random(3));
    long whole = 1_000;
    for (int attempt = 0; attempt < 20; attempt++) {
      assertThat(backOff.nextMillis()).isBetween(whole / 2, whole);
      whole = Math.min(60_000, 2 * whole);
    }
    backOff.reset();
    assertThat(backOff.nextMillis()).isLessThanOrEqualTo(1_000);
  }
}
