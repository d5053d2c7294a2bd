package eu.releve.edge.change;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.enrol.PlayedAuthority;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.push.PlanReport.Outcome;
import eu.releve.provisioning.push.PlanReport.Why;
import eu.releve.provisioning.push.PlanSeal;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.PlanCommand;
import eu.releve.wire.PlanOrder;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders and what becomes of them, over restarts and power cuts. */
class PlanCareTest {
  private static final MeterId E1 = new MeterId("e1");
  private static final MeterId E2 = new MeterId("e2");
  private static final String OLD = PlayedBox.plan("tilleuls-12", 1, 2);
  private static final String NEW = PlayedBox.plan("tilleuls-12", 1, 3);

  @TempDir private Path folder;
  private PlayedAuthority authority;
  private PlayedBox box;

  private byte[] sealed(PlanOrder order, String plan) {
    return box.sealed(order, plan);
  }

  private void ordered(long version, String parent, String plan) {
    box.ordered(version, parent, plan);
  }

  private void refused(Why why) {
    assertThat(box.last().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(box.last().why()).isEqualTo(why);
    assertThat(box.followed).containsExactly(OLD);
  }

  @BeforeEach
  void start() throws Exception {
    authority = new PlayedAuthority("Test authority");
    box = new PlayedBox(folder.resolve("box"), authority, OLD);
  }

  @Test
  void aPlanWhoseMetersAreReadStaysAndIsTheFile() throws Exception {
    ordered(1, OLD, NEW);
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    assertThat(box.inForce()).as("not before it has proven itself").isEqualTo(OLD);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
    assertThat(box.inForce()).isEqualTo(NEW);
    assertThat(box.care.standing().origin().map(Origin::version)).contains(1L);
    box.starts(step -> {});
    assertThat(box.followed).containsExactly(OLD, NEW, NEW);
  }

  @Test
  void aMeterThatIsNotReadAgainBringsTheOldPlanBackAfterTheTime() throws Exception {
    box.lostByOthers.add(E2);
    ordered(1, OLD, NEW);
    box.after(PlayedBox.WITHIN.minusSeconds(1));
    assertThat(box.care.standing().trial().map(PlanStanding.OnTrial::missing))
        .contains(List.of(E2));
    assertThat(box.last().outcome()).isEqualTo(Outcome.APPLIED);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(box.last().why()).isEqualTo(Why.NOT_READ);
    assertThat(box.last().meters()).containsExactly("e2");
    assertThat(box.asked).as("out of its turn meanwhile").containsOnly(E2);
    assertThat(box.followed).containsExactly(OLD, NEW, OLD);
    assertThat(box.inForce()).isEqualTo(OLD);
  }

  @Test
  void aMeterThatWasNotReadBeforeNeedNotBeReadNow() {
    box.silent.add(E2);
    box.after(PlayedBox.WITHIN);
    ordered(1, OLD, NEW);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void anotherParentIsRefusedWithTheDifference() {
    ordered(1, NEW, PlayedBox.plan("tilleuls-12", 1, 7));
    refused(Why.OTHER_PARENT);
    assertThat(box.last().inForce()).isEqualTo(SitePlan.hash(OLD));
    assertThat(box.last().changes())
        .extracting(change -> change.what().id() + " " + change.about())
        .containsExactly("meter-moved e2");
  }

  @Test
  void ordersForOthersOrFromOthersAreRefused() throws Exception {
    PlanOrder own = PlayedBox.order(1, OLD, NEW);
    PlanOrder others =
        new PlanOrder(
            new GatewayId("gw-2"),
            PlayedBox.SYNDIC,
            Optional.empty(),
            1,
            own.parent(),
            own.plan(),
            "anne",
            PlayedBox.WITHIN);
    box.care.consider(sealed(others, NEW), box);
    refused(Why.OTHER_GATEWAY);
    PlayedAuthority stranger = new PlayedAuthority("Test authority");
    box.care.consider(
        Wire.encode(PlanSeal.seal(own, NEW, stranger.signer(), List.of(stranger.certificate()))),
        box);
    refused(Why.SIGNATURE);
    box.care.consider(sealed(own, NEW + "# tampered\n"), box);
    refused(Why.OTHER_PLAN);
    PlanCommand genuine = Wire.command(sealed(own, NEW));
    byte[] order = genuine.order().clone();
    order[order.length - 1]++;
    box.care.consider(
        Wire.encode(new PlanCommand(order, genuine.signature(), genuine.chain(), NEW)), box);
    refused(Why.SIGNATURE);
    box.care.consider(new byte[] {'C', 1, 2, 3}, box);
    refused(Why.MALFORMED);
    ordered(1, OLD, PlayedBox.plan("chenes-3", 1, 2));
    refused(Why.OTHER_SITE);
    ordered(2, OLD, OLD.replace("unit: 2", "unit: 1"));
    refused(Why.INVALID);
    assertThat(box.last().said()).startsWith("plan:").contains("wanted");
  }

  @Test
  void anOlderVersionIsNotFollowedAgain() throws Exception {
    ordered(5, OLD, NEW);
    box.after(Duration.ofSeconds(1));
    ordered(6, NEW, OLD);
    box.after(Duration.ofSeconds(1));
    assertThat(box.inForce()).isEqualTo(OLD);
    int before = box.followed.size();
    ordered(5, OLD, NEW);
    assertThat(box.last().why()).isEqualTo(Why.OLD_VERSION);
    assertThat(box.last().highest()).isEqualTo(6);
    assertThat(box.followed).hasSize(before);
    box.starts(step -> {});
    ordered(5, OLD, NEW);
    assertThat(box.last().why()).as("after a restart").isEqualTo(Why.OLD_VERSION);
  }

  @Test
  void anAnswerThatWasLostIsGivenAgainWithoutDoingAnything() {
    ordered(1, OLD, NEW);
    box.after(Duration.ofSeconds(1));
    ordered(1, OLD, NEW);
    ordered(1, OLD, NEW);
    assertThat(box.told)
        .extracting(PlanReport::outcome)
        .containsExactly(Outcome.APPLIED, Outcome.CONFIRMED, Outcome.CONFIRMED);
    assertThat(box.followed).containsExactly(OLD, NEW);
  }

  @Test
  void anotherOrganisationIsFollowedOnlyWhereTheOrderNamesTheOneBefore() throws Exception {
    ordered(1, OLD, NEW);
    box.after(Duration.ofSeconds(1));
    OrganisationId other = new OrganisationId("syndic-b");
    PlanOrder taken =
        new PlanOrder(
            PlayedBox.GATEWAY,
            other,
            Optional.empty(),
            2,
            SitePlan.hash(NEW),
            SitePlan.hash(OLD),
            "bert",
            PlayedBox.WITHIN);
    box.care.consider(sealed(taken, OLD), box);
    assertThat(box.last().why()).isEqualTo(Why.OTHER_ORGANISATION);
    assertThat(box.last().said()).isEqualTo("syndic-a");
    PlanOrder transferred =
        new PlanOrder(
            PlayedBox.GATEWAY,
            other,
            Optional.of(PlayedBox.SYNDIC),
            3,
            SitePlan.hash(NEW),
            SitePlan.hash(OLD),
            "bert",
            PlayedBox.WITHIN);
    box.care.consider(sealed(transferred, OLD), box);
    box.after(Duration.ofSeconds(1));
    assertThat(box.inForce()).isEqualTo(OLD);
  }

  @Test
  void whileOneIsTriedAnotherIsRefused() {
    ordered(1, OLD, NEW);
    ordered(2, OLD, PlayedBox.plan("tilleuls-12", 1, 9));
    assertThat(box.last().why()).isEqualTo(Why.ON_TRIAL);
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }

  @Test
  void whatSomebodyPutsInTheFilesPlaceMeanwhileCounts() throws Exception {
    box.after(Duration.ofSeconds(1));
    ordered(1, OLD, NEW);
    String byHand = PlayedBox.plan("tilleuls-12", 4, 5);
    Files.writeString(box.home.resolve("plan.yaml"), byHand);
    box.starts(step -> {});
    box.after(Duration.ofSeconds(1));
    assertThat(box.last().why()).isEqualTo(Why.BY_HAND);
    assertThat(box.inForce()).isEqualTo(byHand);
    assertThat(box.followed.getLast()).isEqualTo(byHand);
  }

  // A plan that kills the program must not do so for ever.
  @Test
  void aProgramThatDiesAgainAndAgainComesBackWithTheOldPlan() throws Exception {
    box.lostByOthers.add(E1);
    ordered(1, OLD, NEW);
    for (int start = 2; start <= PlanCare.STARTS_MAX; start++) {
      box.clock.reboot();
      box.starts(step -> {});
      assertThat(box.followed.getLast()).isEqualTo(NEW);
      box.after(PlayedBox.WITHIN.minusSeconds(1));
      assertThat(box.told).as("each start has the whole time").hasSize(1);
    }
    box.starts(step -> {});
    box.after(Duration.ZERO);
    assertThat(box.last().outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(box.last().why()).isEqualTo(Why.DIED);
    assertThat(box.followed.getLast()).isEqualTo(OLD);
  }

  // A box must measure on a disk that has become read-only.
  @Test
  void whereTheDiskTakesNoNotesTheOldPlanIsFollowedUntilAStartThatCanTryTheOther()
      throws Exception {
    ordered(1, OLD, NEW);
    box.clock.reboot();
    box.starts(
        step -> {
          throw new IOException("read-only: " + step);
        });
    assertThat(box.followed.getLast()).isEqualTo(OLD);
    box.after(PlayedBox.WITHIN.multipliedBy(2));
    assertThat(box.told).as("nothing is decided").hasSize(1);
    box.clock.reboot();
    box.starts(step -> {});
    assertThat(box.followed.getLast()).isEqualTo(NEW);
    box.after(Duration.ZERO);
    assertThat(box.last().outcome()).isEqualTo(Outcome.CONFIRMED);
  }

  /** Ends the program before its n-th step. */
  private static final class CutAt implements PlanFolder.Cut {
    private final int at;
    private final List<String> steps = new ArrayList<>();

    CutAt(int at) {
      this.at = at;
    }

    @Override
    public void before(String step) {
      steps.add(step);
      if (steps.size() == at) {
        throw new PowerCut();
      }
    }
  }

  /** No program lives to see it. */
  private static final class PowerCut extends Error {
    private static final long serialVersionUID = 1L;
  }

  // After each cut the box starts, the collector sends the command again, and all is well in the
  // end.
  @Test
  void aPowerCutAtAnyStepLeavesTheOldPlanOrTheNewOneAndTheEndIsTold() throws Exception {
    for (boolean isGood : new boolean[] {true, false}) {
      boolean wasCut = true;
      List<String> steps = new ArrayList<>();
      for (int at = 1; wasCut; at++) {
        box = new PlayedBox(folder.resolve(isGood + "-" + at), authority, OLD);
        box.lostByOthers.addAll(isGood ? Set.of() : Set.of(E2));
        CutAt cut = new CutAt(at);
        wasCut = isCut(cut);
        steps = cut.steps;
        if (wasCut) {
          box.clock.reboot();
          box.starts(step -> {});
          ordered(1, OLD, NEW);
          box.after(Duration.ofSeconds(1));
          box.after(PlayedBox.WITHIN);
        }
        assertThat(box.inForce()).as("cut at %d", at).isEqualTo(isGood ? NEW : OLD);
        assertThat(box.followed.getLast()).as("cut at %d", at).isEqualTo(box.inForce());
        assertThat(box.last().outcome())
            .as("cut at %d", at)
            .isEqualTo(isGood ? Outcome.CONFIRMED : Outcome.RETURNED);
      }
      assertThat(steps).hasSizeGreaterThan(isGood ? 15 : 12);
    }
  }

  private boolean isCut(CutAt cut) throws IOException {
    try {
      box.starts(cut);
      ordered(1, OLD, NEW);
      box.after(Duration.ofSeconds(1));
      box.after(PlayedBox.WITHIN);
      return false;
    } catch (PowerCut dark) {
      return true;
    }
  }
}
