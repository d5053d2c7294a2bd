package eu.releve.cloud;

import eu.releve.cloud.api.Intake;
import eu.releve.cloud.broker.BrokerLink;
import eu.releve.cloud.broker.BrokerStatus;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.DatabaseException;
import eu.releve.cloud.derive.Background;
import eu.releve.cloud.derive.Deriver;
import eu.releve.cloud.enrol.EstServer;
import eu.releve.cloud.enrol.GuestList;
import eu.releve.cloud.imports.Imports;
import eu.releve.cloud.ingest.Ingest;
import eu.releve.cloud.ingest.IngestStatus;
import eu.releve.cloud.mqtt.GatewayEndpoint;
import eu.releve.cloud.mqtt.Porch;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.cloud.process.Processing;
import eu.releve.cloud.process.Reference;
import eu.releve.cloud.process.ReferenceTables;
import eu.releve.cloud.push.Pushes;
import eu.releve.cloud.store.Organisations;
import eu.releve.cloud.store.Store;
import eu.releve.document.DocumentException;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;
import eu.releve.provisioning.settings.BrokerSettings;
import eu.releve.provisioning.settings.CollectorSettings;
import eu.releve.provisioning.settings.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The collector: receives, stores, derives and shows what gateways have read. */
public final class Collector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);
  private static final int WRONG_USE = 2;
  private static final int SOMETHING_MISSING = 3;
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration RESULTS_EVERY = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Entry entry;
  private final GatewayEndpoint mqtt;
  private final Optional<BrokerLink> broker;
  private final Web web;
  private final Ingest ingest;

  /** Runs until it is told to stop: {@code --config FILE}. */
  public static void main(String[] arguments) throws InterruptedException {
    Optional<String> asked = printed(List.of(arguments), System.getenv());
    if (asked.isPresent()) {
      System.out.print(asked.get());
      return;
    }
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      System.err.print(usage(System.getenv()));
      System.exit(WRONG_USE);
    }
    Path file = Path.of(arguments[1]);
    if (!Files.isReadable(file)) {
      System.err.println(file + ": wanted a settings file, found none");
      System.exit(SOMETHING_MISSING);
    }
    CompletableFuture<Collector> started = new CompletableFuture<>();
    // Before the start: who is stopped on the way must not leave a database behind.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> closeOnce(started), "stop"));
    try {
      CollectorSettings settings = CollectorSettings.load(file, System.getenv());
      Collector collector = start(settings, InstantSource.system());
      started.complete(collector);
      System.out.println(collector.ready());
      new CountDownLatch(1).await();
    } catch (DocumentException refused) {
      started.cancel(false);
      System.err.println(refused.getMessage());
      System.exit(WRONG_USE);
    } catch (DatabaseException | IOException | SQLException missing) {
      started.cancel(false);
      System.err.println(missing.getMessage());
      log.debug("the collector did not start", missing);
      System.exit(SOMETHING_MISSING);
    } finally {
      // Whatever else went wrong: the hook must not wait for a start that has ended.
      started.cancel(false);
    }
  }

  /** What somebody wants to read instead of having it run. */
  static Optional<String> printed(List<String> arguments, Map<String, String> environment) {
    if (arguments.equals(List.of("--example"))) {
      return Optional.of(CollectorSettings.example());
    }
    return arguments.equals(List.of("--help")) ? Optional.of(usage(environment)) : Optional.empty();
  }

  private static String usage(Map<String, String> environment) {
    return Messages.load(Collector.class, CommandLanguage.of(environment)).text("usage") + "\n";
  }

  /** Waits until the start has come to its end, which is bounded, and closes what it has made. */
  private static void closeOnce(CompletableFuture<Collector> started) {
    started.thenAccept(Collector::close).exceptionally(never -> null).join();
  }

  /** Starts all parts in the order of the flow; when it returns, gateways can connect. */
  public static Collector start(CollectorSettings settings, InstantSource clock)
      throws DatabaseException, IOException, SQLException {
    return new Collector(settings, clock);
  }

  private Collector(CollectorSettings settings, InstantSource clock)
      throws DatabaseException, IOException, SQLException {
    try {
      Database database = part(database(settings));
      assign(settings, database, clock);
      Store store = new Store(database.ingest(), database.store(), clock);
      store.plans().readAgain();
      this.ingest = part(Ingest.start(database, store, clock));
      Porch porch = part(Porch.open());
      ReferenceTables.bring(database.ingest(), Reference.bundled());
      Deriver deriver = new Deriver(database.ingest());
      part(Background.start("derive", () -> deriver.step() > 0 ? Duration.ZERO : IDLE));
      Processing processing = new Processing(database.ingest());
      part(Background.start("process", () -> pause(processing.step())));
      this.entry = part(Entry.open(settings, database, porch.vertx(), clock));
      this.mqtt =
          part(GatewayEndpoint.listen(porch, entry.entrances(settings), ingest, entry.gate()));
      part(entry.watch(mqtt));
      Pushes pushes = new Pushes(database.ingest());
      part(Entry.commands(mqtt, pushes));
      part(Background.start("transfer", entry.reception().transfers()::step));
      this.broker = broker(settings, database, pushes, clock);
      this.web =
          part(
              Web.start(
                  porch.vertx(),
                  address(settings.http()),
                  database,
                  settings.data().resolve("keys"),
                  clock,
                  this::intake,
                  new OperatorsDesk(
                      store,
                      ingest,
                      new Imports(database.ingest(), store, clock, new SecureRandom())),
                  Optional.of(entry.reception()),
                  Optional.of(entry.plans(pushes, clock))));
    } catch (DatabaseException | IOException | SQLException | RuntimeException | Error failed) {
      // Even an error: threads that were left running would keep a dead collector alive.
      close();
      throw failed;
    }
  }

  private Optional<BrokerLink> broker(
      CollectorSettings settings, Database database, Pushes pushes, InstantSource clock)
      throws IOException {
    if (settings.broker().isEmpty()) {
      return Optional.empty();
    }
    BrokerSettings where = settings.broker().get();
    GuestList guests = new GuestList(database.ingest(), clock);
    return Optional.of(
        part(
            BrokerLink.start(
                where, entry.broker(where), ingest, guests::now, pushes, new SecureRandom())));
  }

  /** New readings touch the current day each second; its results are made anew less often. */
  private static Duration pause(int daysDone) {
    if (daysDone == Processing.DAYS_MAX) {
      return Duration.ZERO;
    }
    return daysDone > 0 ? RESULTS_EVERY : IDLE;
  }

  private <T extends AutoCloseable> T part(T started) {
    parts.push(started);
    return started;
  }

  private static Database database(CollectorSettings settings) throws DatabaseException {
    return switch (settings.database()) {
      case CollectorSettings.Database.Embedded embedded ->
          Database.embedded(settings.data().resolve("postgres"));
      case CollectorSettings.Database.External external -> Database.external(external.url());
    };
  }

  private static void assign(CollectorSettings settings, Database database, InstantSource clock)
      throws SQLException {
    new Organisations(database.ingest(), clock)
        .assign(
            settings.organisations().stream()
                .map(one -> new Organisations.Organisation(one.id(), one.name(), one.gateways()))
                .toList());
  }

  private static InetSocketAddress address(Endpoint endpoint) {
    return InetSocketAddress.createUnresolved(endpoint.host(), endpoint.port());
  }

  private Intake intake() {
    IngestStatus status = ingest.status();
    Optional<BrokerStatus> behind = broker.map(BrokerLink::status);
    SortedMap<String, Long> refusals = new TreeMap<>();
    count(mqtt.refusals(), refusals);
    behind.ifPresent(one -> count(one.refusals(), refusals));
    refusals.putAll(entry.refusals());
    return new Intake(
        mqtt.connections() + behind.map(BrokerStatus::gateways).orElse(0),
        status.batches(),
        status.duplicates(),
        status.receipts(),
        status.queued(),
        status.waiting(),
        status.waitingFor(),
        status.refused() + status.waitingDropped(),
        status.retries(),
        status.withheld(),
        refusals,
        behind.map(Collector::told));
  }

  private static void count(Map<Refusal, Long> counted, SortedMap<String, Long> refusals) {
    counted.forEach(
        (refusal, count) ->
            refusals.merge(
                refusal.name().toLowerCase(Locale.ROOT).replace('_', '-'), count, Long::sum));
  }

  private static Intake.Broker told(BrokerStatus status) {
    return new Intake.Broker(
        status.trouble(),
        status.connections(),
        status.gateways(),
        status.receiptsWaiting(),
        status.receiptsLost(),
        status.held(),
        status.admitted(),
        status.administrationTrouble());
  }

  /** The one line that says where it is reached. */
  String ready() {
    return "ready collector http=http://127.0.0.1:%d mqtt=127.0.0.1:%d"
        .formatted(httpPort(), mqttPort());
  }

  /** Where pages and API are. */
  public int httpPort() {
    return web.port();
  }

  /** Where gateways of this machine connect. */
  public int mqttPort() {
    return mqtt.ports().getFirst();
  }

  /** Where gateways connect: the plain port, then that of mqtts, then that of wss. */
  public List<Integer> ports() {
    return mqtt.ports();
  }

  /** Where boxes get their certificates, if they can. */
  public OptionalInt enrolmentPort() {
    return entry.port();
  }

  /** How requests for certificates ended, each way counted. */
  public Map<EstServer.Outcome, Long> enrolments() {
    return entry.outcomes();
  }

  /** What ingest has done. */
  public Ingest ingest() {
    return ingest;
  }

  /** Where gateways connect, with what was refused. */
  public GatewayEndpoint endpoint() {
    return mqtt;
  }

  /** How it stands with its broker, if it has one. */
  public Optional<BrokerStatus> broker() {
    return broker.map(BrokerLink::status);
  }

  /** Stops the parts in the opposite order. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception failed) {
        log.warn("did not stop part={}", part, failed);
      }
    }
  }
}
