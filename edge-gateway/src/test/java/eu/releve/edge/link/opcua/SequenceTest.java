package eu.releve.edge.link.opcua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SequenceTest {
  private static final long LAST = 0xFFFF_FFFFL;

  @Test
  void messagesAreUsedInTheOrderOfTheirNumbersHoweverTheyCome() {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (long first : new long[] {1, 1_000, LAST - 10}) {
      List<Long> numbers = new ArrayList<>();
      long number = first;
      for (int i = 0; i < 50; i++) {
        numbers.add(number);
        number = number == LAST ? 1 : number + 1;
      }
      List<Long> shuffled = new ArrayList<>(numbers);
      for (int i = shuffled.size() - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        long kept = shuffled.get(i);
        shuffled.set(i, shuffled.get(other));
        shuffled.set(other, kept);
      }
      Sequence<Long> sequence = new Sequence<>(first);
      List<Long> used = new ArrayList<>();
      for (long each : shuffled) {
        used.addAll(sequence.take(each, each));
        used.addAll(sequence.take(each, each));
      }
      assertThat(used).as("seed %d, from %d", seed, first).isEqualTo(numbers);
    }
  }

  @Test
  void whatIsMissingIsNamedAndMayBeGivenUpOneByOne() {
    Sequence<String> sequence = new Sequence<>(5);
    assertThat(sequence.missing(10)).isEmpty();
    assertThat(sequence.take(8, "eight")).isEmpty();
    sequence.exists(9);
    assertThat(sequence.missing(10)).containsExactly(5L, 6L, 7L, 9L);
    assertThat(sequence.missing(2)).containsExactly(5L, 6L);
    assertThat(sequence.giveUp(6)).isEmpty();
    assertThat(sequence.missing(10)).containsExactly(5L, 7L, 9L);
    assertThat(sequence.giveUp(5)).isEmpty();
    assertThat(sequence.take(7, "seven")).containsExactly("seven", "eight");
    assertThat(sequence.next()).isEqualTo(9);
    assertThat(sequence.end()).isEqualTo(10);
    assertThat(sequence.waiting()).isZero();
  }

  @Test
  void aMessageThatHasBeenOrWasGivenUpIsDropped() {
    Sequence<String> sequence = new Sequence<>(2);
    assertThat(sequence.take(1, "again")).isEmpty();
    sequence.exists(1);
    assertThat(sequence.missing(10)).isEmpty();
    assertThat(sequence.giveUp(3)).isEmpty();
    assertThat(sequence.take(3, "too late")).isEmpty();
    assertThat(sequence.take(2, "two")).containsExactly("two");
    assertThat(sequence.next()).isEqualTo(4);
  }

  // A server that lets a subscription go on at the end of the numbers counts on from 1.
  @Test
  void numbersGoRound() {
    Sequence<String> sequence = new Sequence<>(LAST);
    assertThat(sequence.take(2, "two")).isEmpty();
    assertThat(sequence.missing(10)).containsExactly(LAST, 1L);
    assertThat(sequence.ahead(LAST - 1)).isEqualTo(-1);
    assertThat(sequence.giveUp(LAST)).isEmpty();
    assertThat(sequence.take(1, "one")).containsExactly("one", "two");
  }
}
