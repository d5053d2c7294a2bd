package eu.releve.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.awaitility.Awaitility.await;

import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.EdgeSource;
import eu.releve.edge.pulse.Kept;
import eu.releve.edge.pulse.PlayedPulses;
import eu.releve.edge.state.StateFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway as a process that is stopped and killed while pulses come, with the kernel's records
 * from another process. {@code ./releve soak pulses} is the long form.
 */
@Timeout(1_500)
class PulseProcessTest {
  private static final boolean SOAK = Boolean.getBoolean("releve.soak");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int PULSES = SOAK ? 100_000 : 5_000;
  private static final int KILLS = SOAK ? 20 : 3;
  private static final int SHARE = PULSES / (KILLS + 1);
  private static final int PAUSES = SOAK ? 20 : 3;
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path folder;

  private final long seed = new Random().nextLong();
  private final Random chance = new Random(seed);
  private final HttpClient client = HttpClient.newHttpClient();
  private URI console = URI.create("http://none");

  // What a collector of garbage, a slow card or a busy machine do to a program: it stands still,
  // and the kernel keeps at most 1,024 edges of a line meanwhile.
  @Test
  void aProgramThatStandsStillFor200MillisecondsAtFiftyHertzLosesNothingAndDatesItRightly()
      throws Exception {
    try (PulseWire wire = new PulseWire()) {
      Process gateway = start(wire.port());
      try {
        listen(wire);
        PlayedPulses contact = new PlayedPulses(seed, System.nanoTime());
        long sent = 0;
        for (int pause = 0; pause < PAUSES; pause++) {
          signal(gateway, "STOP");
          long edges = 0;
          long until = System.nanoTime() + (200 + chance.nextInt(200)) * 1_000_000L;
          while (System.nanoTime() < until) {
            List<Edge> pulse = contact.next();
            // Told when it has happened, in real time.
            until(pulse.getLast().nanos());
            wire.tell(pulse);
            sent++;
            edges += pulse.size();
          }
          assertThat(edges)
              .as("what the kernel keeps")
              .isBetween(10L, (long) EdgeSource.WAITING_MAX);
          signal(gateway, "CONT");
          long wanted = sent;
          await()
              .atMost(PATIENCE)
              .untilAsserted(
                  () -> assertThat(number("total")).as("seed %d", seed).isEqualTo(wanted));
        }
        long first = tell(wire, contact);
        long one = sent + 1;
        await().atMost(PATIENCE).until(() -> number("total") == one);
        long firstBootMillis = number("lastPulseBootMillis");
        signal(gateway, "STOP");
        long second = tell(wire, contact);
        until(second + SECOND / 4);
        signal(gateway, "CONT");
        await().atMost(PATIENCE).until(() -> number("total") == one + 1);
        assertThat(number("lastPulseBootMillis") - firstBootMillis)
            .as("by the kernel's times, not by those of arrival")
            .isCloseTo((second - first) / 1_000_000, offset(3L));
        assertThat(number("lostEdges")).isZero();
      } finally {
        signal(gateway, "CONT");
        gateway.destroyForcibly().waitFor();
      }
    }
  }

  // The flow does not stop for the kill: it finds pulses that are counted and not yet kept, and
  // such as nobody has looked at.
  @Test
  void killedAtRandomMomentsWhilePulsesComeItsReadingsNeverGoBackNorBeyondWhatCame()
      throws Exception {
    try (PulseWire wire = new PulseWire()) {
      PlayedPulses contact = new PlayedPulses(seed, System.nanoTime());
      Ledger ledger = new Ledger();
      for (int life = 0; life < KILLS; life++) {
        live(wire, contact, ledger, false);
      }
      live(wire, contact, ledger, true);
      assertThat(ledger.sent).isEqualTo(PULSES);
      assertThat(ledger.kept).isEqualTo(ledger.sent - ledger.lost - ledger.unseen);
      assertThat(ledger.readings.getLast()).as("seed %d", seed).isEqualTo(steps(ledger.kept));
      System.out.printf(
          "pulses: sent=%d kills=%d lost=%d unseen=%d kept=%d readings=%d seed=%d%n",
          ledger.sent,
          KILLS,
          ledger.lost,
          ledger.unseen,
          ledger.kept,
          ledger.readings.size(),
          seed);
    }
  }

  /** What came of all lives until now. */
  private static final class Ledger {
    /** Pulses that were told to a gateway. */
    private long sent;

    /** Those on the disk. */
    private long kept;

    /** Those that were seen to be counted before a kill and are not on the disk. */
    private long lost;

    /** The others that are not: no gateway has told that it had counted them. */
    private long unseen;

    private List<Long> readings = List.of();
  }

  private void live(PulseWire wire, PlayedPulses contact, Ledger ledger, boolean inPeace)
      throws Exception {
    Process gateway = start(wire.port());
    PulseFlow flow =
        inPeace
            ? new PulseFlow(wire, contact, PULSES - ledger.sent, Duration.ZERO)
            : new PulseFlow(wire, contact, SHARE, Duration.ofMillis(2));
    Thread flowing = Thread.ofPlatform().name("pulses").unstarted(flow);
    try {
      listen(wire);
      assertThat(number("total")).as("seed %d", seed).isEqualTo(ledger.kept);
      contact.begin(System.nanoTime());
      flowing.start();
      if (inPeace) {
        countAll(flow, ledger.kept);
        gateway.destroy();
        assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(kept()).as("in peace nothing is lost").isEqualTo(ledger.kept + flow.sent());
      } else {
        countSome(flow, ledger.kept);
        gateway.destroyForcibly().waitFor();
      }
    } finally {
      gateway.destroyForcibly().waitFor();
      flow.end();
      flowing.join();
    }
    settle(flow, ledger);
  }

  /** Until some were counted and read, and a moment more; pulses come all the while. */
  private void countSome(PulseFlow flow, long before) throws Exception {
    long many = SHARE / 4 + chance.nextLong(SHARE / 2);
    long first = -1;
    long last = -1;
    // A second reading: the first is in the journal by then.
    while (flow.counted() < many || last == first) {
      flow.counted(number("total") - before);
      last = numberAfter("values", "bootMillis");
      first = first < 0 ? last : first;
    }
    long until = System.nanoTime() + chance.nextLong(SECOND / 2);
    while (System.nanoTime() - until < 0) {
      flow.counted(number("total") - before);
    }
  }

  private void countAll(PulseFlow flow, long before) {
    await()
        .atMost(PATIENCE.plusMillis(5 * flow.most()))
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              flow.counted(number("total") - before);
              return flow.counted() == flow.most();
            });
    await()
        .atMost(PATIENCE)
        .until(() -> numberAfter("values", "value") == steps(before + flow.most()));
  }

  /** Compares what is on the disk now with what came. */
  private void settle(PulseFlow flow, Ledger ledger) throws Exception {
    long after = kept();
    long seen = ledger.kept + flow.counted();
    List<Long> all = JournalledPulses.indexes(folder.resolve("data"), folder);
    List<Long> readings = all.subList(ledger.readings.size(), all.size());
    assertThat(after)
        .as("kept, seed %d", seed)
        .isBetween(seen - Kept.LOST_PULSES_MAX, ledger.kept + flow.sent());
    assertThat(all).as("no reading goes back, seed %d", seed).isSorted();
    assertThat(all.subList(0, ledger.readings.size()))
        .as("what was written stays")
        .isEqualTo(ledger.readings);
    assertThat(readings)
        .as("of this life, seed %d", seed)
        .isNotEmpty()
        .allSatisfy(
            index ->
                assertThat(index)
                    .as("what it says is kept, and came")
                    .isBetween(steps(ledger.kept), steps(after)));
    ledger.lost += Math.max(0, seen - after);
    ledger.unseen += ledger.kept + flow.sent() - Math.max(seen, after);
    ledger.sent += flow.sent();
    ledger.kept = after;
    ledger.readings = all;
  }

  /** What the display says after so many pulses of 10 L, in mL. */
  private static long steps(long pulses) {
    return 123_456_000 + 10_000 * pulses;
  }

  /** Tells a pulse when it has happened, which is now; when it ended, by the kernel. */
  private static long tell(PulseWire wire, PlayedPulses contact) throws IOException {
    List<Edge> pulse = contact.next();
    until(pulse.getLast().nanos());
    wire.tell(pulse);
    return lastPulse(pulse);
  }

  /** The edge that ended it: the first opening after a closed contact of the debounce time. */
  private static long lastPulse(List<Edge> edges) {
    for (int i = 1; i < edges.size(); i++) {
      long lasted = edges.get(i).nanos() - edges.get(i - 1).nanos();
      if (edges.get(i - 1).closed() && lasted >= PlayedPulses.DEBOUNCE_MILLIS * 1_000_000) {
        return edges.get(i).nanos();
      }
    }
    throw new AssertionError("no pulse in " + edges);
  }

  private static void until(long nanos) {
    while (System.nanoTime() - nanos < 0) {
      LockSupport.parkNanos(Math.min(SECOND, nanos - System.nanoTime()));
    }
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private long kept() throws Exception {
    try (StateFile state = StateFile.open(folder.resolve("data/state.db"))) {
      String note = state.find("pulse-count", "w1").orElseThrow();
      return Long.parseLong(note.replaceAll("^pulses=([0-9]+) .*$", "$1"));
    }
  }

  private void listen(PulseWire wire) throws Exception {
    wire.await();
    console = URI.create(await().atMost(PATIENCE).until(this::readyLine, line -> !line.isEmpty()));
    await().atMost(PATIENCE).until(() -> status().contains("\"condition\":\"ANSWERS\""));
  }

  private long number(String key) throws Exception {
    return numberAfter("pulses", key);
  }

  /** The first number of that name in a list of the status. */
  private long numberAfter(String list, String key) throws Exception {
    String status = status();
    String rest = status.substring(Math.max(0, status.indexOf("\"" + list + "\":[")));
    Matcher found = Pattern.compile("\"" + key + "\":\"?([0-9]+)").matcher(rest);
    return found.find() ? Long.parseLong(found.group(1)) : -1;
  }

  private String status() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(console.resolve("/status.json")).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private String readyLine() throws IOException {
    String prefix = "ready gateway console=";
    try (Stream<String> lines = Files.lines(folder.resolve("out"))) {
      return lines
          .filter(line -> line.startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .findFirst()
          .orElse("");
    }
  }

  private Process start(int port) throws IOException {
    Files.writeString(
        folder.resolve("plan.yaml"),
        PulseSiteTest.planText(port).replace("period: 60s", "period: 1s"));
    Path settings =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            """
            gateway: gw-1
            site: plan.yaml
            collector: mqtt://127.0.0.1:1
            data: data
            console: 127.0.0.1:0
            window: 0s
            clock: trusted
            """);
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "eu.releve.edge.Gateway",
                "--config",
                settings.toString())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }
}
