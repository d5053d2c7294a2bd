package eu.releve.edge.bench;

import eu.releve.edge.GatewayRuntime;
import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.poll.Tally;
import eu.releve.edge.simulate.Simulate;
import eu.releve.profile.Profiles;
import eu.releve.provisioning.settings.FreePorts;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What reading costs the gateway: values of the reference building's eighty electricity meters over
 * Modbus TCP, through decoding into the journal, for each second of CPU.
 *
 * <p>The meters are another process. Time is virtual where it only decides who is due: everybody
 * always is.
 */
final class ModbusBench {
  private static final int METERS = 80;
  private static final long SEED = 1;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(45);
  private static final int LOOP = 200_000_000;

  void run(Figures figures) throws Exception {
    figures.note("modbus: seed %d, %d ABB B23 on one Modbus TCP address", SEED, METERS);
    Path folder = Files.createTempDirectory("releve-modbus");
    try {
      int port = FreePorts.one();
      String text = plan(port);
      Path file = Files.writeString(folder.resolve("plan.yaml"), text);
      try (Program meters = Program.start(simulate(file), false)) {
        String unused = meters.await("ready simulator");
        measure(figures, SitePlans.load("plan.yaml", text, Profiles.bundled()), folder);
      }
    } finally {
      delete(folder);
    }
  }

  private static void measure(Figures figures, SitePlan plan, Path folder) throws Exception {
    ManualClock clock = ManualClock.trusted();
    var options =
        new GatewayRuntime.Options(Duration.ofMinutes(1), Duration.ofSeconds(3), Spread.TOGETHER);
    try (Journal journal = Journal.open(folder.resolve("journal"), clock);
        GatewayRuntime gateway = GatewayRuntime.of(plan, journal, clock, options)) {
      poll(gateway, clock, WARM_UP);
      Tally.Counts before = gateway.view().getFirst().counts();
      Duration cpuBefore = cpu();
      poll(gateway, clock, MEASURED);
      double seconds = cpu().minus(cpuBefore).toNanos() / 1e9;
      Tally.Counts after = gateway.view().getFirst().counts();
      long readings = after.readings() - before.readings();
      figures.note(
          "modbus: %d values in %.2f s of CPU, %d requests",
          readings, seconds, after.asked() - before.asked());
      figures.figure(
          "modbus.request_ratio", (after.asked() - before.asked()) / (double) readings, "ratio");
      figures.figure("modbus.points_per_second_core", readings / seconds, "1/s");
      figures.figure("modbus.points_per_second_core.yardstick", loop(), "s");
    }
  }

  private static void poll(GatewayRuntime gateway, ManualClock clock, Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      long now = gateway.nextDueBootMillis();
      clock.advance(Math.max(0, now - clock.bootMillis()));
      gateway.cycle(clock.bootMillis());
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  /** How long one core takes for a fixed loop: the machine, as it is today. */
  private static double loop() {
    long begin = System.nanoTime();
    long value = SEED;
    for (int i = 0; i < LOOP; i++) {
      value = value * 6364136223846793005L + 1442695040888963407L;
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return value == 0 ? 0 : seconds;
  }

  private static List<String> simulate(Path plan) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        Simulate.class.getName(),
        "--site",
        plan.toString(),
        "--seed",
        Long.toString(SEED));
  }

  private static String plan(int port) {
    StringBuilder text =
        new StringBuilder(
            """
            site: modbus
            zone: Europe/Brussels
            buses: [ { id: electricity, modbus-tcp: "tcp://127.0.0.1:%d" } ]
            points: [ { id: all, name: "all" } ]
            meters:
            """
                .formatted(port));
    for (int unit = 1; unit <= METERS; unit++) {
      text.append(
          String.format(
              Locale.ROOT,
              "  - { id: e%d, point: all, bus: electricity, unit: %d, profile: abb-b23,"
                  + " from: 2025-01-01, period: 1s }%n",
              unit,
              unit));
    }
    return text.toString();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
