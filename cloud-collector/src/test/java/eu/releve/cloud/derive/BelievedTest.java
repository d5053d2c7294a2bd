package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.Resolution;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BelievedTest {
  private static final int READINGS = 400;
  private static final int ROUNDS = Integer.getInteger("rounds", 3_000);
  private static final Dial DIAL = Dial.of(Resolution.ONE_STEP);
  private static final int FAR = Rewriting.CONTEXT;

  // Else what is derived would depend on where a derivation happens to begin and end.
  @Test
  void whatIsBelievedOfAReadingDependsOnThoseAroundItOnly() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<Index> readings = wild(random, READINGS);
      int from = random.nextInt(READINGS / 2);
      int to = from + READINGS / 2;
      Set<String> whole = judged(readings, readings.get(from + FAR), readings.get(to - FAR));
      Set<String> part =
          judged(readings.subList(from, to), readings.get(from + FAR), readings.get(to - FAR));
      assertThat(part).as("seed %d round %d", seed, round).isEqualTo(whole);
    }
  }

  // Else a late reading would leave quarter-hours behind that are no longer true.
  @Test
  void aReadingMoreChangesNothingFarFromIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      List<Index> with = wild(random, READINGS);
      int late = random.nextInt(READINGS);
      List<Index> without = new ArrayList<>(with);
      without.remove(with.get(late));
      int before = Math.max(0, late - Rewriting.REACH);
      int after = Math.min(READINGS - 1, late + Rewriting.REACH);
      assertThat(judged(without, with.getFirst(), with.get(before)))
          .as("before, seed %d round %d", seed, round)
          .isEqualTo(judged(with, with.getFirst(), with.get(before)));
      assertThat(judged(without, with.get(after), with.getLast()))
          .as("after, seed %d round %d", seed, round)
          .isEqualTo(judged(with, with.get(after), with.getLast()));
    }
  }

  /** The steps of the line between two readings, with their doubt. */
  private static Set<String> judged(List<Index> readings, Index from, Index to) {
    Believed believed = new Believed(readings, DIAL);
    List<String> steps = new ArrayList<>();
    for (int i = 1; i < believed.line().size(); i++) {
      Index one = believed.line().get(i - 1);
      Index other = believed.line().get(i);
      if (one.millis() >= from.millis() && other.millis() <= to.millis()) {
        steps.add(
            "%d..%d %d %s %s"
                .formatted(
                    one.millis(),
                    other.millis(),
                    other.value() - one.value(),
                    believed.doubtful().contains(other.millis()),
                    believed.rolledOver().contains(other.millis())));
      }
    }
    return steps.stream().collect(Collectors.toSet());
  }

  /** A counter with spikes, dips, holes, restarts, rollovers, gaps and nonsense. */
  static List<Index> wild(Random random, int count) {
    List<Index> readings = new ArrayList<>();
    long millis = 1_772_323_200_000L;
    long value = random.nextInt(1_000_000);
    int rarely = 10 + random.nextInt(60);
    for (int i = 0; i < count; i++) {
      millis += 60_000L * (1 + random.nextInt(10));
      value += random.nextInt(50);
      if (value >= 1_000_000 && value < 1_000_050) {
        value -= 1_000_000;
      }
      long shown = value;
      switch (random.nextInt(rarely)) {
        case 0 -> shown = value * (2 + random.nextInt(100));
        case 1 -> shown = value - value / 20;
        case 2 -> value = shown = random.nextInt(30);
        case 3 -> value = shown = value - value / 30;
        case 4 -> millis += Duration.ofDays(random.nextInt(3)).toMillis();
        case 5 -> shown = random.nextLong();
        case 6 -> shown = random.nextInt(30);
        case 7 -> {
          // The end of its digits is near: the steps that follow pass it.
          value = shown = 1_000_000L - random.nextInt(100);
        }
        default -> shown = value;
      }
      readings.add(new Index(millis, shown));
    }
    return readings;
  }
}
