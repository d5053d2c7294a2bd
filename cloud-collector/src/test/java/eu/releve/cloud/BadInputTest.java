package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.mqtt.RawClient;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.edge.GatewayRuntime;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.clock.LinuxBootClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.publish.Pace;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.Fault;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.demo.CollectorClient;
import eu.releve.provisioning.demo.Comparison;
import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.Comparison.Value;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Meters that talk nonsense and clients that misbehave, while a good gateway works on. */
class BadInputTest {
  private static final GatewayId GATEWAY = new GatewayId("good-gateway");
  private static final List<MeterId> ODD = List.of(new MeterId("e-odd"), new MeterId("w-odd"));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Allowance EXACT =
      new Allowance(Duration.ofMillis(100), Duration.ofSeconds(2), List.of());

  /** Whoever in it says that a meter is at fault. */
  private static final String POLLING = LaneView.class.getPackageName();

  private static final int NOT_AUTHORISED = 0x87;
  private static final int PACKET_TOO_LARGE = 0x95;
  private static final int PAYLOAD_FORMAT_INVALID = 0x99;

  @TempDir private Path folder;

  private final ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();

  @Test
  void nonsenseYieldsNoReadingAndBadClientsHarmNobody() throws Exception {
    said.start();
    ((Logger) LoggerFactory.getLogger(POLLING)).addAppender(said);
    SitePlan plan = SitePlans.load("plan.yaml", plan(), Profiles.bundled());
    BootClock clock = LinuxBootClock.open(true);
    try (Collector collector = Collector.start(settings(), Instant::now);
        SimulatedSite site =
            SimulatedSite.start(
                plan, Building.of(plan, 1, Map.of()), Instant::now, answers::addAll);
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      try (Publisher publisher = publisher(collector, journal, clock)) {
        try (GatewayRuntime gateway = GatewayRuntime.of(plan, journal, clock, options())) {
          gateway.start();
          misbehave(collector, journal, site, gateway);
        }
        await().atMost(PATIENCE).until(() -> journal.depth().batches() == 0);
        assertThat(publisher.state().traffic().refused()).isZero();
      }
      compare(collector);
    } finally {
      ((Logger) LoggerFactory.getLogger(POLLING)).detachAppender(said);
    }
  }

  private void misbehave(
      Collector collector, Journal journal, SimulatedSite site, GatewayRuntime gateway)
      throws Exception {
    await().atMost(PATIENCE).until(() -> odd(gateway, Condition.ANSWERS));
    ODD.forEach(meter -> site.fault(meter, new Fault(Fault.Kind.NONSENSE, Duration.ZERO)));
    await().atMost(PATIENCE).until(() -> odd(gateway, Condition.NONSENSE));
    badClients(collector, journal.after(0, 1, Long.MAX_VALUE));
    await().atMost(PATIENCE).until(() -> nonsense(gateway) >= 3);
    ODD.forEach(meter -> site.fault(meter, Fault.NONE));
    await().atMost(PATIENCE).until(() -> odd(gateway, Condition.ANSWERS));

    // One line when it begins and one when it ends, however many polls there were.
    for (MeterId meter : ODD) {
      assertThat(lines("meter is at fault", meter)).isEqualTo(1);
      assertThat(lines("meter is back", meter)).isEqualTo(1);
    }
  }

  private static void badClients(Collector collector, List<SealedBatch> of) throws Exception {
    String own = "releve/1/" + GATEWAY + "/data";
    byte[] torn = new byte[300];
    new Random(1).nextBytes(torn);
    byte[] genuine = of.isEmpty() ? torn : of.getFirst().bytes();
    int port = collector.mqttPort();
    for (int round = 1; round <= 3; round++) {
      assertThat(reason(port, "releve/1/bad-gateway/data", torn)).isEqualTo(PAYLOAD_FORMAT_INVALID);
      assertThat(reason(port, own, genuine)).isEqualTo(NOT_AUTHORISED);
      assertThat(reason(port, "releve/1/bad-gateway/data", new byte[1 << 20]))
          .isEqualTo(PACKET_TOO_LARGE);
      assertThat(collector.endpoint().refusals())
          .containsEntry(Refusal.UNREADABLE, (long) round)
          .containsEntry(Refusal.FOREIGN_TOPIC, (long) round)
          .containsEntry(Refusal.TOO_LARGE, (long) round);
    }
  }

  private static int reason(int port, String topic, byte[] payload) throws IOException {
    try (RawClient client = new RawClient(port)) {
      assertThat(client.connect("bad-gateway", 5)).isZero();
      client.publish(topic, 1, 1, payload);
      return client.disconnectReason();
    }
  }

  private void compare(Collector collector) throws Exception {
    Map<Register, List<Value>> given = new HashMap<>();
    for (Answer answer : answers) {
      given
          .computeIfAbsent(
              new Register(answer.meter(), answer.register()), first -> new ArrayList<>())
          .add(new Value(answer.instant(), answer.value()));
    }
    Path login = folder.resolve("collector/keys/first-operator.json");
    String token = new ObjectMapper().readTree(Files.readString(login)).get("token").asText();
    URI address = URI.create("http://127.0.0.1:" + collector.httpPort());
    try (CollectorClient client = new CollectorClient(address, token)) {
      Comparison comparison = Comparison.of(given, client.readings(), EXACT);
      System.out.println("bad input: " + comparison);
      assertThat(comparison.examples()).isEmpty();
      assertThat(comparison.isEqual()).isTrue();
      assertThat(comparison.stored()).isPositive();
      assertThat(client.missing(GATEWAY.value())).isZero();
    }
  }

  private long lines(String what, MeterId meter) {
    return List.copyOf(said.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith(what) && line.contains("meter=" + meter + " "))
        .count();
  }

  private static boolean odd(GatewayRuntime gateway, Condition condition) {
    return gateway.view().stream()
        .flatMap(lane -> lane.meters().stream())
        .filter(meter -> ODD.contains(meter.id()))
        .map(MeterView::condition)
        .allMatch(condition::equals);
  }

  private static long nonsense(GatewayRuntime gateway) {
    return gateway.view().stream().mapToLong(lane -> lane.counts().nonsense()).min().orElse(0);
  }

  private static Publisher publisher(Collector collector, Journal journal, BootClock clock) {
    Endpoint address = new Endpoint("127.0.0.1", collector.mqttPort());
    return Publisher.start(
        Uplink.onThisMachine(address), GATEWAY, journal, clock, Pace.USUAL, new Random(1));
  }

  private static GatewayRuntime.Options options() {
    return new GatewayRuntime.Options(Duration.ZERO, Duration.ofSeconds(3), Spread.BY_METER);
  }

  private CollectorSettings settings() throws Exception {
    Path file = folder.resolve("collector.yaml");
    Files.writeString(
        file,
        """
        mqtt: 127.0.0.1:0
        http: 127.0.0.1:0
        data: %s
        database: "%s"
        organisations:
          - { id: one, name: "One", gateways: [%s] }
        """
            .formatted(folder.resolve("collector"), TestDatabase.freshUrl(), GATEWAY));
    return CollectorSettings.load(file, Map.of());
  }

  private static String plan() {
    return """
    site: bad-input
    zone: Europe/Brussels
    buses:
      - { id: electricity, modbus-tcp: "tcp://127.0.0.1:%d" }
      - { id: water, mbus: "tcp://127.0.0.1:%d", baud: 2400 }
    points:
      - { id: flat-1-elec, name: "1" }
      - { id: flat-2-elec, name: "2" }
      - { id: flat-1-cold, name: "3" }
      - { id: flat-2-cold, name: "4" }
    meters:
      - { id: e-good, point: flat-1-elec, bus: electricity, unit: 1, profile: abb-b23, from: 2025-01-01, period: 1s }
      - { id: e-odd, point: flat-2-elec, bus: electricity, unit: 2, profile: eastron-sdm630, from: 2025-01-01, period: 1s }
      - { id: w-good, point: flat-1-cold, bus: water, primary: 1, profile: itron-bm-plus-m, from: 2025-01-01, period: 1s }
      - { id: w-odd, point: flat-2-cold, bus: water, primary: 2, profile: itron-bm-plus-m, from: 2025-01-01, period: 1s }
    """
        .formatted(FreePorts.one(), FreePorts.one());
  }
}
