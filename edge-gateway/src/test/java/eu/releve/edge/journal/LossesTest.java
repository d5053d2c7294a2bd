package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LossesTest {
  @Test
  void whatIsNotThereAndNotDeclaredIsFoundNumberByNumber() {
    long seed = System.nanoTime();
    System.out.println("losses: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      List<long[]> holes = new ArrayList<>();
      BitSet wanted = new BitSet();
      for (int from = 1 + random.nextInt(4); from < 40; from += 2 + random.nextInt(8)) {
        int to = from + random.nextInt(6);
        holes.add(new long[] {from, to});
        wanted.set(from, to + 1);
        from = to;
      }
      List<Loss> declared = new ArrayList<>();
      for (int i = random.nextInt(5); i > 0; i--) {
        int from = random.nextInt(45);
        int to = from + random.nextInt(12);
        declared.add(new Loss(from, to, 0, "gone"));
        wanted.clear(from, to + 1);
      }
      BitSet left = new BitSet();
      for (long[] range : Losses.undeclared(holes, declared)) {
        assertThat(range[0]).isLessThanOrEqualTo(range[1]);
        assertThat(left.get((int) range[0], (int) range[1] + 1).isEmpty()).isTrue();
        left.set((int) range[0], (int) range[1] + 1);
      }
      assertThat(left).isEqualTo(wanted);
    }
  }

  @Test
  void noBatchNamesMoreNumbersThanACollectorMarksAtOnce() {
    List<Fact> facts = new ArrayList<>(Loss.range(1, 2_500_000, "gone"));
    for (int i = 0; i < 600; i++) {
      facts.add(new Loss(3_000_000 + 2 * i, 3_000_000 + 2 * i, 1, "gone"));
    }
    List<Facts> bodies = Losses.bodies(facts);
    assertThat(bodies.stream().flatMap(body -> body.facts().stream()).toList()).isEqualTo(facts);
    for (Facts body : bodies) {
      assertThat(body.facts()).hasSizeLessThanOrEqualTo(256);
      assertThat(body.facts().stream().mapToLong(LossesTest::numbers).sum())
          .isLessThanOrEqualTo(Loss.NUMBERS_MAX);
    }
  }

  private static long numbers(Fact fact) {
    return fact instanceof Loss loss ? loss.toSeq() - loss.fromSeq() + 1 : 0;
  }
}
