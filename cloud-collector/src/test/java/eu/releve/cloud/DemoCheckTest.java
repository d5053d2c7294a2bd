package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.provisioning.demo.Comparison;
import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.DemoBuilding;
import eu.releve.provisioning.demo.DemoBuilding.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCheckTest {
  private static final Allowance EXACT =
      new Allowance(Duration.ofMillis(100), Duration.ofSeconds(2), List.of());

  @TempDir private Path folder;

  @Test
  void theDemoStoresWhatItsMetersAnsweredAndLeavesNothingRunning() throws Exception {
    List<String> command = new ArrayList<>(Commands.ofThisJvm().gateway());
    command.set(command.size() - 1, "eu.releve.provisioning.demo.Demo");
    command.addAll(List.of("--for", "5s", "--check"));
    Path output = folder.resolve("output");
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = demo.waitFor(3, TimeUnit.MINUTES);
    String said = Files.readString(output, StandardCharsets.UTF_8);
    demo.destroyForcibly();
    assertThat(ended).as(said).isTrue();
    assertThat(demo.exitValue()).as(said).isZero();
    assertThat(said).contains("portal    http://", "0 missing, 0 extra, 0 different");
    assertThat(demo.descendants()).isEmpty();
  }

  // The check must be able to fail: each kind of difference, one at a time.
  @Test
  void theCheckSeesAMissingAnExtraAndADifferentReading() throws Exception {
    try (DemoBuilding building = DemoBuilding.start(folder, Commands.ofThisJvm())) {
      await().atMost(Duration.ofMinutes(1)).until(() -> readings(building) > 500);
      assertThat(building.gateway().stop()).isTrue();
      List<String> answers = Files.readAllLines(building.record());
      String energy =
          answers.stream().filter(line -> line.contains("active-energy")).findFirst().orElseThrow();

      assertThat(compared(building, answers).isEqual()).isTrue();
      assertThat(compared(building, with(answers, energy, List.of())).extra()).isEqualTo(1);
      assertThat(compared(building, with(answers, energy, List.of(energy, energy))).missing())
          .isEqualTo(1);
      String other = energy.replaceFirst("\"value\":", "\"value\":1");
      assertThat(compared(building, with(answers, energy, List.of(other))).different())
          .isEqualTo(1);
    }
  }

  private static long readings(DemoBuilding building) throws IOException {
    return building.gatewayStatus().get("readings") instanceof Number number
        ? number.longValue()
        : 0;
  }

  private static List<String> with(List<String> lines, String line, List<String> instead) {
    List<String> changed = new ArrayList<>(lines);
    int at = changed.indexOf(line);
    changed.remove(at);
    changed.addAll(at, instead);
    return changed;
  }

  private static Comparison compared(DemoBuilding building, List<String> answers)
      throws IOException, InterruptedException {
    Files.write(building.record(), answers);
    return building.compare(EXACT);
  }
}
