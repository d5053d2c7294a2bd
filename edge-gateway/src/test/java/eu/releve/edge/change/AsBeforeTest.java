package eu.releve.edge.change;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.MeterId;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.push.PlanReport.Outcome;
import eu.releve.provisioning.push.PlanReport.Why;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A wrong plan goes back also when its order comes before the meters were read, or renames them.
 */
class AsBeforeTest {
  private static final MeterId E1 = new MeterId("e1");
  private static final MeterId E2 = new MeterId("e2");
  private static final String OLD = PlayedBox.plan("tilleuls-12", 1, 2);

  /** Nobody answers there. */
  private static final String WRONG = OLD.replace("127.0.0.1:1", "127.0.0.1:9");

  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private PlayedBox box;

  @BeforeEach
  void start() throws Exception {
    box = new PlayedBox(folder.resolve("box"), new PlayedAuthority("Test authority"), OLD);
    box.sent = new World.Sent(1, 7, 7);
    box.lostByOthers.addAll(List.of(E1, E2));
  }

  private void goesBackWithout(String... meters) throws Exception {
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    box.confirmed();
    box.after(PlayedBox.WITHIN.minus(SECOND));
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    box.after(SECOND);
    assertThat(box.last().outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(box.last().why()).isEqualTo(Why.NOT_READ);
    assertThat(box.last().meters()).containsExactly(meters);
    assertThat(box.inForce()).isEqualTo(OLD);
    assertThat(box.followed.getLast()).isEqualTo(OLD);
  }

  // The box was away: its connection brings the order before a slow bus has answered.
  @Test
  void anOrderThatComesBeforeTheMetersWereReadWaitsForThem() throws Exception {
    box.silent.addAll(List.of(E1, E2));
    box.ordered(1, OLD, WRONG);
    box.after(SECOND);
    box.silent.remove(E1);
    box.after(SECOND);
    assertThat(box.followed).as("the second was not read yet").containsExactly(OLD);
    assertThat(box.told).isEmpty();
    box.silent.clear();
    box.after(SECOND);
    assertThat(box.followed).containsExactly(OLD, WRONG);
    goesBackWithout("e1", "e2");
  }

  @Test
  void oneThatFollowsAnotherWhichWentBackWaitsUntilTheMetersAreReadAgain() throws Exception {
    box.ordered(1, OLD, WRONG);
    goesBackWithout("e1", "e2");
    box.silent.addAll(List.of(E1, E2));
    box.ordered(2, OLD, WRONG + "# again\n");
    box.after(SECOND);
    assertThat(box.followed).containsExactly(OLD, WRONG, OLD);
    box.silent.clear();
    box.after(SECOND);
    goesBackWithout("e1", "e2");
  }

  // Whether a dead meter is dead is known when it was not read for as long as another plan has.
  @Test
  void noOrderWaitsLongerThanItsTimeForAMeterThatIsSilent() throws Exception {
    box.silent.add(E2);
    box.after(SECOND);
    box.ordered(1, OLD, WRONG);
    box.after(PlayedBox.WITHIN.minus(SECOND.multipliedBy(2)));
    assertThat(box.told).isEmpty();
    assertThat(box.asked).as("out of its turn meanwhile").containsOnly(E2);
    box.after(SECOND);
    goesBackWithout("e1");
    assertThat(box.told).hasSize(2);
  }

  // As for a first plan: silent meters prove nothing, and a plan that is to cure them must stay.
  @Test
  void whereNoMeterWasReadItStaysOnceTheCollectorHasConfirmedWhatWasSentSince() throws Exception {
    box.silent.addAll(List.of(E1, E2));
    box.after(PlayedBox.WITHIN);
    box.ordered(1, OLD, WRONG);
    box.after(SECOND);
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(box.care.standing().trial().map(PlanStanding.OnTrial::isProvenByMeters))
        .contains(false);
    box.after(PlayedBox.WITHIN);
    assertThat(box.last().why()).isEqualTo(Why.NOT_HEARD);
    assertThat(box.inForce()).isEqualTo(OLD);

    box.after(PlayedBox.WITHIN);
    box.ordered(2, OLD, WRONG);
    box.after(SECOND);
    box.confirmed();
    box.after(SECOND);
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
    assertThat(box.inForce()).isEqualTo(WRONG);
  }

  @Test
  void ofOrdersThatWaitTheNewestIsFollowedAndAStartForgetsThemUntilTheyComeAgain()
      throws Exception {
    box.lostByOthers.clear();
    box.silent.add(E2);
    String newest = OLD + "# newest\n";
    box.ordered(2, OLD, newest);
    box.ordered(1, OLD, WRONG);
    box.clock.reboot();
    box.starts(step -> {});
    box.ordered(2, OLD, newest);
    box.ordered(1, OLD, WRONG);
    box.silent.clear();
    box.after(SECOND);
    box.after(SECOND);
    assertThat(box.followed).containsExactly(OLD, OLD, newest);
    assertThat(box.told)
        .extracting(PlanReport::outcome)
        .containsExactly(Outcome.APPLIED, Outcome.CONFIRMED);
  }

  @Test
  void whatIsWrongWithAnOrderIsSaidWhetherMetersWereReadOrNot() {
    box.silent.addAll(List.of(E1, E2));
    box.ordered(1, WRONG, OLD + "# other\n");
    assertThat(box.last().why()).isEqualTo(Why.OTHER_PARENT);
  }

  @Test
  void metersThatAreOnlyRenamedHaveToBeReadAgain() throws Exception {
    String renamed = WRONG.replace("id: e1", "id: x1").replace("id: e2", "id: x2");
    box.lostByOthers.addAll(List.of(new MeterId("x1"), new MeterId("x2")));
    box.ordered(1, OLD, renamed);
    goesBackWithout("x1", "x2");
    box.lostByOthers.clear();
    box.ordered(2, OLD, renamed);
    box.after(SECOND);
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void whateverIsAtThePointOfAMeterThatIsGoneHasToBeReadInItsPlace() throws Exception {
    String replaced =
        OLD.replace(
            "id: e2, point: p2, bus: cellar, unit: 2", "id: x2, point: p2, bus: cellar, unit: 9");
    assertThat(replaced).isNotEqualTo(OLD);
    box.lostByOthers.clear();
    box.lostByOthers.add(new MeterId("x2"));
    box.ordered(1, OLD, replaced);
    goesBackWithout("x2");
  }

  @Test
  void aMeterWhoseEntryIsGoneWasNotReadAgain() throws Exception {
    box.lostByOthers.clear();
    box.ordered(1, OLD, PlayedBox.plan("tilleuls-12", 1));
    goesBackWithout("e2");
  }

  @Test
  void aMeterThatEndsNeedNotBeReadAndOneThatEndsLaterMust() throws Exception {
    box.lostByOthers.remove(E1);
    // It is the first of January.
    String ends = OLD.replace("unit: 2, from: 2025-01-01", "unit: 2, from: 2025-01-01, to: %s");
    box.ordered(1, OLD, ends.formatted("2026-01-02"));
    goesBackWithout("e2");
    box.ordered(2, OLD, ends.formatted("2026-01-01"));
    box.after(SECOND);
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }
}
