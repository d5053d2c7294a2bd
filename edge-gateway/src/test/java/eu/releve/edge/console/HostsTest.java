package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.provisioning.settings.Endpoint;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostsTest {
  private final Hosts network = Hosts.of(new Endpoint("0.0.0.0", 8081), "Gw-Cellar.example.org");

  @Test
  void aConsoleOnTheNetworkAnswersToAddressesAndToTheBoxesOwnNames() {
    for (String host :
        List.of(
            "192.168.1.20:8081",
            "10.0.0.4",
            "[fe80::1]:8081",
            "localhost:8081",
            "gw-cellar.example.org:8081",
            "GW-CELLAR.local")) {
      assertThat(network.isOwn(host)).as(host).isTrue();
    }
    assertThat(Hosts.of(new Endpoint("console.lan", 1), "").isOwn("console.lan:1")).isTrue();
  }

  @Test
  void namesThatAnybodyCanPointHereAreNotIts() {
    for (String host :
        List.of(
            "evil.example",
            "gw-cellar.evil.example",
            "192.168.1.20.evil.example",
            "localhost.evil.example",
            "1.2.3.4.5",
            "a b",
            "192.168.1.20:8081, evil.example",
            "")) {
      assertThat(network.isOwn(host)).as(host).isFalse();
    }
    assertThat(network.isOwn(null)).isFalse();
  }

  @Test
  void aConsoleOnLoopbackAnswersToLoopbackOnly() {
    Hosts local = Hosts.of(new Endpoint("127.0.0.1", 8081), "gw");
    assertThat(local.isOwn("127.0.0.1:8081")).isTrue();
    assertThat(local.isOwn("[::1]:8081")).isTrue();
    assertThat(local.isOwn("192.168.1.20:8081")).isFalse();
    assertThat(local.isOwn("gw:8081")).isFalse();
  }
}
