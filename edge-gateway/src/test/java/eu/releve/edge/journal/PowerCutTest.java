package eu.releve.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Trace.Call;
import eu.releve.wire.Facts;
import eu.releve.wire.SealedBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The writes and syncs of a real session are recorded; for every prefix of them the files are made
 * as a power cut there could leave them, and the journal must hold all that was acknowledged.
 *
 * <p>{@code -Dreleve.soak=true} runs 20 times as many cuts; {@code -Dreleve.seed=S} repeats a run.
 */
class PowerCutTest {
  private static final Path STRACE = Path.of("/usr/bin/strace");
  private static final double[] KEPT = {0, 0.1, 0.5, 0.9};

  private final long seed = Long.getLong("releve.seed", System.nanoTime());
  private final int soak = Boolean.getBoolean("releve.soak") ? 20 : 1;
  private final Random random = new Random(seed);
  @TempDir Path temporary;

  @BeforeEach
  void needStrace() {
    System.out.println("seed of the power cuts: " + seed);
    if (!Files.isExecutable(STRACE)) {
      String message = "skipped: strace is not installed (Debian: apt-get install strace)";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      abort(message);
    }
  }

  @Test
  void everyAcknowledgedBatchOutlivesAPowerCutAtAnyMoment() throws Exception {
    List<Call> calls = record("40", "80", "FULL", "536870912", "7");
    assertThat(lossesOver(calls, KEPT)).isEmpty();
  }

  @Test
  void everyAcknowledgedBatchOutlivesAPowerCutWhileSegmentsFill() throws Exception {
    List<Call> calls = record("60", "1500", "FULL", "536870912", "7");
    assertThat(lossesOver(calls, KEPT)).isEmpty();
    assertThat(Samples.segments(session())).hasSizeGreaterThan(3);
  }

  @Test
  void thinningLosesOnlyWhatItNames() throws Exception {
    List<Call> calls = record("60", "1500", "FULL", "262144", "0");
    assertThat(lossesOver(calls, KEPT)).isEmpty();
  }

  @Test
  void makingRoomLosesOnlyWhatWasStored() throws Exception {
    List<Call> calls = record("60", "1500", "FULL", "262144", "4");
    assertThat(lossesOver(calls, KEPT)).isEmpty();
  }

  // Shows that the test can fail: without syncs the same cuts must find a loss.
  @Test
  void withoutSyncsTheSameCutsLoseBatches() throws Exception {
    List<Call> calls = record("40", "80", "OFF", "536870912", "7");
    assertThat(lossesOver(calls, KEPT)).isNotEmpty();
  }

  // Shows that the model is right: with everything kept it must end with the files as they are.
  @Test
  void withEverythingWrittenTheModelHoldsTheSameBytesAsTheDisk() throws Exception {
    List<Call> calls = record("20", "80", "FULL", "536870912", "7");
    Disk disk = new Disk(session());
    calls.forEach(disk::apply);
    Path rebuilt = Files.createDirectory(temporary.resolve("rebuilt"));
    disk.rebuild(rebuilt, random, 1);

    try (Stream<Path> files = Files.list(session())) {
      for (Path file : files.toList()) {
        assertThat(rebuilt.resolve(file.getFileName())).hasSameBinaryContentAs(file);
      }
    }
    assertThat(Samples.segments(rebuilt)).isNotEmpty();
  }

  private Path session() {
    return temporary.resolve("session");
  }

  private List<Call> record(
      String batches, String rowsMax, String synchronous, String bytesMax, String receiptEvery)
      throws IOException, InterruptedException {
    Files.createDirectory(session());
    Path trace = temporary.resolve("trace");
    Path errors = temporary.resolve("errors");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(STRACE.toString(), "-f", "--seccomp-bpf", "-xx", "-s", "100000000"));
    command.addAll(List.of("-o", trace.toString(), "-e"));
    command.add(
        "trace=openat,open,creat,close,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,"
            + "sync_file_range,ftruncate,truncate,fallocate,rename,renameat,renameat2,unlink,"
            + "unlinkat,link,linkat,lseek,mmap");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(PowerCutSession.class.getName());
    command.addAll(List.of(session().toString(), Long.toString(seed), batches, rowsMax));
    command.addAll(List.of(synchronous, bytesMax, receiptEvery));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    assertThat(process.waitFor()).as(() -> text(errors)).isZero();
    return Trace.read(trace);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      return failure.toString();
    }
  }

  /** Cuts after each call that changed or synced something, with each likelihood in turn. */
  private List<String> lossesOver(List<Call> calls, double[] likelihoods) throws Exception {
    List<String> losses = new ArrayList<>();
    Disk disk = new Disk(session());
    int cuts = 0;
    int changes = -1;
    for (Call call : calls) {
      disk.apply(call);
      if (disk.changes() != changes) {
        changes = disk.changes();
        for (int time = 0; time < soak; time++) {
          cuts++;
          double kept = likelihoods[random.nextInt(likelihoods.length)];
          Path cut = Files.createDirectory(temporary.resolve("cut" + cuts));
          disk.rebuild(cut, random, kept);
          losses.addAll(losses(cut, disk.said(), "cut " + changes + " kept " + kept));
          delete(cut);
        }
      }
    }
    System.out.println("power cuts: " + cuts + ", with a loss: " + losses.size());
    assertThat(cuts).isGreaterThan(100);
    return losses;
  }

  private static List<String> losses(Path folder, List<String> said, String where) {
    List<String> losses = new ArrayList<>();
    try (Journal journal =
        new Opening(folder, ManualClock.trusted(), Limits.USUAL, Tuning.USUAL).open()) {
      Map<Long, String> held = new HashMap<>();
      for (SealedBatch batch : Samples.all(journal)) {
        held.put(batch.header().seq(), HexFormat.of().formatHex(batch.bytes()));
      }
      List<Facts.Fact> facts = Samples.facts(journal);
      long receipted = 0;
      for (String line : said) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("receipt")) {
          receipted = Long.parseLong(words[1]);
        }
      }
      for (String line : said) {
        String[] words = line.split(" ", -1);
        long seq = Long.parseLong(words[1]);
        if (words[0].equals("ack")
            && !words[2].equals(held.get(seq))
            && (held.containsKey(seq) || seq > receipted)
            && !isDeclared(facts, seq)) {
          losses.add(where + ": batch " + seq);
        }
      }
      if (journal.counts().damaged() > 0) {
        losses.add(where + ": damaged: " + Samples.facts(journal));
      }
      Samples.declare(journal);
      journal.append(Samples.readings(1));
    } catch (JournalException refused) {
      losses.add(where + ": " + refused.getMessage());
    }
    return losses;
  }

  /** Thinned and dropped batches are named in the transaction that takes them away. */
  private static boolean isDeclared(List<Facts.Fact> facts, long seq) {
    return facts.stream()
        .anyMatch(
            fact ->
                fact instanceof Facts.Loss loss
                    && loss.fromSeq() <= seq
                    && seq <= loss.toSeq()
                    && loss.reason().startsWith("journal full"));
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
