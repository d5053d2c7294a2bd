package eu.releve.cloud.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DivisionTest {
  private static List<Long> of(Division division, long whole) {
    return division.of(BigInteger.valueOf(whole)).stream().map(BigInteger::longValueExact).toList();
  }

  @Test
  void thePartsAddUpToTheWholeAndLieNextToTheirExactShares() {
    Division division = new Division(List.of(31L, 29L, 40L));
    assertThat(of(division, 1_000)).containsExactly(310L, 290L, 400L);
    assertThat(of(division, 0)).containsExactly(0L, 0L, 0L);
    assertThat(of(division, 1)).containsExactly(0L, 0L, 1L);
    assertThat(of(new Division(List.of(1L, 1L, 1L)), 100)).containsExactly(34L, 33L, 33L);
  }

  @Test
  void whatIsBelowZeroIsDividedAsItsOpposite() {
    Division division = new Division(List.of(2L, 1L));
    assertThat(of(division, -7)).containsExactly(-5L, -2L);
  }

  // By the largest remainder 3, 3 and 1 get 4, 4 and 2 of ten steps, and 5, 5 and 1 of eleven.
  @Test
  void noPartShrinksWhileTheWholeGrowsStepByStep() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Long> weights = new ArrayList<>();
      int count = 1 + random.nextInt(12);
      for (int i = 0; i < count; i++) {
        weights.add(1L + random.nextInt(random.nextBoolean() ? 10 : 10_000));
      }
      Division division = new Division(weights);
      long from = random.nextInt(4) == 0 ? random.nextLong(1L << 50) : 0;
      List<Long> before = of(division, from);
      for (long whole = from + 1; whole < from + 150; whole++) {
        List<Long> parts = of(division, whole);
        String what = "seed %d: %d among %s".formatted(seed, whole, weights);
        assertThat(parts.stream().mapToLong(Long::longValue).sum()).as(what).isEqualTo(whole);
        for (int i = 0; i < count; i++) {
          assertThat(parts.get(i) - before.get(i)).as(what).isBetween(0L, 1L);
        }
        before = parts;
      }
    }
  }

  @Test
  void aPartLiesWithinHalfAStepForEachPartOfItsExactShare() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      int count = 2 + random.nextInt(30);
      List<Long> weights = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        weights.add(1L + random.nextInt(1_000));
      }
      long sum = weights.stream().mapToLong(Long::longValue).sum();
      long whole = random.nextLong(1_000_000_000L);
      List<Long> parts = of(new Division(weights), whole);
      for (int i = 0; i < count; i++) {
        double exact = (double) whole * weights.get(i) / sum;
        assertThat(Math.abs(parts.get(i) - exact))
            .as("seed %d: %d among %s", seed, whole, weights)
            .isLessThanOrEqualTo((count + 1) / 2.0 + 1e-3);
      }
    }
  }

  @Test
  void aWeightOfZeroIsRefused() {
    assertThatThrownBy(() -> new Division(List.of(1L, 0L)))
        .hasMessage("weight: wanted above zero, found 0");
    assertThatThrownBy(() -> new Division(List.of())).hasMessage("wanted a part, found none");
  }
}
