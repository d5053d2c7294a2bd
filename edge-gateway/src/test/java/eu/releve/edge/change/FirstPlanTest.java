package eu.releve.edge.change;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.push.PlanReport.Outcome;
import eu.releve.provisioning.push.PlanReport.Why;
import eu.releve.provisioning.site.SitePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first plan of a box that was prepared without one. */
class FirstPlanTest {
  private static final String NONE = "";
  private static final String FIRST = PlayedBox.plan("tilleuls-12", 1, 2);

  @TempDir private Path folder;
  private PlayedBox box;

  @BeforeEach
  void start() throws Exception {
    box = new PlayedBox(folder.resolve("box"), new PlayedAuthority("Test authority"), NONE);
    // What was sent before the order has arrived.
    box.sent = new World.Sent(1, 7, 7);
  }

  // Nothing was read before, so no meter can be missing: one that is silent is the installer's to
  // find, and going back to no plan would not help him.
  @Test
  void itStaysOnceTheCollectorHasConfirmedWhatWasSentSinceWhateverTheMetersDo() throws Exception {
    box.silent.add(new MeterId("e2"));
    assertThat(box.care.standing().missing()).contains(box.file());
    assertThat(box.care.standing().plan()).isEmpty();
    box.ordered(1, NONE, FIRST);
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).as("not confirmed yet").isEqualTo(Outcome.APPLIED);
    assertThat(box.file()).doesNotExist();
    box.confirmed();
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
    assertThat(box.inForce()).isEqualTo(FIRST);
    assertThat(box.care.standing().missing()).isEmpty();
    box.starts(step -> {});
    assertThat(box.followed).containsExactly(NONE, FIRST, FIRST);
  }

  @Test
  void aReceiptForWhatWasSentBeforeItBeganIsNoProof() {
    box.ordered(1, NONE, FIRST);
    box.sent = new World.Sent(1, 12, 7);
    box.after(Duration.ofSeconds(1));
    box.sent = new World.Sent(1, 20, 11);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    box.sent = new World.Sent(1, 20, 12);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void aJournalThatIsBegunAnewMeanwhileCountsAnew() {
    box.ordered(1, NONE, FIRST);
    box.after(Duration.ofSeconds(1));
    box.sent = new World.Sent(2, 3, 0);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    box.sent = new World.Sent(2, 9, 3);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }

  // It may be the plan's fault: a bus that takes the port of the modem.
  @Test
  void whereTheCollectorIsNotReachedAgainInTimeThereIsNoPlanAgainAndTheNextOneIsTried()
      throws Exception {
    box.ordered(1, NONE, FIRST);
    box.after(PlayedBox.WITHIN.minusSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(box.last().why()).isEqualTo(Why.NOT_HEARD);
    assertThat(box.followed).containsExactly(NONE, FIRST, NONE);
    assertThat(box.file()).doesNotExist();
    box.ordered(2, NONE, FIRST);
    box.after(Duration.ofSeconds(1));
    box.confirmed();
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void aProgramThatDiesOfItAgainAndAgainStartsWithoutIt() throws Exception {
    box.ordered(1, NONE, FIRST);
    for (int start = 2; start <= PlanCare.STARTS_MAX; start++) {
      box.clock.reboot();
      box.starts(step -> {});
      assertThat(box.followed.getLast()).isEqualTo(FIRST);
    }
    box.starts(step -> {});
    box.after(Duration.ZERO);
    assertThat(box.last().why()).isEqualTo(Why.DIED);
    assertThat(box.followed.getLast()).isEqualTo(NONE);
  }

  @Test
  void anOrderThatReplacesAPlanWhichIsNotThereIsRefused() {
    box.ordered(1, PlayedBox.plan("tilleuls-12", 1), FIRST);
    PlanReport said = box.last();
    assertThat(said.why()).isEqualTo(Why.OTHER_PARENT);
    assertThat(said.inForce()).isEqualTo(SitePlan.NONE.hash());
    assertThat(said.changes()).isEmpty();
    assertThat(box.followed).containsExactly(NONE);
  }

  @Test
  void anEmptyPlanIsNone() {
    box.ordered(1, FIRST, NONE);
    assertThat(box.last().why()).isEqualTo(Why.INVALID);
  }

  @Test
  void aFileThatSomebodyPutsThereMeanwhileStays() throws Exception {
    box.ordered(1, NONE, FIRST);
    String byHand = PlayedBox.plan("tilleuls-12", 4, 5);
    Files.writeString(box.file(), byHand);
    box.after(Duration.ofSeconds(1));
    box.confirmed();
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().why()).isEqualTo(Why.BY_HAND);
    assertThat(box.inForce()).isEqualTo(byHand);
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidBeforeAnythingIsTried() throws Exception {
    PlayedBox other =
        new PlayedBox(folder.resolve("other"), new PlayedAuthority("Test authority"), NONE);
    Files.createSymbolicLink(other.file(), folder.resolve("nowhere/plan.yaml"));
    other.ordered(1, NONE, FIRST);
    assertThat(other.last().why()).isEqualTo(Why.UNWRITABLE);
    assertThat(other.followed).containsExactly(NONE);
  }
}
