package eu.releve.cloud.enrol;

import static java.util.regex.Pattern.quote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.broker.BrokerStatus;
import eu.releve.cloud.broker.Mosquitto;
import eu.releve.cloud.command.BrokerConfigCommand;
import eu.releve.cloud.mqtt.RawClient;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.wire.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Who may do what by MQTT, with packets as no proper client sends them: the same on the collector's
 * own endpoint and behind a Mosquitto with what {@code broker-config} writes.
 */
class BrokerMatrixTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int REFUSED = 0x80;
  private static final byte[] NOTHING = new byte[0];

  @TempDir private Path folder;
  private EntryRig rig;
  private Mosquitto broker;

  @BeforeEach
  void start() throws Exception {
    int port = FreePorts.one();
    rig = EntryRig.behind(folder, port);
    Path files = folder.resolve("broker");
    assertThat(
            brokerConfig(
                "mosquitto",
                "--collector-config",
                folder.resolve("collector.yaml").toString(),
                "-o",
                files.toString()))
        .isZero();
    broker = Mosquitto.configured(files, port);
    await().atMost(PATIENCE).until(() -> status().isConnected() && status().admitted().isPresent());
  }

  @AfterEach
  void stop() {
    rig.close();
    if (broker != null) {
      broker.close();
    }
  }

  private static int brokerConfig(String... arguments) {
    CommandLine line = BrokerConfigCommand.line();
    line.setOut(new PrintWriter(new StringWriter()));
    line.setErr(new PrintWriter(new StringWriter()));
    return line.execute(arguments);
  }

  private BrokerStatus status() {
    return rig.collector().broker().orElseThrow();
  }

  private int port() {
    return broker.endpoint().port();
  }

  private TestBox enrolled(String gateway) throws Exception {
    TestBox box = new TestBox(rig, gateway);
    assertThat(box.enrols(rig.claim(gateway, "syndic-a").code().text()).status()).isEqualTo(200);
    return box;
  }

  private void admitted(int gateways) {
    await().atMost(PATIENCE).until(() -> status().admitted().orElse(-1) == gateways);
  }

  /** What became of something that was tried. */
  private record Outcome(boolean isTaken, String how) {}

  private interface Try {
    void with(RawClient client) throws IOException;
  }

  /** A connection of its own, one thing that is tried, and the answer to it. */
  private static Outcome tried(TestBox box, int port, Try attempt) throws Exception {
    try (RawClient client = box.raw(port)) {
      int accepted = client.connect("gw-1", 5);
      if (accepted >= REFUSED) {
        return new Outcome(false, "CONNACK 0x%02X".formatted(accepted));
      }
      attempt.with(client);
      int answer = client.answer();
      return new Outcome(answer < REFUSED, "0x%02X".formatted(answer));
    } catch (IOException ended) {
      return new Outcome(false, String.valueOf(ended));
    }
  }

  private static List<String> foreignTopics(Topics own, Topics other) {
    return List.of(
        own.receipt(),
        own.command(),
        "releve/1/gw-1/else",
        "releve/1/gw-1",
        other.data(),
        other.state(),
        other.reply(),
        other.receipt(),
        "releve/1/+/data",
        "releve/1/#",
        "$share/releve/releve/1/gw-1/data",
        "$SYS/broker/version",
        "$CONTROL/dynamic-security/v1",
        "anything");
  }

  private static List<String> foreignFilters(Topics own, Topics other) {
    List<String> filters = new ArrayList<>();
    for (String filter :
        List.of(own.data(), other.receipt(), other.command(), other.state(), other.data())) {
      filters.add(filter);
      filters.add("$share/releve/" + filter);
    }
    filters.addAll(
        List.of(
            "#",
            "+/#",
            "releve/#",
            "releve/1/#",
            "releve/1/+/receipt",
            "releve/1/+/data",
            "releve/1/gw-1/#",
            "releve/1/gw-1/+",
            "$share/releve/releve/1/+/data",
            "$share/x/" + own.receipt(),
            "$share/x/#",
            "$SYS/#",
            "$CONTROL/#",
            "$CONTROL/dynamic-security/v1/response"));
    return filters;
  }

  // On both: the endpoint ends the connection, the broker answers with a reason code.
  @Test
  void aGatewayDoesNothingOutsideItsOwnPrefixWhicheverPacketItSends() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox other = enrolled("gw-2");
    admitted(2);
    Topics own = box.topics();
    SoftAssertions softly = new SoftAssertions();
    for (int at : new int[] {rig.mqtts(), port()}) {
      String where = at == port() ? " behind the broker" : " on the endpoint";
      for (String topic : foreignTopics(own, other.topics())) {
        Outcome outcome = tried(box, at, client -> client.publish(topic, 1, 1, NOTHING));
        softly.assertThat(outcome.isTaken).as("publish %s%s: %s", topic, where, outcome).isFalse();
        Outcome kept = tried(box, at, client -> client.publishRetained(topic, 1, NOTHING));
        softly.assertThat(kept.isTaken).as("retain %s%s: %s", topic, where, kept).isFalse();
      }
      for (String filter : foreignFilters(own, other.topics())) {
        Outcome outcome = tried(box, at, client -> client.subscribe(filter, 1));
        softly
            .assertThat(outcome.isTaken)
            .as("subscribe %s%s: %s", filter, where, outcome)
            .isFalse();
      }
      byte[] offline = "{\"state\":\"offline\"}".getBytes(StandardCharsets.UTF_8);
      for (String topic : List.of(own.state(), own.reply())) {
        Outcome outcome = tried(box, at, client -> client.publish(topic, 1, 1, offline));
        softly.assertThat(outcome.isTaken).as("publish %s%s: %s", topic, where, outcome).isTrue();
      }
      for (String filter : List.of(own.receipt(), own.command())) {
        Outcome outcome = tried(box, at, client -> client.subscribe(filter, 1));
        softly
            .assertThat(outcome.isTaken)
            .as("subscribe %s%s: %s", filter, where, outcome)
            .isTrue();
      }
    }
    softly.assertAll();
    assertThat(rig.collector().endpoint().refusals().get(Refusal.FOREIGN_TOPIC)).isPositive();
    assertThat(rig.text("select count(*) from ledger")).isEqualTo("0");
    // The collector sees nothing of what a broker denies: it is in the broker's own log.
    String log = broker.log();
    for (String topic : foreignTopics(own, other.topics())) {
      // One with a wildcard is no topic: its sender is disconnected.
      if (!topic.contains("+") && !topic.contains("#")) {
        softly.assertThat(log).containsPattern("Denied PUBLISH from gw-1 .*'" + quote(topic) + "'");
      }
    }
    for (String filter : foreignFilters(own, other.topics())) {
      softly.assertThat(log).contains("\t" + filter + " (QoS 1)");
      softly.assertThat(log).doesNotContainPattern(": gw-1 [0-2] " + quote(filter) + "\n");
    }
    softly.assertAll();
  }

  @Test
  void nobodyGetsInWithoutACertificateOfTheAuthorityOrUnderAnothersName() throws Exception {
    TestBox box = enrolled("gw-1");
    enrolled("gw-2");
    admitted(2);
    Path elsewhere = folder.resolve("elsewhere");
    TestBox stranger = new TestBox(rig, "gw-1");
    TestBox ofAnother;
    Files.createDirectories(elsewhere);
    try (EntryRig another = new EntryRig(elsewhere, "90d")) {
      TestBox its = new TestBox(another, "gw-1");
      assertThat(its.enrols(another.claim("gw-1", "syndic-a").code().text()).status())
          .isEqualTo(200);
      ofAnother = new TestBox(rig, "gw-1", its.keys);
      ofAnother.certificate = its.certificate;
    }
    for (int at : new int[] {rig.mqtts(), port()}) {
      assertThat(connects(stranger, at)).as("no certificate at %d", at).isFalse();
      assertThat(connects(ofAnother, at)).as("another authority at %d", at).isFalse();
      assertThat(connects(box, at)).as("its own at %d", at).isTrue();
    }
  }

  // The endpoint turns it away; a broker calls it by its certificate's name, whatever it says.
  @Test
  void underAnothersClientIdNobodyIsThrownOutAndNothingIsTaken() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox other = enrolled("gw-2");
    admitted(2);
    try (RawClient client = box.raw(rig.mqtts())) {
      assertThat(client.connect("gw-2", 5)).isEqualTo(0x87);
    }
    try (RawClient neighbour = other.raw(port());
        RawClient intruder = box.raw(port())) {
      assertThat(neighbour.connect("gw-2", 5)).isZero();
      assertThat(intruder.connect("gw-2", 5)).isZero();
      intruder.publish(other.topics().data(), 1, 1, NOTHING);
      assertThat(intruder.answer()).isEqualTo(0x87);
      neighbour.publish(other.topics().state(), 1, 1, state("online", "two"));
      assertThat(neighbour.answer()).isZero();
    }
  }

  @Test
  void aWillOnAnothersTopicIsNeverPublished() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox other = enrolled("gw-2");
    admitted(2);
    try (RawClient client = box.raw(rig.mqtts())) {
      assertThat(client.connect("gw-1", 5, other.topics().state())).isEqualTo(0x87);
    }
    try (RawClient neighbour = other.raw(port())) {
      assertThat(neighbour.connect("gw-2", 5)).isZero();
      neighbour.publish(other.topics().state(), 1, 1, state("online", "two"));
      isOnline("gw-2", true);
      try (RawClient intruder = box.raw(port())) {
        assertThat(intruder.connect("gw-1", 5, other.topics().state())).isZero();
      }
      // Its next connection's own will comes after the other's would have come.
      try (RawClient intruder = box.raw(port())) {
        assertThat(intruder.connect("gw-1", 5, box.topics().state())).isZero();
        intruder.publish(box.topics().state(), 1, 1, state("online", "one"));
        isOnline("gw-1", true);
      }
      isOnline("gw-1", false);
      isOnline("gw-2", true);
    }
  }

  @Test
  void whoIsRevokedIsCutOffAndNothingOfItIsTakenAnyMore() throws Exception {
    TestBox box = enrolled("gw-1");
    enrolled("gw-2");
    admitted(2);
    Topics own = box.topics();
    try (RawClient behind = box.raw(port());
        RawClient direct = box.raw(rig.mqtts())) {
      assertThat(behind.connect("gw-1", 5)).isZero();
      assertThat(direct.connect("gw-1", 5)).isZero();
      behind.publish(own.state(), 1, 1, state("online", "one"));
      assertThat(behind.answer()).isLessThan(REFUSED);
      isOnline("gw-1", true);
      assertThat(rig.decide("gw-1", "revocations").status()).isEqualTo(200);
      assertThat(behind.disconnectReason()).as("by an administrator").isEqualTo(0x98);
      assertThat(direct.disconnectReason()).isEqualTo(0x87);
    }
    isOnline("gw-1", false);
    admitted(1);
    for (int at : new int[] {rig.mqtts(), port()}) {
      assertThat(tried(box, at, client -> client.publish(own.data(), 1, 1, NOTHING)).isTaken)
          .isFalse();
      assertThat(tried(box, at, client -> client.publish(own.state(), 1, 1, NOTHING)).isTaken)
          .isFalse();
      assertThat(tried(box, at, client -> client.subscribe(own.receipt(), 1)).isTaken).isFalse();
    }
    // The broker knows names only: the old key would come in with the new one.
    TestBox anew = enrolled("gw-1");
    assertThat(connects(anew, rig.mqtts())).as("the endpoint tells keys apart").isTrue();
    assertThat(tried(box, port(), client -> client.subscribe(own.receipt(), 1)).isTaken).isFalse();
    assertThat(tried(anew, port(), client -> client.subscribe(own.receipt(), 1)).isTaken).isFalse();
    assertThat(status().admitted()).hasValue(1);
  }

  @Test
  void whoIsRetiredIsCutOffAndWhoseCertificateEndedToo() throws Exception {
    TestBox box = enrolled("gw-1");
    enrolled("gw-2");
    admitted(2);
    assertThat(rig.decide("gw-2", "retirements").status()).isEqualTo(200);
    admitted(1);
    try (RawClient behind = box.raw(port())) {
      assertThat(behind.connect("gw-1", 5)).isZero();
      rig.ahead(Duration.ofDays(91).toMillis());
      assertThat(behind.disconnectReason()).isEqualTo(0x98);
    }
    admitted(0);
    // With a certificate that is not over it is let in again.
    rig.ahead(-Duration.ofDays(91).toMillis());
    admitted(1);
    assertThat(tried(box, port(), client -> client.subscribe(box.topics().receipt(), 1)).isTaken)
        .isTrue();
  }

  @Test
  void twoBoxesWithOneKeyTakeEachOthersPlaceAndAreTold() throws Exception {
    TestBox box = enrolled("gw-1");
    TestBox copy = new TestBox(rig, "gw-1", box.keys);
    copy.certificate = box.certificate;
    admitted(1);
    RawClient last = box.raw(port());
    assertThat(last.connect("gw-1", 5)).isZero();
    last.publish(box.topics().state(), 1, 1, state("online", "one"));
    assertThat(last.answer()).isLessThan(REFUSED);
    for (TestBox next : List.of(copy, box, copy)) {
      RawClient client = next.raw(port());
      assertThat(client.connect("gw-1", 5)).isZero();
      last.awaitEnd();
      last.close();
      client.publish(
          box.topics().state(), 1, 1, state("online", next.equals(copy) ? "two" : "one"));
      assertThat(client.answer()).isLessThan(REFUSED);
      last = client;
    }
    last.close();
    await()
        .atMost(PATIENCE)
        .until(
            () -> rig.text("select count(*) from fork where kind = 'changes-hands'").equals("1"));
    await().atMost(PATIENCE).until(() -> waits().equals("two-boxes"));
    assertThat(rig.text("select text from audit where what = 'waits'"))
        .isEqualTo("two boxes take each other's connection: one key in two boxes");
    for (TestBox each : List.of(copy, box)) {
      TestBox.Reply reply = each.renews();
      assertThat(reply.status()).isEqualTo(202);
      assertThat(reply.retryAfter()).isPresent();
    }
    assertThat(rig.text("select count(*) from audit where what = 'waits'")).isEqualTo("1");
    // The copy is switched off: the operator has decided.
    assertThat(rig.decide("gw-1", "readmissions").body().path("changed").asInt()).isEqualTo(1);
    assertThat(box.renews().status()).isEqualTo(200);
    assertThat(waits()).isEqualTo("null");
  }

  private String waits() throws Exception {
    return rig.get("/gateways/gw-1").body().path("waits").asText();
  }

  @Test
  void aBrokerThatStartsAnewIsToldAgainWhoGetsIn() throws Exception {
    TestBox box = enrolled("gw-1");
    admitted(1);
    broker.kill();
    assertThat(rig.decide("gw-1", "revocations").status()).isEqualTo(200);
    enrolled("gw-2");
    broker.begin();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !tried(box, port(), client -> client.subscribe(box.topics().receipt(), 1)).isTaken);
    TestBox other = enrolled("gw-3");
    admitted(2);
    assertThat(
            tried(other, port(), client -> client.publish(other.topics().state(), 1, 1, NOTHING)))
        .extracting(Outcome::how)
        .isNotEqualTo("0x87");
  }

  private static byte[] state(String word, String run) {
    return "{\"state\":\"%s\",\"run\":\"%s\"}"
        .formatted(word, run)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void isOnline(String gateway, boolean isWanted) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                rig.text("select online from gateway where id = '" + gateway + "'")
                    .equals(isWanted ? "t" : "f"));
  }

  private static boolean connects(TestBox box, int port) {
    try (RawClient client = box.raw(port)) {
      return client.connect("gw-1", 5) == 0;
    } catch (Exception refused) {
      return false;
    }
  }
}
