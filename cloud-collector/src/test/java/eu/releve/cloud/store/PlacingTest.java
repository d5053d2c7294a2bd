package eu.releve.cloud.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacingTest {
  @Test
  void aBootWithoutTimeLiesInTheMiddleOfTheTimeThatItCanHaveHad() {
    assertThat(Placing.starts(OptionalLong.of(1_000), 2_000, List.of(400L)))
        .containsExactly(1_300L);
  }

  @Test
  void theFirstBootOfABoxLiesRightBeforeTheSecond() {
    assertThat(Placing.starts(OptionalLong.empty(), 2_000, List.of(400L))).containsExactly(1_600L);
  }

  @Test
  void whereAClockWasWrongTheyKeepTheirOrderAndEndWhereTheNextBegins() {
    assertThat(Placing.starts(OptionalLong.of(1_900), 2_000, List.of(100L, 400L)))
        .containsExactly(1_500L, 1_600L);
  }

  @Test
  void severalBootsKeepTheirOrderAndTheirLengthBetweenTheirNeighbours() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 1_000; round++) {
      long previousEnd = random.nextLong(1_000_000);
      List<Long> lengths = new ArrayList<>();
      long nextStart = previousEnd;
      for (int boot = 0; boot <= random.nextInt(5); boot++) {
        lengths.add(random.nextLong(10_000));
        nextStart += lengths.getLast() + random.nextLong(10_000);
      }
      List<Long> starts = Placing.starts(OptionalLong.of(previousEnd), nextStart, lengths);
      long end = previousEnd;
      for (int boot = 0; boot < lengths.size(); boot++) {
        assertThat(starts.get(boot)).as("seed %d", seed).isGreaterThanOrEqualTo(end);
        end = starts.get(boot) + lengths.get(boot);
      }
      assertThat(end).as("seed %d", seed).isLessThanOrEqualTo(nextStart);
    }
  }
}
