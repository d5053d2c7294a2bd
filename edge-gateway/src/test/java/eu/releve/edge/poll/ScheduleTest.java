package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
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

  // A dead meter costs a time-out each time; forty of them would leave no time for the others.
  @Test
  void aMeterThatFailsIsAskedLessAndLessOftenButAtLeastEveryFiveMinutes() {
    Schedule schedule = new Schedule(METER, 10_000, Spread.TOGETHER);
    long now = 0;
    long[] waits = new long[8];
    for (int i = 0; i < waits.length; i++) {
      schedule.failed(now, 0);
      waits[i] = schedule.dueBootMillis() - now;
      now = schedule.dueBootMillis();
    }
    assertThat(waits)
        .containsExactly(10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000);
    schedule.succeeded(now);
    assertThat(schedule.dueBootMillis() - now).isEqualTo(10_000);
  }

  @Test
  void aFailingMeterKeepsItsPeriodWhenThatIsLongerThanFiveMinutes() {
    Schedule schedule = new Schedule(METER, QUARTER, Spread.TOGETHER);
    schedule.failed(0, 0);
    schedule.failed(QUARTER, 0);
    schedule.failed(2 * QUARTER, 0);
    assertThat(schedule.dueBootMillis()).isEqualTo(3 * QUARTER);
  }
}
