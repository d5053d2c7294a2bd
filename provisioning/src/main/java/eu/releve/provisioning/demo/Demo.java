package eu.releve.provisioning.demo;

import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.DemoBuilding.Commands;
import eu.releve.provisioning.demo.DemoBuilding.History;
import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Help;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./releve demo}: a whole installation on one machine, in a temporary folder. */
@Command(
    name = "releve demo",
    description = "Starts a simulated building, its gateway and a collector.",
    footer = {"", "Example:", "  ./releve demo --for 60s --check"},
    mixinStandardHelpOptions = true)
public final class Demo implements Callable<Integer> {
  /** The first meters of the demo's building are no older. */
  private static final int HISTORY_MONTHS_MAX = 18;

  private static final int WRONG_USE = 2;
  private static final Duration PROGRESS = Duration.ofSeconds(5);
  private static final Allowance EXACT =
      new Allowance(Duration.ofMillis(100), Duration.ofSeconds(2), List.of());

  @Option(
      names = "--for",
      converter = LengthConverter.class,
      description = "how long, from the moment the addresses are printed: 60s, 10m, 1h")
  private Optional<Duration> length = Optional.empty();

  @Option(names = "--check", description = "exit 0 only if everything answered is stored, once")
  private boolean check;

  @Option(
      names = "--home",
      description = "keep everything in this folder instead of a temporary one")
  private Optional<Path> home = Optional.empty();

  @Option(
      names = "--history",
      paramLabel = "MONTHS",
      description = "whole months of history to begin with, 0 for none (default: ${DEFAULT-VALUE})",
      defaultValue = "13")
  private int historyMonths;

  private static final Duration DRAINED_WITHIN = Duration.ofMinutes(10);

  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Thread> starting = new AtomicReference<>();

  private Demo() {}

  /** Runs the demo and exits with 0, or with 1 when it fails or the check does. */
  public static void main(String[] arguments) {
    Demo demo = new Demo();
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(demo::askToStop));
    int exit = line(demo, CommandLanguage.of(System.getenv())).execute(arguments);
    System.out.flush();
    demo.stopped.countDown();
    Runtime.getRuntime().halt(exit);
  }

  /** The command, which is asked for its help. */
  static CommandLine line(Locale language) {
    return line(new Demo(), language);
  }

  private static CommandLine line(Demo demo, Locale language) {
    return Help.in(language, Demo.class, new CommandLine(demo));
  }

  private void askToStop() {
    stop.countDown();
    Thread busy = starting.get();
    if (busy != null) {
      busy.interrupt();
    }
    try {
      stopped.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Integer call() throws IOException {
    if (historyMonths < 0 || historyMonths > HISTORY_MONTHS_MAX) {
      System.err.println(
          "releve demo: --history: wanted 0 to " + HISTORY_MONTHS_MAX + ", found " + historyMonths);
      return WRONG_USE;
    }
    Path folder =
        home.isPresent()
            ? Files.createDirectories(home.get()).toAbsolutePath()
            : Files.createTempDirectory("releve-demo-");
    try (DemoBuilding building = started(folder)) {
      introduce(building);
      play(building);
      return check ? checked(building) : 0;
    } catch (InterruptedException interrupted) {
      return 1;
    } catch (IOException failed) {
      System.err.println("releve demo: " + failed.getMessage());
      return 1;
    } finally {
      if (home.isEmpty()) {
        delete(folder);
      }
    }
  }

  private DemoBuilding started(Path folder) throws IOException, InterruptedException {
    starting.set(Thread.currentThread());
    try {
      return DemoBuilding.start(folder, commands(System.getenv()), history());
    } finally {
      starting.set(null);
    }
  }

  private Optional<History> history() {
    return historyMonths == 0
        ? Optional.empty()
        : Optional.of(History.ofMonths(historyMonths, LocalDate.now(DemoPlan.ZONE)));
  }

  /** The command lines that the launcher gives, one argument a line; else those of this JVM. */
  public static Commands commands(Map<String, String> environment) {
    Commands own = Commands.ofThisJvm();
    return new Commands(
        command(environment, "RELEVE_GATEWAY_COMMAND", own.gateway()),
        command(environment, "RELEVE_COLLECTOR_COMMAND", own.collector()),
        command(environment, "RELEVE_SIMULATE_COMMAND", own.simulate()));
  }

  private static List<String> command(
      Map<String, String> environment, String name, List<String> otherwise) {
    String lines = environment.getOrDefault(name, "");
    return lines.isBlank() ? otherwise : lines.lines().filter(line -> !line.isBlank()).toList();
  }

  private static void introduce(DemoBuilding building) throws IOException, InterruptedException {
    String password = password();
    try (CollectorClient client = building.client()) {
      client.makeAccount("syndic", password, "syndic", DemoBuilding.ORGANISATION);
    }
    var operator = building.firstOperator();
    System.out.printf(
        """
        portal    %s
          syndic    log-in: syndic     password: %s
          operator  log-in: %s   password: %s
        console   %s   (for this machine only, so without log-in)
        folder    %s
        Ctrl-C stops everything and leaves nothing behind.
        """,
        building.portal(),
        password,
        operator.get("user").asText(),
        operator.get("password").asText(),
        building.console(),
        building.folder());
    building
        .withoutTerminals()
        .ifPresent(why -> System.out.println(why + ": the P1 and TIC meters speak over TCP"));
  }

  private static String password() {
    byte[] bytes = new byte[9];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void play(DemoBuilding building) throws InterruptedException {
    Optional<HistoryProgress> history =
        history().map(its -> new HistoryProgress(building, its, historyMonths));
    long begin = System.nanoTime();
    long end = length.map(d -> begin + d.toNanos()).orElse(Long.MAX_VALUE);
    while (System.nanoTime() < end) {
      long wait = Math.min(PROGRESS.toNanos(), end - System.nanoTime());
      if (stop.await(wait, TimeUnit.NANOSECONDS)) {
        return;
      }
      System.out.println(progress(building, history, System.nanoTime() - begin));
    }
  }

  private static String progress(
      DemoBuilding building, Optional<HistoryProgress> history, long sinceNanos)
      throws InterruptedException {
    long seconds = Duration.ofNanos(sinceNanos).toSeconds();
    try {
      Map<?, ?> status = building.gatewayStatus();
      String past = history.isPresent() ? history.get().line(status) : "";
      return "%5ds  %s readings read, %s batches wait for their receipt%s"
          .formatted(seconds, status.get("readings"), status.get("depth"), past);
    } catch (IOException away) {
      return "%5ds  the gateway does not answer: %s".formatted(seconds, away.getMessage());
    }
  }

  /** Ten minutes are far more than 13 months of history take on two busy cores. */
  private int checked(DemoBuilding building) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (!building.isDrained() && System.nanoTime() - begin < DRAINED_WITHIN.toNanos()) {
      if (stop.await(PROGRESS.toNanos() / 4, TimeUnit.NANOSECONDS)) {
        return 1;
      }
    }
    if (!building.isDrained()) {
      System.out.println(
          "check: the journal has not drained in " + DRAINED_WITHIN.toMinutes() + " minutes");
    }
    if (!building.stopGateway()) {
      System.out.println("check: the gateway did not hand over everything before it ended");
    }
    Comparison comparison = building.compare(EXACT);
    System.out.println("check: " + comparison);
    comparison.examples().forEach(example -> System.out.println("  " + example));
    return comparison.isEqual() && comparison.answers() > 0 ? 0 : 1;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException left) {
      System.err.println("releve demo: could not remove " + folder + ": " + left.getMessage());
    }
  }

  /** Reads 60s, 10m or 1h. */
  static final class LengthConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,6}[smh]")) {
        throw new TypeConversionException("wanted a duration such as 60s, found '" + text + "'");
      }
      return Duration.parse("PT" + text);
    }
  }
}
