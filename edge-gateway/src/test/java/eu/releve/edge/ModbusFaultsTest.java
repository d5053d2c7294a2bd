package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.poll.Condition;
import eu.releve.edge.poll.Installation;
import eu.releve.edge.poll.Lane;
import eu.releve.edge.poll.Line;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.poll.Tally;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.simulate.Truth;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.Register;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Body;
import eu.releve.wire.Readings;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Modbus TCP, RTU behind a converter, and RTU on a pseudo-terminal, each cut in every way again and
 * again: the first attempt after the repair succeeds, attempts are never further apart than one
 * step of the back-off, and no value is read that no meter has said.
 *
 * <p>20 rounds, or 1,000 as {@code ./releve soak modbus}.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class ModbusFaultsTest {
  private static final int ROUNDS = Boolean.getBoolean("releve.soak") ? 1_000 : 20;
  private static final long SEED = Long.getLong("releve.seed", System.nanoTime());

  /** The longest pause of a meter's schedule; that of a link is 30 s. */
  private static final long STEP_MILLIS_MAX = 60_000;

  private static final Duration TIMEOUT = Duration.ofMillis(800);

  @TempDir private Path folder;

  private final ManualClock clock = ManualClock.trusted();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<Answer> said = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, Register> names = new HashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  /** One bus with one meter, and what is between it and its lane. */
  private record Cellar(String name, Relay relay, Optional<Terminal> terminal, Lane lane) {}

  private enum Fault {
    /** Connections end with a reset; a terminal is hung up and is there again at once. */
    RESET,
    /** The converter is away; a terminal's program gets SIGKILL. */
    DOWN,
    /** Nothing passes, and nobody says so. */
    MUTE,
    /** It is away, and then takes connections before it passes anything. */
    REBOOT
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void pollingResumesAtTheFirstAttemptAndNothingWrongIsEverRead() throws Exception {
    PtyPair.needSocat();
    System.out.printf("modbus faults: seed %d, %d rounds%n", SEED, ROUNDS);
    List<Cellar> cellars = cellars();
    for (Cellar cellar : cellars) {
      poll(cellar);
      assertAnswers(cellar, "at the start");
    }
    for (int round = 0; round < ROUNDS; round++) {
      Cellar cellar = cellars.get(random.nextInt(cellars.size()));
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      int polls = fault == Fault.RESET ? 0 : random.nextInt(3);
      String where =
          "seed %d, round %d: %s, %s, %d polls".formatted(SEED, round, cellar.name(), fault, polls);
      cut(cellar, fault);
      for (int i = 0; i < polls; i++) {
        poll(cellar);
        assertThat(cellar.lane().view().meters().getFirst().condition())
            .as(where)
            .isNotEqualTo(Condition.ANSWERS);
      }
      if (fault == Fault.REBOOT) {
        cellar.relay().mute(true);
        raise(cellar);
        poll(cellar);
      }
      repair(cellar, fault);
      long repaired = clock.bootMillis();
      poll(cellar);
      assertAnswers(cellar, where);
      assertThat(clock.bootMillis() - repaired).as(where).isLessThanOrEqualTo(STEP_MILLIS_MAX);
    }
    for (Cellar cellar : cellars) {
      System.out.printf("modbus faults: %s: %s%n", cellar.name(), cellar.lane().view().counts());
    }
  }

  private void cut(Cellar cellar, Fault fault) throws Exception {
    switch (fault) {
      case RESET -> {
        if (cellar.terminal().isPresent()) {
          cellar.terminal().get().kill();
          cellar.terminal().get().start();
        } else {
          cellar.relay().reset();
        }
      }
      case DOWN, REBOOT -> {
        cellar.relay().down();
        if (cellar.terminal().isPresent()) {
          cellar.terminal().get().kill();
        }
      }
      case MUTE -> cellar.relay().mute(true);
    }
  }

  private static void raise(Cellar cellar) throws Exception {
    cellar.relay().up();
    if (cellar.terminal().isPresent()) {
      cellar.terminal().get().start();
    }
  }

  private static void repair(Cellar cellar, Fault fault) throws Exception {
    if (fault == Fault.DOWN) {
      raise(cellar);
    }
    cellar.relay().mute(false);
  }

  /** Lets time pass until the meter has been tried once more. */
  private void poll(Cellar cellar) {
    Lane lane = cellar.lane();
    long before = tries(lane);
    while (tries(lane) == before) {
      clock.advance(lane.nextDueBootMillis() - clock.bootMillis());
      lane.cycle(clock.bootMillis());
    }
  }

  private static long tries(Lane lane) {
    Tally.Counts counts = lane.view().counts();
    return counts.asked() + counts.unreachable();
  }

  private static void assertAnswers(Cellar cellar, String where) {
    assertThat(cellar.lane().view().meters().getFirst())
        .as(where)
        .satisfies(
            meter -> {
              assertThat(meter.detail()).isEmpty();
              assertThat(meter.condition()).isEqualTo(Condition.ANSWERS);
            });
  }

  private List<Cellar> cellars() throws Exception {
    int tcp = FreePorts.one();
    int rtu = FreePorts.one();
    SitePlan played = plan(tcp, rtu, "tcp://127.0.0.1:" + FreePorts.one());
    Truth truth = ModbusFaultsTest::value;
    open.add(
        SimulatedSite.start(
            played, truth, () -> Instant.ofEpochMilli(clock.wallMillis()), this::say));
    Relay ofTcp = relay(tcp);
    Relay ofRtu = relay(rtu);
    Relay ofLine = relay(rtu);
    Terminal terminal = new Terminal(folder.resolve("line"), ofLine.port());
    open.add(terminal);
    SitePlan plan = plan(ofTcp.port(), ofRtu.port(), folder.resolve("line").toString());
    Installation installation = new Installation(plan, Optional.empty());
    Map<Register, Integer> numbers = new HashMap<>();
    installation.registers().forEach(each -> numbers.put(each.register(), numbers.size() + 1));
    numbers.forEach((register, number) -> names.put(number, register));
    List<Line> lines =
        installation.lines(numbers, new Installation.Manners(TIMEOUT, clock, Notebook.inMemory()));
    lines.forEach(line -> open.add(line.link()));
    return List.of(
        new Cellar("tcp", ofTcp, Optional.empty(), lane(lines.get(0))),
        new Cellar("rtu behind tcp", ofRtu, Optional.empty(), lane(lines.get(1))),
        new Cellar("terminal", ofLine, Optional.of(terminal), lane(lines.get(2))));
  }

  private Relay relay(int target) throws IOException {
    Relay relay = new Relay(target);
    open.add(relay);
    return relay;
  }

  private Lane lane(Line line) {
    return new Lane(line, new Lane.Habits(Duration.ZERO, Spread.BY_METER), this::check, clock);
  }

  private void say(List<Answer> answers) {
    said.addAll(answers);
  }

  /**
   * Every reading of a poll has been said since the last one; the terminal's meter is the other's.
   */
  private void check(Body body) {
    if (body instanceof Readings readings) {
      Set<String> known = new HashSet<>();
      synchronized (said) {
        said.forEach(answer -> known.add(answer.register() + "=" + answer.value()));
        said.clear();
      }
      for (Readings.Row row : readings.rows()) {
        Register register = Optional.ofNullable(names.get(row.register())).orElseThrow();
        assertThat(known).as("seed %d", SEED).contains(register.name() + "=" + row.value());
      }
    }
  }

  /** Each register counts the seconds from a beginning of its own. */
  private static BigDecimal value(
      eu.releve.measure.MeterId meter, eu.releve.measure.RegisterName register, Instant moment) {
    long begin = Math.floorMod(register.toString().hashCode(), 9_000) * 100_000L;
    return BigDecimal.valueOf(begin + moment.getEpochSecond() % 10_000_000);
  }

  /** A pseudo-terminal that leads to a TCP port, by a socat that is killed. */
  private static final class Terminal implements AutoCloseable {
    private final Path device;
    private final int port;
    private Process socat;

    Terminal(Path device, int port) throws IOException {
      this.device = device;
      this.port = port;
      start();
    }

    void start() throws IOException {
      Files.deleteIfExists(device); // Who was killed could not tidy up.
      socat =
          new ProcessBuilder(
                  "socat", "pty,raw,echo=0,link=" + device, "tcp:127.0.0.1:" + port + ",nodelay")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(device));
    }

    /** With SIGKILL. */
    void kill() {
      socat.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
      kill();
    }
  }

  private static SitePlan plan(int tcp, int rtu, String line) throws Exception {
    String registers =
        """
        [ { is: active-energy-import, function: 3, at: 0, type: u32, unit: Wh },
          { is: active-energy-export, function: 3, at: 1000, type: u32, unit: Wh },
          { is: reactive-energy-import, function: 3, at: 2000, type: u32, unit: varh } ]
        """;
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses:
          - { id: one, modbus-tcp: "127.0.0.1:%1$d" }
          - { id: two, modbus-rtu: "tcp://127.0.0.1:%2$d", baud: 19200 }
          - { id: three, modbus-rtu: "%3$s", baud: 19200 }
        points: [ { id: p1, name: "1" }, { id: p2, name: "2" }, { id: p3, name: "3" } ]
        meters:
          - { id: m1, point: p1, bus: one, unit: 1, from: 2025-01-01, period: 5s, registers: %4$s }
          - { id: m2, point: p2, bus: two, unit: 1, from: 2025-01-01, period: 5s, registers: %4$s }
          - { id: m3, point: p3, bus: three, unit: 1, from: 2025-01-01, period: 5s, registers: %4$s }
        """
            .formatted(tcp, rtu, line, registers.replace("\n", " ")),
        Profiles.bundled());
  }
}
