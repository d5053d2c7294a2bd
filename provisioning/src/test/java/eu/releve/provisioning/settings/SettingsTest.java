package eu.releve.provisioning.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.settings.CollectorSettings.Database;
import eu.releve.provisioning.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final String SMALL =
      "gateway: gw-1\nsite: plan.yaml\ncollector: mqtt://localhost:1883\n";

  @TempDir Path folder;

  @Test
  void theExamplesLoadAndHaveEveryKey() throws Exception {
    GatewaySettings gateway = gateway(GatewaySettings.example(), Map.of());
    assertThat(gateway.gateway()).isEqualTo(new GatewayId("gw-1"));
    assertThat(gateway.site()).isEqualTo(folder.resolve("plan.yaml"));
    assertThat(gateway.window()).isEqualTo(Duration.ofSeconds(60));
    CollectorSettings collector = collector(CollectorSettings.example(), Map.of());
    assertThat(collector.database()).isEqualTo(new Database.Embedded());
    assertThat(collector.organisations().getFirst().gateways())
        .containsExactly(new GatewayId("gw-1"));
    for (String key : GatewaySettings.KEYS) {
      assertThat(GatewaySettings.example()).contains("\n" + key + ":");
    }
    for (String key : CollectorSettings.KEYS) {
      assertThat(CollectorSettings.example()).contains("\n" + key + ":");
    }
  }

  @Test
  void theEnvironmentKnowsEveryKey() {
    assertThat(keysKnownTo(() -> gateway(SMALL + "qqqqqqqqqqqqqqqqqq: 1\n", Map.of())))
        .isEqualTo(new TreeSet<>(GatewaySettings.KEYS));
    assertThat(keysKnownTo(() -> collector("qqqqqqqqqqqqqqqqqq: 1\n", Map.of())))
        .isEqualTo(new TreeSet<>(CollectorSettings.KEYS));
  }

  @Test
  void whatIsNotSaidHasItsUsualPlace() throws Exception {
    GatewaySettings small = gateway(SMALL, Map.of("RELEVE_HOME", "/srv/releve"));
    assertThat(small.data()).isEqualTo(Path.of("/srv/releve/gateway"));
    assertThat(small.console()).isEqualTo(new Endpoint("127.0.0.1", 8081));
    assertThat(small.clock()).isEqualTo(GatewaySettings.Clock.KERNEL);
    assertThat(small.profiles()).isEmpty();
    assertThat(small.capture()).isEmpty();
    assertThat(gateway(SMALL, Map.of()).data())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/releve/gateway"));
    CollectorSettings none = collector("database: embedded\n", Map.of());
    assertThat(none.mqtt()).isEqualTo(new Endpoint("127.0.0.1", 1883));
    assertThat(none.http()).isEqualTo(new Endpoint("127.0.0.1", 8080));
  }

  @Test
  void theEnvironmentStandsBeforeTheFile() throws Exception {
    GatewaySettings changed =
        gateway(SMALL, Map.of("RELEVE_WINDOW", "0s", "RELEVE_CONSOLE", "[::1]:0"));
    assertThat(changed.window()).isEqualTo(Duration.ZERO);
    assertThat(changed.console()).isEqualTo(new Endpoint("::1", 0));
    assertThat(gateway(SMALL, Map.of("RELEVE_CAPTURE", "[ cellar, boiler ]")).capture())
        .containsExactlyInAnyOrder(new BusId("cellar"), new BusId("boiler"));
    CollectorSettings collector =
        collector(
            "database: embedded\n",
            Map.of(
                "RELEVE_ORGANISATIONS", "[ { id: o1, name: Office, gateways: [gw-1, gw-2] } ]",
                "RELEVE_DATABASE", "jdbc:postgresql://db/releve?password=secret"));
    assertThat(collector.organisations().getFirst().gateways()).hasSize(2);
    assertThat(collector.database())
        .isEqualTo(new Database.External("jdbc:postgresql://db/releve?password=secret"));
    assertThat(collector.toString()).doesNotContain("secret");
  }

  @Test
  void variablesOfTheOtherProgramAndOfTheLauncherAreNoError() throws Exception {
    Map<String, String> foreign =
        Map.of("RELEVE_HTTP", "127.0.0.1:1", "RELEVE_GATEWAY_COMMAND", "x", "RELEVE_CORPORA", "y");
    assertThat(gateway(SMALL, foreign).console()).isEqualTo(new Endpoint("127.0.0.1", 8081));
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    refused(
        () -> gateway("gateway: GW\n", Map.of()),
        "settings.yaml:1: gateway: wanted a gateway's identifier, found 'GW'");
    refused(
        () -> gateway("gateway: gw-1\n", Map.of()),
        "settings.yaml:1: site: wanted text, found nothing");
    refused(
        () -> gateway(SMALL + "windw: 1s\n", Map.of()),
        "settings.yaml:4: windw: wanted window, found an unknown key");
    refused(
        () -> gateway(SMALL + "capture: [ A ]\n", Map.of()),
        "settings.yaml:4: capture: wanted one that can be");
    refused(
        () -> gateway(SMALL, Map.of("RELEVE_WINDOW", "1h")),
        "RELEVE_WINDOW:1: window: wanted a duration from 0s to 15m, such as 15m, found '1h'");
    refused(
        () -> gateway(SMALL, Map.of("RELEVE_COLLECTOR", "mqtt://10.0.0.1:1883")),
        "RELEVE_COLLECTOR:1: collector: wanted mqtts://HOST:PORT, wss://HOST:PORT/mqtt or, on this"
            + " machine, mqtt://127.0.0.1:PORT, found 'mqtt://10.0.0.1:1883': plain MQTT stays on");
    refused(
        () -> gateway(SMALL, Map.of("RELEVE_COLLECTOR", "http://x")),
        "collector: wanted mqtts://HOST:PORT");
    refused(
        () -> gateway(SMALL, Map.of("RELEVE_CONSOLE", "8081")),
        "RELEVE_CONSOLE:1: console: wanted HOST:PORT, found '8081'");
    refused(
        () -> gateway(SMALL, Map.of("RELEVE_WINDO", "10s")),
        "RELEVE_WINDO:1: windo: wanted window, found an unknown key");
    refused(
        () -> collector("mqtt: 0.0.0.0:1883\n", Map.of()),
        "settings.yaml:1: mqtt: wanted an address on loopback, found '0.0.0.0:1883'");
    refused(
        () ->
            collector(
                "organisations: [ { id: o1, name: A, gateways: [g1] }, { id: o2, name: B, gateways: [g1] } ]\n",
                Map.of()),
        "gateways: wanted each gateway once, found 'g1' a second time");
  }

  @Test
  void aGatewayMayHaveSeveralWaysAndAProxy() throws Exception {
    Uplink uplink = gateway(GatewaySettings.example(), Map.of()).collector();
    assertThat(uplink.ways())
        .map(Way::toString)
        .containsExactly("mqtts://collector.example:8883", "wss://collector.example:443/mqtt");
    assertThat(uplink.tls())
        .contains(
            new TlsFiles(
                folder.resolve("ca.pem"),
                folder.resolve("gateway.pem"),
                folder.resolve("gateway.key")));
    assertThat(uplink.proxy())
        .contains(
            new Uplink.Proxy(
                new Endpoint("proxy.example", 3128), Optional.of(folder.resolve("proxy.login"))));
    assertThat(uplink.isLoopback()).isFalse();
    assertThat(gateway(SMALL, Map.of()).collector())
        .isEqualTo(Uplink.onThisMachine(new Endpoint("localhost", 1883)));
  }

  @Test
  void aSecureWayWithoutFilesUsesWhatTheGatewayGotWhenItEnrolled() throws Exception {
    String site = "gateway: gw-1\nsite: plan.yaml\n";
    Uplink uplink = gateway(site + "collector: mqtts://h:8883\n", Map.of()).collector();
    assertThat(uplink.isByEnrolment()).isTrue();
    TlsFiles files = new TlsFiles(Path.of("a"), Path.of("b"), Path.of("c"));
    assertThat(uplink.showing(files).tls()).contains(files);
    assertThat(uplink.showing(files).isByEnrolment()).isFalse();
    assertThat(gateway(SMALL, Map.of()).collector().isByEnrolment()).isFalse();
  }

  // Nothing that leaves the machine is plain, and nothing falls back to it.
  @Test
  void whatLeavesTheMachineIsNotPlain() {
    String site = "gateway: gw-1\nsite: plan.yaml\n";
    String files = "tls: { trust: a, certificate: b, key: c }\n";
    refused(
        () -> gateway(site + files + "collector: [ mqtts://h:8883, mqtt://h:1883 ]\n", Map.of()),
        "found 'mqtt://h:1883': plain MQTT stays on this machine");
    refused(
        () -> gateway(site + files + "collector: ws://h:80/mqtt\n", Map.of()),
        "found 'ws://h:80/mqtt'");
    refused(() -> gateway(site + files + "collector: []\n", Map.of()), "wanted at least one");
    refused(
        () -> gateway(SMALL + "proxy: http://p:3128\n", Map.of()),
        "a proxy leads to no way that stays on this machine");
    refused(
        () -> gateway(SMALL + "proxy-login: f\n", Map.of()),
        "proxy-login: wanted the key proxy beside it");
    refused(
        () -> gateway(SMALL + "tls: { trust: a, certificate: b }\n", Map.of()),
        "settings.yaml:4: key: wanted text, found nothing");
    refused(
        () -> collector("mqtts: 0.0.0.0:8883\n", Map.of()),
        "settings.yaml:1: mqtts: wanted the key tls or enrolment beside it, found neither");
  }

  @Test
  void anAuthorityServesEnrolmentAndSignsForTheCollectorToo() throws Exception {
    CollectorSettings settings =
        collector(
            "mqtts: 0.0.0.0:8883\n"
                + "enrolment: { listen: \"0.0.0.0:8445\", name: \"c.example:443\", life: 30d,"
                + " authority: { certificate: ca.pem, key: ca.key } }\n",
            Map.of());
    CollectorSettings.Enrolment enrolment = settings.enrolment().orElseThrow();
    assertThat(enrolment.name().host()).isEqualTo("c.example");
    assertThat(enrolment.name().port()).hasValue(443);
    assertThat(enrolment.life()).hasDays(30);
    assertThat(enrolment.authority().orElseThrow().key()).hasFileName("ca.key");
    assertThat(enrolment.portal()).isEmpty();
    String listens = "enrolment: { listen: \"0.0.0.0:1\", name: x, portal: \"%s\" }\n";
    assertThat(
            collector(listens.formatted("https://p.example:8443"), Map.of())
                .enrolment()
                .orElseThrow()
                .portal())
        .contains(URI.create("https://p.example:8443"));
    for (String wrong : List.of("http://p.example", "https://", "https://p.example/boxes", "p")) {
      refused(
          () -> collector(listens.formatted(wrong), Map.of()),
          "portal: wanted https://HOST or https://HOST:PORT, found '" + wrong);
    }
    assertThat(settings.secure().tls()).isEmpty();
    refused(
        () -> collector("enrolment: { listen: \"0.0.0.0:1\", name: x, life: 1s }\n", Map.of()),
        "life: wanted a duration from");
    refused(
        () -> collector("enrolment: { listen: \"0.0.0.0:1\", name: \"a b\" }\n", Map.of()),
        "name: wanted HOST or HOST:PORT");
    refused(
        () -> collector("enrolment: { name: x }\n", Map.of()),
        "listen: wanted text, found nothing");
  }

  @Test
  void aBrokerIsReachedInTlsUnderANameThatNoGatewayCanHave() throws Exception {
    String enrolment = "enrolment: { listen: \"0.0.0.0:8445\", name: c.example }\n";
    CollectorSettings settings =
        collector("broker: { at: \"mqtts://b.example:8883\" }\n" + enrolment, Map.of());
    BrokerSettings broker = settings.broker().orElseThrow();
    assertThat(broker.at()).hasToString("mqtts://b.example:8883");
    assertThat(broker.name()).isEqualTo("releve.collector");
    assertThat(broker.isAdministered()).isFalse();
    assertThat(collector("broker: { at: \"mqtt://127.0.0.1:1883\" }\n", Map.of()).broker())
        .isPresent();
    refused(
        () -> collector("broker: { at: \"mqtts://b.example:8883\" }\n", Map.of()),
        "settings.yaml:1: broker: wanted the key tls in it, or enrolment beside it, found neither");
    refused(
        () -> collector("broker: { at: \"mqtt://b.example:1883\" }\n", Map.of()),
        "at: wanted mqtts://HOST:PORT or, on this machine, mqtt://127.0.0.1:PORT");
    refused(
        () -> collector("broker: { at: \"wss://b.example:443/mqtt\" }\n" + enrolment, Map.of()),
        "at: wanted mqtts://HOST:PORT");
    refused(
        () ->
            collector(
                "broker: { at: \"mqtts://b.example:8883\", name: gw-1 }\n" + enrolment, Map.of()),
        "name: wanted a name with a dot, such as releve.collector, found 'gw-1'");
    refused(
        () -> collector("broker: { at: \"mqtt://127.0.0.1:1883\", share: x }\n", Map.of()),
        "share");
  }

  @Test
  void aRefusedDatabaseDoesNotTellItsPassword() {
    assertThatThrownBy(
            () -> collector("database: jdbc:mysql://root:secret@db/x?password=secret\n", Map.of()))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("database: wanted embedded or jdbc:postgresql://HOST[:PORT]/NAME")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//127.0.0.1:notaport/x",
        "//:5432/x",
        "//db:123456/x",
        "//db/x/y",
        "//one,/x",
      })
  void anAddressThatNoDriverCouldReadIsRefusedInTheFile(String rest) {
    refused(
        () -> collector("database: \"jdbc:postgresql:" + rest + "\"\n", Map.of()),
        "settings.yaml:1: database: wanted embedded or jdbc:postgresql://HOST[:PORT]/NAME, found");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//[::1]:5432/releve",
        "//one:5432,two/releve?user=x&password=a/b@c",
        "releve",
        "///releve"
      })
  void everyAddressOfTheDriverIsTaken(String rest) throws Exception {
    String url = "jdbc:postgresql:" + rest;
    assertThat(collector("database: \"" + url + "\"\n", Map.of()).database())
        .isEqualTo(new Database.External(url));
  }

  interface Loading {
    Object load() throws Exception;
  }

  private static Set<String> keysKnownTo(Loading loading) {
    try {
      loading.load();
    } catch (DocumentException refused) {
      return new TreeSet<>(List.of(refused.wanted().substring("one of ".length()).split(", ")));
    } catch (Exception other) {
      throw new AssertionError(other);
    }
    throw new AssertionError("an unknown key was taken");
  }

  private static void refused(Loading loading, String message) {
    assertThatThrownBy(loading::load)
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }

  private GatewaySettings gateway(String text, Map<String, String> environment)
      throws DocumentException, IOException {
    return GatewaySettings.load(
        Files.writeString(folder.resolve("settings.yaml"), text), environment);
  }

  private CollectorSettings collector(String text, Map<String, String> environment)
      throws DocumentException, IOException {
    return CollectorSettings.load(
        Files.writeString(folder.resolve("settings.yaml"), text), environment);
  }
}
