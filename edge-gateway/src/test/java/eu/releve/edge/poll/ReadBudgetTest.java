package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.state.StateFile;
import eu.releve.measure.MeterId;
import eu.releve.wire.ClockTrust;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadBudgetTest {
  private static final MeterId METER = new MeterId("w3b");
  private static final long HOUR = 3_600_000;
  private static final long DAY = 24 * HOUR;

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final Notebook notebook = Notebook.inMemory();

  @Test
  void moreThanTheDayHasIsNeverGiven() {
    ReadBudget budget = budget(3);
    assertThat(taken(budget, 10)).isEqualTo(3);
    clock.advance(DAY - 1);
    assertThat(budget.take()).isFalse();
    clock.advance(1);
    assertThat(taken(budget, 10)).isEqualTo(3);
  }

  @Test
  void readingsByItselfAreSpreadOverTheDayAndLeaveTheReserve() {
    ReadBudget budget = budget(10);
    int readings = 0;
    long last = Long.MIN_VALUE;
    while (clock.bootMillis() < 3 * DAY) {
      if (budget.notBeforeBootMillis() <= clock.bootMillis()) {
        assertThat(clock.bootMillis() - last < 0 || clock.bootMillis() - last >= 3 * HOUR).isTrue();
        last = clock.bootMillis();
        read(budget, 1);
        readings++;
        assertThat(budget.standing().left()).isGreaterThanOrEqualTo(2);
      }
      clock.advance(HOUR / 4);
    }
    assertThat(readings).isEqualTo(3 * 8);
  }

  // A meter with three telegrams may be read a third as often.
  @Test
  void aReadingThatCostsMoreIsMadeLessOften() {
    ReadBudget budget = budget(10);
    read(budget, 3);
    assertThat(budget.notBeforeBootMillis()).isEqualTo(9 * HOUR);
    clock.advance(9 * HOUR);
    read(budget, 3);
    assertThat(budget.standing()).isEqualTo(new ReadBudget.Standing(4, 10, true, true));
    assertThat(budget.notBeforeBootMillis()).isEqualTo(DAY);
  }

  @Test
  void readingsByHandMayUseTheReserveAndSpareTheMeterThen() {
    ReadBudget budget = budget(5);
    assertThat(taken(budget, 4)).isEqualTo(4);
    assertThat(budget.standing()).isEqualTo(new ReadBudget.Standing(1, 5, true, true));
    assertThat(budget.notBeforeBootMillis()).isEqualTo(DAY);
    assertThat(budget.take()).isTrue();
    assertThat(budget.take()).isFalse();
  }

  // What a killed program had asked, its successor must know.
  @Test
  void whatWasTakenIsOnTheDiskBeforeTheRequestIsSent() throws Exception {
    Path file = folder.resolve("state.db");
    StateFile killed = StateFile.open(file);
    ReadBudget budget = new ReadBudget(METER, 5, clock, killed);
    for (int i = 1; i <= 5; i++) {
      assertThat(budget.take()).isTrue();
      try (StateFile next = StateFile.open(file)) {
        assertThat(new ReadBudget(METER, 5, clock, next).standing().left()).isEqualTo(5 - i);
      }
    }
    killed.close();
  }

  @Test
  void withoutATrustedClockNoRestartGivesAnythingBack() {
    clock.setWall(0, ClockTrust.UNKNOWN);
    assertThat(taken(budget(3), 3)).isEqualTo(3);
    for (int i = 0; i < 10; i++) {
      clock.advance(23 * HOUR);
      clock.reboot();
      assertThat(budget(3).take()).as("restart %d", i).isFalse();
    }
    clock.advance(DAY);
    assertThat(budget(3).take()).isTrue();
  }

  @Test
  void withATrustedClockTheTimeThatTheMachineWasOffCounts() {
    assertThat(taken(budget(3), 3)).isEqualTo(3);
    clock.advance(DAY - HOUR);
    clock.reboot();
    assertThat(budget(3).take()).isFalse();
    clock.advance(HOUR);
    assertThat(budget(3).take()).isTrue();
  }

  @Test
  void aNoteOfAnotherVersionCountsAsASpentDay() {
    notebook.write("mbus-reads", METER.value(), "something else");
    ReadBudget budget = budget(3);
    assertThat(budget.take()).isFalse();
    clock.advance(DAY);
    assertThat(budget.take()).isTrue();
  }

  private ReadBudget budget(int readsPerDay) {
    return new ReadBudget(METER, readsPerDay, clock, notebook);
  }

  private static void read(ReadBudget budget, int requests) {
    budget.begin();
    assertThat(taken(budget, requests)).isEqualTo(requests);
    budget.end();
  }

  private static int taken(ReadBudget budget, int tries) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += budget.take() ? 1 : 0;
    }
    return taken;
  }
}
