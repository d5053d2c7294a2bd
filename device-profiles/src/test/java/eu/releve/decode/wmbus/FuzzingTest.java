package eu.releve.decode.wmbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.corpus.CorpusTelegram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Runs the fuzz tests with the published telegrams as seeds, each in a JVM of its own: coverage is
 * counted by an agent that other tests shall not have.
 *
 * <p>Twenty seconds each, ten minutes with {@code -Dreleve.soak=true}, else {@code
 * -Dreleve.fuzz.seconds}. What breaks is kept in {@code target/fuzz}, and so is what was learnt.
 */
class FuzzingTest {
  private static final int SECONDS =
      Integer.getInteger("releve.fuzz.seconds", Boolean.getBoolean("releve.soak") ? 600 : 20);

  private static final int SECONDS_TO_START_AND_STOP = 240;
  private static final Pattern DONE = Pattern.compile("DONE +cov: (\\d+)");
  private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  @Test
  void noBytesOnAWireDoHarm() throws IOException, InterruptedException {
    fuzz(MbusFuzz.class, true);
  }

  @Test
  void noBytesFromARadioDoHarm() throws IOException, InterruptedException {
    fuzz(WirelessFuzz.class, false);
  }

  private static void fuzz(Class<?> target, boolean wired)
      throws IOException, InterruptedException {
    Path folder = Path.of("target", "fuzz", target.getSimpleName()).toAbsolutePath();
    Path learnt = Files.createDirectories(folder.resolve("learnt"));
    Path seeds = seeds(Files.createDirectories(folder.resolve("seeds")), wired);
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command(target, folder, learnt, seeds))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS + SECONDS_TO_START_AND_STOP, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String said = Files.readString(log);
    assertThat(ended).as("hangs: %s", said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    Matcher runs = RUNS.matcher(said);
    Matcher coverage = DONE.matcher(said);
    assertThat(runs.find() && coverage.find()).as(said).isTrue();
    System.out.println(
        "%s: %s runs in %s s, %s branches"
            .formatted(target.getSimpleName(), runs.group(1), runs.group(2), coverage.group(1)));
    assertThat(Long.parseLong(runs.group(1))).isPositive();
  }

  private static List<String> command(Class<?> target, Path folder, Path learnt, Path seeds) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+EnableDynamicAgentLoading",
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.getName(),
        "--instrumentation_includes=eu.releve.decode.**",
        "-max_total_time=" + SECONDS,
        "-timeout=10",
        "-artifact_prefix=" + folder + "/",
        learnt.toString(),
        seeds.toString());
  }

  private static Path seeds(Path folder, boolean wired) throws IOException {
    for (CorpusTelegram telegram : CorpusTelegram.all()) {
      if (telegram.wired() == wired) {
        int number = 0;
        for (byte[] seed : seedsOf(telegram)) {
          Files.write(folder.resolve(telegram.name() + "-" + number++), seed);
        }
      }
    }
    return folder;
  }

  private static List<byte[]> seedsOf(CorpusTelegram telegram) {
    List<byte[]> seeds = new ArrayList<>(List.of(telegram.bytes()));
    if (!telegram.wired()
        && WirelessFrame.guess(telegram.bytes()) instanceof WirelessFrame.Whole whole) {
      seeds.add(Sealing.formatA(whole.frame()));
      seeds.add(Sealing.formatB(whole.frame()));
    }
    return seeds;
  }
}
