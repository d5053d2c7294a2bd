package eu.releve.provisioning.demo;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.Comparison.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A contact of 100 mL, read every five seconds. */
class PulsesTest {
  private static final Register REGISTER =
      new Register(new MeterId("rain"), RegisterName.parse("water-volume"));

  /** A meter that is asked all the time says until when there was a gateway. */
  private static final Register ASKED =
      new Register(new MeterId("main"), RegisterName.parse("water-volume"));

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Map<MeterId, Duration> COUNTED =
      Map.of(REGISTER.meter(), Duration.ofSeconds(5));
  private static final Allowance EXACT =
      new Allowance(Duration.ofMillis(100), Duration.ofSeconds(2), List.of());

  private static Value at(long millis, long value) {
    return new Value(NOON.plusMillis(millis), value);
  }

  private static Comparison compare(long endMillis, List<Value> said, List<Value> stored) {
    Value end = at(endMillis, 0);
    return Comparison.of(
        Map.of(REGISTER, said, ASKED, List.of(end)),
        Map.of(REGISTER, stored, ASKED, List.of(end)),
        EXACT,
        COUNTED);
  }

  private static List<Long> faults(Comparison found) {
    return List.of(found.missing(), found.extra(), found.different());
  }

  /** Begins at noon with 1,000 and gives a pulse every two seconds. */
  private static List<Value> everyTwoSeconds(int pulses) {
    List<Value> said = new ArrayList<>();
    for (int i = 0; i <= pulses; i++) {
      said.add(at(2_000L * i, 1_000 + 100L * i));
    }
    return said;
  }

  @Test
  void readingsThatStateTheCountOfTheirInstantAreEqual() {
    Comparison equal =
        compare(
            14_000,
            everyTwoSeconds(7),
            List.of(at(80, 1_000), at(3_100, 1_100), at(8_100, 1_400), at(13_100, 1_600)));
    assertThat(faults(equal)).containsExactly(0L, 0L, 0L);
    assertThat(equal.answers()).isEqualTo(5);
    assertThat(equal.stored()).isEqualTo(5);
  }

  @Test
  void aPulseMayBeOnItsWayForAsLongAsAnAnswer() {
    List<Value> said = List.of(at(0, 1_000), at(4_000, 1_100));
    assertThat(faults(compare(5_000, said, List.of(at(50, 1_000), at(5_000, 1_000)))))
        .containsExactly(0L, 0L, 0L);
    assertThat(faults(compare(6_500, said, List.of(at(50, 1_000), at(6_500, 1_000)))))
        .containsExactly(0L, 0L, 1L);
  }

  @Test
  void aCountThatTheContactNeverHadIsDifferent() {
    assertThat(faults(compare(2_500, everyTwoSeconds(1), List.of(at(50, 1_000), at(2_500, 1_050)))))
        .containsExactly(0L, 0L, 1L);
    assertThat(faults(compare(2_500, everyTwoSeconds(1), List.of(at(50, 1_000), at(2_500, 1_200)))))
        .containsExactly(0L, 0L, 1L);
  }

  // As the demo's contact: pulses are further apart than an answer may be on its way.
  @Test
  void aMeterThatIsAlwaysOnePulseBehindIsFound() {
    List<Value> said = new ArrayList<>();
    for (int i = 0; i <= 10; i++) {
      said.add(at(4_000L * i, 1_000 + 100L * i));
    }
    List<Value> right = new ArrayList<>();
    List<Value> behind = new ArrayList<>();
    for (long millis = 50; millis < 40_000; millis += 5_000) {
      long count = 1_000 + millis / 4_000 * 100;
      right.add(at(millis, count));
      behind.add(at(millis, Math.max(1_000, count - 100)));
    }
    assertThat(compare(40_000, said, right).isEqual()).isTrue();
    assertThat(compare(40_000, said, behind).different()).isPositive();
  }

  @Test
  void aReadingBeforeAnybodyListenedIsExtraAndSoIsASecondOneAtTheSameInstant() {
    List<Value> said = List.of(at(0, 1_000));
    assertThat(faults(compare(100, said, List.of(at(-3_600_000, 1_000), at(50, 1_000)))))
        .containsExactly(0L, 1L, 0L);
    assertThat(faults(compare(100, said, List.of(at(50, 1_000), at(50, 1_000)))))
        .containsExactly(0L, 1L, 0L);
    assertThat(faults(compare(100, List.of(), List.of(at(50, 1_000))))).containsExactly(0L, 1L, 0L);
  }

  @Test
  void aPeriodWithoutReadingIsMissingAlsoAtTheEnd() {
    List<Value> said = everyTwoSeconds(9);
    List<Value> stored =
        List.of(at(80, 1_000), at(5_000, 1_200), at(10_000, 1_500), at(15_000, 1_700));
    assertThat(faults(compare(18_000, said, stored))).containsExactly(0L, 0L, 0L);
    assertThat(faults(compare(18_000, said, stored.subList(1, 4))))
        .as("the first may come at any moment of the first period")
        .containsExactly(0L, 0L, 0L);
    for (int gone = 1; gone < stored.size(); gone++) {
      List<Value> left = new ArrayList<>(stored);
      left.remove(gone);
      long end = gone == 3 ? 18_000 : 16_000;
      assertThat(faults(compare(end, said, left))).as("%d", gone).containsExactly(1L, 0L, 0L);
    }
    assertThat(faults(compare(18_000, said, List.of()))).containsExactly(3L, 0L, 0L);
  }

  // The count was at 1,300 when the program was killed, and 1,200 was on the disk.
  @Test
  void aKilledGatewayMayLosePulsesSinceTheReadingBeforeAndStaysBehindByThem() {
    List<Value> said =
        List.of(
            at(0, 1_000),
            at(1_000, 1_100),
            at(2_000, 1_200),
            at(3_000, 1_300),
            at(6_000, 1_300),
            at(8_000, 1_400),
            at(12_000, 1_500));
    List<Value> before = List.of(at(60, 1_000), at(2_100, 1_200));
    assertThat(faults(compare(13_000, said, with(before, at(6_090, 1_200), at(11_000, 1_300)))))
        .containsExactly(0L, 0L, 0L);
    assertThat(faults(compare(13_000, said, with(before, at(6_090, 1_300), at(11_000, 1_400)))))
        .containsExactly(0L, 0L, 0L);
    // No longer behind: a pulse was counted that there was not.
    assertThat(faults(compare(13_000, said, with(before, at(6_090, 1_200), at(11_000, 1_400)))))
        .containsExactly(0L, 0L, 1L);
    // Behind what had been stored.
    assertThat(faults(compare(13_000, said, with(before, at(6_090, 1_100), at(11_000, 1_200)))))
        .containsExactly(0L, 0L, 2L);
    // Ahead of the contact.
    assertThat(faults(compare(13_000, said, with(before, at(6_090, 1_400), at(11_000, 1_500)))))
        .containsExactly(0L, 0L, 2L);
    // And nobody loses anything where nobody else begins to listen.
    said = new ArrayList<>(said);
    said.remove(4);
    assertThat(faults(compare(13_000, said, with(before, at(6_090, 1_200), at(11_000, 1_300)))))
        .containsExactly(0L, 0L, 2L);
  }

  private static List<Value> with(List<Value> before, Value... then) {
    List<Value> all = new ArrayList<>(before);
    all.addAll(List.of(then));
    return all;
  }

  @Test
  void aSimulatorThatBeginsAgainGoesOnWhereItWas() {
    List<Value> said =
        List.of(
            at(0, 1_000), at(1_000, 1_100), at(9_000, 1_000), at(10_000, 1_100), at(11_000, 1_200));
    List<Value> stored = List.of(at(60, 1_000), at(1_500, 1_100), at(9_050, 1_100));
    assertThat(faults(compare(13_000, said, with(stored, at(13_000, 1_300)))))
        .containsExactly(0L, 0L, 0L);
    assertThat(faults(compare(13_000, said, with(stored, at(13_000, 1_200)))))
        .containsExactly(0L, 0L, 1L);
  }

  // Gateways that live and die, and readings that were tampered with among theirs.
  @Test
  void whatHasBeenDoneToTheReadingsIsFound() {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("pulses: seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      Life life = new Life(random);
      for (int gateway = 0; gateway <= random.nextInt(4); gateway++) {
        life.gateway();
      }
      assertThat(faults(compare(life.millis, life.said, life.stored)))
          .as("seed %d round %d", seed, round)
          .containsExactly(0L, 0L, 0L);
      int chosen = random.nextInt(life.stored.size());
      Value right = life.stored.get(chosen);
      List<Value> wrong = new ArrayList<>(life.stored);
      wrong.set(chosen, new Value(right.instant(), right.value() + 1));
      assertThat(compare(life.millis, life.said, wrong).isEqual())
          .as("seed %d round %d: %s is one too many", seed, round, right)
          .isFalse();
      wrong.set(chosen, right);
      wrong.add(chosen, right);
      assertThat(faults(compare(life.millis, life.said, wrong)))
          .as("seed %d round %d: %s twice", seed, round, right)
          .containsExactly(0L, 1L, 0L);
    }
  }

  /** A contact and those who listen to it, each of whom may lose what it has not stored. */
  private static final class Life {
    private final Random random;
    private final List<Value> said = new ArrayList<>();
    private final List<Value> stored = new ArrayList<>();
    private long millis;
    private long contact = 1_000;
    private long counted = 1_000;

    Life(Random random) {
      this.random = random;
    }

    void gateway() {
      millis += 1_000 + random.nextInt(4_000);
      said.add(at(millis, contact));
      long dueMillis = millis + random.nextInt(90);
      long kept = counted;
      int pulses = random.nextInt(40);
      for (int i = 0; i < pulses; i++) {
        millis += 150 + random.nextInt(3_000);
        for (; dueMillis <= millis; dueMillis += 5_000) {
          stored.add(at(dueMillis, counted));
          kept = counted;
        }
        contact += 100;
        said.add(at(millis, contact));
        counted += 100;
      }
      millis += 100;
      for (; dueMillis <= millis; dueMillis += 5_000) {
        stored.add(at(dueMillis, counted));
        kept = counted;
      }
      counted = random.nextBoolean() ? kept : counted;
    }
  }
}
