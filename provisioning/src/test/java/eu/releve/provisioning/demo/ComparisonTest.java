package eu.releve.provisioning.demo;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.Comparison.OpenWindow;
import eu.releve.provisioning.demo.Comparison.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Register REGISTER =
      new Register(new MeterId("main"), RegisterName.parse("active-energy-import"));
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Allowance EXACT =
      new Allowance(Duration.ofMillis(100), Duration.ofSeconds(2), List.of());

  private static Value at(long millis, long value) {
    return new Value(NOON.plusMillis(millis), value);
  }

  private static Comparison compare(List<Value> answers, List<Value> stored, Allowance allowance) {
    return Comparison.of(Map.of(REGISTER, answers), Map.of(REGISTER, stored), allowance);
  }

  @Test
  void readingsALittleAfterTheirAnswersAreEqual() {
    Comparison equal =
        compare(
            List.of(at(0, 1), at(5_000, 2), at(10_000, 2)),
            List.of(at(3, 1), at(5_001, 2), at(11_900, 2)),
            EXACT);
    assertThat(equal.isEqual()).isTrue();
    assertThat(equal.answers()).isEqualTo(3);
  }

  @Test
  void aLostAnswerIsMissingAndTheOthersStillPair() {
    Comparison lost =
        compare(
            List.of(at(0, 1), at(5_000, 2), at(10_000, 3)),
            List.of(at(3, 1), at(10_001, 3)),
            EXACT);
    assertThat(lost.missing()).isEqualTo(1);
    assertThat(lost.extra()).isZero();
    assertThat(lost.different()).isZero();
  }

  @Test
  void aDoubledReadingIsExtra() {
    Comparison doubled =
        compare(List.of(at(0, 1), at(5_000, 2)), List.of(at(3, 1), at(4, 1), at(5_001, 2)), EXACT);
    assertThat(doubled.extra()).isEqualTo(1);
    assertThat(doubled.missing()).isZero();
  }

  @Test
  void anotherValueIsDifferent() {
    assertThat(compare(List.of(at(0, 1)), List.of(at(3, 7)), EXACT).different()).isEqualTo(1);
  }

  @Test
  void aRegisterThatIsStoredButNeverAnsweredIsExtra() {
    assertThat(Comparison.of(Map.of(), Map.of(REGISTER, List.of(at(0, 1))), EXACT).extra())
        .isEqualTo(1);
  }

  @Test
  void onlyTheWindowThatWasOpenAtADeathIsExcused() {
    Allowance oneDeath =
        new Allowance(
            Duration.ofMillis(100),
            Duration.ofSeconds(2),
            List.of(new OpenWindow(NOON.plusMillis(4_000), NOON.plusMillis(6_000))));
    Comparison comparison =
        compare(List.of(at(0, 1), at(5_000, 2), at(10_000, 3)), List.of(), oneDeath);
    assertThat(comparison.lost()).hasSize(1);
    assertThat(comparison.missing()).isEqualTo(2);
  }

  // With a period as long as the tolerance a lost answer's neighbour would fit in its place.
  @Test
  void aLostAnswerDoesNotShiftThePairsBehindIt() {
    List<Value> answers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      answers.add(at(2_000L * i, i / 3));
    }
    List<Value> stored = new ArrayList<>();
    answers.forEach(value -> stored.add(new Value(value.instant().plusMillis(5), value.value())));
    stored.remove(500);
    Allowance wide = new Allowance(Duration.ofMillis(100), Duration.ofSeconds(4), List.of());
    Comparison lost = compare(answers, stored, wide);
    assertThat(lost.missing()).isEqualTo(1);
    assertThat(lost.extra() + lost.different()).isZero();
    Instant gone = answers.get(500).instant();
    Allowance excused =
        new Allowance(
            Duration.ofMillis(100),
            Duration.ofSeconds(4),
            List.of(new OpenWindow(gone.minusMillis(10), gone.plusMillis(10))));
    assertThat(compare(answers, stored, excused).isEqual()).isTrue();
  }

  @Test
  void whatHasBeenDoneToTheReadingsIsFound() {
    long seed = System.nanoTime();
    System.out.println("comparison: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Value> answers = new ArrayList<>();
      List<Value> stored = new ArrayList<>();
      int lost = 0;
      int doubled = 0;
      int wrong = 0;
      int size = random.nextInt(60);
      for (int i = 0; i < size; i++) {
        answers.add(at(10_000L * i, i));
        switch (random.nextInt(12)) {
          case 0 -> lost++;
          case 1 -> {
            doubled++;
            stored.add(at(10_000L * i + 1, i));
            stored.add(at(10_000L * i + 2, i));
          }
          case 2 -> {
            wrong++;
            stored.add(at(10_000L * i + 1, -1));
          }
          default -> stored.add(at(10_000L * i + random.nextInt(1_900), i));
        }
      }
      Comparison found = compare(answers, stored, EXACT);
      assertThat(List.of(found.missing(), found.extra(), found.different()))
          .as("seed %d round %d", seed, round)
          .containsExactly((long) lost, (long) doubled, (long) wrong);
    }
  }
}
