package eu.releve.cloud.delivery;

import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.simulate.ReferenceBuilding;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings;
import eu.releve.wire.Readings.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * {@code ./releve bench latency}: how long a reading takes from its register to the commit, window
 * 0, 1,000 readings a second for a minute.
 *
 * <p>A poll cycle reads 50 registers one after the other in 50 ms; its batch is appended at its
 * end, durably, on the disk of the temporary folder. Both sides run in this process, processing is
 * off.
 */
final class LatencyBench {
  private static final int ROWS = 50;
  private static final long CYCLE_MICROS = 50_000;
  private static final int CYCLES = 60 * 20;
  private static final int WARM_CYCLES = 5 * 20;

  private final Figures figures = Figures.alone();

  private LatencyBench() {}

  /** Prints the figures; exits with 3 when it could not measure. */
  public static void main(String[] arguments) throws Exception {
    try {
      new LatencyBench().run(Files.createTempDirectory("releve-bench-"));
    } catch (IOException couldNot) {
      System.err.println("releve bench latency: " + couldNot.getMessage());
      System.exit(3);
    }
    System.exit(0);
  }

  private void run(Path folder) throws Exception {
    figures.note("latency: seed none, every cycle reads alike");
    BenchClock clock = new BenchClock();
    clock.go();
    Catalogue catalogue = ReferenceBuilding.of(1).catalogue();
    try (Sides sides = new Sides(folder.resolve("tls"));
        Journal journal = Journal.open(folder.resolve("journal"), clock)) {
      journal.declare(
          catalogue.site(),
          catalogue.entries().stream()
              .map(
                  entry ->
                      new Declared(
                          entry.meter(), entry.register(), entry.resolution(), entry.unit()))
              .toList(),
          catalogue.plan());
      figures.print("latency.p99_ms.yardstick", sides.roundTripP99Millis(), "ms");
      try (Publisher publisher = sides.publish(journal, clock, sides.port())) {
        Map<Long, Long> closed = cycles(journal, clock);
        TimeUnit.SECONDS.sleep(3);
        report(sides.committedMicros(0), closed);
        figures.note("latency: %s", publisher.state().traffic());
      }
    }
  }

  /** When each batch's cycle ended, in microseconds since 1970. */
  private static Map<Long, Long> cycles(Journal journal, BenchClock clock) throws Exception {
    Map<Long, Long> closed = new TreeMap<>();
    long start = System.nanoTime();
    for (int cycle = 0; cycle < WARM_CYCLES + CYCLES; cycle++) {
      long at = start + TimeUnit.MICROSECONDS.toNanos(cycle * CYCLE_MICROS);
      TimeUnit.NANOSECONDS.sleep(Math.max(0, at - System.nanoTime()));
      List<Row> rows = new ArrayList<>();
      for (int number = 1; number <= ROWS; number++) {
        rows.add(new Row(number, clock.bootMillis(), 1_000_000_000L + (long) cycle * number, 0));
      }
      long micros = System.currentTimeMillis() * 1_000 - (System.nanoTime() - at) / 1_000;
      long seq = journal.append(new Readings(rows)).header().seq();
      if (cycle >= WARM_CYCLES) {
        closed.put(seq, micros);
      }
    }
    return closed;
  }

  private void report(Map<Long, Long> committed, Map<Long, Long> closed) throws IOException {
    List<Double> millis = new ArrayList<>();
    for (Map.Entry<Long, Long> one : closed.entrySet()) {
      Long stored = committed.get(one.getKey());
      if (stored == null) {
        throw new IOException("batch " + one.getKey() + " is not stored");
      }
      for (int row = 0; row < ROWS; row++) {
        long before = CYCLE_MICROS * (ROWS - row) / ROWS;
        millis.add((stored - one.getValue() + before) / 1_000.0);
      }
    }
    double[] all = millis.stream().mapToDouble(Double::doubleValue).toArray();
    figures.print("latency.p50_ms", Figures.percentile(all, 0.5), "ms");
    figures.print("latency.p99_ms", Figures.percentile(all, 0.99), "ms");
  }
}
