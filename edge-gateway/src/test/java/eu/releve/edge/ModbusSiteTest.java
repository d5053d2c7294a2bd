package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A plan's Modbus RTU meters on a pseudo-terminal and behind a converter, to the journal. */
@Timeout(120)
class ModbusSiteTest {
  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

  @Test
  void metersOnASerialLineAndBehindAConverterAreReadAsTheyAnswer() throws Exception {
    PtyPair.needSocat();
    for (String bus :
        List.of(folder.resolve("line").toString(), "tcp://127.0.0.1:" + FreePorts.one())) {
      answers.clear();
      SitePlan plan = plan(bus);
      try (SimulatedSite site = site(plan);
          Journal journal = Journal.open(folder.resolve("j" + bus.length()), clock);
          GatewayRuntime runtime =
              GatewayRuntime.of(plan, journal, clock, GatewayRuntime.Options.USUAL)) {
        for (int i = 0; i < 3; i++) {
          clock.advance(900_000);
          runtime.cycle(clock.bootMillis());
        }
        LaneView lane = runtime.view().getFirst();
        assertThat(lane.meters())
            .hasSize(2)
            .allSatisfy(meter -> assertThat(meter.condition()).isEqualTo(Condition.ANSWERS));
        assertThat(lane.counts().readings()).isEqualTo(answers.size()).isPositive();
        assertThat(lane.counts().asked()).isEqualTo(site.answers());
        assertThat(lane.endpoint()).isEqualTo("modbus-rtu " + bus);
        for (MeterView meter : lane.meters()) {
          assertThat(valuesOf(meter)).isEqualTo(answersOf(meter.id()));
        }
      }
    }
  }

  private static Map<RegisterName, Long> valuesOf(MeterView meter) {
    Map<RegisterName, Long> values = new HashMap<>();
    meter.values().forEach(value -> values.put(value.register(), value.value()));
    return values;
  }

  private Map<RegisterName, Long> answersOf(MeterId meter) {
    Map<RegisterName, Long> last = new HashMap<>();
    answers.stream()
        .filter(answer -> answer.meter().equals(meter))
        .forEach(answer -> last.put(answer.register(), answer.value()));
    return last;
  }

  private SimulatedSite site(SitePlan plan) throws Exception {
    return SimulatedSite.start(
        plan,
        Building.of(plan, 1, Map.of()),
        () -> Instant.ofEpochMilli(clock.wallMillis()),
        answers::addAll);
  }

  private static SitePlan plan(String bus) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: cellar, modbus-rtu: "%s", baud: 19200, parity: even } ]
        points: [ { id: main, name: "Communs" }, { id: lift, name: "Ascenseur" } ]
        meters:
          - { id: e1, point: main, bus: cellar, unit: 1, profile: eastron-sdm630, ct: 200/5, from: 2025-01-01 }
          - { id: e2, point: lift, bus: cellar, unit: 247, profile: abb-b23, from: 2025-01-01 }
        """
            .formatted(bus),
        Profiles.bundled());
  }
}
