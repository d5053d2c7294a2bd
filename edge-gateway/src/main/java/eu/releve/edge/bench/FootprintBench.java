package eu.releve.edge.bench;

import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.Recorder;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a gateway needs of its box: memory with the reference building, time to the first reading,
 * and room on the card.
 *
 * <p>The gateway is a process of its own, started as {@code ./releve gateway} starts it; simulator
 * and console's reader are in this one.
 */
final class FootprintBench {
  private static final int SPEED = 20;
  private static final Duration RUN = Duration.ofMinutes(3);
  private static final Duration START_MAX = Duration.ofSeconds(60);
  private static final int POLL_SECONDS = (int) Duration.ofMinutes(15).toSeconds() / SPEED;
  private static final long SEED = 1;
  private static final int STARTS = 3;

  /** Readings that wait for a receipt: all of them, because nobody sends one here. */
  private static final Pattern READINGS = Pattern.compile("\"depthReadings\":(\\d+)");

  private final List<String> gateway;
  private final HttpClient http = HttpClient.newHttpClient();

  /**
   * @param gateway its command, without arguments.
   */
  FootprintBench(List<String> gateway) {
    this.gateway = List.copyOf(gateway);
  }

  void run(Figures figures) throws Exception {
    if (gateway.isEmpty()) {
      throw new IOException("RELEVE_GATEWAY_COMMAND: wanted the gateway's command, found nothing");
    }
    figures.note(
        "footprint: seed %d; Modbus TCP, Modbus RTU on a pseudo-terminal by socat, M-Bus TCP,"
            + " an open OPC-UA server, plain MQTT that nobody answers",
        SEED);
    figures.note("footprint: not in it yet: TLS");
    Path folder = Files.createTempDirectory("releve-footprint");
    try {
      start(figures, folder.resolve("start"));
      resident(figures, folder.resolve("resident"));
      figures.figure("footprint.package_mb", packageBytes() / 1e6, "MB");
      figures.note("footprint: package: the jars that it will hold, without a Java runtime");
    } finally {
      delete(folder);
    }
  }

  /**
   * One start up to the first readings, ended in peace, for a JVM that is told to learn from it.
   */
  void learn() throws Exception {
    Path folder = Files.createTempDirectory("releve-learning");
    try {
      Start unused = start(folder, true);
    } finally {
      delete(folder);
    }
  }

  private void start(Figures figures, Path folder) throws Exception {
    List<Double> idle = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (Program program = Program.start(idleCommand(), true)) {
        program.await("ready");
        idle.add(program.secondsSinceStart());
      }
      Start start = start(folder.resolve("start" + i), false);
      figures.note("footprint: %s", start);
      seconds.add(start.seconds());
    }
    figures.figure("footprint.start_seconds", median(seconds), "s");
    figures.figure("footprint.start_seconds.yardstick", median(idle), "s");
  }

  /** From process start to the first reading journalled, on one core. */
  private record Start(double seconds, double cpuSeconds, long answers) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.3f s to the first reading, %.2f s of CPU, %d answers by then",
          seconds,
          cpuSeconds,
          answers);
    }
  }

  private Start start(Path folder, boolean inPeace) throws Exception {
    try (SimulatedSite site = site(folder);
        Program program = Program.start(command(folder), true)) {
      URI console = console(program);
      // A question to the console costs the one core more than a reading: none before an answer.
      while (site.answers() == 0 || readings(console) == 0) {
        if (program.secondsSinceStart() > START_MAX.toSeconds()) {
          throw new IOException("no reading was journalled: " + status(console));
        }
        Thread.sleep(10);
      }
      var start = new Start(program.secondsSinceStart(), program.cpuSeconds(), site.answers());
      if (inPeace) {
        program.stop();
      }
      return start;
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private void resident(Figures figures, Path folder) throws Exception {
    double idle;
    try (Program program = Program.start(idleCommand(), false)) {
      program.await("ready");
      idle = program.residentMegabytes();
    }
    try (SimulatedSite site = site(folder);
        Program program = Program.start(command(folder), false)) {
      URI console = console(program);
      while (program.secondsSinceStart() < RUN.toSeconds()) {
        get(console);
        Thread.sleep(2_000);
      }
      figures.figure("footprint.resident_mb", program.residentMegabytes(), "MB");
      figures.note("footprint: %d answers in %d s", site.answers(), RUN.toSeconds());
    }
    figures.figure("footprint.resident_mb.yardstick", idle, "MB");
  }

  private List<String> command(Path folder) {
    return Stream.concat(
            gateway.stream(), Stream.of("--config", folder.resolve("gateway.yaml").toString()))
        .toList();
  }

  /** The same JVM with the same options, but for the archive of the gateway's classes. */
  private List<String> idleCommand() {
    List<String> command = new ArrayList<>(gateway.subList(0, classPathAt()));
    command.removeIf(option -> option.contains("SharedArchive") || option.contains("AOT"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Idle.class.getName()));
    return command;
  }

  private int classPathAt() {
    return gateway.indexOf("-cp");
  }

  private long packageBytes() throws IOException {
    long bytes = 0;
    for (String entry : gateway.get(classPathAt() + 1).split(File.pathSeparator, -1)) {
      if (entry.endsWith("*")) {
        try (Stream<Path> jars = Files.list(Path.of(entry).resolveSibling(""))) {
          for (Path jar : jars.toList()) {
            bytes += Files.size(jar);
          }
        }
      } else {
        bytes += Files.size(Path.of(entry));
      }
    }
    return bytes;
  }

  private static URI console(Program program) throws IOException {
    String ready = program.await("ready gateway");
    return URI.create(ready.substring(ready.indexOf('=') + 1));
  }

  private long readings(URI console) throws IOException, InterruptedException {
    Matcher readings = READINGS.matcher(status(console));
    return readings.find() ? Long.parseLong(readings.group(1)) : 0;
  }

  private String status(URI console) throws IOException, InterruptedException {
    return get(console.resolve("/status.json"));
  }

  private String get(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** Writes plan and settings, and plays the plan at its speed. */
  private static SimulatedSite site(Path folder) throws Exception {
    Files.createDirectories(folder);
    String text =
        FootprintPlan.text(
            FreePorts.one(),
            folder.resolve("line").toString(),
            FreePorts.one(),
            FreePorts.one(),
            POLL_SECONDS);
    Files.writeString(folder.resolve("plan.yaml"), text);
    Files.writeString(
        folder.resolve("gateway.yaml"),
        """
        gateway: footprint
        site: %s
        collector: mqtt://127.0.0.1:%d
        data: %s
        console: 127.0.0.1:0
        window: 0s
        clock: trusted
        """
            .formatted(folder.resolve("plan.yaml"), FreePorts.one(), folder.resolve("data")));
    SitePlan plan = SitePlans.load("plan.yaml", text, Profiles.bundled());
    Instant begin = Instant.now();
    return SimulatedSite.start(
        plan,
        Building.of(plan, SEED, Map.of()),
        () -> begin.plus(Duration.between(begin, Instant.now()).multipliedBy(SPEED)),
        Recorder.none());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** The gateway's command as the launcher gives it, one argument a line. */
  static List<String> commandOf(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("RELEVE_GATEWAY_COMMAND"))
        .map(lines -> lines.lines().filter(line -> !line.isBlank()).toList())
        .orElse(List.of());
  }
}
