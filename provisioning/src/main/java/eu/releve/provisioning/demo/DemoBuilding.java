package eu.releve.provisioning.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import eu.releve.provisioning.settings.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A simulated building, its gateway and a collector, each a process of its own, in one folder.
 *
 * <p>Ports are chosen once, so that each part can be killed and started again.
 */
public final class DemoBuilding implements AutoCloseable {
  /** The demo's gateway. */
  public static final String GATEWAY = "demo-gateway";

  /** The organisation that manages the demo's building. */
  public static final String ORGANISATION = "demo-syndic";

  private static final int ANSWER_WITHIN_MILLIS = 5_000;
  private static final int BATCHES_ON_THE_WAY = 3;
  private static final Duration HEARD_WITHIN = Duration.ofSeconds(2);

  private final Path folder;
  private final Part simulator;
  private final Part collector;
  private final Part gateway;
  private final URI portal;
  private final URI console;
  private final URI control;
  private final DemoPorts customerPorts;
  private long historyReadings;

  DemoBuilding(Path folder, Commands commands) throws IOException {
    this(folder, commands, Optional.empty());
  }

  private DemoBuilding(Path folder, Commands commands, Optional<History> history)
      throws IOException {
    this.folder = folder;
    List<Integer> ports = FreePorts.some(12);
    portal = URI.create("http://127.0.0.1:" + ports.get(4));
    console = URI.create("http://127.0.0.1:" + ports.get(5));
    control = URI.create("http://127.0.0.1:" + ports.get(7));
    customerPorts =
        DemoPorts.in(
            folder, System.getenv().getOrDefault("PATH", ""), ports.get(10), ports.get(11));
    DemoPlan plan =
        new DemoPlan(
            ports.get(0),
            ports.get(1),
            ports.get(2),
            ports.get(3),
            ports.get(8),
            ports.get(9),
            customerPorts);
    Path planFile = Files.writeString(folder.resolve("plan.yaml"), plan.text());
    Path collectorFile =
        Files.writeString(folder.resolve("collector.yaml"), collectorSettings(ports.get(6)));
    Path gatewayFile =
        Files.writeString(folder.resolve("gateway.yaml"), gatewaySettings(planFile, ports.get(6)));
    simulator =
        commands.part(
            "simulator", commands.simulate(), folder, simulatorArguments(planFile, history));
    collector =
        commands.part(
            "collector",
            commands.collector(),
            folder,
            List.of("--config", collectorFile.toString()));
    gateway =
        commands.part(
            "gateway", commands.gateway(), folder, List.of("--config", gatewayFile.toString()));
  }

  private List<String> simulatorArguments(Path plan, Optional<History> history) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--site",
                plan.toString(),
                "--record",
                folder.resolve("record").toString(),
                "--control",
                Integer.toString(control.getPort()),
                "--speak-every",
                DemoPlan.SPEAK_EVERY.toSeconds() + "s",
                "--leak",
                DemoPlan.WATERED_POINT + "=" + DemoPlan.WATERED_LITRES_PER_HOUR,
                "--leak",
                DemoPlan.LEAKING_POINT
                    + "=25"
                    + history.map(its -> "@" + its.leakingSince()).orElse("")));
    if (history.isPresent()) {
      arguments.addAll(
          List.of(
              "--past",
              history.get().from().toString(),
              "--journal",
              folder.resolve("gateway").resolve("journal").toString()));
    }
    return arguments;
  }

  /**
   * What the building has been through before the demo begins.
   *
   * @param from the first day of which there are readings.
   * @param leakingSince the first day of the leak.
   */
  public record History(LocalDate from, LocalDate leakingSince) {
    private static final int LEAK_DAYS = 19;

    /** The months before that day's and what has passed of it, and a leak of 19 days. */
    static History ofMonths(int months, LocalDate today) {
      return new History(today.withDayOfMonth(1).minusMonths(months), today.minusDays(LEAK_DAYS));
    }
  }

  /**
   * How the three programs are called: the beginning of each command line.
   *
   * @param gateway of {@code eu.releve.edge.Gateway}.
   * @param collector of {@code eu.releve.cloud.Collector}.
   * @param simulate of {@code eu.releve.edge.simulate.Simulate}.
   */
  public record Commands(List<String> gateway, List<String> collector, List<String> simulate) {
    /** The programs of this JVM's own class path, as tests have it. */
    public static Commands ofThisJvm() {
      return new Commands(
          ofThisJvm("eu.releve.edge.Gateway"),
          ofThisJvm("eu.releve.cloud.Collector"),
          ofThisJvm("eu.releve.edge.simulate.Simulate"));
    }

    private static List<String> ofThisJvm(String main) {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-cp",
          System.getProperty("java.class.path"),
          main);
    }

    Part part(String name, List<String> begin, Path folder, List<String> arguments) {
      List<String> command = new ArrayList<>(begin);
      command.addAll(arguments);
      return new Part(name, command, folder);
    }
  }

  /** Writes the settings of all three into that folder; nothing runs yet. */
  public static DemoBuilding in(Path folder, Commands commands) throws IOException {
    Files.createDirectories(folder.resolve("record"));
    return new DemoBuilding(folder, commands);
  }

  /** Starts all three in that folder and waits until each is ready. */
  public static DemoBuilding start(Path folder, Commands commands)
      throws IOException, InterruptedException {
    return start(folder, commands, Optional.empty());
  }

  /**
   * The same with a history, which the gateway finds in its journal and delivers first.
   *
   * @param history nothing for a building that begins now.
   */
  public static DemoBuilding start(Path folder, Commands commands, Optional<History> history)
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("record"));
    DemoBuilding building = new DemoBuilding(folder, commands, history);
    try {
      building.start();
      return building;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      building.close();
      throw failed;
    }
  }

  /** Simulator and collector side by side; the gateway last, as its journal may be filled first. */
  private void start() throws IOException, InterruptedException {
    FutureTask<Map<String, String>> simulated = new FutureTask<>(simulator::start);
    Thread simulating = Thread.ofVirtual().name("start-simulator").start(simulated);
    try {
      collector.start();
      historyReadings = Long.parseLong(simulated.get().getOrDefault("past", "0"));
    } catch (ExecutionException failed) {
      throw new IOException(String.valueOf(failed.getCause()), failed);
    } finally {
      simulating.interrupt();
      simulating.join();
    }
    gateway.start();
  }

  private String collectorSettings(int mqttPort) {
    return """
        mqtt: 127.0.0.1:%d
        http: 127.0.0.1:%d
        data: %s
        database: embedded
        organisations:
          - { id: %s, name: "Syndic de démonstration", gateways: [%s] }
        """
        .formatted(
            mqttPort, portal.getPort(), quoted(folder.resolve("collector")), ORGANISATION, GATEWAY);
  }

  private String gatewaySettings(Path plan, int mqttPort) {
    return """
        gateway: %s
        site: %s
        collector: mqtt://127.0.0.1:%d
        data: %s
        console: 127.0.0.1:%d
        window: 0s
        clock: trusted
        """
        .formatted(
            GATEWAY, quoted(plan), mqttPort, quoted(folder.resolve("gateway")), console.getPort());
  }

  /** As YAML writes any text. */
  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** How many readings of the past the gateway began with. */
  public long historyReadings() {
    return historyReadings;
  }

  /** Where everything lies. */
  public Path folder() {
    return folder;
  }

  /** The collector's pages and API. */
  public URI portal() {
    return portal;
  }

  /** The gateway's local page. */
  public URI console() {
    return console;
  }

  /** The simulator's process. */
  public Part simulator() {
    return simulator;
  }

  /** The collector's process. */
  public Part collector() {
    return collector;
  }

  /** The gateway's process. */
  public Part gateway() {
    return gateway;
  }

  /** Why the customers' ports are at no terminals, for people; nothing where they are. */
  public Optional<String> withoutTerminals() {
    return customerPorts.withoutTerminals();
  }

  /**
   * Stops the gateway so that what its meters have said can be compared: those that speak by
   * themselves fall silent first, as what is said to a program that ends is heard by nobody. When
   * it has ended they speak again.
   *
   * @return whether it ended by itself, with exit code 0.
   * @throws IOException when the simulator cannot be told.
   */
  public boolean stopGateway() throws IOException, InterruptedException {
    tellSpeaking("silent");
    Thread.sleep(HEARD_WITHIN);
    boolean stopped = gateway.stop();
    tellSpeaking("none");
    return stopped;
  }

  private void tellSpeaking(String fault) throws IOException {
    for (MeterId meter : DemoPlan.SPEAKING) {
      URLConnection asked = control.resolve("/fault").toURL().openConnection();
      asked.setConnectTimeout(ANSWER_WITHIN_MILLIS);
      asked.setReadTimeout(ANSWER_WITHIN_MILLIS);
      asked.setDoOutput(true);
      String text = "{\"meter\":\"%s\",\"kind\":\"%s\"}".formatted(meter, fault);
      try (OutputStream out = asked.getOutputStream()) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      // A refusal is thrown.
      try (InputStream in = asked.getInputStream()) {
        in.readAllBytes();
      }
    }
  }

  /** The simulator's record of every answer. */
  public Path record() {
    return folder.resolve("record").resolve("answers.jsonl");
  }

  /** What the gateway is told to read. */
  public String plan() throws IOException {
    return Files.readString(folder.resolve("plan.yaml"));
  }

  /** The log-in that the collector made at its first start. */
  public JsonNode firstOperator() throws IOException {
    Path file = folder.resolve("collector").resolve("keys").resolve("first-operator.json");
    return new ObjectMapper().readTree(Files.readString(file));
  }

  /** A client with the first operator's token. */
  public CollectorClient client() throws IOException {
    return new CollectorClient(portal, firstOperator().get("token").asText());
  }

  /** The embedded PostgreSQL's main process, while there is one. */
  public Optional<ProcessHandle> postgres() throws IOException {
    Optional<Path> file;
    try (Stream<Path> files =
        Files.find(
            folder.resolve("collector"), 6, (path, found) -> path.endsWith("postmaster.pid"))) {
      file = files.findFirst();
    } catch (UncheckedIOException | NoSuchFileException vanished) {
      return Optional.empty();
    }
    if (file.isEmpty()) {
      return Optional.empty();
    }
    long pid = Long.parseLong(Files.readAllLines(file.get()).getFirst().trim());
    // A file that was left over may name a number that is somebody else's by now.
    return ProcessHandle.of(pid)
        .filter(process -> process.info().command().orElse("").endsWith("postgres"));
  }

  /** What the meters have answered, by register and in the order of time. */
  public Map<Register, List<Comparison.Value>> answers() throws IOException {
    return Answers.read(record());
  }

  /** Compares what is stored with what the meters answered. */
  public Comparison compare(Comparison.Allowance allowance)
      throws IOException, InterruptedException {
    try (CollectorClient client = client()) {
      return Comparison.of(answers(), client.readings(), allowance, DemoPlan.COUNTED);
    }
  }

  /** How the gateway describes itself. */
  public Map<?, ?> gatewayStatus() throws IOException {
    URLConnection connection = console.resolve("/status.json").toURL().openConnection();
    connection.setConnectTimeout(ANSWER_WITHIN_MILLIS);
    connection.setReadTimeout(ANSWER_WITHIN_MILLIS);
    try (InputStream in = connection.getInputStream()) {
      return new ObjectMapper().readValue(in, Map.class);
    }
  }

  /**
   * Whether the gateway holds no more batches than those whose receipts are on the way: its meters
   * go on answering while it hands over.
   */
  public boolean isDrained() {
    try {
      return gatewayStatus().get("depth") instanceof Number depth
          && depth.longValue() <= BATCHES_ON_THE_WAY;
    } catch (IOException away) {
      return false;
    }
  }

  /**
   * Stops the gateway first, so that it hands over what it holds, then the rest; nothing is left
   * running, whatever happens on the way.
   */
  @Override
  public void close() {
    boolean interrupted = false;
    for (Part part : List.of(gateway, simulator, collector)) {
      try {
        part.stop();
      } catch (InterruptedException again) {
        interrupted = true;
        part.destroy();
      }
    }
    interrupted |= !stopPostgres();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The collector stops its database; a killed collector did not. */
  private boolean stopPostgres() {
    try {
      Optional<ProcessHandle> left = postgres();
      if (left.isPresent()) {
        List<ProcessHandle> family = left.get().descendants().toList();
        left.get().destroy();
        left.get().onExit().completeOnTimeout(left.get(), 10, TimeUnit.SECONDS).join();
        left.get().destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
      }
      return !Thread.interrupted();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
