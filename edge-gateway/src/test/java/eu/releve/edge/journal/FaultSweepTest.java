package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The n-th file operation of a real process fails, for n = 1, 2, ... until none fails: what was
 * acknowledged is there afterwards, bit for bit, and one failure stops nothing.
 *
 * <p>{@code ./releve soak journal} runs them all, otherwise the first 60 of each kind; {@code
 * -Dreleve.seed=S} repeats a run.
 */
class FaultSweepTest {
  private static final Path COMPILER = Path.of("/usr/bin/cc");
  private static final int LAST = Boolean.getBoolean("releve.soak") ? 100_000 : 60;

  private final long seed = Long.getLong("releve.seed", System.nanoTime());
  @TempDir Path temporary;
  private Path faults = Path.of("");

  @BeforeEach
  void compile() throws IOException, InterruptedException {
    System.out.println("seed of the file faults: " + seed);
    if (!Files.isExecutable(COMPILER)) {
      String message = "skipped: no C compiler (Debian: apt-get install gcc libc6-dev)";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      abort(message);
    }
    Path source = temporary.resolve("faults.c");
    try (InputStream in = getClass().getResourceAsStream("faults.c")) {
      Files.write(source, in.readAllBytes());
    }
    faults = temporary.resolve("faults.so");
    Process compiler =
        new ProcessBuilder(
                COMPILER.toString(),
                "-shared",
                "-fPIC",
                "-O1",
                "-o",
                faults.toString(),
                source.toString(),
                "-ldl")
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).isZero();
  }

  @Test
  void anErrorAFullDiskAndAShortWriteLoseNothingAndStopNothing() throws Exception {
    for (boolean isForking : new boolean[] {false, true}) {
      for (String kind : List.of("error", "full", "short")) {
        List<String> said = run(kind, isForking, 1, LAST, 0);
        assertThat(check(said, kind, isForking)).isPositive();
      }
    }
  }

  @Test
  void aKillBeforeOrInTheMiddleOfAnOperationLosesNothing() throws Exception {
    for (boolean isForking : new boolean[] {false, true}) {
      int killed = 0;
      for (int n = 1; n <= LAST && killed == n - 1; n++) {
        String kind = n % 2 == seed % 2 ? "kill" : "torn";
        List<String> said = run(kind, isForking, n, n, 137);
        check(said, kind, isForking);
        killed += said.getLast().equals("exit 137") ? 1 : 0;
      }
      System.out.println("file faults: kills, forking " + isForking + ": " + killed);
      assertThat(killed).isPositive();
    }
  }

  /** What a process said, and how it ended. */
  private List<String> run(String kind, boolean isForking, int first, int last, int killedCode)
      throws IOException, InterruptedException {
    Path folder = temporary.resolve("lives");
    Files.createDirectories(folder);
    Path out = temporary.resolve("out");
    Path errors = temporary.resolve("errors");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx128m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(FaultSession.class.getName());
    command.addAll(List.of(folder.toString(), Long.toString(seed), kind));
    command.add(Boolean.toString(isForking));
    command.addAll(List.of(Integer.toString(first), Integer.toString(last)));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
    builder.environment().put("LD_PRELOAD", faults.toString());
    builder.environment().put("RELEVE_FAULT_FOLDER", folder.toString());
    int code = builder.start().waitFor();
    assertThat(code)
        .as(() -> kind + " " + first + ": " + text(errors) + tail(out))
        .isIn(0, killedCode);
    List<String> said = new ArrayList<>(Files.readAllLines(out));
    said.add("exit " + code);
    return said;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  private static String tail(Path out) {
    List<String> shortened = new ArrayList<>();
    for (String line : text(out).split("\n", -1)) {
      shortened.add(line.length() > 200 ? line.substring(0, 60) : line);
    }
    return String.join(
        "\n", shortened.subList(Math.max(0, shortened.size() - 12), shortened.size()));
  }

  /** Opens each life's journal without faults; says how many there were. */
  private int check(List<String> said, String kind, boolean isForking) throws Exception {
    Map<String, List<String>> lives = new LinkedHashMap<>();
    List<String> life = new ArrayList<>();
    for (String line : said) {
      if (line.startsWith("life ")) {
        life = new ArrayList<>();
        lives.put(line.substring(5), life);
      }
      life.add(line);
    }
    for (Map.Entry<String, List<String>> each : lives.entrySet()) {
      Path folder = temporary.resolve("lives").resolve(each.getKey());
      if (Files.isDirectory(folder)) {
        assertNothingIsLost(folder, each.getValue(), isForking, kind + " " + each.getKey());
        delete(folder);
      }
    }
    if (!lives.isEmpty() && !said.getLast().equals("exit 137")) {
      System.out.println(
          "file faults: %s, forking %s: %d lives".formatted(kind, isForking, lives.size()));
    }
    return lives.size();
  }

  private void assertNothingIsLost(Path folder, List<String> said, boolean isForking, String where)
      throws Exception {
    try (Journal journal =
        new Opening(folder, ManualClock.trusted(), Limits.USUAL, Tuning.USUAL).open()) {
      assertThat(journal.counts().damaged()).as(where).isZero();
      Map<Long, String> held = new HashMap<>();
      List<SealedBatch> all = Samples.all(journal);
      for (SealedBatch batch : all) {
        held.put(batch.header().seq(), HexFormat.of().formatHex(batch.bytes()));
      }
      Set<Long> values = isForking ? values(all) : Set.of();
      List<Facts.Fact> facts = Samples.facts(journal);
      // A receipt is for what was acknowledged before it, whatever the epoch.
      int lastReceipt = 0;
      for (int at = 0; at < said.size(); at++) {
        lastReceipt = said.get(at).startsWith("receipt ") ? at : lastReceipt;
      }
      for (int at = 0; at < said.size(); at++) {
        String[] words = said.get(at).split(" ", -1);
        if (words[0].equals("ack")) {
          long seq = Long.parseLong(words[1]);
          boolean isHeld = words[2].equals(held.get(seq));
          boolean isCarried = isForking && values.contains(Long.parseLong(words[3]));
          boolean isStored = at < lastReceipt && (isForking || !held.containsKey(seq));
          assertThat(isHeld || isCarried || isStored || isDeclared(facts, seq))
              .as("%s: batch %d", where, seq)
              .isTrue();
        }
      }
      Samples.declare(journal);
      journal.append(Samples.readings(1));
    }
  }

  private static boolean isDeclared(List<Facts.Fact> facts, long seq) {
    return facts.stream()
        .anyMatch(
            fact ->
                fact instanceof Facts.Loss loss
                    && loss.fromSeq() <= seq
                    && seq <= loss.toSeq()
                    && loss.reason().startsWith("journal full"));
  }

  /** Everything that readings say, whatever their number is now. */
  private static Set<Long> values(List<SealedBatch> all) throws MalformedBatchException {
    Map<Digest, Catalogue> catalogues = new HashMap<>();
    Set<Long> values = new HashSet<>();
    for (SealedBatch batch : all) {
      Catalogue inForce = catalogues.getOrDefault(batch.header().catalogue(), Catalogue.EMPTY);
      Body body = Wire.body(Wire.open(batch.bytes()), batch.bytes(), inForce);
      if (body instanceof Catalogue catalogue) {
        catalogues.put(Wire.digestOf(catalogue), catalogue);
      } else if (body instanceof Readings readings && batch.header().kind() == BatchKind.READINGS) {
        readings.rows().forEach(row -> values.add(row.value()));
      }
    }
    return values;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
