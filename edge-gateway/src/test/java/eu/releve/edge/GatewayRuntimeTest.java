package eu.releve.edge;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.Limits;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.ProfileId;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.Profile;
import eu.releve.profile.Proof;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayRuntimeTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final InstantSource wall = () -> Instant.ofEpochMilli(clock.wallMillis());
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
  private SitePlan plan;

  @BeforeEach
  void readPlan() throws Exception {
    plan = SitePlans.load("plan.yaml", planText(), GatewayRuntimeTest::profile);
  }

  // Virtual time over real TCP: a day of a building passes as fast as its meters answer.
  @Test
  void aDrivenRuntimeKeepsExactlyWhatTheMetersAnswered() throws Exception {
    try (SimulatedSite site = site();
        Journal journal = Journal.open(folder, clock);
        GatewayRuntime runtime =
            GatewayRuntime.of(
                plan, journal, clock, GatewayRuntime.Options.USUAL.withWindow(Duration.ZERO))) {
      runFor(runtime, HOUR);
      assertThat(site.answers()).isPositive();
      assertThat(kept(journal)).isEqualTo(List.copyOf(answers));
      assertThat(answers.stream().filter(answer -> answer.meter().value().equals("e1")).count())
          .isEqualTo(2 * 61);
    }
  }

  @Test
  void whatIsMeasuredWhileTheDiskRefusesTheJournalIsKeptAfterwards() throws Exception {
    Path obstacle = Files.createDirectory(folder.resolve("lock"));
    try (SimulatedSite site = site();
        Journal journal = Journal.openPatiently(folder, clock, Limits.USUAL);
        GatewayRuntime runtime =
            GatewayRuntime.of(
                plan, journal, clock, GatewayRuntime.Options.USUAL.withWindow(Duration.ZERO))) {
      runFor(runtime, HOUR);
      assertThat(runtime.view()).anyMatch(bus -> bus.waitingReadings() > 0);
      Files.delete(obstacle);
      runFor(runtime, Duration.ofMinutes(2));
      assertThat(site.answers()).isPositive();
      assertThat(kept(journal)).hasSameElementsAs(List.copyOf(answers));
    }
  }

  // An operator who has made room starts the program again before it has tried by itself.
  @Test
  void aStopHandsOverWhatWaitsAlsoWhenTheDiskHasJustRecovered() throws Exception {
    Path obstacle = Files.createDirectory(folder.resolve("lock"));
    try (SimulatedSite site = site();
        Journal journal = Journal.openPatiently(folder, clock, Limits.USUAL)) {
      GatewayRuntime runtime = inMemory(journal);
      Files.delete(obstacle);
      runtime.end();
      assertThat(site.answers()).isPositive();
      assertThat(runtime.takeUntold()).isZero();
      assertThat(kept(journal)).hasSameElementsAs(List.copyOf(answers));
    }
  }

  @Test
  void whatADiskRefusesToTheEndIsToldAsLostOnceItTakesTheJournal() throws Exception {
    Path obstacle = Files.createDirectory(folder.resolve("lock"));
    try (SimulatedSite site = site();
        Journal journal = Journal.openPatiently(folder, clock, Limits.USUAL)) {
      GatewayRuntime runtime = inMemory(journal);
      runtime.end();
      assertThat(site.answers()).isPositive();
      long untold = runtime.takeUntold();
      assertThat(untold).isEqualTo(answers.size());
      assertThat(runtime.takeUntold()).as("said once").isZero();
      assertThat(runtime.tellLoss(untold)).isFalse();
      Files.delete(obstacle);
      assertThat(runtime.tellLoss(untold)).isTrue();
      assertThat(kept(journal)).isEmpty();
      assertThat(losses(journal)).containsExactly(untold);
    }
  }

  /** It has measured for an hour, and the disk has taken none of it. */
  private GatewayRuntime inMemory(Journal journal) throws Exception {
    GatewayRuntime runtime =
        GatewayRuntime.of(
            plan, journal, clock, GatewayRuntime.Options.USUAL.withWindow(Duration.ZERO));
    runFor(runtime, HOUR);
    assertThat(runtime.view()).anyMatch(bus -> bus.waitingReadings() > 0);
    return runtime;
  }

  private static List<Long> losses(Journal journal) throws Exception {
    List<Long> losses = new ArrayList<>();
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      if (batch.header().kind() == BatchKind.FACT
          && Wire.body(Wire.open(batch.bytes()), batch.bytes(), Catalogue.EMPTY)
              instanceof Facts facts) {
        facts.facts().stream()
            .filter(Facts.Loss.class::isInstance)
            .forEach(fact -> losses.add(((Facts.Loss) fact).readings()));
      }
    }
    return losses;
  }

  @Test
  void whatAClosedRuntimeHadInItsWindowsIsKept() throws Exception {
    try (SimulatedSite site = site();
        Journal journal = Journal.open(folder, clock)) {
      try (GatewayRuntime runtime =
          GatewayRuntime.of(plan, journal, clock, GatewayRuntime.Options.USUAL)) {
        runtime.cycle(clock.bootMillis());
        assertThat(site.answers()).isPositive();
        assertThat(kept(journal)).isEmpty();
      }
      assertThat(kept(journal)).hasSameElementsAs(List.copyOf(answers));
    }
  }

  @Test
  void aBusWhoseConverterIsOffCostsTheOthersNothing() throws Exception {
    try (Journal journal = Journal.open(folder, clock);
        GatewayRuntime runtime =
            GatewayRuntime.of(plan, journal, clock, GatewayRuntime.Options.USUAL)) {
      runFor(runtime, Duration.ofMinutes(5));
      assertThat(runtime.view()).allMatch(bus -> !bus.reachable());
      assertThat(runtime.view().getFirst().counts().unreachable()).isBetween(5L, 20L);
      try (SimulatedSite site = site()) {
        runFor(runtime, Duration.ofMinutes(5));
        assertThat(site.answers()).isPositive();
      }
      assertThat(runtime.view()).allMatch(bus -> bus.counts().readings() > 0);
      runFor(runtime, Duration.ofMinutes(2));
      assertThat(runtime.view().getFirst().meters().getFirst().condition())
          .isEqualTo(Condition.BUS_DOWN);
    }
  }

  @Test
  void inRealTimeItPollsByItselfAndItsStopIsSwift() throws Exception {
    try (SimulatedSite site = site();
        Journal journal = Journal.open(folder, clock)) {
      GatewayRuntime runtime =
          GatewayRuntime.of(plan, journal, clock, GatewayRuntime.Options.USUAL);
      runtime.start();
      await().until(() -> runtime.view().stream().allMatch(bus -> bus.counts().readings() > 0));
      long begun = System.nanoTime();
      runtime.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
      assertThat(kept(journal)).hasSameElementsAs(List.copyOf(answers)).isNotEmpty();
      assertThat(site.answers()).isPositive();
      assertThat(codes(journal)).containsExactly("gateway-started", "gateway-stopped");
    }
  }

  // A replay with hourly truths needs readings on the full hour.
  @Test
  void togetherPutsEveryReadingAtTheBeginningOfItsPeriod() throws Exception {
    GatewayRuntime.Options together =
        new GatewayRuntime.Options(Duration.ZERO, Duration.ofSeconds(3), Spread.TOGETHER);
    try (SimulatedSite site = site();
        Journal journal = Journal.open(folder, clock);
        GatewayRuntime runtime = GatewayRuntime.of(plan, journal, clock, together)) {
      runFor(runtime, HOUR);
      assertThat(site.answers()).isPositive();
      assertThat(kept(journal)).allMatch(answer -> answer.instant().toEpochMilli() % 60_000 == 0);
    }
  }

  private void runFor(GatewayRuntime runtime, Duration time) {
    long end = clock.bootMillis() + time.toMillis();
    long next = runtime.nextDueBootMillis();
    while (next <= end) {
      clock.advance(next - clock.bootMillis());
      runtime.cycle(clock.bootMillis());
      next = runtime.nextDueBootMillis();
    }
    clock.advance(end - clock.bootMillis());
  }

  private SimulatedSite site() throws IOException {
    return SimulatedSite.start(plan, Building.of(plan, 1, Map.of()), wall, answers::addAll);
  }

  private static List<Answer> kept(Journal journal) throws Exception {
    List<Answer> kept = new ArrayList<>();
    Map<Integer, Catalogue.Entry> entries = new HashMap<>();
    Optional<Catalogue> inForce = Optional.empty();
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      switch (Wire.body(Wire.open(batch.bytes()), batch.bytes(), inForce.orElse(nothing()))) {
        case Catalogue catalogue -> {
          inForce = Optional.of(catalogue);
          catalogue.entries().forEach(entry -> entries.put(entry.number(), entry));
        }
        case Readings readings -> {
          for (Readings.Row row : readings.rows()) {
            Catalogue.Entry entry = requireNonNull(entries.get(row.register()));
            long wallMillis = row.bootMillis() + batch.header().wallMinusBoot();
            kept.add(
                new Answer(
                    entry.meter(),
                    entry.register(),
                    row.value(),
                    Instant.ofEpochMilli(wallMillis)));
          }
        }
        case Facts facts -> {}
      }
    }
    return kept;
  }

  private static List<String> codes(Journal journal) throws Exception {
    List<String> codes = new ArrayList<>();
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      if (Wire.open(batch.bytes()).header().kind() == BatchKind.FACT
          && Wire.body(Wire.open(batch.bytes()), batch.bytes(), nothing()) instanceof Facts facts) {
        facts.facts().forEach(fact -> codes.add(((Facts.Event) fact).code()));
      }
    }
    return codes;
  }

  private static Catalogue nothing() {
    return Catalogue.EMPTY;
  }

  private static Optional<Profile> profile(ProfileId id) {
    Access.Mbus access =
        new Access.Mbus(
            Optional.empty(),
            List.of(
                new MbusRegister(RegisterName.parse("water-volume"), Unit.M3, new Resolution(1, 3)),
                new MbusRegister(
                    RegisterName.parse("meter-clock"), Unit.S, new Resolution(60, 0))));
    Proof proof =
        new Proof(
            Proof.Origin.CONSTRUCTED,
            "test",
            0,
            0,
            new byte[] {1},
            Map.of(RegisterName.parse("water-volume"), 1L));
    return Optional.of(new Profile(id, "water", "test", access, List.of(proof)));
  }

  private static String planText() throws IOException {
    return """
    site: tilleuls-12
    zone: Europe/Brussels
    buses:
      - { id: cellar, modbus-tcp: "tcp://127.0.0.1:%d" }
      - { id: boiler, mbus: "tcp://127.0.0.1:%d", baud: 2400 }
    points:
      - { id: main-elec, name: "Compteur" }
      - { id: lift, name: "Ascenseur" }
      - { id: cold, name: "Eau froide" }
    meters:
      - { id: e1, point: main-elec, bus: cellar, unit: 1, from: 2025-01-01, period: 1m,
          registers: [ { is: active-energy-import, function: 3, at: 0, type: u64, unit: kWh, scale: 0.01 },
                       { is: active-power, function: 3, at: 40, type: i32, unit: W, scale: 0.01 } ] }
      - { id: e2, point: lift, bus: cellar, unit: 2, ct: 200/5, from: 2025-01-01, period: 5m,
          registers: [ { is: active-energy-import, function: 4, at: 72, type: float32, unit: kWh, resolution: 0.001 } ] }
      - { id: w1, point: cold, bus: boiler, primary: 1, profile: water, from: 2025-01-01, period: 15m }
      - { id: w0, point: cold, bus: boiler, primary: 1, profile: water, from: 2024-01-01, to: 2025-01-01 }
    """
        .formatted(FreePorts.one(), FreePorts.one());
  }
}
