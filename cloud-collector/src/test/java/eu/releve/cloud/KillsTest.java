package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.cloud.BreakableLine.State;
import eu.releve.cloud.broker.Mosquitto;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.demo.CollectorClient;
import eu.releve.provisioning.demo.Comparison;
import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.Comparison.Lost;
import eu.releve.provisioning.demo.Demo;
import eu.releve.provisioning.demo.DemoBuilding;
import eu.releve.provisioning.demo.DemoBuilding.Commands;
import eu.releve.provisioning.demo.Part;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo under SIGKILL and with its line cut: 20 rounds in CI, 1,000 by {@code ./releve soak
 * kills}; {@code -Dreleve.seed=S} repeats a run's choices.
 *
 * <p>Every second building has a broker between its gateway and its collector, which is killed too.
 * In the long form a new one is begun every hundred rounds, two beside each other. After every 20
 * the gateway hands over what it holds, and what is stored must equal the simulator's record:
 * nothing else, nothing twice, no other value, and nothing missing but what {@link CyclesInFlight}
 * states.
 */
class KillsTest {
  private static final boolean SOAK = Boolean.getBoolean("releve.soak");

  /** What is stored is compared as a whole: a new building keeps that as much as it was. */
  private static final int BUILDINGS = SOAK ? 10 : 2;

  private static final int AT_ONCE = 2;
  private static final int CHUNKS = SOAK ? 5 : 1;
  private static final int ROUNDS = SOAK ? 20 : 10;
  private static final int FIRST_STARTS = SOAK ? 40 : 1;
  private static final Duration EARLY = Duration.ofMillis(100);
  private static final Duration LATE = Duration.ofSeconds(4);

  private static final int SHORT_CUT_MILLIS = 4_000;

  /** Longer than the ten seconds after which a gateway gives a silent line up. */
  private static final int LONG_CUT_MILLIS = 15_000;

  /** The packaged programs when the launcher names them. */
  private final Commands commands = Demo.commands(System.getenv());

  private final long seed = Long.getLong("releve.seed", System.nanoTime());
  private final Map<Victim, Integer> struck = new ConcurrentHashMap<>();

  @TempDir private Path folder;

  private enum Victim {
    GATEWAY,
    COLLECTOR,
    POSTGRES,
    LINE,
    BROKER
  }

  /** A building and what can be struck of it. */
  private record Target(
      DemoBuilding building,
      BreakableLine line,
      Optional<Mosquitto> broker,
      CyclesInFlight cycles) {
    Victim any(Random random) {
      List<Victim> victims = new ArrayList<>(List.of(Victim.values()));
      if (broker.isEmpty()) {
        victims.remove(Victim.BROKER);
      }
      return victims.get(random.nextInt(victims.size()));
    }
  }

  @Test
  void killingAnyProcessAtAnyMomentLosesAndDoublesNothing() throws Exception {
    System.out.println("kills: seed " + seed + ", " + BUILDINGS * CHUNKS * ROUNDS + " rounds");
    List<Callable<Comparison>> buildings = new ArrayList<>();
    for (int number = 1; number <= BUILDINGS; number++) {
      Path home = folder.resolve("building-" + number);
      Random random = new Random(seed + number);
      boolean hasBroker = number % 2 == 0;
      buildings.add(() -> killing(home, random, hasBroker));
    }
    long lost = 0;
    long doubled = 0;
    try (ExecutorService sites = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<Comparison> building : sites.invokeAll(buildings)) {
        lost += building.get().missing();
        doubled += building.get().extra();
      }
    }
    System.out.println("kills: all rounds done: " + new TreeMap<>(struck));
    System.out.printf("bench: soak.lost %d count%n", lost);
    System.out.printf("bench: soak.doubled %d count%n", doubled);
  }

  private Comparison killing(Path home, Random random, boolean hasBroker) throws Exception {
    try (DemoBuilding building = DemoBuilding.in(home, commands)) {
      Optional<Mosquitto> broker =
          hasBroker ? Optional.of(Mosquitto.open(home.resolve("broker"))) : Optional.empty();
      try (BreakableLine line = lineOf(building, broker)) {
        return killing(new Target(building, line, broker, cycles(building)), random);
      } finally {
        broker.ifPresent(Mosquitto::close);
      }
    }
  }

  private Comparison killing(Target target, Random random) throws Exception {
    DemoBuilding building = target.building;
    building.simulator().start();
    building.collector().start();
    building.gateway().start();
    for (int chunk = 1; ; chunk++) {
      for (int round = 0; round < ROUNDS; round++) {
        pause(200 + random.nextInt(3_000));
        strike(target.any(random), random, target);
      }
      Comparison comparison = handedOver(building, target.cycles);
      System.out.printf(
          "kills: %s so far; %s: %s%n",
          new TreeMap<>(struck), building.folder().getFileName(), comparison);
      if (chunk == CHUNKS) {
        return comparison;
      }
      building.gateway().start();
    }
  }

  @Test
  void partsThatAreKilledAtTheirFirstStartStartAgain() throws Exception {
    System.out.println("kills: seed " + seed + ", " + FIRST_STARTS + " first starts");
    Random random = new Random(seed);
    for (int installation = 0; installation < FIRST_STARTS; installation++) {
      Path home = folder.resolve("first-" + installation);
      try (DemoBuilding building = DemoBuilding.in(home, commands)) {
        CyclesInFlight cycles = cycles(building);
        building.simulator().start();
        begin(building.collector(), random.nextInt(8_000));
        building.collector().kill();
        begin(building.collector(), random.nextInt(8_000));
        building.collector().kill();
        building.collector().start();
        begin(building.gateway(), random.nextInt(3_000));
        killGateway(building, cycles);
        building.gateway().start();
        pause(2_000);
        Comparison comparison = handedOver(building, cycles);
        System.out.println("kills: first start " + (installation + 1) + ": " + comparison);
      }
    }
  }

  private static CyclesInFlight cycles(DemoBuilding building) throws Exception {
    return new CyclesInFlight(SitePlans.load("plan.yaml", building.plan(), Profiles.bundled()));
  }

  private void strike(Victim victim, Random random, Target target) throws Exception {
    DemoBuilding building = target.building;
    CyclesInFlight cycles = target.cycles;
    BreakableLine line = target.line;
    boolean again = random.nextInt(4) == 0;
    struck.merge(victim, 1, Integer::sum);
    switch (victim) {
      case GATEWAY -> {
        assertThat(building.gateway().isRunning()).as("gateway, seed %d", seed).isTrue();
        killGateway(building, cycles);
        if (again) {
          begin(building.gateway(), random.nextInt(3_000));
          killGateway(building, cycles);
        }
        building.gateway().start();
      }
      case COLLECTOR -> {
        assertThat(building.collector().isRunning()).as("collector, seed %d", seed).isTrue();
        building.collector().kill();
        if (again) {
          begin(building.collector(), random.nextInt(4_000));
          building.collector().kill();
        }
        building.collector().start();
      }
      case POSTGRES -> {
        // Its collector starts it again.
        await().atMost(Duration.ofMinutes(1)).until(() -> building.postgres().isPresent());
        building.postgres().orElseThrow().destroyForcibly();
        if (again) {
          pause(random.nextInt(1_500));
          building.postgres().ifPresent(ProcessHandle::destroyForcibly);
        }
      }
      case LINE -> {
        breakFor(random.nextInt(again ? LONG_CUT_MILLIS : SHORT_CUT_MILLIS), random, line);
        if (again) {
          breakFor(random.nextInt(SHORT_CUT_MILLIS), random, line);
        }
        line.mend();
      }
      case BROKER -> {
        target.broker.orElseThrow().kill();
        if (again) {
          pause(random.nextInt(SHORT_CUT_MILLIS));
        }
        Mosquitto unused = target.broker.orElseThrow().begin();
      }
    }
  }

  private static void breakFor(int millis, Random random, BreakableLine line) {
    List<State> ways = List.of(State.CUT, State.SILENT, State.DEAF);
    line.fail(ways.get(random.nextInt(ways.size())));
    pause(millis);
  }

  /** Between the gateway and whoever it connects to, from its first start on. */
  private static BreakableLine lineOf(DemoBuilding building, Optional<Mosquitto> broker)
      throws IOException {
    Path file = building.folder().resolve("gateway.yaml");
    String settings = Files.readString(file);
    Matcher collector =
        Pattern.compile("(?m)^collector: mqtt://127.0.0.1:(\\d+)$").matcher(settings);
    assertThat(collector.find()).as(settings).isTrue();
    if (broker.isPresent()) {
      Files.writeString(
          building.folder().resolve("collector.yaml"),
          "broker: { at: \"mqtt://%s\", name: releve.collector }%n"
              .formatted(broker.get().endpoint()),
          StandardOpenOption.APPEND);
    }
    BreakableLine line =
        new BreakableLine(
            broker
                .map(between -> between.endpoint().port())
                .orElse(Integer.parseInt(collector.group(1))));
    Files.writeString(file, collector.replaceFirst("collector: mqtt://127.0.0.1:" + line.port()));
    return line;
  }

  /** It may be ready then, or on the way to it. */
  private static void begin(Part part, int millis) throws IOException {
    part.launch();
    pause(millis);
  }

  private static void killGateway(DemoBuilding building, CyclesInFlight cycles)
      throws InterruptedException {
    Instant struck = Instant.now();
    building.gateway().kill();
    cycles.died(struck);
  }

  private static void pause(int millis) {
    Duration length = Duration.ofMillis(millis);
    await().pollDelay(length).timeout(length.plusSeconds(30)).until(() -> true);
  }

  /** Waits until all is stored, stops the gateway, and compares. */
  private Comparison handedOver(DemoBuilding building, CyclesInFlight cycles) throws Exception {
    await().atMost(Duration.ofMinutes(3)).until(building::isDrained);
    assertThat(building.stopGateway()).as("gateway handed over, seed %d", seed).isTrue();
    Comparison comparison = building.compare(new Allowance(EARLY, LATE, cycles.windows()));
    assertThat(comparison.examples())
        .as("seed %d: %s, deaths of the gateway: %s", seed, comparison, cycles.windows())
        .isEmpty();
    assertThat(comparison.isEqual()).as("seed %d: %s", seed, comparison).isTrue();
    assertThat(comparison.stored()).isPositive();
    assertThat(cycles.beyond(answers(building), comparison.lost())).as("seed %d", seed).isEmpty();
    try (CollectorClient client = building.client()) {
      assertThat(client.missing(DemoBuilding.GATEWAY)).as("batches, seed %d", seed).isZero();
    }
    return comparison;
  }

  private static List<Lost> answers(DemoBuilding building) throws IOException {
    List<Lost> answers = new ArrayList<>();
    building
        .answers()
        .forEach(
            (register, values) -> values.forEach(value -> answers.add(new Lost(register, value))));
    return answers;
  }
}
