package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.state.StateFile;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SunSpec devices of a plan, played by the simulator over TCP and RTU, to the journal. */
@Timeout(120)
class SunSpecSiteTest {
  private static final Duration PORT_PATIENCE = Duration.ofSeconds(30);
  private static final String TCP = "modbus-tcp: \"127.0.0.1:%d\"";
  private static final String RTU = "modbus-rtu: \"tcp://127.0.0.1:%d\", baud: 115200";

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

  @ParameterizedTest
  @ValueSource(strings = {TCP, RTU})
  void devicesWithoutAMapAreReadAsTheyAnswerFromTheFirstPollOn(String bus) throws Exception {
    SitePlan plan = plan(bus.formatted(FreePorts.one()), "pv");
    try (SimulatedSite site = site(plan);
        StateFile state = StateFile.open(folder.resolve("state.db"));
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      // At noon there is something to count.
      clock.advance(Duration.ofHours(12).toMillis());
      try (GatewayRuntime runtime = runtime(plan, journal, state)) {
        poll(runtime, 3);
        LaneView lane = runtime.view().getFirst();
        assertThat(lane.meters())
            .hasSize(3)
            .allSatisfy(meter -> assertThat(meter.condition()).isEqualTo(Condition.ANSWERS));
      }
      List<Answer> kept = kept(journal);
      assertThat(site.answers()).isPositive();
      assertThat(answers).containsAll(kept);
      assertThat(namesOf(kept, "inverter"))
          .contains(
              "active-power",
              "active-energy-export",
              "voltage.l3",
              "current",
              "frequency",
              "state");
      assertThat(namesOf(kept, "main"))
          .contains("active-energy-import", "active-energy-import.l2", "active-power.l1");
      assertThat(namesOf(kept, "lift")).contains("active-energy-import");
      assertThat(kept)
          .filteredOn(answer -> answer.register().toString().equals("active-energy-export"))
          .filteredOn(answer -> answer.meter().value().equals("inverter"))
          .hasSize(3)
          .allMatch(answer -> answer.value() > 0);
    }
  }

  @Test
  void whatWasLearnedOutlivesARestartAndADeviceThatHasChangedIsNoticed() throws Exception {
    SitePlan plan = plan(TCP.formatted(FreePorts.one()), "pv");
    int port = FreePorts.one();
    SitePlan elsewhere = plan(TCP.formatted(port), "pv");
    SitePlan otherwise = plan(TCP.formatted(port), "stairs");
    try (Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      long asked = askedInOnePoll(plan, plan, journal);
      int learned = kept(journal).size();
      // Marker, two headers with contents, a header and the end: for each of the two devices.
      assertThat(askedInOnePoll(plan, plan, journal)).isEqualTo(asked - 2 * 7);
      int before = kept(journal).size();
      assertThat(before).isEqualTo(2 * learned);
      answers.clear();
      assertThat(askedInOnePoll(otherwise, elsewhere, journal)).isPositive();
      List<Answer> after = kept(journal).subList(before, kept(journal).size());
      assertThat(answers).containsAll(after);
      assertThat(namesOf(after, "inverter"))
          .contains("active-energy-import")
          .doesNotContain("device-temperature");
      assertThat(events(journal))
          .anyMatch(
              text ->
                  text.endsWith(
                      "inverter: SunSpec at 40000, models 1, 203, 120; not read: 120; it has"
                          + " changed, before: SunSpec at 40000, models 1, 103, 120; not read:"
                          + " 120"));
    }
  }

  /** Starts the program over what it knew, lets it read once and ends it. */
  private long askedInOnePoll(SitePlan played, SitePlan plan, Journal journal) throws Exception {
    try (SimulatedSite site = site(played);
        StateFile state = StateFile.open(folder.resolve("state.db"));
        GatewayRuntime runtime = runtime(plan, journal, state)) {
      poll(runtime, 1);
      assertThat(site.answers()).isPositive();
      return runtime.view().getFirst().counts().asked();
    }
  }

  private GatewayRuntime runtime(SitePlan plan, Journal journal, StateFile state) throws Exception {
    return GatewayRuntime.of(
        plan,
        journal,
        clock,
        GatewayRuntime.Options.USUAL,
        new GatewayRuntime.Belongings(state, Keys.NONE));
  }

  private void poll(GatewayRuntime runtime, int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(900_000);
      // A cycle ends after a quarter of a second even if more meters are due.
      for (int j = 0; j < 3; j++) {
        runtime.cycle(clock.bootMillis());
      }
    }
  }

  private static List<String> namesOf(List<Answer> answers, String meter) {
    return answers.stream()
        .filter(answer -> answer.meter().value().equals(meter))
        .map(answer -> answer.register().toString())
        .distinct()
        .toList();
  }

  private static List<Answer> kept(Journal journal) throws Exception {
    List<Answer> kept = new ArrayList<>();
    Map<Integer, Catalogue.Entry> entries = new HashMap<>();
    Catalogue inForce = Catalogue.EMPTY;
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      switch (Wire.body(Wire.open(batch.bytes()), batch.bytes(), inForce)) {
        case Catalogue catalogue -> {
          inForce = catalogue;
          catalogue.entries().forEach(entry -> entries.put(entry.number(), entry));
        }
        case Readings readings -> {
          for (Readings.Row row : readings.rows()) {
            Catalogue.Entry entry = Optional.ofNullable(entries.get(row.register())).orElseThrow();
            long wallMillis = row.bootMillis() + batch.header().wallMinusBoot();
            RegisterName name = entry.register();
            kept.add(
                new Answer(entry.meter(), name, row.value(), Instant.ofEpochMilli(wallMillis)));
          }
        }
        case Facts facts -> {}
      }
    }
    return kept;
  }

  private static List<String> events(Journal journal) throws Exception {
    List<String> texts = new ArrayList<>();
    Catalogue inForce = Catalogue.EMPTY;
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      switch (Wire.body(Wire.open(batch.bytes()), batch.bytes(), inForce)) {
        case Catalogue catalogue -> inForce = catalogue;
        case Readings readings -> {}
        case Facts facts ->
            facts.facts().stream()
                .filter(fact -> fact instanceof Facts.Event)
                .forEach(fact -> texts.add(((Facts.Event) fact).text()));
      }
    }
    return texts;
  }

  /** Between two of them somebody's connection may have its port for a moment. */
  private SimulatedSite site(SitePlan plan) {
    return await()
        .atMost(PORT_PATIENCE)
        .ignoreException(IOException.class)
        .until(
            () ->
                SimulatedSite.start(
                    plan,
                    Building.of(plan, 1, Map.of()),
                    () -> Instant.ofEpochMilli(clock.wallMillis()),
                    answers::addAll),
            site -> true);
  }

  private static SitePlan plan(String bus, String roof) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: roof, %s } ]
        points:
          - { id: %s, name: "Toit" }
          - { id: main-elec, name: "Communs" }
          - { id: lift, name: "Ascenseur" }
        meters:
          - { id: inverter, point: %s, bus: roof, unit: 1, profile: sunspec, from: 2025-12-01 }
          - { id: main, point: main-elec, bus: roof, unit: 2, profile: sunspec, ct: 200/5, from: 2025-12-01 }
          - { id: lift, point: lift, bus: roof, unit: 3, profile: eastron-sdm630, from: 2025-12-01 }
        """
            .formatted(bus, roof, roof),
        Profiles.bundled());
  }
}
