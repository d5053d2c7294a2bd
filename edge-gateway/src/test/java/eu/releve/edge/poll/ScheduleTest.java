package eu.releve.edge.poll;

import static eu.releve.edge.poll.Schedule.Failure.SILENT;
import static eu.releve.edge.poll.Schedule.Failure.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final long QUARTER = 900_000;
  private static final MeterId METER = new MeterId("w-3b");

  @Test
  void aMeterIsDueAtOnceAndThenOnceInEachPeriodAtTheSameMoment() {
    Schedule schedule = new Schedule(METER, QUARTER, Spread.BY_METER);
    assertThat(schedule.dueBootMillis()).isLessThanOrEqualTo(0);
    schedule.succeeded(10);
    long first = schedule.dueBootMillis();
    assertThat(first).isBetween(11L, 10 + QUARTER);
    schedule.succeeded(first + 200);
    assertThat(schedule.dueBootMillis()).isEqualTo(first + QUARTER);
  }

  @Test
  void togetherMeansAtTheBeginningOfThePeriod() {
    Schedule schedule = new Schedule(METER, QUARTER, Spread.TOGETHER);
    schedule.succeeded(0);
    assertThat(schedule.dueBootMillis()).isEqualTo(QUARTER);
  }

  @Test
  void momentsThatPassedMeanwhileAreNotMadeUpFor() {
    Schedule schedule = new Schedule(METER, 1_000, Spread.TOGETHER);
    schedule.succeeded(5_300);
    assertThat(schedule.dueBootMillis()).isEqualTo(6_000);
  }

  @Test
  void neighbouringNamesSpreadOverThePeriod() {
    int[] perTenth = new int[10];
    IntStream.range(0, 250)
        .mapToLong(
            i -> {
              Schedule schedule = new Schedule(new MeterId("meter-" + i), QUARTER, Spread.BY_METER);
              schedule.succeeded(-1);
              return schedule.dueBootMillis();
            })
        .forEach(due -> perTenth[(int) (due * 10 / QUARTER)]++);
    assertThat(IntStream.of(perTenth)).allMatch(count -> 10 <= count && count <= 45);
  }

  @Test
  void aMeterThatFailsIsAskedSoonAgainAndThenLessAndLessOftenUpToAMinute() {
    Schedule schedule = new Schedule(METER, 10_000, Spread.TOGETHER);
    assertThat(pauses(schedule, SILENT, 0, 8))
        .containsExactly(5_000L, 10_000L, 20_000L, 40_000L, 60_000L, 60_000L, 60_000L, 60_000L);
    schedule.succeeded(250_000);
    assertThat(schedule.dueBootMillis()).isEqualTo(260_000);
  }

  @Test
  void aFailingMeterIsAskedNoMoreOftenThanItsPeriodInTheEnd() {
    Schedule schedule = new Schedule(METER, QUARTER, Spread.TOGETHER);
    List<Long> pauses = pauses(schedule, SILENT, 0, 12);
    assertThat(pauses).startsWith(5_000L, 10_000L).endsWith(QUARTER, QUARTER).isSorted();
  }

  // A dead meter costs a time-out each time; forty of them would leave no time for the others.
  @Test
  void aDeadMeterCostsLessThanTwoHundredthsOfTheBusFromTheStart() {
    for (long cost : new long[] {100, 300, 1_000, 3_000}) {
      Schedule schedule = new Schedule(METER, 1_000, Spread.TOGETHER);
      long spent = 0;
      for (long now = 0; now < 240_000; now = schedule.dueBootMillis()) {
        spent += cost;
        schedule.failed(SILENT, now + cost, cost);
      }
      assertThat(50 * spent).as("%d ms a time", cost).isLessThan(schedule.dueBootMillis());
    }
  }

  @Test
  void aLostAnswerOfAMeterThatUsuallyAnswersCostsOnlyAMoment() {
    Schedule schedule = new Schedule(METER, 1_000, Spread.TOGETHER);
    for (long now = 0; now <= 60_000; now += 1_000) {
      schedule.succeeded(now);
    }
    schedule.failed(SILENT, 62_000, 1_000);
    assertThat(schedule.dueBootMillis()).isEqualTo(63_000);
    // What it had earned is spent: the next silence is paid in full.
    schedule.failed(SILENT, 64_000, 1_000);
    assertThat(schedule.dueBootMillis()).isEqualTo(64_000 + 60_000);
  }

  @Test
  void aMeterThatAnswersBadlyIsAskedEveryHalfMinuteUnlessItCostsMoreThanATenth() {
    assertThat(pauses(new Schedule(METER, 1_000, Spread.TOGETHER), WRONG, 1_000, 7))
        .containsExactly(9_000L, 9_000L, 9_000L, 9_000L, 16_000L, 30_000L, 30_000L);
    assertThat(pauses(new Schedule(METER, 1_000, Spread.TOGETHER), WRONG, 5_000, 2))
        .containsExactly(45_000L, 45_000L);
  }

  private static List<Long> pauses(
      Schedule schedule, Schedule.Failure failure, long lasted, int times) {
    List<Long> pauses = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < times; i++) {
      schedule.failed(failure, now, lasted);
      pauses.add(schedule.dueBootMillis() - now);
      now = schedule.dueBootMillis();
    }
    return pauses;
  }
}
