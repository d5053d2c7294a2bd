package eu.releve.edge.board;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.board.Press.Wish;
import eu.releve.edge.pulse.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a press means, by the kernel's times alone. */
class PressTest {
  private static final long MILLI = 1_000_000;

  private final Press press = new Press();
  private final List<Wish> wishes = new ArrayList<>();
  private long sequence;

  @Test
  void theTimesOfTheEdgesDecideWhatItMeans() {
    for (long millis : new long[] {50, 51, 99, 1_999, 2_000}) {
      assertThat(pressed(millis)).as("%d ms", millis).containsExactly(Wish.ENROL);
    }
    for (long millis : new long[] {1, 49, 2_001, 4_999}) {
      assertThat(pressed(millis)).as("%d ms", millis).isEmpty();
    }
    for (long millis : new long[] {5_000, 9_000}) {
      assertThat(pressed(millis)).as("%d ms", millis).containsExactly(Wish.SAFE_RESTART);
    }
  }

  @Test
  void aButtonThatIsStillHeldIsObeyedAfterFiveSecondsAndOnce() {
    edge(true, 100);
    look(5_099);
    assertThat(wishes).isEmpty();
    look(5_100);
    look(60_000);
    edge(false, 61_000);
    look(62_000);
    assertThat(wishes).containsExactly(Wish.SAFE_RESTART);
  }

  @Test
  void bouncesAtBothEndsAndAMomentInBetweenAreOnePress() {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    for (int round = 0; round < 200; round++) {
      wishes.clear();
      long at = 10_000L * round;
      at = bounces(chance, true, at);
      edge(false, at + 400);
      edge(true, at + 401);
      at = bounces(chance, false, at + 800);
      look(at + 19);
      assertThat(wishes).as("seed %d", seed).isEmpty();
      look(at + 20);
      assertThat(wishes).as("seed %d", seed).containsExactly(Wish.ENROL);
    }
  }

  // An open line beside the mains would else restart the gateway every five seconds.
  @Test
  void humIsNoPress() {
    for (long at = 0; at < 20_000; at += 20) {
      edge(true, at);
      look(at + 5);
      edge(false, at + 10);
    }
    look(30_000);
    assertThat(wishes).isEmpty();
  }

  // Who still holds it after a safe restart wants no second; a short circuit wants none at all.
  @Test
  void aButtonThatIsFoundPressedMeansNothingUntilItWasLetGo() {
    press.begin();
    press.take(new Edge(true, 100 * MILLI, 0)).ifPresent(wishes::add);
    look(60_000);
    edge(false, 61_000);
    look(62_000);
    assertThat(wishes).isEmpty();
    edge(true, 63_000);
    edge(false, 63_300);
    look(64_000);
    assertThat(wishes).containsExactly(Wish.ENROL);
  }

  @Test
  void whatEdgesAreMissingInIsNoPress() {
    edge(true, 100);
    sequence += 2;
    edge(false, 400);
    look(500);
    edge(true, 600);
    sequence += 2;
    edge(true, 700);
    look(9_000);
    edge(false, 9_100);
    look(9_200);
    assertThat(wishes).isEmpty();
    assertThat(pressed(300)).containsExactly(Wish.ENROL);
  }

  // Three to nine edges within a few milliseconds, the last of them stays.
  private long bounces(Random chance, boolean to, long from) {
    long at = from;
    edge(to, at);
    for (int i = 1 + chance.nextInt(4); i > 0; i--) {
      edge(!to, ++at);
      edge(to, ++at);
    }
    return at;
  }

  private List<Wish> pressed(long millis) {
    wishes.clear();
    long from = 100_000 * (sequence + 1);
    edge(true, from);
    edge(false, from + millis);
    look(from + millis + 100);
    return List.copyOf(wishes);
  }

  private void edge(boolean closed, long millis) {
    press.take(new Edge(closed, millis * MILLI, ++sequence)).ifPresent(wishes::add);
  }

  private void look(long millis) {
    press.until(millis * MILLI).ifPresent(wishes::add);
  }
}
