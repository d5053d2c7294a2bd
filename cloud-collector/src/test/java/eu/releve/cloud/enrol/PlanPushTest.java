package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import eu.releve.provisioning.site.SitePlan;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Plans from the operator's desk to the meters of a cellar and back: all parts are real. */
class PlanPushTest extends PushRig {
  @Test
  void aGoodPlanIsConfirmedAndABadOneGoesBackAndNoReadingIsLost() throws Exception {
    assertThat(push(plan(port, 1, 2, 3), "--confirm-within", "30s", "--wait", "60s"))
        .as(() -> said)
        .isZero();
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2, 3));
    await().atMost(PATIENCE).until(() -> rig.text("select count(*) from meter").equals("3"));

    // Nobody answers at unit 9, and nobody at all at the other port.
    assertThat(push(plan(port, 1, 9, 3), "--confirm-within", "15s", "--wait", "60s"))
        .as(() -> said)
        .isEqualTo(1);
    assertThat(said).as("whoever waits sees what it waits for").contains("plan version 2: ");
    assertThat(newest().path("state").asText()).isEqualTo("returned");
    assertThat(newest().path("why").asText()).isEqualTo("not-read");
    assertThat(newest().path("meters")).extracting(JsonNode::asText).containsExactly("e2");
    assertThat(push(plan(nobody, 1, 2, 3), "--confirm-within", "5s", "--wait", "60s"))
        .as(() -> said)
        .isEqualTo(1);
    assertThat(newest().path("meters"))
        .extracting(JsonNode::asText)
        .containsExactly("e1", "e2", "e3");
    assertThat(status())
        .contains("\"outcome\":\"returned\"")
        .contains("\"pushed\":[{\"version\":1,");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2, 3));
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan(port, 1, 2, 3))));

    assertThat(fleet("show", "gw-1")).isZero();
    assertThat(said).contains("e1", "e2").contains("version 3");
    gateway.stop();
    assertThat(rig.text("select count(*) from ledger where status <> 'stored'")).isEqualTo("0");
    assertThat(
            rig.text(
                "select max(seq) - count(*) from ledger where epoch = (select max(epoch) from ledger)"))
        .as("no number is missing")
        .isEqualTo("0");
    assertThat(rig.text("select count(*) from fact where kind = 'loss'")).isEqualTo("0");
    assertThat(rig.text("select count(*) from audit where what = 'plan-pushed'")).isEqualTo("3");
    begin();
  }

  @Test
  void aStartAmidATrialGoesOnWithItAndStillGoesBack() throws Exception {
    assertThat(push(plan(port, 1, 9), "--confirm-within", "15s")).as(() -> said).isZero();
    becomes("applied");
    gateway.stop();
    begin();
    assertThat(status()).contains("\"trial\":[{\"version\":1,");
    // The other one is read within moments.
    await().atMost(PATIENCE).until(() -> status().contains("\"missing\":[\"e2\"]"));
    assertThat(push(plan(port, 1))).as("one is on trial").isEqualTo(1);
    becomes("returned");
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan(port, 1, 2))));
    assertThat(status()).contains("\"trial\":[]");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2));
  }

  @Test
  void aGatewayThatIsAwayGetsTheNewestPlanWhenItComesBack() throws Exception {
    gateway.stop();
    assertThat(push(plan(port, 1))).as(() -> said).isZero();
    assertThat(push(plan(port, 1, 2, 3), "--author", "anne", "--confirm-within", "30s"))
        .as(() -> said)
        .isZero();
    rig.restart("90d", "[]");
    begin();
    becomes("confirmed");
    assertThat(newest().path("author").asText()).isEqualTo("anne");
    assertThat(rig.text("select string_agg(state, ' ' order by version) from plan_push"))
        .isEqualTo("replaced confirmed");
    assertThat(Files.readString(home.resolve("plan.yaml"))).isEqualTo(plan(port, 1, 2, 3));
  }

  @Test
  void whatIsWrongIsSaidBeforeAnythingIsSent() throws Exception {
    assertThat(push(plan(port, 1, 1))).isEqualTo(2);
    assertThat(said).contains("pushed.yaml:").contains("wanted").contains("found");
    assertThat(push("site: tilleuls-12\n")).isEqualTo(2);
    assertThat(push(plan(port, 1, 2))).isEqualTo(1);
    assertThat(said).contains("in force already");
    assertThat(push(plan(port, 1, 3).replace("tilleuls-12", "chenes-3"))).isEqualTo(1);
    assertThat(said).contains("wanted 'tilleuls-12'").contains("found 'chenes-3'");
    assertThat(push("parent: " + "0".repeat(64) + "\n" + plan(port, 1, 7))).isEqualTo(1);
    assertThat(said)
        .contains("wanted " + SitePlan.hash(plan(port, 1, 2)))
        .contains("meter e2 moved");
    assertThat(push(plan(port, 1, 3), "--confirm-within", "1s")).isEqualTo(2);
    assertThat(push(plan(port, 1, 3), "--confirm-within", "soon")).isEqualTo(2);
    assertThat(push(plan(port, 1, 3) + "#" + "x".repeat(600_000))).isEqualTo(2);
    assertThat(fleet("push", "gw-1", folder.resolve("none.yaml").toString())).isEqualTo(3);
    assertThat(fleet("push", "gw-9", home.resolve("plan.yaml").toString())).isEqualTo(2);
    assertThat(rig.text("select count(*) from plan_push")).isEqualTo("0");
  }

  // The technician has changed the file and started the gateway again, and the collector has not
  // heard of it yet: only the gateway knows.
  @Test
  void aPlanThatWasMadeFromAnotherThanTheOneInForceIsRefusedWithTheDifference() throws Exception {
    gateway.stop();
    assertThat(push(plan(port, 1, 2, 3))).as(() -> said).isZero();
    Files.writeString(home.resolve("plan.yaml"), plan(port, 1));
    begin();
    becomes("refused");
    assertThat(newest().path("why").asText()).isEqualTo("other-parent");
    assertThat(newest().path("changes").findValuesAsText("what"))
        .contains("meter-added", "point-added");
    assertThat(fleet("show", "gw-1")).isZero();
    assertThat(said).contains(" e2 ");
  }

  @Test
  void whatWaitsForABoxThatIsShutOutEndsAndNothingMoreIsPushedToIt() throws Exception {
    gateway.stop();
    assertThat(push(plan(port, 1, 2, 3))).as(() -> said).isZero();
    assertThat(fleet("revoke", "gw-1", "--reason", "stolen")).as(() -> said).isZero();
    assertThat(newest().path("state").asText()).isEqualTo("withdrawn");
    assertThat(push(plan(port, 1, 2, 3))).isEqualTo(1);
    assertThat(said).contains("fleet claim");

    assertThat(
            new TestBox(rig, "gw-1").enrols(rig.claim("gw-1", "syndic-a").code().text()).status())
        .isEqualTo(200);
    assertThat(push(plan(port, 1, 2, 3))).as(() -> said).isZero();
    assertThat(fleet("replace-gateway", "gw-1", "gw-2", "--reason", "broken")).isZero();
    assertThat(newest().path("state").asText()).isEqualTo("withdrawn");
    assertThat(push(plan(port, 1, 2, 3))).isEqualTo(1);
    assertThat(said).contains("push to gw-2");

    Path file = folder.resolve("pushed.yaml");
    assertThat(fleet("push", "gw-2", file.toString())).as(() -> said).isZero();
    assertThat(fleet("retire", "gw-2", "--reason", "sold")).isZero();
    assertThat(fleet("push", "gw-2", file.toString())).isEqualTo(1);
    assertThat(said).contains("replace-gateway");
    assertThat(
            rig.text(
                "select string_agg(gateway || ' ' || state, ', ' order by pushed_at)"
                    + " from plan_push"))
        .isEqualTo("gw-1 withdrawn, gw-1 withdrawn, gw-2 withdrawn");
    assertThat(
            rig.text(
                "select string_agg(gateway || ' ' || text, ', ' order by at) from audit"
                    + " where what = 'plan-withdrawn'"))
        .isEqualTo("gw-1 version 1: revoked, gw-1 version 2: replaced, gw-2 version 1: retired");
    assertThat(fleet("show", "gw-2")).isZero();
    assertThat(said).contains("withdrew");
    begin();
  }

  @Test
  void ofAnsweredPlansTheLastOnesStayAndTheOneThatIsInForce() throws Exception {
    assertThat(push(plan(port, 1, 2, 3), "--confirm-within", "2m")).as(() -> said).isZero();
    becomes("confirmed");
    await().atMost(PATIENCE).until(() -> told().equals(SitePlan.hash(plan(port, 1, 2, 3))));
    gateway.stop();
    for (int i = 2; i <= 23; i++) {
      assertThat(push(plan(port, 1, 2, 2 + i))).as(() -> said).isZero();
    }
    assertThat(rig.text("select string_agg(version::text, ' ' order by version) from plan_push"))
        .isEqualTo("1 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23");
    assertThat(newest().path("version").asInt()).isEqualTo(23);
    assertThat(rig.text("select count(*) from audit where what = 'plan-pushed'")).isEqualTo("23");
    begin();
  }
}
