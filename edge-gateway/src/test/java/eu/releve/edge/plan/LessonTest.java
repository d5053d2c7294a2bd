package eu.releve.edge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.RegisterRange;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.Requests;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LessonTest {
  private static final Cost COST = Cost.TCP;
  private static final Requests NO_LIMITS = Requests.of(125, 125);

  @Test
  void aHoleThatIsNotThereIsFoundInThreeRequests() {
    List<Piece> registers = u16(0, 1, 2, 10, 11, 12);
    Meter meter = new Meter(range -> range.address() < 3 && range.end() > 3);
    Learned learned = meter.round(registers, Learned.NOTHING);
    assertThat(learned).hasToString("cuts 3:3; absent");
    assertThat(meter.asked).isEqualTo(3);
    assertThat(meter.round(registers, learned)).isEqualTo(learned);
    assertThat(meter.asked).isEqualTo(5);
    assertThat(meter.refused).isEqualTo(1);
  }

  @Test
  void aRegisterThatTheMeterDoesNotHaveIsNotAskedAgain() {
    List<Piece> registers = u16(0, 1, 2, 3, 4, 5, 6, 7);
    Meter meter = new Meter(range -> range.address() <= 5 && 5 < range.end());
    Learned learned = meter.round(registers, Learned.NOTHING);
    assertThat(learned.absent()).containsExactly(new Learned.Place(3, 5));
    meter.refused = 0;
    learned = meter.round(registers, learned);
    learned = meter.round(registers, learned);
    meter.asked = 0;
    assertThat(meter.round(registers, learned)).isEqualTo(learned);
    assertThat(meter.asked).isEqualTo(2);
    assertThat(meter.read).hasSize(7);
  }

  @Test
  void ofTwoValuesBehindOneExponentOnlyTheOneThatIsNotThereIsGivenUp() {
    List<Piece> registers = List.of(Registers.scaled(11, 10), Registers.scaled(12, 10));
    Meter meter = new Meter(range -> range.address() <= 12 && 12 < range.end());
    Learned learned = meter.round(registers, Learned.NOTHING);
    assertThat(learned.absent()).containsExactly(new Learned.Place(3, 12));
    assertThat(meter.round(registers, learned)).isEqualTo(learned);
    assertThat(meter.read).containsExactly(registers.getFirst());
  }

  // A meter behind a wrong profile refuses everything; a meter that starts does so for a while.
  @Test
  void aMeterThatRefusesEverythingTeachesNothing() {
    Meter meter = new Meter(range -> true);
    assertThat(meter.round(u16(0, 1, 2, 3), Learned.NOTHING)).isEqualTo(Learned.NOTHING);
  }

  @Test
  void otherRefusalsTeachNothing() {
    Lesson lesson = new Lesson(Learned.NOTHING.plan(u16(0, 1), NO_LIMITS, COST));
    assertThat(lesson.next()).isPresent();
    assertThat(lesson.refused(6)).isFalse();
    assertThat(lesson.next()).isEmpty();
    assertThat(lesson.after(Learned.NOTHING)).isEqualTo(Learned.NOTHING);
  }

  @Test
  void aMeterThatAnswersFewerWordsThanItsProfileSaysIsReadInParts() {
    List<Piece> registers = u16(java.util.stream.IntStream.range(0, 100).toArray());
    Meter meter = new Meter(range -> range.words() > 30);
    Learned learned = Learned.NOTHING;
    for (int i = 0; i < 3; i++) {
      learned = meter.round(registers, learned);
    }
    meter.refused = 0;
    meter.asked = 0;
    assertThat(meter.round(registers, learned)).isEqualTo(learned);
    assertThat(meter.refused).isZero();
    assertThat(meter.asked).isEqualTo(4);
    assertThat(meter.read).hasSize(100);
  }

  // Whatever a meter refuses, in a few rounds everything that it has is read without a refusal.
  @Test
  void anyMapIsLearned() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<Piece> registers = new ArrayList<>();
      int at = 0;
      for (int i = 0; i < 1 + random.nextInt(40); i++) {
        registers.add(Registers.at(3, at, DataType.U32));
        at += 2 + (random.nextInt(3) == 0 ? random.nextInt(12) : 0);
      }
      Set<Integer> dead = new TreeSet<>();
      for (int i = 0; i < random.nextInt(6); i++) {
        dead.add(random.nextInt(at));
      }
      Meter meter = new Meter(range -> dead.stream().anyMatch(its -> isIn(range, its)));
      long there =
          registers.stream()
              .filter(register -> dead.stream().noneMatch(its -> isIn(register, its)))
              .count();
      Learned learned = Learned.NOTHING;
      for (int i = 0; i < 8; i++) {
        learned = meter.round(registers, learned);
      }
      meter.refused = 0;
      learned = meter.round(registers, learned);
      String which = "seed %d round %d".formatted(seed, round);
      assertThat(meter.read).as(which).hasSize((int) there);
      if (there > 0) {
        assertThat(meter.refused).as(which).isZero();
      }
    }
  }

  @Test
  void aBlockIsAskedWhole() {
    Meter meter = new Meter(range -> false);
    assertThat(meter.round(List.of(block(0, 10), block(200, 30)), Learned.NOTHING).isNothing())
        .isTrue();
    assertThat(meter.ranges)
        .containsExactly(new RegisterRange(3, 0, 10), new RegisterRange(3, 200, 30));
  }

  @Test
  void aBlockThatIsRefusedWholeIsReadInParts() {
    Meter meter = new Meter(range -> range.words() > 8);
    List<Piece> blocks = List.of(block(0, 6), block(6, 40));
    Learned learned = Learned.NOTHING;
    for (int i = 0; i < 4; i++) {
      learned = meter.round(blocks, learned);
    }
    meter.refused = 0;
    assertThat(meter.round(blocks, learned)).isEqualTo(learned);
    assertThat(meter.refused).isZero();
    assertThat(meter.read).hasSize(1 + 19).contains(block(0, 6));
    assertThat(meter.ranges.getFirst()).isEqualTo(new RegisterRange(3, 0, 6));
  }

  @Test
  void aPartOfABlockThatIsNotThereDoesNotCostTheOthers() {
    for (int absent : new int[] {2, 4, 38}) {
      Meter meter = new Meter(range -> range.address() <= absent && absent < range.end());
      List<Piece> blocks = List.of(block(0, 40));
      Learned learned = Learned.NOTHING;
      for (int i = 0; i < 4; i++) {
        learned = meter.round(blocks, learned);
      }
      meter.refused = 0;
      assertThat(meter.round(blocks, learned)).isEqualTo(learned);
      assertThat(meter.refused).as("absent %d", absent).isZero();
      assertThat(meter.read).hasSize(18);
    }
  }

  /** So many words, of which the first two are no registers. */
  private static Piece block(int address, int words) {
    List<ModbusRegister> registers = new ArrayList<>();
    for (int at = address + 2; at < address + words; at += 2) {
      registers.addAll(Registers.at(3, at, DataType.U32).registers());
    }
    return new Piece(new RegisterRange(3, address, words), registers, true);
  }

  @Test
  void whatWasLearnedIsReadBackAsItWasWritten() {
    Learned learned =
        Learned.NOTHING.and(
            Set.of(new Learned.Place(4, 120), new Learned.Place(3, 65_536)),
            Set.of(new Learned.Place(4, 7)));
    assertThat(learned).hasToString("cuts 3:65536 4:7 4:120; absent 4:7");
    assertThat(Learned.parse(learned.toString())).isEqualTo(learned);
    assertThat(Learned.parse(Learned.NOTHING.toString())).isEqualTo(Learned.NOTHING);
  }

  private static boolean isIn(RegisterRange range, int address) {
    return range.address() <= address && address < range.end();
  }

  private static boolean isIn(Piece register, int address) {
    return isIn(register.range(), address);
  }

  private static List<Piece> u16(int... addresses) {
    List<Piece> registers = new ArrayList<>();
    for (int address : addresses) {
      registers.add(Registers.at(3, address, DataType.U16));
    }
    return registers;
  }

  /** Refuses some requests, and counts. */
  private static final class Meter {
    private final Predicate<RegisterRange> refuses;
    private final Set<Piece> read = new java.util.HashSet<>();
    private final List<RegisterRange> ranges = new ArrayList<>();
    private int asked;
    private int refused;

    Meter(Predicate<RegisterRange> refuses) {
      this.refuses = refuses;
    }

    Learned round(List<Piece> registers, Learned before) {
      read.clear();
      ranges.clear();
      List<Planner.Request> plan = before.plan(registers, NO_LIMITS, COST);
      if (plan.isEmpty()) {
        plan = Learned.NOTHING.plan(registers, NO_LIMITS, COST);
      }
      Lesson lesson = new Lesson(plan);
      for (Optional<Planner.Request> next = lesson.next(); next.isPresent(); next = lesson.next()) {
        asked++;
        ranges.add(next.get().range());
        if (refuses.test(next.get().range())) {
          refused++;
          lesson.refused(2);
        } else {
          read.addAll(next.get().pieces());
          lesson.answered();
        }
      }
      return lesson.after(before);
    }
  }
}
