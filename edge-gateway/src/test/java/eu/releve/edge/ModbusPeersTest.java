package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.link.ModbusLink;
import eu.releve.edge.link.ModbusRtuLink;
import eu.releve.edge.link.ModbusTcpLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.link.Reply;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.LineSettings.Parity;
import eu.releve.edge.serial.PtyPair;
import eu.releve.edge.serial.TcpLine;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.Building;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.profile.Access;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus.Endpoint;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs of others at the other end: {@code mbpoll} asks the simulator, and pymodbus's server is
 * asked by the gateway's links.
 *
 * <p>Where one is missing a test is skipped and says so; in CI that is a failure.
 */
@Timeout(180)
class ModbusPeersTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final Pattern WORD = Pattern.compile("\\[\\d+]:\\s+0x([0-9A-F]{4})");

  /** Debian's own, for which its packages are. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final int REGISTERS_OF_EACH = 8;

  @TempDir private Path folder;

  private final List<Answer> recorded = Collections.synchronizedList(new ArrayList<>());

  @Test
  void mbpollReadsTheSimulatorOverTcp() throws Exception {
    need("apt-get install mbpoll", "mbpoll", "-V");
    int port = FreePorts.one();
    compare(
        "modbus-tcp: \"127.0.0.1:%d\"".formatted(port),
        List.of("-m", "tcp", "-p", Integer.toString(port)),
        "127.0.0.1");
  }

  @Test
  void mbpollReadsTheSimulatorOverRtuOnAPseudoTerminal() throws Exception {
    need("apt-get install mbpoll", "mbpoll", "-V");
    PtyPair.needSocat();
    String line = folder.resolve("line").toString();
    compare(
        "modbus-rtu: " + line + ", baud: 19200, parity: even",
        List.of("-m", "rtu", "-b", "19200", "-P", "even"),
        line);
  }

  private void compare(String bus, List<String> how, String where) throws Exception {
    SitePlan plan = plan(bus);
    try (SimulatedSite site =
        SimulatedSite.start(plan, Building.of(plan, 1, Map.of()), () -> NOW, recorded::addAll)) {
      for (Meter meter : plan.meters()) {
        Access.Modbus access = (Access.Modbus) meter.access();
        for (ModbusRegister register : access.registers().subList(0, REGISTERS_OF_EACH)) {
          recorded.clear();
          byte[] words = polled(how, meter, register, where);
          assertThat(decoded(register, words))
              .as("%s %s", meter.id(), register.name())
              .isEqualTo(recorded.stream().map(Answer::value).toList())
              .hasSize(1);
        }
      }
      assertThat(site.answers()).isEqualTo(2 * REGISTERS_OF_EACH);
    }
  }

  private static List<Long> decoded(ModbusRegister register, byte[] words) {
    RegisterBlock block = new RegisterBlock(register.function(), register.address(), words);
    return new ModbusDecoder(List.of(register), Transformers.NONE)
        .decode(block).stream().map(one -> ((Outcome.Value) one.outcome()).steps()).toList();
  }

  private static byte[] polled(List<String> how, Meter meter, ModbusRegister register, String where)
      throws Exception {
    List<String> command = new ArrayList<>(List.of("mbpoll", "-1", "-q", "-0"));
    command.addAll(how);
    command.addAll(
        List.of(
            "-a",
            Integer.toString(((Address.Unit) meter.address()).number()),
            "-t",
            (register.function() == 3 ? "4" : "3") + ":hex",
            "-r",
            Integer.toString(register.address()),
            "-c",
            Integer.toString(register.words()),
            where));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    ByteBuffer words = ByteBuffer.allocate(2 * register.words());
    Matcher word = WORD.matcher(said);
    while (word.find()) {
      words.putShort((short) Integer.parseInt(word.group(1), 16));
    }
    assertThat(words.hasRemaining()).as(said).isFalse();
    return words.array();
  }

  @Test
  void pymodbusIsReadOverTcp() throws Exception {
    int port = FreePorts.one();
    try (Pymodbus server = new Pymodbus(folder, "tcp", port);
        ModbusTcpLink link =
            new ModbusTcpLink(
                new Endpoint("127.0.0.1", port), Duration.ofSeconds(5), ManualClock.trusted())) {
      assertThat(server.isAlive()).isTrue();
      compare(link);
    }
  }

  @Test
  void pymodbusIsReadOverRtuBehindTcp() throws Exception {
    int port = FreePorts.one();
    LineSettings settings = new LineSettings(19_200, Parity.NONE, 1);
    Duration patience = Duration.ofSeconds(5);
    Endpoint at = new Endpoint("127.0.0.1", port);
    try (Pymodbus server = new Pymodbus(folder, "rtu", port);
        ModbusRtuLink link =
            new ModbusRtuLink(
                TcpLine.opener(at, settings, patience), patience, ManualClock.trusted())) {
      assertThat(server.isAlive()).isTrue();
      compare(link);
    }
  }

  private static void compare(ModbusLink link) {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      int unit = 1 + random.nextInt(2);
      int words = 1 + random.nextInt(RegisterRange.WORDS_MAX);
      RegisterRange range =
          new RegisterRange(3 + random.nextInt(2), random.nextInt(500 - words), words);
      Reply reply = link.read(new ModbusUnit(unit), range);
      assertThat(reply)
          .as("seed %d, unit %d, %s", seed, unit, range)
          .isInstanceOfSatisfying(
              Reply.Answered.class,
              answer -> assertThat(answer.bytes()).isEqualTo(contents(unit, range)));
    }
    assertThat(link.read(new ModbusUnit(1), new RegisterRange(3, 499, 2)))
        .isEqualTo(new Reply.Refused(2));
  }

  private static byte[] contents(int unit, RegisterRange range) {
    ByteBuffer contents = ByteBuffer.allocate(2 * range.words());
    for (int address = range.address(); address < range.end(); address++) {
      contents.putShort((short) ((range.function() == 3 ? 1_000 : 3_000) * unit + address));
    }
    return contents.array();
  }

  /** pymodbus's server in a process of its own. */
  private static final class Pymodbus implements AutoCloseable {
    private final Process process;

    Pymodbus(Path folder, String framing, int port) throws Exception {
      need(
          "apt-get install python3-pymodbus python3-serial",
          PYTHON,
          "-c",
          "import pymodbus.server");
      Path script = folder.resolve("server.py");
      try (InputStream in = ModbusPeersTest.class.getResourceAsStream("pymodbus-server.py")) {
        Files.write(script, in.readAllBytes());
      }
      process =
          new ProcessBuilder(PYTHON, script.toString(), framing, Integer.toString(port))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("server.log").toFile())
              .start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
                  return open.isConnected();
                } catch (IOException notYet) {
                  return !process.isAlive();
                }
              });
    }

    boolean isAlive() {
      return process.isAlive();
    }

    @Override
    public void close() {
      process.destroyForcibly().onExit().join();
    }
  }

  private static void need(String installation, String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (process.waitFor() == 0) {
        return;
      }
    } catch (IOException missing) {
      // Said below.
    }
    String message = "skipped: " + command[0] + " or what it needs is missing: " + installation;
    if ("true".equals(System.getenv("CI"))) {
      fail(message);
    }
    abort(message);
  }

  private static SitePlan plan(String bus) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: cellar, %s } ]
        points: [ { id: main, name: "Communs" }, { id: lift, name: "Ascenseur" } ]
        meters:
          - { id: e1, point: main, bus: cellar, unit: 1, profile: eastron-sdm630, from: 2025-01-01 }
          - { id: e2, point: lift, bus: cellar, unit: 247, profile: abb-b23, from: 2025-01-01 }
        """
            .formatted(bus),
        Profiles.bundled());
  }
}
