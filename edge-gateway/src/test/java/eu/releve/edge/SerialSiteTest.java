package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.command.MbusCommand;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.GivenMeter;
import eu.releve.edge.simulate.RandomMeters;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.BusId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan's M-Bus meters over a pseudo-terminal and over TCP, from the simulator to the journal. */
class SerialSiteTest {
  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

  @Test
  void metersOnASerialLineAreReadByPrimaryAndBySecondaryAddress() throws Exception {
    PtyPair.needSocat();
    SitePlan plan = plan(folder.resolve("line").toString());
    try (SimulatedSite site = site(plan, Map.of());
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime =
            GatewayRuntime.of(plan, journal, clock, GatewayRuntime.Options.USUAL)) {
      for (int i = 0; i < 3; i++) {
        clock.advance(900_000);
        runtime.cycle(clock.bootMillis());
      }
      LaneView lane = runtime.view().getFirst();
      assertThat(lane.meters())
          .allSatisfy(meter -> assertThat(meter.condition()).isEqualTo(Condition.ANSWERS));
      assertThat(lane.counts().readings()).isEqualTo(answers.size()).isPositive();
      assertThat(site.answers()).isEqualTo(9);
      assertThat(lane.endpoint()).isEqualTo("mbus " + folder.resolve("line"));
    }
  }

  @Test
  void aScanFindsThePlansMetersAndThoseThatAreGiven() throws Exception {
    PtyPair.needSocat();
    List<GivenMeter> given = RandomMeters.decimal(3, 8);
    int port = FreePorts.one();
    for (String bus : List.of(folder.resolve("line").toString(), "tcp://127.0.0.1:" + port)) {
      SitePlan plan = plan(bus);
      try (SimulatedSite site = site(plan, Map.of(new BusId("water"), given))) {
        StringWriter out = new StringWriter();
        int code =
            MbusCommand.line()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(
                    "scan",
                    "--bus",
                    bus,
                    "--baud",
                    "38400",
                    "--secondary",
                    "--looks",
                    "2",
                    "--json");
        assertThat(code).isZero();
        List<String> found = out.toString().lines().toList();
        assertThat(found).hasSize(6).allMatch(line -> line.startsWith("{\"found\":\"meter\""));
        assertThat(found.stream().collect(Collectors.joining()))
            .contains("\"identification\":\"12345678\"", "\"identification\":\"1234567A\"");
        assertThat(site.answers()).isPositive();
      }
    }
  }

  private SimulatedSite site(SitePlan plan, Map<BusId, List<GivenMeter>> given) throws Exception {
    return SimulatedSite.start(
        plan,
        Building.of(plan, 1, Map.of()),
        () -> Instant.ofEpochMilli(clock.wallMillis()),
        answers::addAll,
        given);
  }

  private static SitePlan plan(String bus) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: water, mbus: "%s", baud: 38400 } ]
        points:
          - { id: one, name: "Eau 1" }
          - { id: two, name: "Eau 2" }
          - { id: three, name: "Eau 3" }
        meters:
          - { id: w1, point: one, bus: water, primary: 1, profile: itron-bm-plus-m, serial: "11223344", from: 2025-01-01 }
          - { id: w2, point: two, bus: water, secondary: "12345678", profile: itron-bm-plus-m, from: 2025-01-01 }
          - { id: w3, point: three, bus: water, secondary: 1234567A, profile: itron-bm-plus-m, from: 2025-01-01 }
        """
            .formatted(bus),
        Profiles.bundled());
  }
}
