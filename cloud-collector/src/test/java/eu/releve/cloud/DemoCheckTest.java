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

  // Each kind of difference, once for a meter that is asked, for one that speaks by itself and for
  // a
  // contact: a check that cannot fail proves nothing.
  @Test
  void theCheckFailsWhenAStoredReadingIsMissingExtraOrDifferent() throws Exception {
    Path home = Files.createDirectories(folder.resolve("home"));
    Process demo = demo("--for", "40s", "--check", "--home", home.toString());
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                !demo.isAlive()
                    || (stored(home, "e-main") > 4
                        && stored(home, "e-charging") > 4
                        && stored(home, "w-rain") > 4));
    try (Connection connection = database(home);
        Statement statement = connection.createStatement()) {
      tamper(statement, "e-main", "active-energy-import");
      tamper(statement, "e-charging", "active-energy-import");
      tamper(statement, "w-rain", "water-volume");
    }
    assertThat(exit(demo)).as(said()).isEqualTo(1);
    assertThat(said()).contains("3 missing, 3 extra, 3 different");
  }

  private static void tamper(Statement statement, String meter, String register)
      throws SQLException {
    statement.execute("drop table if exists chosen");
    statement.execute(
        """
        create temp table chosen as
        select reading.ctid as place
        from releve.reading
          join releve.register on register.id = reading.register
          join releve.meter on meter.id = register.meter
        where meter.name = '%s' and register.name = '%s'
        order by reading.instant limit 4"""
            .formatted(meter, register));
    String chosen = " where ctid = (select place from chosen offset %d limit 1)";
    List<String> changes =
        List.of(
            "update releve.reading set value = value + 1" + chosen.formatted(1),
            "delete from releve.reading" + chosen.formatted(2),
            """
            insert into releve.reading
            select register, instant - interval '1 hour', value, quality, batch
            from releve.reading"""
                + chosen.formatted(3));
    for (String change : changes) {
      assertThat(statement.executeUpdate(change)).as(change).isEqualTo(1);
    }
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

  /** How often the meter is stored, by its register that is stored least. */
  private static long stored(Path home, String meter) {
    try (Connection connection = database(home);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select coalesce(min(times), 0) from (
                  select count(*) as times
                  from releve.reading
                    join releve.register on register.id = reading.register
                    join releve.meter on meter.id = register.meter
                  where meter.name = '%s' group by register.id) as counted"""
                    .formatted(meter))) {
      row.next();
      return row.getLong(1);
    } catch (SQLException | IOException notYet) {
      return 0;
    }
  }

  private static Connection database(Path home) throws SQLException, IOException {
    Path postgres = home.resolve("collector").resolve("postgres");
    // PostgreSQL writes this file line by line.
    List<String> lines = Files.readAllLines(postgres.resolve("data/postmaster.pid"));
    if (lines.size() < 4) {
      throw new IOException("PostgreSQL has not said its port yet: " + lines);
    }
    String port = lines.get(3).strip();
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/releve",
        "postgres",
        Files.readString(postgres.resolve("password")).strip());
  }
}
