package eu.releve.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.releve.provisioning.demo.DemoBuilding.Commands;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./releve demo --check} as people run it, and that its check can fail. */
class DemoCheckTest {
  /** After the addresses are printed. */
  private static final int LATER = 1_000_000;

  @TempDir private Path folder;

  private final List<Process> demos = new ArrayList<>();

  @Test
  void theDemoStoresWhatItsMetersAnsweredAndLeavesNothingRunning() throws Exception {
    Process demo = demo("--for", "10s", "--check");
    Set<ProcessHandle> parts = new HashSet<>();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              demo.descendants().forEach(parts::add);
              return parts.size() >= 3 || !demo.isAlive();
            });
    assertThat(exit(demo)).as(said()).isZero();
    assertThat(said()).contains("portal    http://", "0 missing, 0 extra, 0 different");
    assertThat(parts).isNotEmpty().noneMatch(ProcessHandle::isAlive);
  }

  // Each kind of difference, once: a check that cannot fail proves nothing.
  @Test
  void theCheckFailsWhenAStoredReadingIsMissingExtraOrDifferent() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Process demo = demo("--for", "10s", "--check", "--home", home.toString());
    await().atMost(Duration.ofMinutes(2)).until(() -> stored(home) > 300 || !demo.isAlive());
    try (Connection connection = database(home);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create temp table chosen as select ctid as place from releve.reading limit 3");
      assertThat(
              statement.executeUpdate(
                  """
                  update releve.reading set value = value + 1
                  where ctid = (select place from chosen offset 0 limit 1)"""))
          .isEqualTo(1);
      assertThat(
              statement.executeUpdate(
                  "delete from releve.reading where ctid = (select place from chosen offset 1 limit 1)"))
          .isEqualTo(1);
      assertThat(
              statement.executeUpdate(
                  """
                  insert into releve.reading
                  select register, instant - interval '1 hour', value, quality, batch
                  from releve.reading where ctid = (select place from chosen offset 2 limit 1)"""))
          .isEqualTo(1);
    }
    assertThat(exit(demo)).as(said()).isEqualTo(1);
    assertThat(said()).contains("1 missing, 1 extra, 1 different");
  }

  // Also while the database is being made: that is when something is easily left behind.
  @Test
  void anInterruptAtAnyMomentLeavesNothingRunningAndNothingBehind() throws Exception {
    long seed = Long.getLong("releve.seed", System.nanoTime());
    System.out.println("interrupts: seed " + seed);
    Random random = new Random(seed);
    for (int moment : new int[] {random.nextInt(1_500), 1_500 + random.nextInt(6_000), LATER}) {
      Path home = Files.createDirectories(folder.resolve("interrupted-" + moment));
      Files.deleteIfExists(folder.resolve("output"));
      Process demo = demo("--home", home.toString());
      Set<ProcessHandle> parts = new HashSet<>();
      await()
          .pollDelay(Duration.ofMillis(Math.min(moment, 10_000)))
          .atMost(Duration.ofMinutes(2))
          .until(() -> moment < LATER || said().contains("Ctrl-C stops everything"));
      demo.descendants().forEach(parts::add);
      interrupt(demo);
      await()
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                demo.descendants().forEach(parts::add);
                return !demo.isAlive();
              });
      // Orphans are reaped by whoever adopts them, a moment later.
      await()
          .alias("seed %d, %d ms".formatted(seed, moment))
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                assertThat(parts).noneMatch(ProcessHandle::isAlive);
                assertThat(runningIn(home)).isEmpty();
              });
    }
  }

  private static void interrupt(Process demo) throws IOException, InterruptedException {
    int exit = new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  /** Every process whose command line names that folder, whoever started it. */
  private static List<String> runningIn(Path home) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(home.toString()))
        .toList();
  }

  private Process demo(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(Commands.ofThisJvm().gateway());
    command.set(command.size() - 1, "eu.releve.provisioning.demo.Demo");
    command.addAll(List.of(arguments));
    command.addAll(List.of("--history", "0"));
    Process demo =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    demos.add(demo);
    return demo;
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (Process demo : demos) {
      demo.destroy();
      demo.waitFor(1, TimeUnit.MINUTES);
    }
  }

  private static int exit(Process demo) throws InterruptedException {
    assertThat(demo.waitFor(3, TimeUnit.MINUTES)).as("the demo ends by itself").isTrue();
    return demo.exitValue();
  }

  private String said() throws IOException {
    return Files.readString(folder.resolve("output"), StandardCharsets.UTF_8);
  }

  private static long stored(Path home) {
    try (Connection connection = database(home);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from releve.reading")) {
      row.next();
      return row.getLong(1);
    } catch (SQLException | IOException notYet) {
      return 0;
    }
  }

  private static Connection database(Path home) throws SQLException, IOException {
    Path postgres = home.resolve("collector").resolve("postgres");
    String port = Files.readAllLines(postgres.resolve("data/postmaster.pid")).get(3).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/releve",
        "postgres",
        Files.readString(postgres.resolve("password")).strip());
  }
}
