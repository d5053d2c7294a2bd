package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.decode.wmbus.Key;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.link.Defect;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.port.PortSamples;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.Fault;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.BatchKind;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Meters at customers' ports, over a pseudo-terminal and over TCP, up to the journal. */
@Timeout(120)
class PortSiteTest {
  private static final String CONSENT = ", consent: { reference: \"EAN 54\", ends: 2027-12-31 }";
  private static final String TITLE = "5341476770001234";
  private static final Key KEY = Key.parse("000102030405060708090A0B0C0D0E0F");

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

  @Test
  void aBelgianPortWithItsSubMetersGoesFromTheSimulatorToTheJournal() throws Exception {
    PtyPair.needSocat();
    clock.advance(90_000);
    for (String place :
        List.of(folder.resolve("p1").toString(), "tcp://127.0.0.1:" + FreePorts.one())) {
      answers.clear();
      SitePlan plan = p1(place, "Europe/Brussels", CONSENT);
      try (SimulatedSite site = site(plan, Keys.NONE);
          Journal journal = Journal.open(folder.resolve("j" + place.hashCode()), clock);
          GatewayRuntime runtime = runtime(plan, journal, Keys.NONE)) {
        awaitAnswering(runtime, 3);
        assertEveryValueWasSaid(runtime);
        assertThat(registers(runtime, 0))
            .contains("active-energy-import", "active-power-demand", "voltage.l3");
        assertThat(registers(runtime, 1)).containsExactly("gas-volume");
        assertThat(registers(runtime, 2)).containsExactly("water-volume");
        // The electricity meter has read it at the full five minutes, 90 seconds ago.
        assertThat(meter(runtime, 1).values().getFirst().bootMillis()).isZero();
        clock.advance(120_000);
        runtime.cycle(clock.bootMillis());
        assertThat(readingBatches(journal)).isPositive();
        assertThat(site.answers()).isPositive();
      }
    }
  }

  @Test
  void aTicGoesFromTheSimulatorToTheJournalInBothModes() throws Exception {
    PtyPair.needSocat();
    for (String mode : List.of("historique", "standard")) {
      for (String place :
          List.of(folder.resolve("tic-" + mode).toString(), "tcp://127.0.0.1:" + FreePorts.one())) {
        answers.clear();
        SitePlan plan = tic(place, mode);
        try (SimulatedSite site = site(plan, Keys.NONE);
            Journal journal = Journal.open(folder.resolve("j" + place.hashCode() + mode), clock);
            GatewayRuntime runtime = runtime(plan, journal, Keys.NONE)) {
          awaitAnswering(runtime, 1);
          assertEveryValueWasSaid(runtime);
          assertThat(registers(runtime, 0))
              .contains(
                  "active-energy-import",
                  "active-energy-import.t1",
                  "active-energy-import.t2",
                  "apparent-power",
                  "tariff-in-force");
          assertThat(lane(runtime).counts().nonsense()).isZero();
          assertThat(site.answers()).isPositive();
        }
      }
    }
  }

  @Test
  void anEncryptedPortNeedsItsKey() throws Exception {
    SitePlan plan =
        p1(
            "tcp://127.0.0.1:" + FreePorts.one(),
            "Europe/Luxembourg",
            ", serial: \"" + TITLE + "\"");
    Keys keys = new Keys(Map.of(new KeyAddress(TITLE), KEY));
    try (SimulatedSite site = site(plan, keys);
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        Journal other = Journal.open(folder.resolve("other"), clock);
        GatewayRuntime without = runtime(plan, other, Keys.NONE);
        GatewayRuntime runtime = runtime(plan, journal, keys)) {
      awaitAnswering(runtime, 3);
      assertEveryValueWasSaid(runtime);
      await().until(() -> condition(without, 0) == Condition.NONSENSE);
      assertThat(meter(without, 0).detail()).startsWith("KEY_MISSING: ").contains(TITLE);
      assertThat(site.answers()).isPositive();
    }
    Keys wrong = new Keys(Map.of(new KeyAddress(TITLE), Key.of(new byte[16])));
    try (SimulatedSite site = site(plan, keys);
        Journal journal = Journal.open(folder.resolve("wrong"), clock);
        GatewayRuntime runtime = runtime(plan, journal, wrong)) {
      await().until(() -> condition(runtime, 0) == Condition.NONSENSE);
      assertThat(meter(runtime, 0).detail()).startsWith("MAC_WRONG: ");
      assertThat(meter(runtime, 0).values()).isEmpty();
      assertThat(site.answers()).isPositive();
    }
  }

  @Test
  void nonsenseBeginsAndEndsAndIsCountedByItsKind() throws Exception {
    byte[] good = PortSamples.clear("0-0:1.0.0(260101000000W)", "1-0:1.8.0(000001.000*kWh)");
    byte[] flipped = good.clone();
    flipped[20] ^= 1;
    try (Pushing port = new Pushing();
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(p1(port.place(), CONSENT), journal, Keys.NONE)) {
      port.push(runtime, flipped);
      await().until(() -> condition(runtime, 0) == Condition.NONSENSE);
      assertThat(meter(runtime, 0).detail()).startsWith("CHECKSUM: ");
      assertThat(meter(runtime, 0).values()).isEmpty();
      port.push(runtime, Arrays.copyOf(good, good.length / 2));
      port.push(runtime, good);
      await().until(() -> condition(runtime, 0) == Condition.ANSWERS);
      assertThat(meter(runtime, 0).values()).hasSize(1);
      assertThat(lane(runtime).counts().defects())
          .isEqualTo(Map.of(Defect.CHECKSUM, 1L, Defect.TRUNCATED, 1L));
      assertThat(lane(runtime).counts().answered()).isEqualTo(1);
    }
  }

  @Test
  void aDamagedGroupOfATicIsRefusedAlone() throws Exception {
    PtyPair.needSocat();
    byte[] frame =
        ("\u0002"
                + PortSamples.group("EAST\t000001234")
                + PortSamples.group("SINSTS\t00500")
                + "\u0003")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] damaged = frame.clone();
    damaged[8] ^= 1;
    try (PtyPair pty = PtyPair.in(folder);
        OutputStream meter = Files.newOutputStream(pty.other());
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime =
            runtime(tic(pty.one().toString(), "standard"), journal, Keys.NONE)) {
      runtime.cycle(clock.bootMillis());
      await().until(() -> lane(runtime).connected());
      meter.write(damaged);
      meter.flush();
      await().until(() -> condition(runtime, 0) == Condition.NONSENSE);
      assertThat(registers(runtime, 0)).containsExactly("apparent-power");
      clock.advance(10_000);
      meter.write(frame);
      meter.flush();
      await().until(() -> condition(runtime, 0) == Condition.ANSWERS);
      assertThat(registers(runtime, 0)).contains("active-energy-import");
    }
  }

  @Test
  void oneTelegramAPeriodIsKeptAndADatedValueOnce() throws Exception {
    byte[] telegram =
        PortSamples.clear(
            "0-0:1.0.0(260101010000W)",
            "1-0:1.8.0(000001.000*kWh)",
            "0-1:24.1.0(003)",
            "0-1:24.2.3(260101005500W)(00002.000*m3)");
    try (Pushing port = new Pushing();
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(p1(port.place(), CONSENT), journal, Keys.NONE)) {
      port.push(runtime, telegram);
      awaitAnswered(runtime, 1);
      assertThat(lane(runtime).counts().readings()).isEqualTo(2);
      port.push(runtime, telegram);
      awaitAnswered(runtime, 2);
      assertThat(lane(runtime).counts().readings()).isEqualTo(2);
      assertThat(runtime.readNow(new MeterId("e1"))).isTrue();
      port.push(runtime, telegram);
      awaitAnswered(runtime, 3);
      assertThat(lane(runtime).counts().readings()).isEqualTo(3);
      clock.advance(10_000);
      port.push(runtime, telegram);
      awaitAnswered(runtime, 4);
      assertThat(lane(runtime).counts().readings()).isEqualTo(4);
    }
  }

  // Derived values are made anew from the oldest reading of a batch on.
  @Test
  void monthPeaksAreKeptOnceAtTheirOwnInstantsInABatchOfTheirOwn() throws Exception {
    byte[] telegram =
        PortSamples.clear(
            "0-0:96.1.4(50217)",
            "0-0:1.0.0(260101010000W)",
            "1-0:1.8.1(000001.000*kWh)",
            "1-0:1.8.2(000002.000*kWh)",
            "1-0:1.6.0(632525252525W)(00.000*kW)",
            "0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)"
                + "(251201000000W)(251115174500W)(03.000*kW)"
                + "(260101000000W)(251215174500W)(04.000*kW)");
    try (Pushing port = new Pushing();
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(p1(port.place(), CONSENT), journal, Keys.NONE)) {
      port.push(runtime, telegram);
      awaitAnswered(runtime, 1);
      assertThat(lane(runtime).counts().readings()).isEqualTo(5);
      assertThat(lane(runtime).counts().withoutValue()).isEqualTo(1);
      assertThat(readingBatches(journal)).isEqualTo(2);
      MeterView.LastValue peak = meter(runtime, 0).values().get(3);
      assertThat(peak.register()).hasToString("active-power-demand.max.s1");
      assertThat(peak.value()).isEqualTo(4_000_000);
      assertThat(Instant.ofEpochMilli(clock.wallMillis() - clock.bootMillis() + peak.bootMillis()))
          .isEqualTo("2025-12-15T16:45:00Z");
      clock.advance(10_000);
      port.push(runtime, telegram);
      awaitAnswered(runtime, 2);
      assertThat(lane(runtime).counts().readings()).isEqualTo(8);
    }
  }

  @Test
  void afterTheEndOfTheConsentNothingIsReadAndItIsSaid() throws Exception {
    byte[] telegram = PortSamples.clear("0-0:96.1.4(50217)", "1-0:1.8.0(000001.000*kWh)");
    String lastDay = CONSENT.replace("2027-12-31", "2026-01-01");
    try (Pushing port = new Pushing();
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(p1(port.place(), lastDay), journal, Keys.NONE)) {
      port.push(runtime, telegram);
      awaitAnswered(runtime, 1);
      assertThat(meter(runtime, 0).condition()).isEqualTo(Condition.ANSWERS);
      clock.advance(Duration.ofDays(1).toMillis());
      await().until(() -> condition(runtime, 0) == Condition.NOT_ALLOWED);
      assertThat(meter(runtime, 0).detail()).contains("EAN 54", "2026-01-01");
      await().until(() -> !lane(runtime).connected());
      assertThat(lane(runtime).counts().readings()).isEqualTo(1);
    }
  }

  // Over the border of the plan's zone, or a plan that says another one.
  @Test
  void aBelgianMeterThatThePlanTakesForAnotherIsNotReadWithoutConsent() throws Exception {
    byte[] telegram = PortSamples.clear("0-0:96.1.4(50217)", "1-0:1.8.0(000001.000*kWh)");
    try (Pushing port = new Pushing();
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime =
            runtime(p1(port.place(), "Europe/Luxembourg", ""), journal, Keys.NONE)) {
      port.push(runtime, telegram);
      await().until(() -> condition(runtime, 0) == Condition.NOT_ALLOWED);
      assertThat(lane(runtime).counts().readings()).isZero();
    }
  }

  @Test
  void aPortThatFallsSilentIsSaidToBeSilentAndSoIsAChannelThatIsNotMentioned() throws Exception {
    byte[] telegram = PortSamples.clear("1-0:1.8.0(000001.000*kWh)");
    try (Pushing port = new Pushing();
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(p1(port.place(), CONSENT), journal, Keys.NONE)) {
      port.push(runtime, telegram);
      awaitAnswered(runtime, 1);
      clock.advance(61_000);
      port.push(runtime, telegram);
      awaitAnswered(runtime, 2);
      assertThat(meter(runtime, 0).condition()).isEqualTo(Condition.ANSWERS);
      assertThat(meter(runtime, 1).condition()).isEqualTo(Condition.SILENT);
      assertThat(meter(runtime, 1).detail()).contains("channel 1");
      clock.advance(61_000);
      await().until(() -> condition(runtime, 0) == Condition.SILENT);
      assertThat(meter(runtime, 0).detail()).contains("nothing came for 61 s");
      port.push(runtime, new byte[100]);
      await()
          .until(
              () -> {
                clock.advance(1_000);
                runtime.cycle(clock.bootMillis());
                return meter(runtime, 0).detail().startsWith("100 bytes and no frame for ");
              });
    }
  }

  @Test
  void aMeterThatTheSimulatorMakesSilentOrMadIsSeenAsSuch() throws Exception {
    SitePlan plan = p1("tcp://127.0.0.1:" + FreePorts.one(), CONSENT);
    try (SimulatedSite site = site(plan, Keys.NONE);
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(plan, journal, Keys.NONE)) {
      awaitAnswering(runtime, 3);
      site.fault(new MeterId("e1"), new Fault(Fault.Kind.NONSENSE, Duration.ZERO));
      await().until(() -> condition(runtime, 0) == Condition.NONSENSE);
      site.fault(new MeterId("e1"), Fault.NONE);
      await().until(() -> condition(runtime, 0) == Condition.ANSWERS);
    }
  }

  private void awaitAnswering(GatewayRuntime runtime, int meters) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              runtime.cycle(clock.bootMillis());
              return lane(runtime).meters().stream()
                      .filter(meter -> meter.condition() == Condition.ANSWERS)
                      .count()
                  == meters;
            });
  }

  private void awaitAnswered(GatewayRuntime runtime, int telegrams) {
    await()
        .until(
            () -> {
              runtime.cycle(clock.bootMillis());
              return lane(runtime).counts().answered() >= telegrams;
            });
  }

  /** What the console shows is what an exact reader had to get. */
  private void assertEveryValueWasSaid(GatewayRuntime runtime) {
    for (MeterView meter : lane(runtime).meters()) {
      assertThat(meter.values()).isNotEmpty();
      for (MeterView.LastValue value : meter.values()) {
        assertThat(answers)
            .as("%s/%s", meter.id(), value.register())
            .anyMatch(
                answer ->
                    answer.meter().equals(meter.id())
                        && answer.register().equals(value.register())
                        && answer.value() == value.value());
      }
    }
  }

  private Condition condition(GatewayRuntime runtime, int index) {
    runtime.cycle(clock.bootMillis());
    return meter(runtime, index).condition();
  }

  private static LaneView lane(GatewayRuntime runtime) {
    return runtime.view().getFirst();
  }

  private static MeterView meter(GatewayRuntime runtime, int index) {
    return lane(runtime).meters().get(index);
  }

  private static List<String> registers(GatewayRuntime runtime, int index) {
    return meter(runtime, index).values().stream()
        .map(value -> value.register().toString())
        .toList();
  }

  private SimulatedSite site(SitePlan plan, Keys keys) throws Exception {
    return SimulatedSite.start(
        plan,
        Building.of(plan, 1, Map.of()),
        () -> Instant.ofEpochMilli(clock.wallMillis()),
        answers::addAll,
        new SimulatedSite.Extras(Map.of(), keys));
  }

  private GatewayRuntime runtime(SitePlan plan, Journal journal, Keys keys) throws Exception {
    return GatewayRuntime.of(
        plan,
        journal,
        clock,
        GatewayRuntime.Options.USUAL,
        new GatewayRuntime.Belongings(Notebook.inMemory(), keys));
  }

  private static long readingBatches(Journal journal) throws Exception {
    long batches = 0;
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      batches += Wire.open(batch.bytes()).header().kind() == BatchKind.READINGS ? 1 : 0;
    }
    return batches;
  }

  private static SitePlan p1(String place, String more) throws Exception {
    return p1(place, "Europe/Brussels", more);
  }

  private static SitePlan p1(String place, String zone, String more) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: %2$s
        buses: [ { id: port, p1: "%1$s" } ]
        points: [ { id: p1, name: "E" }, { id: p2, name: "G" }, { id: p3, name: "W" } ]
        meters:
          - { id: e1, point: p1, bus: port, from: 2025-01-01, period: 10s%3$s }
          - { id: g1, point: p2, bus: port, channel: 1, from: 2025-01-01, period: 10s%4$s }
          - { id: w1, point: p3, bus: port, channel: 2, from: 2025-01-01, period: 10s%4$s }
        """
            .formatted(place, zone, more, more.contains("serial") ? "" : more),
        Profiles.bundled());
  }

  private static SitePlan tic(String place, String mode) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Paris
        buses: [ { id: port, tic: "%s", mode: %s } ]
        points: [ { id: p1, name: "E" } ]
        meters: [ { id: e1, point: p1, bus: port, from: 2025-01-01, period: 10s } ]
        """
            .formatted(place, mode),
        Profiles.bundled());
  }

  /** A port over TCP that says what a test wants it to. */
  private final class Pushing implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private Socket caller = new Socket();

    Pushing() throws Exception {}

    String place() {
      return "tcp://127.0.0.1:" + server.getLocalPort();
    }

    void push(GatewayRuntime runtime, byte[] bytes) throws Exception {
      if (!caller.isConnected()) {
        runtime.cycle(clock.bootMillis());
        caller = server.accept();
      }
      caller.getOutputStream().write(bytes);
      caller.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
      caller.close();
      server.close();
    }
  }
}
