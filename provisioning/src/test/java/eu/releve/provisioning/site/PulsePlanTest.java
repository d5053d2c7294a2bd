package eu.releve.provisioning.site;

import static eu.releve.provisioning.site.SitePlansTest.PLAN;
import static eu.releve.provisioning.site.SitePlansTest.PLAN_WITH_CONTROLLER;
import static eu.releve.provisioning.site.SitePlansTest.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.document.DocumentException;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Resolution;
import eu.releve.profile.Access;
import eu.releve.profile.PulseContact;
import eu.releve.profile.PulseContact.Wiring;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Meters that give pulses in a site plan. */
class PulsePlanTest {
  @Test
  void aMeterThatGivesPulsesHasALineAWeightAndAStart() throws Exception {
    SitePlan plan = load(PLAN_WITH_CONTROLLER);
    assertThat(plan.bus(new BusId("pulses")))
        .contains(new Bus.Gpio(new BusId("pulses"), new Bus.Pins.Chip("/dev/gpiochip0")));
    assertThat(plan.bus(new BusId("terminals")))
        .contains(new Bus.Gpio(new BusId("terminals"), new Bus.Pins.OfBoard()));
    Meter tap = plan.meter(new MeterId("tap")).orElseThrow();
    assertThat(tap.address()).isEqualTo(new Address.Line(17));
    Access.Pulsed access = (Access.Pulsed) tap.access();
    assertThat(access.contact())
        .isEqualTo(new PulseContact(Wiring.DRIVEN_HIGH, Duration.ofMillis(30), 10));
    assertThat(access.register().start()).isEqualTo(new BigDecimal("123456"));
    assertThat(access.register().steps(3)).contains(30_000L);
    assertThat(access.register().resolution()).isEqualTo(new Resolution(1, 4));
    Meter lift = plan.meter(new MeterId("lift")).orElseThrow();
    assertThat(lift.address()).isEqualTo(new Address.Input("di1"));
    assertThat(((Access.Pulsed) lift.access()).contact())
        .isEqualTo(new PulseContact(Wiring.TO_GROUND, Duration.ofMillis(15), 20));
    assertThat(SitePlans.describe("plan.yaml", PLAN_WITH_CONTROLLER).meters())
        .anyMatch(meter -> meter.id().equals(lift.id()));
  }

  @Test
  void aMeterThatIsFasterThanOthersOfItsQuantitySaysSo() throws Exception {
    SitePlan plan =
        load(PLAN_WITH_CONTROLLER.replace("debounce: 30ms", "debounce: 10ms, max-hz: 50"));
    assertThat(((Access.Pulsed) plan.meter(new MeterId("tap")).orElseThrow().access()).contact())
        .isEqualTo(new PulseContact(Wiring.DRIVEN_HIGH, Duration.ofMillis(10), 50));
    refused("debounce: 30ms", "debounce: 10ms, max-hz: 51", "max-hz: wanted ");
    refused("debounce: 30ms", "max-hz: 0", "max-hz: wanted ");
    refused(
        "debounce: 30ms",
        "debounce: 15ms, max-hz: 34",
        "max-hz: wanted at most 33, which is what a debounce of 15 ms lets through, found 34");
    refused("debounce: 30ms", "debounce: 1s, max-hz: 1", "max-hz: wanted at most 0, which");
  }

  // 800 imp/kvarh are 1.25 varh a pulse: each total is rounded, never a pulse.
  @Test
  void aWeightThatIsNoWholeStepIsRoundedOnceInTheTotal() throws Exception {
    Meter lift = load(PLAN_WITH_CONTROLLER).meter(new MeterId("lift")).orElseThrow();
    var register = ((Access.Pulsed) lift.access()).register();
    assertThat(register.steps(1)).contains(1L);
    assertThat(register.steps(2)).contains(2L);
    assertThat(register.steps(6)).contains(8L);
    assertThat(register.steps(800_000_000_000L)).contains(1_000_000_000_000L);
    assertThat(register.steps(Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void whatIsNoPulseMeterIsRefused() {
    refused("line: 17", "line: 1024", "line: wanted ");
    refused("line: 17", "input: di1", "input: wanted line");
    refused("input: di1", "line: 4", "line: wanted input");
    refused("line: 17", "unit: 1", "line: wanted one of line, input, found nothing");
    refused("debounce: 30ms", "debounce: 11s", "debounce: wanted ");
    refused("contact: driven-high", "contact: open", "contact: wanted ");
    refused("input: di1", "input: di1, contact: to-ground", "contact: wanted nothing");
    refused("pulse: 10", "pulse: 0", "pulse: wanted a number above zero");
    refused("pulse: 10", "pulse: 10, pulses: 4", "pulse: wanted pulse (one in the unit) or pulses");
    refused("pulse: 10,", "", "pulse: wanted pulse (one in the unit) or pulses");
    refused("start: 123456", "start: -1", "start: wanted ");
    refused("is: gas-volume", "is: volume-flow", "is: wanted a counter");
    refused("debounce: 30ms", "ct: 200/5", "ct: wanted nothing: a pulse's weight says it");
    refused("input: di1", "input: di1, profile: water", "registers: wanted one of profile");
    refused(
        "gpio: /dev/gpiochip0", "gpio: gpiochip0", "gpio: wanted a chip such as /dev/gpiochip0");
    refused("gpio: /dev/gpiochip0", "gpio: \"tcp://10.0.0.1:70\"", "gpio: wanted ");
    refused(
        "- { id: lift,",
        "- { id: tap2, point: main-cold, bus: pulses, line: 17, from: 2026-03-01, registers: [ {"
            + " is: gas-volume, unit: L, pulse: 1 } ] }\n  - { id: lift,",
        "line: wanted an address that is free on bus pulses");
    assertThatThrownBy(() -> load(PLAN.replace("unit: 9", "unit: 9\n    debounce: 1s")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("debounce: wanted nothing");
    assertThatThrownBy(() -> load(PLAN.replace("unit: 9", "unit: 9\n    max-hz: 5")))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("max-hz: wanted nothing");
  }

  private static void refused(String written, String instead, String because) {
    assertThat(PLAN_WITH_CONTROLLER).contains(written);
    assertThatThrownBy(() -> load(PLAN_WITH_CONTROLLER.replace(written, instead)))
        .as(instead)
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining(because);
  }
}
