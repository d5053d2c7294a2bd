package eu.releve.provisioning.site;

import static eu.releve.provisioning.site.SitePlansTest.PLAN;
import static eu.releve.provisioning.site.SitePlansTest.PLAN_WITH_CONTROLLER;
import static eu.releve.provisioning.site.SitePlansTest.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.decode.tic.TicMode;
import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.profile.Access;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

/** Customers' ports in a site plan. */
class PortPlanTest {
  @Test
  void aMeterAtACustomersPortIsAskedNothing() throws Exception {
    SitePlan plan = load(PLAN_WITH_CONTROLLER);
    assertThat(plan.bus(new BusId("port")))
        .contains(new Bus.P1Port(new BusId("port"), new Bus.Place.Device("/dev/ttyUSB7")));
    assertThat(plan.bus(new BusId("linky")))
        .contains(
            new Bus.TicPort(
                new BusId("linky"),
                new Bus.Place.Remote(new Bus.Endpoint("10.0.0.9", 2000)),
                TicMode.STANDARD));
    Meter gas = plan.meter(new MeterId("gas")).orElseThrow();
    assertThat(gas.address()).isEqualTo(new Address.Channel(1));
    assertThat(gas.access()).isEqualTo(new Access.Pushed());
    Consent consent = gas.consent().orElseThrow();
    assertThat(consent).isEqualTo(new Consent("EAN 54", LocalDate.of(2028, 2, 29)));
    assertThat(consent.holdsOn(consent.ends())).isTrue();
    assertThat(consent.holdsOn(consent.ends().plusDays(1))).isFalse();
    assertThat(plan.meter(new MeterId("fr")).orElseThrow().consent()).isEmpty();
    assertThat(SitePlans.describe("plan.yaml", PLAN_WITH_CONTROLLER).meters())
        .filteredOn(meter -> meter.id().equals(gas.id()))
        .singleElement()
        .satisfies(meter -> assertThat(meter.consent()).contains(consent));
  }

  // The port is its customer's: the grid operator opens it on the customer's request alone.
  @Test
  void aBelgianPortWithoutConsentAndItsEndIsRefused() throws Exception {
    String consent = ", consent: { reference: \"EAN 54\", ends: 2028-02-29 }";
    assertThat(PLAN_WITH_CONTROLLER).contains(consent);
    assertThatThrownBy(() -> load(PLAN_WITH_CONTROLLER.replace(consent, "")))
        .isInstanceOf(DocumentException.class)
        .hasMessageMatching(
            "(?s)plan.yaml:[0-9]+: consent: wanted \\{ reference: .*, found nothing");
    assertThatThrownBy(() -> load(PLAN_WITH_CONTROLLER.replace(", ends: 2028-02-29", "")))
        .isInstanceOf(DocumentException.class)
        .hasMessageMatching("plan.yaml:[0-9]+: ends: wanted .*, found nothing");
    assertThatThrownBy(() -> load(PLAN_WITH_CONTROLLER.replace("2028-02-29", "2027-02-29")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("ends: wanted");
    String luxembourg = PLAN_WITH_CONTROLLER.replace("Europe/Brussels", "Europe/Luxembourg");
    assertThat(load(luxembourg.replace(consent, "")).meters()).hasSize(12);
    assertThatThrownBy(() -> load(PLAN.replace("ct: 200/5", "consent: { ends: 2028-01-01 }")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("consent: wanted nothing");
  }

  @Test
  void whatAPortCannotHaveIsRefused() {
    for (String wrong :
        new String[] {"unit: 1", "profile: water", "registers: [ ]", "ct: 200/5", "channel: 5"}) {
      assertThatThrownBy(
              () ->
                  load(
                      PLAN_WITH_CONTROLLER.replace("bus: port, channel: 1", "bus: port, " + wrong)))
          .as(wrong)
          .isInstanceOf(DocumentException.class);
    }
    assertThatThrownBy(
            () ->
                load(
                    PLAN_WITH_CONTROLLER
                        + "  - { id: fr2, point: main-elec, bus: linky, from: 2026-04-01 }\n"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("bus: wanted an address that is free on bus linky");
    assertThatThrownBy(() -> load(PLAN.replace("unit: 9", "unit: 9\n    channel: 1")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("channel: wanted nothing");
    assertThatThrownBy(
            () ->
                load(
                    PLAN_WITH_CONTROLLER.replace(
                        "tcp://10.0.0.9:2000\", mode: standard", "10.0.0.9:2000\"")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("tic: wanted tcp://HOST:PORT or a device");
  }
}
