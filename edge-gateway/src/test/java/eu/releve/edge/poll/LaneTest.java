package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.link.Defect;
import eu.releve.edge.link.MeterLink;
import eu.releve.edge.link.Reply;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.wire.Body;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final RegisterName ENERGY = RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualClock clock = ManualClock.trusted();
  private final List<Body> kept = new ArrayList<>();
  private final Bus bus = new Bus();
  private boolean diskFull;

  @Test
  void aMeterIsPolledAtOnceAndItsReadingsLeaveWhenTheWindowCloses() {
    Lane lane = lane(MINUTE, meter("m1", 10_000, answers(4)));
    assertThat(lane.nextDueBootMillis()).isZero();
    runUntil(lane, 59_999);
    assertThat(kept).isEmpty();
    assertThat(lane.view().windowReadings()).isEqualTo(6);
    runUntil(lane, 60_000);
    assertThat(kept).hasSize(1);
    assertThat(rows(0)).hasSize(7).extracting(Readings.Row::bootMillis).contains(0L, 50_000L);
  }

  @Test
  void windowZeroMakesOneBatchOfEachCycle() {
    Lane lane =
        lane(Duration.ZERO, meter("m1", 10_000, answers(4)), meter("m2", 10_000, answers(5)));
    lane.cycle(0);
    assertThat(kept).hasSize(1);
    assertThat(rows(0)).hasSize(2);
    runUntil(lane, 20_000);
    assertThat(kept).hasSize(3);
  }

  @Test
  void aStopClosesTheWindowEarly() {
    Lane lane = lane(MINUTE, meter("m1", 10_000, answers(4)));
    lane.cycle(0);
    lane.stop();
    lane.finish();
    assertThat(rows(0)).containsExactly(new Readings.Row(1, 0, 4, 0));
  }

  @Test
  void readingsCarryTheInstantAtWhichTheAnswerArrived() {
    Lane lane = lane(Duration.ZERO, meter("m1", 10_000, new Reply.Answered(new byte[] {9}, 0)));
    clock.advance(700);
    lane.cycle(700);
    assertThat(rows(0)).containsExactly(new Readings.Row(1, 0, 9, 0));
  }

  // A transformer is changed: what the old meter's ratio multiplies must not be read any more.
  @Test
  void aMeterIsAskedOnlyWhileItHangsThereHoweverLongTheLaneRuns() {
    AtomicBoolean changed = new AtomicBoolean();
    Script old = new Script().next(answers(4), 9);
    Script fresh = new Script().next(answers(5), 9);
    Lane lane =
        lane(
            Duration.ZERO,
            installed("m1", old, () -> !changed.get()),
            installed("m2", fresh, changed::get));
    runUntil(lane, 30_000);
    assertThat(fresh.asked).isZero();
    assertThat(lane.readNow(new MeterId("m2"))).isFalse();
    assertThat(lane.view().meters()).extracting(MeterView::id).containsExactly(new MeterId("m1"));
    int asked = old.asked;
    changed.set(true);
    runUntil(lane, 95_000);
    assertThat(old.asked).isEqualTo(asked);
    assertThat(fresh.asked).isPositive();
    assertThat(lane.view().meters()).extracting(MeterView::id).containsExactly(new MeterId("m2"));
  }

  private static PolledMeter installed(String id, Question question, BooleanSupplier now) {
    return new PolledMeter(
        new MeterId(id),
        10_000,
        Agenda.of(List.of(question)),
        Numbers.of(Map.of(ENERGY, 1)),
        Limits.NONE,
        Optional.empty(),
        now);
  }

  // What the first answer said was measured and must be kept, whatever comes of the second.
  @Test
  void anAnswerThatWasReceivedBecomesReadingsEvenIfTheNextRequestFails() {
    Lane lane =
        lane(
            Duration.ZERO,
            new PolledMeter(
                new MeterId("m1"),
                10_000,
                List.of(asking(answers(4)), asking(new Reply.Silent(3_000)), asking(answers(6))),
                Map.of(ENERGY, 1)));
    lane.cycle(0);
    assertThat(rows(0)).extracting(Readings.Row::value).containsExactly(4L, 6L);
    assertThat(lane.view().counts().silent()).isEqualTo(1);
    assertThat(lane.view().meters().getFirst().condition()).isEqualTo(Condition.SILENT);
  }

  @Test
  void aMeterThatFellSilentIsNotAskedForEverythingElse() {
    Question silent = asking(new Reply.Silent(3_000));
    Lane lane =
        lane(
            Duration.ZERO,
            new PolledMeter(
                new MeterId("m1"),
                10_000,
                List.of(asking(answers(4)), silent, silent, asking(answers(6))),
                Map.of(ENERGY, 1)));
    lane.cycle(0);
    assertThat(rows(0)).extracting(Readings.Row::value).containsExactly(4L);
    assertThat(lane.view().counts().asked()).isEqualTo(3);
  }

  @Test
  void aConnectionThatBreaksUnderARequestCostsTheMeterSecondsAndNotItsPeriod() {
    Script script = new Script().next(new Reply.Cut("reset"), 1).next(answers(1), 9);
    Lane lane = lane(Duration.ZERO, meter("m1", 900_000, script));
    runUntil(lane, 5_000);
    assertThat(allRows()).containsExactly(new Readings.Row(1, 5_000, 1, 0));
    assertThat(lane.view().reachable()).isTrue();
  }

  @Test
  void aMeterThatComesAndGoesIsToldOfAFewTimesAndNotAtEachPoll() {
    Script script = new Script();
    for (int i = 0; i < 300; i++) {
      script.next(answers(1), 1).next(new Reply.Nonsense("start byte 0x00"), 1);
    }
    Lane lane = lane(Duration.ZERO, meter("m1", 1_000, script.next(answers(1), 1)));
    runUntil(lane, 700_000);
    assertThat(lane.view().counts().collided()).isZero();
    assertThat(lane.view().counts().defects()).containsExactly(Map.entry(Defect.OTHER, 300L));
    assertThat(events())
        .containsExactly("meter-nonsense", "meter-back", "meter-nonsense", "meter-back");
  }

  @Test
  void aMeterThatTalksNonsenseYieldsNoReadingACountAndOneFactAtEachEnd() {
    Script script = new Script();
    Lane lane = lane(Duration.ZERO, meter("m1", 1_000, script));
    script.next(answers(1), 1).next(new Reply.Nonsense("start byte 0x00"), 3).next(answers(2), 1);
    runUntil(lane, 30_000);
    assertThat(lane.view().counts().nonsense()).isEqualTo(3);
    assertThat(lane.view().counts().readings()).isEqualTo(script.asked - 3);
    assertThat(events()).containsExactly("meter-nonsense", "meter-back");
    assertThat(lane.view().meters().getFirst().condition()).isEqualTo(Condition.ANSWERS);
  }

  @Test
  void aRegisterThatIsNoValueIsCountedAndTheOthersAreKeptWithWhatTheMeterSaysAgainstThem() {
    Question half =
        new Question() {
          @Override
          public Reply ask() {
            return new Reply.Answered(new byte[] {0}, 0);
          }

          @Override
          public Meaning decode(byte[] answer) {
            return new Meaning.Registers(
                List.of(
                    new Decoded(ENERGY, new Outcome.Value(7)),
                    new Decoded(RegisterName.of(Quantity.VOLTAGE), new Outcome.Refused("NaN")),
                    new Decoded(RegisterName.of(Quantity.CURRENT), Outcome.UNAVAILABLE)),
                Quality.DEVICE_ERROR);
          }
        };
    Lane lane =
        lane(
            Duration.ZERO,
            new PolledMeter(new MeterId("m1"), 1_000, List.of(half), Map.of(ENERGY, 1)));
    lane.cycle(0);
    assertThat(rows(0)).containsExactly(new Readings.Row(1, 0, 7, Quality.DEVICE_ERROR.bits()));
    assertThat(lane.view().counts().nonsense()).isEqualTo(1);
    assertThat(lane.view().counts().withoutValue()).isEqualTo(1);
    assertThat(lane.view().meters().getFirst().detail()).isEqualTo("voltage: NaN");
  }

  @Test
  void aDeadMeterDoesNotStallTheOthers() {
    Lane lane =
        lane(
            MINUTE,
            meter("dead", 1_000, new Reply.Silent(3_000)),
            meter("alive", 1_000, answers(1)));
    runUntil(lane, 600_000);
    Tally.Counts counts = lane.view().counts();
    assertThat(counts.readings()).isBetween(600L, 602L);
    assertThat(counts.silent()).isLessThan(17);
  }

  @Test
  void aBusThatCannotBeReachedIsLeftAloneUntilTheLinkAllowsAndThenAllDueMetersAreAsked() {
    Script script = new Script().next(new Reply.Unreachable("refused"), 1).next(answers(1), 9);
    Lane lane = lane(Duration.ZERO, meter("m1", 600_000, script), meter("m2", 600_000, script));
    bus.notBefore = 5_000;
    lane.cycle(4_999);
    assertThat(script.asked).isZero();
    clock.advance(5_000);
    lane.cycle(5_000);
    assertThat(script.asked).isEqualTo(1);
    assertThat(lane.view().reachable()).isFalse();
    assertThat(lane.view().counts().asked()).isZero();
    bus.notBefore = 6_000;
    assertThat(lane.nextDueBootMillis()).isEqualTo(6_000);
    clock.advance(1_000);
    lane.cycle(6_000);
    assertThat(rows(0)).hasSize(2);
    assertThat(lane.view().reachable()).isTrue();
  }

  @Test
  void aFullDiskCostsNothingWhileMemoryLasts() {
    Lane lane = lane(Duration.ZERO, meter("m1", 1_000, answers(1)));
    runUntil(lane, 10_000);
    diskFull = true;
    runUntil(lane, 20_000);
    assertThat(lane.view().waitingReadings()).isEqualTo(10);
    diskFull = false;
    runUntil(lane, 30_000);
    assertThat(lane.view().waitingReadings()).isZero();
    assertThat(allRows()).hasSize(31).extracting(Readings.Row::bootMillis).isSorted();
  }

  @Test
  void whatMemoryCannotHoldIsCountedAndToldWhenTheJournalTakesBatchesAgain() {
    diskFull = true;
    Lane lane = lane(Duration.ZERO, meter("m1", 10, answers(1)));
    runUntil(lane, 60_000);
    diskFull = false;
    runUntil(lane, 70_000);
    long lost = lane.view().counts().lost();
    assertThat(lost).isPositive();
    assertThat(allRows().size() + lost).isEqualTo(lane.view().counts().readings());
    assertThat(kept)
        .filteredOn(Facts.class::isInstance)
        .flatExtracting(body -> ((Facts) body).facts())
        .hasSize(1)
        .allMatch(fact -> fact instanceof Facts.Loss loss && loss.readings() == lost);
  }

  private void runUntil(Lane lane, long bootMillis) {
    while (lane.nextDueBootMillis() <= bootMillis) {
      clock.advance(lane.nextDueBootMillis() - clock.bootMillis());
      lane.cycle(clock.bootMillis());
    }
    clock.advance(bootMillis - clock.bootMillis());
  }

  private Lane lane(Duration window, PolledMeter... meters) {
    return new Lane(
        new Line(new BusId("cellar"), "127.0.0.1:502", bus, List.of(meters)),
        new Lane.Habits(window, Spread.TOGETHER),
        this::keep,
        clock);
  }

  private void keep(Body body) throws JournalException {
    if (diskFull) {
      throw new JournalException("disk full");
    }
    kept.add(body);
  }

  private PolledMeter meter(String id, long periodMillis, Reply reply) {
    return meter(id, periodMillis, asking(reply));
  }

  private static PolledMeter meter(String id, long periodMillis, Question question) {
    return new PolledMeter(new MeterId(id), periodMillis, List.of(question), Map.of(ENERGY, 1));
  }

  private Question asking(Reply reply) {
    return new Script().next(reply, Integer.MAX_VALUE);
  }

  private static Reply answers(int value) {
    return new Reply.Answered(new byte[] {(byte) value}, -1);
  }

  private List<Readings.Row> rows(int batch) {
    return ((Readings) kept.get(batch)).rows();
  }

  private List<Readings.Row> allRows() {
    return kept.stream()
        .filter(Readings.class::isInstance)
        .flatMap(body -> ((Readings) body).rows().stream())
        .toList();
  }

  private List<String> events() {
    return kept.stream()
        .filter(Facts.class::isInstance)
        .flatMap(body -> ((Facts) body).facts().stream())
        .map(fact -> ((Facts.Event) fact).code())
        .toList();
  }

  private static final class Bus implements MeterLink {
    private long notBefore = Long.MIN_VALUE;

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public long notBeforeBootMillis() {
      return notBefore;
    }

    @Override
    public void close() {}
  }

  /** Replies in the given order; the last one for ever. An answer's one byte is its value. */
  private final class Script implements Question {
    private final Deque<Reply> replies = new ArrayDeque<>();
    private Reply last = new Reply.Silent(0);
    private int asked;

    Script next(Reply reply, int times) {
      for (int i = 0; i < Math.min(times, 10); i++) {
        replies.add(reply);
      }
      return this;
    }

    @Override
    public Reply ask() {
      asked++;
      last = replies.isEmpty() ? last : replies.poll();
      return last instanceof Reply.Answered answer && answer.bootMillis() < 0
          ? new Reply.Answered(answer.bytes(), clock.bootMillis())
          : last;
    }

    @Override
    public Meaning decode(byte[] answer) {
      return new Meaning.Registers(
          List.of(new Decoded(ENERGY, new Outcome.Value(answer[0]))), Quality.GOOD);
    }
  }
}
