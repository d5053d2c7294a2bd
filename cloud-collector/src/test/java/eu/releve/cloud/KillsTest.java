package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.provisioning.demo.Comparison;
import eu.releve.provisioning.demo.Comparison.Allowance;
import eu.releve.provisioning.demo.Comparison.OpenWindow;
import eu.releve.provisioning.demo.DemoBuilding;
import eu.releve.provisioning.demo.DemoBuilding.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The demo under SIGKILL: 20 rounds in CI, 1,000 by {@code ./releve soak kills}.
 *
 * <p>The demo's window is 0: a batch is written at the end of each poll cycle. A gateway that dies
 * may lose the cycle that it was in, which is the stated loss; nothing else may be missing.
 */
class KillsTest {
  private static final int ROUNDS = Boolean.getBoolean("releve.soak") ? 1_000 : 20;
  private static final Duration CYCLE_MAX = Duration.ofSeconds(2);

  @TempDir private Path folder;

  private enum Victim {
    GATEWAY,
    COLLECTOR,
    POSTGRES
  }

  @Test
  void killingAnyProcessAtAnyMomentLosesAndDoublesNothing() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("kills: seed " + seed + ", " + ROUNDS + " rounds");
    Random random = new Random(seed);
    List<OpenWindow> open = new ArrayList<>();
    try (DemoBuilding building = DemoBuilding.start(folder, commands())) {
      for (int round = 0; round < ROUNDS; round++) {
        Duration moment = Duration.ofMillis(200 + random.nextInt(3_000));
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        await().pollDelay(moment).timeout(moment.plusSeconds(10)).until(() -> true);
        kill(building, victim, open);
      }
      await().atMost(Duration.ofMinutes(3)).until(() -> isDrained(building));
      building.gateway().stop();
      Comparison comparison =
          building.compare(new Allowance(Duration.ofMillis(100), Duration.ofSeconds(4), open));
      System.out.println("kills: " + comparison);
      assertThat(comparison.examples()).as("seed %d", seed).isEmpty();
      assertThat(comparison.isEqual()).as("seed %d", seed).isTrue();
      assertThat(comparison.stored()).isPositive();
    }
  }

  private static void kill(DemoBuilding building, Victim victim, List<OpenWindow> open)
      throws IOException, InterruptedException {
    switch (victim) {
      case GATEWAY -> {
        building.gateway().kill();
        Instant death = Instant.now();
        open.add(new OpenWindow(death.minus(CYCLE_MAX), death));
        building.gateway().start();
      }
      case COLLECTOR -> {
        building.collector().kill();
        building.collector().start();
      }
      case POSTGRES -> building.postgres().ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  private static boolean isDrained(DemoBuilding building) {
    try {
      Map<?, ?> status = building.gatewayStatus();
      return status.get("depth") instanceof Number depth && depth.longValue() <= 3;
    } catch (IOException away) {
      return false;
    }
  }

  private static Commands commands() {
    return new Commands(
        java("eu.releve.edge.Gateway"),
        java("eu.releve.cloud.Collector"),
        java("eu.releve.edge.simulate.Simulate"));
  }

  private static List<String> java(String main) {
    return List.of(
        ProcessHandle.current().info().command().orElseThrow(),
        "--enable-native-access=ALL-UNNAMED",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        main);
  }
}
