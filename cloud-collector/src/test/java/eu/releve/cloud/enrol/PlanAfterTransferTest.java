package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.authority.Authority;
import eu.releve.cloud.command.TransferCommand;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.push.PlanDesk;
import eu.releve.cloud.push.Pushes;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.site.SitePlan;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose plans a gateway follows once its building has another syndic. */
class PlanAfterTransferTest extends PushRig {
  private void transfer(String to) throws Exception {
    String today = LocalDate.now(ZoneOffset.UTC).minusDays(1).toString();
    assertThat(run(TransferCommand.line(), "tilleuls-12", "--to", to, "--at", today))
        .as(() -> said)
        .isZero();
    await().atMost(PATIENCE).until(() -> owner().equals(to));
  }

  private String owner() throws Exception {
    return rig.text(
        "select o.name from gateway g join organisation o on o.id = g.organisation"
            + " where g.id = 'gw-1'");
  }

  private void confirms(String plan) throws Exception {
    assertThat(push(plan, "--confirm-within", "2m")).as(() -> said).isZero();
    becomes("confirmed");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan);
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan)));
  }

  @Test
  void theNewSyndicsPlanIsFollowedAlsoWhenTheBuildingChangedHandsMoreThanOnceSinceTheLastPush()
      throws Exception {
    assertThat(
            rig.text(
                "insert into organisation (name, title) values ('syndic-c', 'C') returning name"))
        .isEqualTo("syndic-c");
    confirms(plan(port, 1, 2, 3));
    transfer("syndic-b");
    transfer("syndic-c");
    confirms(plan(port, 1, 2, 3).replace("Compteur 3", "Caves"));
    assertThat(newest().path("organisation").asText()).isEqualTo("syndic-c");
    transfer("syndic-b");
    confirms(plan(port, 1, 2, 3));
    assertThat(newest().path("organisation").asText()).isEqualTo("syndic-b");
  }

  @Test
  void whoeverWasLetThroughBeforeATransferPushesNothingAfterIt() throws Exception {
    transfer("syndic-b");
    try (Database database = Database.external(rig.database)) {
      Authority authority = Authority.in(rig.authority(), Instant::now, new SecureRandom());
      PlanDesk desk =
          new PlanDesk(new Pushes(database.ingest()), Optional.of(authority), Instant::now);
      PlanDesk.Wish late =
          new PlanDesk.Wish(
              new GatewayId("gw-1"),
              Optional.of(new OrganisationId("syndic-a")),
              "plan.yaml",
              plan(port, 1, 2, 3),
              Optional.empty(),
              Optional.empty(),
              Duration.ofMinutes(2),
              "anne",
              Locale.FRENCH);
      assertThat(desk.push(late))
          .isEqualTo(
              new PlanDesk.Answer.Refused(
                  "Transferred", "gw-1 vient de passer à une autre organisation"));
    }
    assertThat(rig.text("select count(*) from plan_push")).isEqualTo("0");
  }

  @Test
  void withoutATransferAnotherOrganisationsPlanIsRefusedAndWhatWaitedBeforeOneEndsWithIt()
      throws Exception {
    confirms(plan(port, 1, 2, 3));
    gateway.stop();
    assertThat(push(plan(port, 1))).as(() -> said).isZero();
    transfer("syndic-b");
    assertThat(newest().path("state").asText()).isEqualTo("withdrawn");
    // By no transfer that is written down.
    assertThat(
            rig.text(
                "insert into organisation (name, title) values ('syndic-c', 'C') returning name"))
        .isEqualTo("syndic-c");
    assertThat(
            rig.text(
                "update gateway g set organisation = o.id from organisation o"
                    + " where g.id = 'gw-1' and o.name = 'syndic-c' returning o.name"))
        .isEqualTo("syndic-c");
    assertThat(push(plan(port, 1, 2))).as(() -> said).isZero();
    begin();
    becomes("refused");
    assertThat(newest().path("why").asText()).isEqualTo("other-organisation");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2, 3));
  }
}
