package eu.releve.provisioning.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Resolution;
import eu.releve.profile.Access;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a plan says of OPC-UA servers and of the meters whose values they hold. */
class ServerSitePlanTest {
  static final String PLAN_WITH_SERVER =
      SitePlansTest.PLAN_WITH_CONTROLLER.replace(
              "lots:",
              "  - { id: cooling, opcua: \"opc.tcp://10.0.0.9:4840/plc\", user: reader }\nlots:")
          + """
            - id: ice
              point: main-elec
              bus: cooling
              from: 2026-03-01
              sampling: 1s
              registers:
                - { is: cold-energy, node: "ns=2;s=Ice.Energy", unit: kWh, scale: 0.1 }
                - { is: thermal-power, node: "nsu=urn:acme;s=Powers", index: 2, unit: kW, deadband: 0.5 }
          """;

  @Test
  void aServerHoldsMetersByNodes() throws Exception {
    SitePlan plan = SitePlansTest.load(PLAN_WITH_SERVER);
    assertThat(plan.bus(new BusId("cooling")))
        .contains(
            new Bus.OpcUa(
                new BusId("cooling"),
                "opc.tcp://10.0.0.9:4840/plc",
                Bus.Security.BEST,
                new Bus.Login.User("reader")));
    Meter meter = plan.meter(new MeterId("ice")).orElseThrow();
    assertThat(meter.address()).isEqualTo(new Address.Nodes());
    Access.OpcUa access = (Access.OpcUa) meter.access();
    assertThat(access.sampling()).contains(new Access.Sampling(Duration.ofSeconds(1), 10));
    // 0.1 kWh of cold is 360,000 J.
    assertThat(access.registers().getFirst().resolution()).isEqualTo(new Resolution(36, 4));
    assertThat(access.registers().getLast().index()).contains(2);
    assertThat(access.registers().getLast().resolution()).isEqualTo(Resolution.ONE_STEP);
  }

  @Test
  void aServersBusIsRefusedWhereItCannotBeMeant() {
    assertRefused(
        "opc.tcp://10.0.0.9", "http://10.0.0.9", "opcua: wanted opc.tcp://HOST:PORT/PATH");
    assertRefused("user: reader", "security: rot13", "security: wanted");
    assertRefused("user: reader", "user: reader, security: none", "a password would be read");
    assertRefused("user: reader", "user: reader, login: certificate", "login: wanted nothing");
    assertRefused("sampling: 1s", "sampling: 1ms", "sampling: wanted");
    assertRefused("sampling: 1s", "queue: 5", "queue: wanted a sampling interval");
    assertRefused("ns=2;s=Ice.Energy", "Ice.Energy", "is no identifier of a node");
    assertRefused("index: 2", "index: -1", "index: wanted");
    assertRefused("deadband: 0.5", "deadband: 0", "deadband: wanted a number above zero");
    assertRefused("scale: 0.1", "scale: 0", "scale: wanted a number other than zero");
    assertRefused("unit: kWh, scale: 0.1", "unit: m3", "unit: wanted a unit of cold-energy");
  }

  private static void assertRefused(String what, String by, String message) {
    assertThatThrownBy(() -> SitePlansTest.load(PLAN_WITH_SERVER.replace(what, by)))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aServersPortIsTheUsualOneWhereThePlanNamesNone() {
    BusId id = new BusId("cooling");
    Bus.Login nobody = new Bus.Login.Anonymous();
    assertThat(new Bus.OpcUa(id, "opc.tcp://plc/x", Bus.Security.BEST, nobody).endpoint())
        .isEqualTo(new Bus.Endpoint("plc", 4_840));
    assertThat(new Bus.OpcUa(id, "opc.tcp://[fe80::1]:80", Bus.Security.NONE, nobody).endpoint())
        .isEqualTo(new Bus.Endpoint("fe80::1", 80));
  }
}
