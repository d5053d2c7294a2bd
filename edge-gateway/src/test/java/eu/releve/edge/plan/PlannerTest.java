package eu.releve.edge.plan;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.serial.LineSettings;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final LineSettings LINE = new LineSettings(9_600, LineSettings.Parity.NONE, 1);
  private static final Cost SERIAL = Cost.serial(LINE, Duration.ofMillis(20), Duration.ZERO);
  private static final List<DataType> TYPES = List.of(DataType.values());
  private static final Requests NO_LIMITS = Requests.of(125, 125);

  // 13 characters, 20 ms and 3.5 characters cost as much as 17.9 words.
  @Test
  void aHoleIsReadAcrossAsLongAsThatCostsLessThanAnotherRequest() {
    assertThat(ranges(NO_LIMITS, at(3, 0), at(3, 19))).containsExactly(range(3, 0, 21));
    assertThat(ranges(NO_LIMITS, at(3, 0), at(3, 20)))
        .containsExactly(range(3, 0, 2), range(3, 20, 2));
  }

  @Test
  void noHoleIsWiderThanTheMeterAllows() {
    assertThat(ranges(limits(125, 1), at(3, 0), at(3, 3))).containsExactly(range(3, 0, 5));
    assertThat(ranges(limits(125, 0), at(3, 0), at(3, 3))).hasSize(2);
    assertThat(ranges(limits(125, 0), at(3, 0), at(3, 2))).containsExactly(range(3, 0, 4));
  }

  @Test
  void noRequestLiesOnBothSidesOfABoundary() {
    assertThat(ranges(limits(125, 16, 2), at(3, 0), at(3, 2), at(3, 4)))
        .containsExactly(range(3, 0, 2), range(3, 2, 4));
    assertThat(ranges(limits(125, 16, 3), at(3, 0), at(3, 4)))
        .containsExactly(range(3, 0, 2), range(3, 4, 2));
  }

  @Test
  void functionsAreNeverMixed() {
    assertThat(ranges(NO_LIMITS, at(4, 0), at(3, 2)))
        .containsExactly(range(3, 2, 2), range(4, 0, 2));
  }

  // A value of four words read in two requests can be two halves of different values.
  @Test
  void aRegisterThatWouldNotFitWholeBeginsTheNextRequest() {
    List<Piece> registers = new ArrayList<>();
    for (int at = 0; at < 128; at += 4) {
      registers.add(Registers.at(3, at, DataType.U64));
    }
    List<Planner.Request> plan = Planner.plan(registers, NO_LIMITS, SERIAL);
    assertThat(plan).hasSize(2);
    assertThat(plan).allMatch(request -> request.range().words() % 4 == 0);
  }

  @Test
  void whatBelongsTogetherIsReadTogether() {
    var together = List.of(new Requests.Span(3, 2, 8));
    Requests limits = new Requests(125, 0, List.of(), together, Duration.ZERO);
    var registers =
        List.of(at(3, 0), at(3, 2), at(3, 8)).stream()
            .flatMap(piece -> piece.registers().stream())
            .toList();
    List<Piece> pieces = Piece.of(new Access.Modbus(registers, limits, List.of(), List.of()));
    assertThat(pieces).hasSize(2);
    assertThat(Planner.plan(pieces, limits, SERIAL))
        .extracting(Planner.Request::range)
        .containsExactly(range(3, 0, 10));
  }

  @Test
  void everyRegisterIsWantedOnceAndLiesWholeInItsRequest() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      List<Piece> registers = registers(random, 1 + random.nextInt(60), 400);
      List<Planner.Request> plan = Planner.plan(registers, limits(60, 8, 100, 200), SERIAL);
      assertThat(plan)
          .as("seed %d round %d", seed, round)
          .allSatisfy(
              request ->
                  assertThat(request.pieces())
                      .allMatch(register -> holds(request.range(), register)));
      assertThat(plan.stream().flatMap(request -> request.pieces().stream()))
          .containsExactlyInAnyOrderElementsOf(registers);
    }
  }

  // Every way to put up to seven registers into groups, tried out.
  @Test
  void noOtherPlanIsCheaper() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 400; round++) {
      List<Piece> registers = registers(random, 1 + random.nextInt(7), 40);
      Requests limits =
          limits(
              4 + random.nextInt(30), random.nextInt(20), random.nextInt(40), random.nextInt(40));
      long cheapest = cheapest(registers, new ArrayList<>(), limits);
      List<RegisterRange> plan =
          Planner.plan(registers, limits, SERIAL).stream().map(Planner.Request::range).toList();
      assertThat(SERIAL.of(plan)).as("seed %d round %d", seed, round).isEqualTo(cheapest);
    }
  }

  private static long cheapest(List<Piece> left, List<List<Piece>> groups, Requests limits) {
    if (left.isEmpty()) {
      return groups.stream().allMatch(group -> isAllowed(group, limits))
          ? SERIAL.of(groups.stream().map(group -> Planner.Request.of(group).range()).toList())
          : Long.MAX_VALUE;
    }
    Piece next = left.getFirst();
    List<Piece> rest = left.subList(1, left.size());
    long least = Long.MAX_VALUE;
    for (int i = 0; i <= groups.size(); i++) {
      List<List<Piece>> more = new ArrayList<>();
      groups.forEach(group -> more.add(new ArrayList<>(group)));
      if (i == groups.size()) {
        more.add(new ArrayList<>());
      }
      more.get(i).add(next);
      least = Math.min(least, cheapest(rest, more, limits));
    }
    return least;
  }

  /** Sorted by address; a register alone is read whatever the limits say. */
  private static boolean isAllowed(List<Piece> group, Requests limits) {
    if (group.size() == 1) {
      return true;
    }
    int function = group.getFirst().range().function();
    int end = group.getFirst().until();
    for (Piece register : group) {
      if (register.range().function() != function
          || register.from() - end > limits.holeWordsMax()) {
        return false;
      }
      end = register.until();
    }
    int begin = group.getFirst().from();
    int last = end;
    return end - begin <= limits.wordsMax()
        && limits.boundaries().stream().noneMatch(at -> begin < at && at < last);
  }

  /** Side by side or with holes, never over each other, by function and address. */
  private static List<Piece> registers(SplittableRandom random, int count, int span) {
    List<Piece> registers = new ArrayList<>();
    int at = random.nextInt(4);
    int function = 3;
    for (int i = 0; i < count; i++) {
      DataType type = TYPES.get(random.nextInt(TYPES.size()));
      registers.add(Registers.at(function, at, type));
      at += type.words() + (random.nextBoolean() ? 0 : random.nextInt(1 + span / 4));
      if (function == 3 && random.nextInt(8) == 0) {
        function = 4;
        at = random.nextInt(4);
      }
    }
    return registers;
  }

  private static boolean holds(RegisterRange range, Piece register) {
    return range.function() == register.range().function()
        && range.address() <= register.from()
        && register.until() <= range.end();
  }

  private static List<RegisterRange> ranges(Requests limits, Piece... registers) {
    return Planner.plan(List.of(registers), limits, SERIAL).stream()
        .map(Planner.Request::range)
        .toList();
  }

  private static Requests limits(int words, int hole, Integer... boundaries) {
    return new Requests(words, hole, List.of(boundaries), List.of(), Duration.ZERO);
  }

  private static RegisterRange range(int function, int address, int words) {
    return new RegisterRange(function, address, words);
  }

  private static Piece at(int function, int address) {
    return Registers.at(function, address, DataType.U32);
  }
}
