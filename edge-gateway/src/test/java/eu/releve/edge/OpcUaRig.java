package eu.releve.edge;

import static org.awaitility.Awaitility.await;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.poll.Installation;
import eu.releve.edge.poll.Lane;
import eu.releve.edge.poll.MeterView;
import eu.releve.edge.poll.OpcUaLane;
import eu.releve.edge.poll.OpcUaLine;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.simulate.Answer;
import eu.releve.edge.simulate.OpcUaMeterServer;
import eu.releve.edge.simulate.SimulatedSite;
import eu.releve.edge.simulate.Truth;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.BusId;
import eu.releve.measure.Register;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.keys.KnownServers.Server;
import eu.releve.provisioning.keys.KnownServers.Standing;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import eu.releve.wire.Body;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;

/** A played OPC-UA server and a lane that reads it, driven by hand over a clock that is moved. */
final class OpcUaRig implements AutoCloseable {
  static final BusId BUS = new BusId("chiller");

  /** The lane has been up for an hour: a stamp of a minute ago is after its boot. */
  private static final long UP_MILLIS = 3_600_000;

  /** A subscription that says nothing for so long is still believed in. */
  private static final long STEP_MILLIS = 5_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final ManualClock clock = ManualClock.trusted();
  final List<Answer> answers = Collections.synchronizedList(new ArrayList<>());
  final SimulatedSite site;
  final Reader reader;
  final OpcUaLine line;
  final OpcUaLane lane;

  /**
   * A rig.
   *
   * @param played the plan of the server.
   * @param read the plan of the gateway.
   */
  OpcUaRig(SitePlan played, SitePlan read, Truth truth, ServerKeys keys) throws Exception {
    site =
        SimulatedSite.start(
            played, truth, () -> Instant.ofEpochMilli(clock.wallMillis()), answers::addAll);
    reader = new Reader(read, keys, clock);
    line = reader.line;
    lane = reader.lane;
  }

  static OpcUaRig over(SitePlan plan, ServerKeys keys) throws Exception {
    return new OpcUaRig(
        plan,
        plan,
        (meter, register, at) -> BigDecimal.valueOf(register.hashCode() & 0xFFFFF),
        keys);
  }

  /** A plan with one server. */
  static SitePlan plan(int port, String how, String meters) throws Exception {
    return SitePlans.load(
        "plan.yaml",
        """
        site: tilleuls-12
        zone: Europe/Brussels
        buses: [ { id: chiller, opcua: "opc.tcp://127.0.0.1:%d/releve"%s } ]
        points: [ { id: main, name: "Chaufferie" } ]
        meters:
        %s
        """
            .formatted(port, how, meters.indent(2).stripTrailing()),
        Profiles.bundled());
  }

  /** A meter that is hardly ever asked: what its registers hold is told. */
  static String watched(String... registers) {
    StringBuilder meter =
        new StringBuilder(
            """
            - id: boiler
              point: main
              bus: chiller
              from: 2025-01-01
              period: 1d
              sampling: 100ms
              queue: 1000
              registers:
            """);
    for (String register : registers) {
      meter.append("    - ").append(register).append('\n');
    }
    return meter.toString();
  }

  OpcUaMeterServer server() {
    return site.server(BUS).orElseThrow();
  }

  void cycle() {
    reader.cycle();
  }

  void after(Duration time) {
    reader.after(time);
  }

  void until(BooleanSupplier isSo) {
    reader.until(isSo);
  }

  void untilWithin(Duration patience, BooleanSupplier isSo) {
    reader.untilWithin(patience, isSo);
  }

  List<Readings.Row> rows() {
    return reader.rows();
  }

  List<Facts.Event> events() {
    return reader.events();
  }

  /** What is told of changes that are lost, the last of it too. */
  List<String> losses() {
    lane.finish();
    return events().stream()
        .filter(event -> event.code().equals("opcua-loss"))
        .map(Facts.Event::text)
        .toList();
  }

  /** Nobody is trusted before somebody decides, the first time and after another certificate. */
  void trust(ServerKeys keys) throws Exception {
    until(() -> lane.view().detail().contains("is not trusted"));
    Server pending =
        keys.known().stream()
            .filter(server -> server.standing() == Standing.PENDING)
            .findFirst()
            .orElseThrow();
    if (keys.trust(pending.fingerprint()).isEmpty()) {
      throw new IllegalStateException("cannot trust " + pending);
    }
  }

  /** The number by which rows name a register of the only meter. */
  int numberOf(String register) {
    return reader.numberOf(register);
  }

  /** Waits for some more values that were told. */
  void awaitTold() {
    long before = lane.view().counts().readings();
    until(() -> lane.view().counts().readings() >= before + 3);
  }

  void still(BooleanSupplier isSo) {
    reader.still(isSo);
  }

  void live(Duration time) {
    reader.live(time);
  }

  /** Of a node that counts: the numbers from that one to the last that are in no reading. */
  List<Long> missingFrom(long first) {
    return missing(rows(), first);
  }

  /** The same of any rows. */
  static List<Long> missing(List<Readings.Row> rows, long first) {
    TreeSet<Long> seen = new TreeSet<>();
    rows.forEach(row -> seen.add(row.value()));
    if (seen.last() <= first) {
      throw new IllegalStateException("nothing has come after " + first);
    }
    return LongStream.rangeClosed(first, seen.last())
        .filter(value -> !seen.contains(value))
        .boxed()
        .toList();
  }

  MeterView meter() {
    return reader.meter();
  }

  @Override
  public void close() throws IOException {
    reader.close();
    site.close();
  }

  /** A lane alone, whatever the server is. */
  static final class Reader implements AutoCloseable {
    final OpcUaLine line;
    final OpcUaLane lane;
    private final Map<Register, Integer> numbers = new HashMap<>();
    private final ManualClock clock;
    private final List<Body> bodies = Collections.synchronizedList(new ArrayList<>());

    Reader(SitePlan read, ServerKeys keys, ManualClock clock) {
      this.clock = clock;
      clock.advance(UP_MILLIS);
      Installation installation = new Installation(read, Optional.empty());
      for (Declared declared : installation.registers()) {
        numbers.put(declared.register(), numbers.size() + 1);
      }
      line =
          installation
              .opcUaLines(
                  numbers,
                  new Installation.Manners(Duration.ofSeconds(10), clock, Notebook.inMemory()),
                  keys)
              .getFirst();
      lane =
          new OpcUaLane(line, new Lane.Habits(Duration.ZERO, Spread.TOGETHER), bodies::add, clock);
    }

    void cycle() {
      lane.cycle(clock.bootMillis());
    }

    /** Lets that much time go by, and the lane do what is due. */
    void after(Duration time) {
      clock.advance(time.toMillis());
      cycle();
    }

    /** Lets the lane work until something is so; its clock goes on by a second each time. */
    void until(BooleanSupplier isSo) {
      untilWithin(PATIENCE, isSo);
    }

    void untilWithin(Duration patience, BooleanSupplier isSo) {
      await(lane.view().detail())
          .atMost(patience)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                after(Duration.ofMillis(100));
                return isSo.getAsBoolean();
              });
    }

    /**
     * Lets the lane work until something is so, while its clock stands still: nothing is late for
     * it, however slow the machine.
     */
    void still(BooleanSupplier isSo) {
      await(lane.view().detail())
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                cycle();
                return isSo.getAsBoolean();
              });
    }

    /** Lets that much time go by in steps of a few seconds, in each of which something is told. */
    void live(Duration time) {
      for (long gone = 0; gone < time.toMillis(); gone += STEP_MILLIS) {
        long before = line.link().counts().told();
        still(() -> line.link().counts().told() > before);
        clock.advance(STEP_MILLIS);
      }
      cycle();
    }

    List<Readings.Row> rows() {
      synchronized (bodies) {
        return bodies.stream()
            .filter(Readings.class::isInstance)
            .flatMap(body -> ((Readings) body).rows().stream())
            .toList();
      }
    }

    List<Facts.Event> events() {
      synchronized (bodies) {
        return bodies.stream()
            .filter(Facts.class::isInstance)
            .flatMap(body -> ((Facts) body).facts().stream())
            .filter(Facts.Event.class::isInstance)
            .map(Facts.Event.class::cast)
            .toList();
      }
    }

    int numberOf(String register) {
      return numbers.entrySet().stream()
          .filter(entry -> entry.getKey().name().toString().equals(register))
          .mapToInt(Map.Entry::getValue)
          .findFirst()
          .orElseThrow();
    }

    List<Readings.Row> rowsOf(int register) {
      return rows().stream().filter(row -> row.register() == register).toList();
    }

    MeterView meter() {
      return lane.view().meters().getFirst();
    }

    @Override
    public void close() {
      line.link().close();
    }
  }
}
