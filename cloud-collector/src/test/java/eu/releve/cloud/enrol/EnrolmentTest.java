package eu.releve.cloud.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.enrol.EnrolmentLabel;
import eu.releve.provisioning.enrol.Fingerprint;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boxes that come to a collector's authority, and operators who decide about them. */
class EnrolmentTest {
  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final long DAY = 86_400_000;

  @TempDir private Path folder;
  private EntryRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new EntryRig(folder, "90d");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TestBox enrolled(String gateway) throws Exception {
    TestBox box = new TestBox(rig, gateway);
    assertThat(box.enrols(rig.claim(gateway, "syndic-a").code().text()).status()).isEqualTo(200);
    return box;
  }

  @Test
  void aBoxGetsItsCertificateForACodeAndComesInWithIt() throws Exception {
    EnrolmentLabel label = rig.claim("gw-1", "syndic-a");
    TestBox box = new TestBox(rig, "gw-1");
    assertThat(box.enrols(label.code().text()).status()).isEqualTo(200);
    assertThat(box.certificate.orElseThrow().getSubjectX500Principal().getName())
        .isEqualTo("CN=gw-1");
    MqttAsyncClient client = box.comesIn();
    assertThat(client.isConnected()).isTrue();
    client.disconnect().waitForCompletion(10_000);
    assertThat(
            rig.text("select o.name from gateway g join organisation o on o.id = g.organisation"))
        .isEqualTo("syndic-a");
    await()
        .atMost(SECONDS)
        .until(() -> !rig.text("select shown_at::text from certificate").equals("null"));
    assertThat(rig.get("/gateways/gw-1").body().path("history").get(0).path("what").asText())
        .isEqualTo("enrolled");
  }

  @Test
  void whoReadsALabelWithAPhoneIsToldWhereItsBoxIsPaired() throws Exception {
    TestBox phone = new TestBox(rig, "gw-1");
    HttpResponse<String> here = phone.opens("/enrol/gw-1");
    assertThat(here.statusCode()).isEqualTo(200);
    assertThat(here.body()).contains("gw-1", "Boxes", "Boîtiers");
    rig.close();
    Path other = Files.createDirectories(folder.resolve("other"));
    rig = new EntryRig(other, "90d", ", portal: \"https://portal.example:8443\"");
    HttpResponse<String> sent = new TestBox(rig, "gw-1").opens("/enrol/gw-1");
    assertThat(sent.statusCode()).isEqualTo(303);
    assertThat(sent.headers().firstValue("Location"))
        .contains("https://portal.example:8443/enrol/gw-1");
    assertThat(new TestBox(rig, "gw-1").opens("/enrol/GW").statusCode()).isEqualTo(404);
  }

  @Test
  void aCodeIsForOneBoxAloneAndThatOneMayAskAgain() throws Exception {
    String code = rig.claim("gw-1", "syndic-a").code().text();
    TestBox box = new TestBox(rig, "gw-1");
    assertThat(box.enrols(code).status()).isEqualTo(200);
    assertThat(new TestBox(rig, "gw-1").enrols(code).status()).as("another key").isEqualTo(401);
    assertThat(box.enrols(code).status()).as("the answer was lost").isEqualTo(200);
  }

  @Test
  void wrongCodesAreRefusedAndGuessingIsSlowedDown() throws Exception {
    String code = rig.claim("gw-1", "syndic-a").code().text();
    TestBox box = new TestBox(rig, "gw-1");
    assertThat(box.enrols("gw-2", code, "gw-2").status()).as("another's").isEqualTo(401);
    String withdrawn = rig.claim("gw-3", "syndic-a").code().text();
    rig.claim("gw-3", "syndic-a");
    assertThat(new TestBox(rig, "gw-3").enrols(withdrawn).status()).as("replaced").isEqualTo(401);
    String old = rig.claim("gw-4", "syndic-a").code().text();
    rig.ahead(8 * DAY);
    assertThat(new TestBox(rig, "gw-4").enrols(old).status()).as("over").isEqualTo(401);
    SecureRandom random = new SecureRandom();
    for (int guess = 0; guess < 2; guess++) {
      assertThat(box.enrols(ClaimCode.random(random).text()).status()).isEqualTo(401);
    }
    String good = rig.claim("gw-5", "syndic-a").code().text();
    TestBox.Reply slowed = new TestBox(rig, "gw-5").enrols(good);
    assertThat(slowed.status()).isEqualTo(429);
    assertThat(slowed.retryAfter()).isPresent();
    rig.ahead(3_600_000);
    assertThat(new TestBox(rig, "gw-5").enrols(good).status()).isEqualTo(200);
  }

  // A request that is refused before its code is looked at says nothing about the code.
  @Test
  void requestsForAnotherIdentityDoNotEndThePauseOfWhoGuesses() throws Exception {
    TestBox box = new TestBox(rig, "gw-1");
    SecureRandom random = new SecureRandom();
    for (int guess = 0; guess < 5; guess++) {
      assertThat(box.enrols(ClaimCode.random(random).text()).status()).isEqualTo(401);
      if (guess < 4) {
        assertThat(box.enrols("gw-1", ClaimCode.random(random).text(), "gw-2").status())
            .isEqualTo(400);
      }
    }
    assertThat(box.enrols(ClaimCode.random(random).text()).status()).isEqualTo(429);
  }

  @Test
  void aCodeThatNobodyHasUsedIsRevokedWithItsGateway() throws Exception {
    String code = rig.claim("gw-1", "syndic-a").code().text();
    assertThat(rig.get("/gateways/gw-1").body().path("certificate").isNull()).isTrue();
    assertThat(rig.decide("gw-1", "revocations").status()).isEqualTo(200);
    assertThat(new TestBox(rig, "gw-1").enrols(code).status()).isEqualTo(401);
  }

  // Its readings would be shown to the wrong organisation.
  @Test
  void aCodeDoesNotTakeAGatewayFromTheOrganisationThatItHasBecome() throws Exception {
    String code = rig.claim("gw-1", "syndic-b").code().text();
    rig.restart("90d", "[gw-1]");
    assertThat(new TestBox(rig, "gw-1").enrols(code).status()).isEqualTo(401);
    String right = rig.claim("gw-1", "syndic-a").code().text();
    assertThat(new TestBox(rig, "gw-1").enrols(right).status()).isEqualTo(200);
  }

  @Test
  void aCopyThatRenewsTwiceBeforeItComesInIsNoticedByTheOther() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox copy = copy(box);
    assertThat(copy.renews().status()).isEqualTo(200);
    assertThat(copy.renews().status()).isEqualTo(200);
    assertThat(box.renews().status()).isEqualTo(202);
  }

  @Test
  void aRequestForAnotherIdentityIsRefusedAndTheCodeStaysGood() throws Exception {
    String code = rig.claim("gw-1", "syndic-a").code().text();
    TestBox box = new TestBox(rig, "gw-1");
    assertThat(box.enrols("gw-1", code, "gw-2"))
        .satisfies(
            reply -> {
              assertThat(reply.status()).isEqualTo(400);
              assertThat(reply.body()).contains("wanted the common name gw-1, found 'gw-2'");
            });
    assertThat(box.posts("simpleenroll", "application/pkcs10", "bm9uc2Vuc2U=").status())
        .as("without a code")
        .isEqualTo(401);
    assertThat(box.enrols(code).status()).isEqualTo(200);
    assertThat(box.renews("gw-2").status()).isEqualTo(400);
    assertThat(box.posts("simplereenroll", "application/pkcs10", "bm9uc2Vuc2U=").status())
        .isEqualTo(400);
    assertThat(box.posts("simplereenroll", "text/plain", "x").status()).isEqualTo(400);
  }

  @Test
  void aRevokedBoxIsCutOffWithinSecondsAndDoesNotComeBackWithItsKey() throws Exception {
    TestBox box = enrolled("gw-1");
    MqttAsyncClient client = box.comesIn();
    assertThat(rig.decide("gw-1", "revocations").status()).isEqualTo(200);
    await().atMost(SECONDS).until(() -> !client.isConnected());
    assertThatThrownBy(box::comesIn).isNotNull();
    assertThat(rig.collector().endpoint().refusals().get(Refusal.REVOKED)).isPositive();
    assertThat(box.renews().status()).isEqualTo(403);
    String code = rig.claim("gw-1", "syndic-a").code().text();
    assertThat(new TestBox(rig, "gw-1", box.keys).enrols(code).status()).isEqualTo(403);
    TestBox renewed = new TestBox(rig, "gw-1");
    assertThat(renewed.enrols(code).status()).as("a new key").isEqualTo(200);
    assertThat(renewed.comesIn().isConnected()).isTrue();
  }

  // What is signed while it is revoked would be good again.
  @Test
  void noCertificateSurvivesARevocationThatCameBesideItsRenewal() throws Exception {
    TestBox box = enrolled("gw-0");
    try (ExecutorService both = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 1; round <= 15; round++) {
        String gateway = "gw-" + round;
        TestBox some = enrolled(gateway);
        Future<TestBox.Reply> renewal = both.submit(() -> some.renews());
        Future<EntryRig.Reply> revocation = both.submit(() -> rig.decide(gateway, "revocations"));
        assertThat(revocation.get().status()).isEqualTo(200);
        assertThat(renewal.get().status()).isIn(200, 403);
        assertThat(
                rig.text(
                    "select count(*) from certificate where revoked_at is null and gateway = '"
                        + gateway
                        + "'"))
            .as(gateway)
            .isEqualTo("0");
      }
    }
    assertThat(box.renews().status()).isEqualTo(200);
  }

  @Test
  void aRetiredNameLetsNobodyInAnyMore() throws Exception {
    TestBox box = enrolled("gw-1");
    MqttAsyncClient client = box.comesIn();
    assertThat(rig.decide("gw-1", "retirements").status()).isEqualTo(200);
    await().atMost(SECONDS).until(() -> !client.isConnected());
    assertThat(box.renews().status()).isEqualTo(403);
    assertThat(rig.post("/gateways/gw-1/claims", "{\"organisation\": \"syndic-a\"}").status())
        .isEqualTo(409);
  }

  @Test
  void aCertificateThatIsOverIsRenewedOnceAnOperatorReadmitsItsBox() throws Exception {
    rig.restart("6s", "[]");
    TestBox box = enrolled("gw-1");
    MqttAsyncClient client = box.comesIn();
    await().atMost(SECONDS).until(() -> !client.isConnected());
    assertThat(rig.collector().endpoint().refusals().get(Refusal.OVER)).isPositive();
    assertThatThrownBy(box::comesIn).isNotNull();
    TestBox.Reply waits = box.renews();
    assertThat(waits.status()).isEqualTo(202);
    assertThat(waits.retryAfter()).contains("1");
    assertThat(rig.get("/gateways").body().path("items").get(0).path("waits").asText())
        .isEqualTo("expired");
    assertThat(rig.decide("gw-1", "readmissions").body().path("changed").asInt()).isEqualTo(1);
    assertThat(box.renews().status()).isEqualTo(200);
    assertThat(rig.get("/gateways").body().path("items").get(0).path("waits").isNull()).isTrue();
    assertThat(box.comesIn().isConnected()).isTrue();
  }

  @Test
  void oneKeyInTwoBoxesIsNoticedWhenTheSecondRenews() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox copy = copy(box);
    assertThat(box.renews().status()).isEqualTo(200);
    box.comesIn();
    await()
        .atMost(SECONDS)
        .until(
            () ->
                rig.text("select count(*) from certificate where shown_at is not null")
                    .equals("2"));
    assertThat(copy.renews().status()).isEqualTo(202);
    assertThat(rig.get("/gateways/gw-1").body().path("waits").asText()).isEqualTo("two-boxes");
  }

  @Test
  void oneKeyInTwoBoxesThatRenewedAtOnceIsNoticedWhenBothCameIn() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox copy = copy(box);
    assertThat(List.of(box.renews().status(), copy.renews().status())).containsOnly(200);
    box.comesIn();
    copy.comesIn();
    await()
        .atMost(SECONDS)
        .until(() -> rig.text("select text from audit where what = 'waits'").contains("two boxes"));
    assertThat(waits("gw-1")).isEqualTo("two-boxes");
    assertThat(List.of(box.renews().status(), copy.renews().status())).containsOnly(202);
    assertThat(rig.decide("gw-1", "readmissions").status()).isEqualTo(200);
    assertThat(box.renews().status()).isEqualTo(200);
    assertThat(waits("gw-1")).isEqualTo("null");
  }

  private String waits(String gateway) throws Exception {
    return rig.get("/gateways/" + gateway).body().path("waits").asText();
  }

  // As behind a broker, which tells nobody who came in with what.
  @Test
  void oneKeyInTwoBoxesThatNoEndpointSeesIsNoticedWhenBothHaveRenewedTwice() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox copy = copy(box);
    assertThat(List.of(box.renews().status(), copy.renews().status())).containsOnly(200);
    assertThat(box.renews().status()).isEqualTo(200);
    assertThat(waits("gw-1")).isEqualTo("null");
    assertThat(copy.renews().status()).isEqualTo(202);
    assertThat(rig.text("select asked_why from certificate where asked_at is not null"))
        .isEqualTo("two-boxes");
    assertThat(waits("gw-1")).isEqualTo("two-boxes");
    assertThat(box.renews().status()).as("nobody knows which is the right one").isEqualTo(202);
    assertThat(rig.text("select text from audit where what = 'waits'"))
        .isEqualTo(
            "two boxes came in with certificates that follow the same one: one key in two boxes");
    assertThat(rig.decide("gw-1", "readmissions").status()).isEqualTo(200);
    assertThat(box.renews().status()).isEqualTo(200);
  }

  private TestBox copy(TestBox box) throws Exception {
    TestBox copy = new TestBox(rig, "gw-1", box.keys);
    copy.certificate = box.certificate;
    return copy;
  }

  /** The certificate of the only gateway ends then, as the store knows it. */
  private void ends(String when) throws Exception {
    assertThat(
            rig.text(
                "update certificate set not_after = now() + interval '%s' returning serial"
                    .formatted(when)))
        .isNotEqualTo("none");
  }

  @Test
  void aBoxAndItsCopyThatCameBackByOneReadmissionAreNoticedAndBothWait() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox copy = copy(box);
    TestBox later = copy(box);
    ends("-1 minute");
    assertThat(box.renews().status()).isEqualTo(202);
    assertThat(waits("gw-1")).isEqualTo("expired");
    assertThat(rig.decide("gw-1", "readmissions").status()).isEqualTo(200);
    assertThat(List.of(box.renews().status(), copy.renews().status())).containsOnly(200);
    assertThat(box.renews().status()).isEqualTo(200);
    assertThat(copy.renews().status()).isEqualTo(202);
    assertThat(waits("gw-1")).isEqualTo("two-boxes");
    assertThat(later.renews().status()).as("the readmission has ended").isEqualTo(202);
    assertThat(box.renews().status()).isEqualTo(202);
    assertThat(rig.decide("gw-1", "readmissions").status()).isEqualTo(200);
    assertThat(box.renews().status()).as("an operator decides again").isEqualTo(200);
    assertThat(waits("gw-1")).isEqualTo("null");
  }

  // Whoever has copied a key may have read the label of its box, too.
  @Test
  void aCodeThatWasUsedDecidesNothingWhenTheSameKeyShowsItAgain() throws Exception {
    String code = rig.claim("gw-1", "syndic-a").code().text();
    TestBox box = new TestBox(rig, "gw-1");
    assertThat(box.enrols(code).status()).isEqualTo(200);
    TestBox copy = new TestBox(rig, "gw-1", box.keys);
    assertThat(copy.enrols(code).status()).as("the answer was not heard").isEqualTo(200);
    changesHands("gw-1", "(select used_at + interval '1 microsecond' from claim)");
    await().atMost(SECONDS).until(() -> waits("gw-1").equals("two-boxes"));
    TestBox.Reply again = copy.enrols(code);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).contains("two boxes");
    assertThat(List.of(box.renews().status(), copy.renews().status())).containsOnly(202);
    assertThat(waits("gw-1")).isEqualTo("two-boxes");
    assertThat(rig.decide("gw-1", "readmissions").status()).isEqualTo(200);
    assertThat(box.renews().status()).isEqualTo(200);
  }

  @Test
  void whatWasOverByAClockThatHadGoneAheadIsNothingToDecideOnceItsBoxRenewed() throws Exception {
    TestBox box = enrolled("gw-1");
    ends("-1 minute");
    assertThat(box.renews().status()).isEqualTo(202);
    assertThat(waits("gw-1")).isEqualTo("expired");
    ends("90 days");
    assertThat(box.renews().status()).isEqualTo(200);
    assertThat(waits("gw-1")).isEqualTo("null");
  }

  // A thousand boxes that come at once must not keep a revoked one in.
  @Test
  void aLookWritesDownAHundredWhoCameInAndTheNextLooksTheOthers() throws Exception {
    TestBox box = enrolled("gw-1");
    try (Database database = Database.external(rig.database)) {
      Gate gate = new Gate(database.ingest(), InstantSource.system());
      for (int i = 0; i < 150; i++) {
        gate.entered(new GatewayId("gw-1"), box.certificate.orElseThrow());
      }
      assertThat(gate.look()).isFalse();
      assertThat(gate.waiting()).isEqualTo(50);
      assertThat(gate.look()).isFalse();
      assertThat(gate.waiting()).isZero();
    }
  }

  @Test
  void whatWasNoticedBeforeACodeWasUsedIsDecidedByTheCode() throws Exception {
    enrolled("gw-1");
    enrolled("gw-2");
    for (String gateway : List.of("gw-1", "gw-2")) {
      changesHands(gateway, "now()");
      await().atMost(SECONDS).until(() -> waits(gateway).equals("two-boxes"));
    }
    // The right one of them, or another box.
    enrolled("gw-1");
    assertThat(rig.decide("gw-2", "readmissions").status()).isEqualTo(200);
    enrolled("gw-3");
    changesHands("gw-3", "now()");
    await().atMost(SECONDS).until(() -> waits("gw-3").equals("two-boxes"));
    assertThat(List.of(waits("gw-1"), waits("gw-2"))).containsOnly("null");
    changesHands("gw-2", "now() + interval '1 minute'");
    await().atMost(SECONDS).until(() -> waits("gw-2").equals("two-boxes"));
    assertThat(waits("gw-1")).isEqualTo("null");
  }

  private void changesHands(String gateway, String at) throws Exception {
    assertThat(
            rig.text(
                """
                insert into fork (gateway, kind, epoch, reason, last_at)
                values ('%s', 'changes-hands', 0, 'as a test says', %s)
                on conflict (gateway, kind, epoch) where decided_at is null
                  do update set last_at = excluded.last_at
                returning kind\
                """
                    .formatted(gateway, at)))
        .isEqualTo("changes-hands");
  }

  @Test
  void whoseAClaimedGatewayIsSettingsDoNotSay() throws Exception {
    enrolled("gw-1");
    String owner = "select o.name from gateway g join organisation o on o.id = g.organisation";
    rig.restart("90d", "[]");
    assertThat(rig.text(owner)).isEqualTo("syndic-a");
    assertThat(rig.post("/gateways/gw-1/claims", "{\"organisation\": \"syndic-b\"}").status())
        .isEqualTo(409);
    assertThat(rig.post("/gateways/gw-2/claims", "{\"organisation\": \"nobody\"}").status())
        .isEqualTo(404);
  }

  @Test
  void theAuthorityIsTheSameAfterARestart() throws Exception {
    TestBox box = enrolled("gw-1");
    Fingerprint before = rig.claim("gw-2", "syndic-a").authority();
    rig.restart("90d", "[]");
    assertThat(rig.claim("gw-2", "syndic-a").authority()).isEqualTo(before);
    assertThat(box.comesIn().isConnected()).isTrue();
    assertThat(box.renews().status()).isEqualTo(200);
  }
}
