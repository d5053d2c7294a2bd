package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Sealing;
import eu.releve.decode.wmbus.WirelessFrame;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.command.MbusCommand;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.RadioView;
import eu.releve.edge.radio.TelegramStreamTest;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.MeterId;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.KeyFile;
import eu.releve.provisioning.keys.KeyMatch;
import eu.releve.provisioning.keys.Keys;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.BatchKind;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Radio meters from the simulator, a pseudo-terminal and datagrams to the journal. */
class RadioSiteTest {
  private static final String SECRET = "000102030405060708090A0B0C0D0E0F";
  private static final Key KEY = Key.parse(SECRET);
  private static final byte[] OURS = HexFormat.of().parseHex("7706785634121607");
  private static final byte[] STRANGER = HexFormat.of().parseHex("7706000000991607");

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());

  @Test
  void sealedTelegramsGoFromTheSimulatorToTheJournal() throws Exception {
    SitePlan plan = plan("\"tcp://127.0.0.1:" + FreePorts.one() + "\"");
    try (SimulatedSite site = site(plan, keys());
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(plan, journal, keys())) {
      awaitReadings(runtime, 2);
      assertThat(runtime.view().getFirst().meters())
          .allSatisfy(meter -> assertThat(meter.condition()).isEqualTo(Condition.ANSWERS));
      assertThat(runtime.view().getFirst().counts().readings()).isEqualTo(answers.size());
      RadioView radio = runtime.radios().getFirst();
      assertThat(radio.meters().getFirst().key()).isEqualTo(KeyMatch.State.RIGHT);
      assertThat(radio.meters().getFirst().reception().rssiDbm()).hasValue(-71);
      assertThat(String.valueOf(runtime.telegram(new MeterId("w1"), Locale.ENGLISH)))
          .contains("security mode 5", "water-volume")
          .doesNotContain(SECRET);
      clock.advance(120_000);
      runtime.cycle(clock.bootMillis());
      assertThat(site.answers()).isPositive();
      assertThat(readingBatches(journal)).isPositive();
    }
  }

  @Test
  void withoutKeyTheReasonIsNamedAndWithOneNothingPlainIsBelieved() throws Exception {
    SitePlan plan = plan("\"tcp://127.0.0.1:" + FreePorts.one() + "\"");
    try (SimulatedSite site = site(plan, keys());
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(plan, journal, Keys.NONE)) {
      await().until(() -> condition(runtime, 0) == Condition.NONSENSE);
      assertThat(meter(runtime, 0).detail()).startsWith("KEY_MISSING: ");
      assertThat(runtime.radios().getFirst().meters().getFirst().key())
          .isEqualTo(KeyMatch.State.MISSING);
      assertThat(site.answers()).isPositive();
    }
    try (SimulatedSite site = site(plan, Keys.NONE);
        Journal journal = Journal.open(folder.resolve("journal2"), clock);
        GatewayRuntime runtime = runtime(plan, journal, keys())) {
      await().until(() -> condition(runtime, 0) == Condition.NONSENSE);
      assertThat(meter(runtime, 0).detail()).startsWith("UNPROTECTED: ");
      assertThat(meter(runtime, 0).values()).isEmpty();
      assertThat(site.answers()).isPositive();
    }
  }

  @Test
  void aSerialReceiverIsHeardAndStrangersAreCountedUnopened() throws Exception {
    PtyPair.needSocat();
    try (PtyPair pty = PtyPair.in(folder);
        OutputStream air = Files.newOutputStream(pty.other());
        Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime = runtime(plan(pty.one() + ", receiver: im871a"), journal, keys())) {
      runtime.cycle(clock.bootMillis());
      await().until(() -> runtime.view().getFirst().connected());
      air.write(HexFormat.of().parseHex("00A5FF"));
      air.write(TelegramStreamTest.im871a(volume(STRANGER, 1), 0xE0, 60));
      air.write(TelegramStreamTest.im871a(volume(OURS, 1), 0xE0, 60));
      air.flush();
      awaitReadings(runtime, 1);
      assertThat(meter(runtime, 0).values().getFirst().value()).isEqualTo(1_234_000);
      RadioView radio = runtime.radios().getFirst();
      assertThat(radio.strangers())
          .singleElement()
          .satisfies(one -> assertThat(one.meter().identification()).isEqualTo("99000000"));
      assertThat(radio.meters().getFirst().reception().rssiDbm()).hasValue(-95);
    }
  }

  @Test
  void datagramsAreHeardAndRelaysAreNot() throws Exception {
    int port = FreePorts.one();
    try (Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime =
            runtime(plan("\"udp://127.0.0.1:" + port + "\""), journal, keys());
        DatagramSocket air = new DatagramSocket()) {
      runtime.cycle(clock.bootMillis());
      await().until(() -> runtime.view().getFirst().connected());
      for (int access : List.of(1, 1, 2)) {
        byte[] line = line(volume(OURS, access)).getBytes(StandardCharsets.US_ASCII);
        air.send(
            new DatagramPacket(
                line, line.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      }
      awaitReadings(runtime, 2);
      assertThat(runtime.radios().getFirst().counts().repeats()).isEqualTo(1);
    }
  }

  // EN 13757-7, CI 74: an alarm behind the short header.
  @Test
  void anAlarmIsTheMetersOwnWordAndNoGarbage() throws Exception {
    int port = FreePorts.one();
    try (Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime runtime =
            runtime(plan("\"udp://127.0.0.1:" + port + "\""), journal, Keys.NONE);
        DatagramSocket air = new DatagramSocket()) {
      runtime.cycle(clock.bootMillis());
      await().until(() -> runtime.view().getFirst().connected());
      WirelessFrame alarm = new WirelessFrame(0x44, OURS, HexFormat.of().parseHex("740100000004"));
      byte[] line = line(alarm).getBytes(StandardCharsets.US_ASCII);
      air.send(
          new DatagramPacket(
              line, line.length, new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      await().until(() -> condition(runtime, 0) == Condition.REFUSES);
      assertThat(meter(runtime, 0).detail()).isEqualTo("METER_ALARM: state 04");
    }
  }

  @Test
  void theInstallerHearsWhoIsThereAndWhetherKeysFit() throws Exception {
    int port = FreePorts.one();
    SitePlan plan = plan("\"tcp://127.0.0.1:" + port + "\"");
    Files.writeString(folder.resolve("plan.yaml"), plan.text());
    Path config =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            "gateway: gw-1\nsite: plan.yaml\ncollector: mqtt://127.0.0.1:1883\ndata: data\n");
    new KeyFile(folder.resolve("data")).write(keys());
    try (ServerSocket air = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> speak(air));
      StringWriter out = new StringWriter();
      int code =
          MbusCommand.line()
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(new StringWriter()))
              .execute(
                  "listen",
                  "--wmbus",
                  "tcp://127.0.0.1:" + port,
                  "--config",
                  config.toString(),
                  "--json");
      assertThat(code).isZero();
      assertThat(out.toString().lines().toList())
          .hasSize(2)
          .anyMatch(line -> line.contains("\"meter\":\"w1\",\"key\":\"right\""))
          .anyMatch(line -> line.contains("\"99000000\"") && !line.contains("\"meter\""));
      assertThat(out.toString()).doesNotContain(SECRET);
    }
  }

  private static void speak(ServerSocket air) {
    try (var listener = air.accept()) {
      String lines = line(volume(OURS, 1)) + line(volume(STRANGER, 1));
      listener.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
    } catch (java.io.IOException left) {
      throw new java.io.UncheckedIOException(left);
    }
  }

  private static String line(WirelessFrame frame) {
    return HexFormat.of().formatHex(Sealing.formatA(frame)) + "\n";
  }

  private static WirelessFrame volume(byte[] address, int access) {
    return Sealing.mode5(KEY, address, access, HexFormat.of().parseHex("0413D2040000"));
  }

  private void awaitReadings(GatewayRuntime runtime, int atLeast) {
    await()
        .until(
            () -> {
              runtime.cycle(clock.bootMillis());
              return runtime.view().getFirst().counts().readings() >= atLeast;
            });
  }

  private Condition condition(GatewayRuntime runtime, int index) {
    runtime.cycle(clock.bootMillis());
    return meter(runtime, index).condition();
  }

  private static MeterView meter(GatewayRuntime runtime, int index) {
    return runtime.view().getFirst().meters().get(index);
  }

  private static long readingBatches(Journal journal) throws Exception {
    long batches = 0;
    for (SealedBatch batch : journal.after(0, 10_000, Long.MAX_VALUE)) {
      batches += Wire.open(batch.bytes()).header().kind() == BatchKind.READINGS ? 1 : 0;
    }
    return batches;
  }

  private GatewayRuntime runtime(SitePlan plan, Journal journal, Keys keys) throws Exception {
    return GatewayRuntime.of(
        plan,
        journal,
        clock,
        GatewayRuntime.Options.USUAL,
        new GatewayRuntime.Belongings(Notebook.inMemory(), keys));
  }

  private SimulatedSite site(SitePlan plan, Keys keys) throws Exception {
    return SimulatedSite.start(
        plan,
        Building.of(plan, 1, Map.of()),
        () -> Instant.ofEpochMilli(clock.wallMillis()),
        answers::addAll,
        new SimulatedSite.Extras(Map.of(), keys));
  }

  private static Keys keys() {
    return new Keys(Map.of(new KeyAddress("12345678"), KEY));
  }

  private static SitePlan plan(String place) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: air, wmbus: %s } ]
        points: [ { id: one, name: "Eau 1" } ]
        meters:
          - { id: w1, point: one, bus: air, secondary: "12345678", profile: itron-bm-plus-m, from: 2025-01-01 }
        """
            .formatted(place),
        Profiles.bundled());
  }
}
