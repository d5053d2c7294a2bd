package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.PulseView.MeterPulses;
import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.PlayedPulses;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Fault;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.state.Notebook;
import eu.releve.edge.state.StateFile;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Envelope;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulses from the edge to the journal. */
@Timeout(120)
class PulseSiteTest {
  private static final MeterId METER = new MeterId("w1");

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final long seed = new Random().nextLong();
  private final PlayedPulses contact = new PlayedPulses(seed, System.nanoTime());
  private Notebook notebook = Notebook.inMemory();

  @Test
  void pulsesBecomeReadingsOnceAPeriodAndTheCountGoesOnAfterARestart() throws Exception {
    try (PulseWire wire = new PulseWire();
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      try (GatewayRuntime runtime = runtime(wire.port(), journal)) {
        listen(runtime, wire);
        assertThat(value(runtime)).isEqualTo(123_456_000);
        pulses(runtime, wire, 250);
        assertThat(value(runtime)).as("not due yet").isEqualTo(123_456_000);
        clock.advance(60_000);
        runtime.cycle(clock.bootMillis());
        assertThat(value(runtime)).isEqualTo(125_956_000);
      }
      try (GatewayRuntime runtime = runtime(wire.port(), journal)) {
        listen(runtime, wire);
        assertThat(value(runtime)).isEqualTo(125_956_000);
        pulses(runtime, wire, 3);
        assertThat(counted(runtime).total()).isEqualTo(253);
      }
      assertThat(events(journal))
          .contains("pulse-count-begins", "pulses-unwatched")
          .doesNotContain("pulses-missing");
    }
  }

  // A pulse that comes alone is on the disk before the next round; of many, at most a hundred.
  @Test
  void aPowerCutCostsAtMostAHundredPulsesAndIsTold() throws Exception {
    Path cut = folder.resolve("cut/state.db");
    try (PulseWire wire = new PulseWire();
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        StateFile state = StateFile.open(folder.resolve("state.db"))) {
      notebook = state;
      try (GatewayRuntime runtime = runtime(wire.port(), journal)) {
        listen(runtime, wire);
        pulses(runtime, wire, 1);
        assertThat(keptOf(cut)).isEqualTo(1);
        pulses(runtime, wire, 99);
        assertThat(keptOf(cut)).isEqualTo(1);
        pulses(runtime, wire, 1);
        assertThat(keptOf(cut)).as("a hundred waited").isEqualTo(101);
        pulses(runtime, wire, 42);
        assertThat(keptOf(cut)).isEqualTo(101);
        clock.advance(10_000);
        runtime.cycle(clock.bootMillis());
        assertThat(keptOf(cut)).isEqualTo(143);
      }
      assertThat(keptOf(cut)).isEqualTo(143);
    }
    try (PulseWire wire = new PulseWire();
        Journal journal = Journal.open(folder.resolve("other"), clock)) {
      Notebook killed = Notebook.inMemory();
      killed.write(
          "pulse-count",
          "w1",
          notebook.find("pulse-count", "w1").orElseThrow().replace("stopped", "running"));
      notebook = killed;
      try (GatewayRuntime runtime = runtime(wire.port(), journal)) {
        listen(runtime, wire);
        assertThat(meter(runtime).values().getFirst().quality())
            .isEqualTo(Quality.DEVICE_ERROR.bits());
        assertThat(counted(runtime).total()).isEqualTo(143);
      }
      assertThat(events(journal)).contains("pulses-missing");
    }
  }

  @Test
  void aStormIsAFaultAndWhatComesInItIsNotCounted() throws Exception {
    try (PulseWire wire = new PulseWire();
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      try (GatewayRuntime runtime = runtime(wire.port(), journal)) {
        listen(runtime, wire);
        pulses(runtime, wire, 5);
        List<Edge> storm = new ArrayList<>();
        long nanos = System.nanoTime();
        for (int i = 0; i < 4_000; i++) {
          storm.add(new Edge(i % 2 == 0, nanos + i, 1_000_000 + i));
        }
        wire.tell(storm);
        await()
            .until(
                () -> {
                  round(runtime);
                  return meter(runtime).condition() == Condition.NONSENSE;
                });
        assertThat(meter(runtime).detail()).startsWith("storm: more than 2000 edges");
        assertThat(counted(runtime).counts().pulses()).isEqualTo(5);
        assertThat(counted(runtime).counts().lost()).isPositive();
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> {
                  round(runtime);
                  return meter(runtime).condition() == Condition.ANSWERS;
                });
      }
      assertThat(events(journal)).contains("meter-nonsense", "meter-back");
    }
  }

  @Test
  void edgesThatWereLostAreToldAndTheNextReadingIsDoubted() throws Exception {
    try (PulseWire wire = new PulseWire();
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      try (GatewayRuntime runtime = runtime(wire.port(), journal)) {
        listen(runtime, wire);
        wire.tell(List.of(new Edge(true, System.nanoTime(), 8)));
        await()
            .until(
                () -> {
                  round(runtime);
                  return counted(runtime).counts().lost() == 7;
                });
        clock.advance(60_000);
        runtime.cycle(clock.bootMillis());
        assertThat(meter(runtime).values().getFirst().quality())
            .isEqualTo(Quality.DEVICE_ERROR.bits());
        clock.advance(60_000);
        runtime.cycle(clock.bootMillis());
        assertThat(meter(runtime).values().getFirst().quality()).isZero();
      }
      assertThat(events(journal)).contains("edges-lost");
    }
  }

  @Test
  void theInstallerSetsWhatTheDisplaySays() throws Exception {
    try (PulseWire wire = new PulseWire();
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      try (GatewayRuntime runtime = runtime(wire.port(), journal)) {
        listen(runtime, wire);
        pulses(runtime, wire, 2);
        assertThat(runtime.setIndex(METER, new BigDecimal("200000.5"))).isTrue();
        assertThat(runtime.setIndex(METER, new BigDecimal("-1"))).isFalse();
        assertThat(runtime.setIndex(new MeterId("w2"), BigDecimal.ONE)).isFalse();
        round(runtime);
        assertThat(value(runtime)).isEqualTo(200_000_500);
        assertThat(meter(runtime).values().getFirst().quality())
            .isEqualTo(Quality.TYPED_BY_HAND.bits());
        pulses(runtime, wire, 1);
        assertThat(runtime.readNow(METER)).isTrue();
        round(runtime);
        assertThat(value(runtime)).isEqualTo(200_010_500);
      }
      assertThat(events(journal)).contains("pulse-index-set");
    }
  }

  @Test
  void theSimulatorsPulsesAreCountedExactlyAndItsCableCanBeCut() throws Exception {
    List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
    int port = FreePorts.one();
    SitePlan plan = plan(port);
    InstantSource simulators = InstantSource.system();
    Instant begin = simulators.instant();
    // A pulse is 10 L: five a second.
    try (SimulatedSite site =
            SimulatedSite.start(
                plan,
                (meter, register, at) ->
                    BigDecimal.valueOf(Duration.between(begin, at).toMillis() * 50),
                simulators,
                answers::addAll);
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(port, journal)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                round(runtime);
                return counted(runtime).total() >= 10;
              });
      assertThat(runtime.readNow(METER)).isTrue();
      round(runtime);
      assertThat(answers).anyMatch(answer -> answer.value() == value(runtime));
      long before = counted(runtime).total();
      site.fault(METER, new Fault(Fault.Kind.NONSENSE, Duration.ZERO));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                round(runtime);
                return meter(runtime).condition() == Condition.NONSENSE;
              });
      site.fault(METER, new Fault(Fault.Kind.SILENT, Duration.ZERO));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                round(runtime);
                return meter(runtime).condition() == Condition.ANSWERS;
              });
      assertThat(counted(runtime).counts().storms()).isEqualTo(1);
      // The rounds before the fault counted a few; two thousand edges a second made none.
      assertThat(counted(runtime).total() - before).isLessThan(PlayedPulses.HZ);
    }
  }

  private void listen(GatewayRuntime runtime, PulseWire wire) throws Exception {
    runtime.cycle(clock.bootMillis());
    wire.await();
    contact.begin(System.nanoTime());
    await()
        .until(
            () -> {
              round(runtime);
              return meter(runtime).condition() == Condition.ANSWERS;
            });
  }

  private void pulses(GatewayRuntime runtime, PulseWire wire, int count) throws Exception {
    long wanted = counted(runtime).total() + count;
    for (int i = 0; i < count; i++) {
      wire.tell(contact.next());
    }
    await()
        .untilAsserted(
            () -> {
              round(runtime);
              assertThat(counted(runtime).total()).as("seed %d", seed).isEqualTo(wanted);
            });
  }

  /** Time stands still but for a round: nothing is due in between. */
  private void round(GatewayRuntime runtime) {
    runtime.cycle(Math.max(clock.bootMillis(), runtime.nextDueBootMillis()));
  }

  private static MeterView meter(GatewayRuntime runtime) {
    return runtime.view().getFirst().meters().getFirst();
  }

  private static long value(GatewayRuntime runtime) {
    return meter(runtime).values().getFirst().value();
  }

  private static MeterPulses counted(GatewayRuntime runtime) {
    return runtime.pulses().getFirst().meters().getFirst();
  }

  /** What another program would find on the disk now, as after a power cut. */
  private long keptOf(Path copy) throws Exception {
    Files.createDirectories(copy.getParent());
    Files.copy(folder.resolve("state.db"), copy, StandardCopyOption.REPLACE_EXISTING);
    try (StateFile state = StateFile.open(copy)) {
      String note = state.find("pulse-count", "w1").orElseThrow();
      return Long.parseLong(note.replaceAll("^pulses=([0-9]+) .*$", "$1"));
    }
  }

  private static List<String> events(Journal journal) throws Exception {
    List<String> codes = new ArrayList<>();
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      Envelope envelope = Wire.open(batch.bytes());
      if (envelope.header().kind() == BatchKind.FACT
          && Wire.body(envelope, batch.bytes(), Catalogue.EMPTY) instanceof Facts facts) {
        for (Facts.Fact fact : facts.facts()) {
          if (fact instanceof Facts.Event event) {
            codes.add(event.code());
          }
        }
      }
    }
    return codes;
  }

  private GatewayRuntime runtime(int port, Journal journal) throws Exception {
    return GatewayRuntime.of(
        plan(port),
        journal,
        clock,
        GatewayRuntime.Options.USUAL,
        new GatewayRuntime.Belongings(notebook, Keys.NONE));
  }

  static SitePlan plan(int port) throws Exception {
    return SitePlans.load("plan.yaml", planText(port), Profiles.bundled());
  }

  static String planText(int port) {
    return """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: pulses, gpio: "tcp://127.0.0.1:%d" } ]
        points: [ { id: cold, name: "Eau" } ]
        meters:
          - { id: w1, point: cold, bus: pulses, line: %d, debounce: %dms, max-hz: %d, from: 2025-01-01, period: 60s,
              registers: [ { is: water-volume, unit: L, pulse: 10, start: 123456 } ] }
        """
        .formatted(port, PulseWire.LINE, PlayedPulses.DEBOUNCE_MILLIS, PlayedPulses.HZ);
  }
}
