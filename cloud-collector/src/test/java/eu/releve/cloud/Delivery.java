package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.broker.Mosquitto;
import eu.releve.cloud.command.LedgerCommand;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.publish.Pace;
import eu.releve.edge.publish.Publisher;
import eu.releve.measure.GatewayId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.Register;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.SiteId;
import eu.releve.measure.Unit;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.settings.Endpoint;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.settings.Uplink;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Readings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import picocli.CommandLine;

/** A gateway's journal and publisher, and collectors that it delivers to, on one port. */
final class Delivery implements AutoCloseable {
  /** How batches get from a gateway to a collector. */
  enum Road {
    /** The collector is the endpoint itself. */
    ENDPOINT,
    /** A Mosquitto is between them. */
    BROKER
  }

  static final GatewayId GATEWAY = new GatewayId("gw-1");
  private static final Register ENERGY =
      new Register(new MeterId("e1"), RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT));
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path folder;
  private final int mqtt;
  private final Optional<Mosquitto> broker;

  Delivery(Path folder) throws IOException {
    this(folder, Road.ENDPOINT);
  }

  Delivery(Path folder, Road road) throws IOException {
    this.folder = folder;
    // Nobody comes by it where a broker is between.
    this.mqtt = road == Road.BROKER ? 0 : FreePorts.one();
    this.broker =
        road == Road.BROKER
            ? Optional.of(Mosquitto.open(folder.resolve("broker")))
            : Optional.empty();
  }

  /** The broker that is between. */
  Mosquitto broker() {
    return broker.orElseThrow();
  }

  /** One box: what it measures goes into its journal, one reading a batch. */
  static final class Box implements AutoCloseable {
    final ManualClock clock;
    private final Path journalFolder;
    private Journal journal;
    private long value;

    Box(Path folder, ManualClock clock) throws Exception {
      this.clock = clock;
      this.journalFolder = folder;
      this.journal = Journal.open(folder, clock);
    }

    Journal journal() {
      return journal;
    }

    /** A second passes, a reading and a batch, that many times. */
    Box measures(int batches) throws Exception {
      for (int i = 0; i < batches; i++) {
        clock.advance(1_000);
        // Declared each time, as after a restart: it keeps its number.
        int number =
            journal
                .declare(
                    new SiteId("tilleuls-12"),
                    List.of(
                        new Declared(ENERGY.meter(), ENERGY.name(), new Resolution(1, 0), Unit.WH)),
                    "site: tilleuls-12\n")
                .getOrDefault(ENERGY, 0);
        value++;
        journal.append(
            new Readings(List.of(new Readings.Row(number, clock.bootMillis(), value, 0))));
      }
      return this;
    }

    /** The machine stops and starts; its wall clock shows what it is given. */
    void reboots(long wallMillis) throws Exception {
      journal.close();
      clock.reboot();
      clock.setWall(wallMillis, ClockTrust.UNKNOWN);
      journal = Journal.open(journalFolder, clock);
    }

    @Override
    public void close() throws JournalException {
      journal.close();
    }
  }

  Box box(String name) throws Exception {
    return new Box(folder.resolve(name), ManualClock.trusted());
  }

  Box box(String name, ManualClock clock) throws Exception {
    return new Box(folder.resolve(name), clock);
  }

  /** A card or an image is copied: the journal of a box that is not running. */
  void copy(String from, String to) throws IOException {
    Path target = Files.createDirectories(folder.resolve(to));
    try (var files = Files.list(folder.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  /** Publishes until everything is receipted. */
  void delivers(Box box) throws Exception {
    try (Publisher publisher = publisher(box)) {
      drained(box);
      assertThat(publisher.state().depth().batches()).isZero();
    }
  }

  Publisher publisher(Box box) {
    return publisher(box, broker.map(Mosquitto::endpoint).orElse(new Endpoint("127.0.0.1", mqtt)));
  }

  /** Over another line. */
  Publisher publisher(Box box, Endpoint endpoint) {
    return Publisher.start(
        Uplink.onThisMachine(endpoint),
        GATEWAY,
        box.journal(),
        box.clock,
        Pace.USUAL,
        new Random(1));
  }

  /** The publisher's patience goes by the clock, which stands still unless it is moved. */
  void drained(Box box) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              box.clock.advance(1_000);
              return box.journal().depth().batches() == 0;
            });
  }

  Collector collector(String database) throws Exception {
    return collector(database, "collector", mqtt);
  }

  /** Another one beside the first, on the same broker and database. */
  Collector another(String database) throws Exception {
    return collector(database, "another", 0);
  }

  private Collector collector(String database, String name, int port) throws Exception {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        mqtt: 127.0.0.1:%d
        http: 127.0.0.1:0
        data: %s
        database: "%s"
        organisations:
          - { id: syndic, name: "Syndic", gateways: [%s] }
        %s
        """
            .formatted(port, folder.resolve(name), database, GATEWAY, broker(name)));
    return Collector.start(CollectorSettings.load(file, Map.of()), Instant::now);
  }

  private String broker(String name) {
    return broker
        .map(
            one -> "broker: { at: \"mqtt://%s\", name: releve.%s }".formatted(one.endpoint(), name))
        .orElse("");
  }

  @Override
  public void close() {
    broker.ifPresent(Mosquitto::close);
  }

  /** What a command said, and its exit code. */
  record Told(int exitCode, String said) {}

  /** {@code releve ledger} as people run it, but for where it finds the collector. */
  Told ledger(Collector collector, String... arguments) throws Exception {
    Path login = folder.resolve("collector").resolve("keys").resolve("first-operator.json");
    await().atMost(PATIENCE).until(() -> Files.exists(login));
    Path settings = folder.resolve("asks.yaml");
    Files.writeString(
        settings,
        Files.readString(folder.resolve("collector.yaml"))
            .replace("http: 127.0.0.1:0", "http: 127.0.0.1:" + collector.httpPort()));
    CommandLine line = LedgerCommand.line();
    StringWriter said = new StringWriter();
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    List<String> all = new ArrayList<>(List.of(GATEWAY.value(), "--config", settings.toString()));
    all.addAll(List.of(arguments));
    int code = line.execute(all.toArray(String[]::new));
    assertThat(said.toString()).as("exit %d", code).isNotEmpty();
    return new Told(code, said.toString());
  }

  static long number(String database, String query) throws Exception {
    return Long.parseLong(text(database, query));
  }

  static String text(String database, String query) throws Exception {
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement()) {
      statement.execute("set search_path = releve");
      try (ResultSet row = statement.executeQuery(query)) {
        assertThat(row.next()).isTrue();
        return String.valueOf(row.getString(1));
      }
    }
  }
}
