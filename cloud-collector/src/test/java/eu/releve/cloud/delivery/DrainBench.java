package eu.releve.cloud.delivery;

import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.simulate.ReferenceBuilding;
import eu.releve.measure.BusId;
import eu.releve.measure.Register;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings;
import eu.releve.wire.Readings.Row;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code ./releve bench drain}: ten days' backlog of the reference building through TLS into
 * PostgreSQL, as fast as it goes; then through a line of 256 kbit/s for three minutes, with live
 * readings meanwhile. A collector has run for days when a gateway comes back: a day's backlog of
 * another journal is drained before, and printed too.
 *
 * <p>Both sides run in this process, processing is off. Live readings are 20 a second in one batch,
 * window 0; their delay is from before the append to the commit.
 */
final class DrainBench {
  private static final long SEED = 1;
  private static final int DAYS = 10;
  private static final int WARM_DAYS = 1;
  private static final long WINDOW_MILLIS = 60_000;
  private static final long LINE_BYTES_PER_SECOND = 256_000 / 8;
  private static final long LINE_SECONDS = 180;
  private static final long SETTLE_SECONDS = 5;
  private static final int LIVE_ROWS = 20;
  private static final long PATIENCE_SECONDS = 120;

  private final Figures figures = Figures.alone();
  private final Path folder;
  private final String part;

  private DrainBench(Path folder, String part) {
    this.folder = folder;
    this.part = part;
  }

  /** Prints the figures, {@code fast} or {@code slow} those alone; exits with 3 if it could not. */
  public static void main(String[] arguments) throws Exception {
    // Written in memory: a power cut does not matter here, and preparation must not last.
    Path memory = Path.of("/dev/shm");
    Path folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "releve-bench-")
            : Files.createTempDirectory("releve-bench-");
    try {
      new DrainBench(folder, arguments.length == 0 ? "" : arguments[0]).run();
    } catch (IOException couldNot) {
      System.err.println("releve bench drain: " + couldNot.getMessage());
      System.exit(3);
    } finally {
      delete(folder);
    }
    System.exit(0);
  }

  private void run() throws Exception {
    figures.note("drain: seed %d, %d days from %s", SEED, DAYS, ReferenceBuilding.FIRST_DAY);
    figures.print("drain.readings_per_second.yardstick", Figures.loopMillis(), "ms");
    Path written = folder.resolve("written");
    long end = write(written, DAYS);
    copy(written, folder.resolve("fast"));
    copy(written, folder.resolve("slow"));
    if (!part.equals("slow")) {
      fast(end);
    }
    if (!part.equals("fast")) {
      slow(end);
    }
  }

  /** The journal that a gateway has after days without a collector; where its clock stands. */
  private long write(Path target, int days) throws Exception {
    ReferenceBuilding building = ReferenceBuilding.of(SEED);
    BenchClock clock = new BenchClock();
    long start = System.nanoTime();
    long readings = 0;
    try (Journal journal = Journal.open(target, clock)) {
      declare(journal, building.catalogue());
      for (int day = 0; day < days; day++) {
        Map<Long, List<List<Row>>> closing = new TreeMap<>();
        for (BusId bus : building.buses()) {
          for (List<Row> window : windows(building.rows(bus, day))) {
            closing
                .computeIfAbsent(
                    window.getFirst().bootMillis() + WINDOW_MILLIS, at -> new ArrayList<>())
                .add(window);
          }
        }
        for (Map.Entry<Long, List<List<Row>>> at : closing.entrySet()) {
          clock.put(at.getKey());
          for (List<Row> window : at.getValue()) {
            for (Readings body : Wire.split(window, building.catalogue())) {
              journal.append(body);
              readings += body.rows().size();
            }
          }
        }
      }
      figures.note(
          "drain: %d readings in %d batches, %d bytes, written in %.1f s",
          readings,
          journal.depth().batches(),
          journal.depth().bytes(),
          (System.nanoTime() - start) / 1e9);
    }
    return clock.bootMillis();
  }

  private static void declare(Journal journal, Catalogue catalogue) throws Exception {
    Map<Register, Integer> numbers =
        journal.declare(
            catalogue.site(),
            catalogue.entries().stream()
                .map(
                    entry ->
                        new Declared(
                            entry.meter(), entry.register(), entry.resolution(), entry.unit()))
                .toList(),
            catalogue.plan());
    for (Catalogue.Entry entry : catalogue.entries()) {
      Integer number = numbers.get(new Register(entry.meter(), entry.register()));
      if (number == null || number != entry.number()) {
        throw new IOException("the journal numbers registers in another order");
      }
    }
  }

  private static List<List<Row>> windows(List<Row> rows) {
    List<List<Row>> windows = new ArrayList<>();
    List<Row> open = new ArrayList<>();
    for (Row row : rows) {
      if (!open.isEmpty() && row.bootMillis() - open.getFirst().bootMillis() >= WINDOW_MILLIS) {
        windows.add(open);
        open = new ArrayList<>();
      }
      open.add(row);
    }
    if (!open.isEmpty()) {
      windows.add(open);
    }
    return windows;
  }

  private void fast(long end) throws Exception {
    try (Sides sides = new Sides(folder.resolve("tls-fast"))) {
      figures.print(
          "drain.readings_per_second.select1_p99.yardstick", sides.roundTripP99Millis(), "ms");
      Path before = folder.resolve("before");
      double cold = drained(sides, before, write(before, WARM_DAYS));
      figures.note(
          "drain: %d day before, by programs that have just begun: %.0f/s", WARM_DAYS, cold);
      Duration cpuBefore = cpu();
      figures.print(
          "drain.readings_per_second", drained(sides, folder.resolve("fast"), end), "1/s");
      figures.note(
          "drain: %d readings stored in all, CPU of both sides %.1f s without the database",
          sides.readings(), cpu().minus(cpuBefore).toMillis() / 1_000.0);
    }
  }

  /** Readings a second, from the first connection to the last receipt. */
  private double drained(Sides sides, Path written, long end) throws Exception {
    BenchClock clock = new BenchClock();
    clock.put(end);
    clock.go();
    try (Journal journal = Journal.open(written, clock)) {
      long readings = journal.depth().readings();
      long start = System.nanoTime();
      try (Publisher publisher = sides.publish(journal, clock, sides.port())) {
        long until = start + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (journal.depth().batches() > 0) {
          if (System.nanoTime() > until) {
            throw new IOException("not drained in time: " + publisher.state());
          }
          TimeUnit.MILLISECONDS.sleep(5);
        }
        return readings / ((System.nanoTime() - start) / 1e9);
      }
    }
  }

  private static Duration cpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private void slow(long end) throws Exception {
    BenchClock clock = new BenchClock();
    clock.put(end);
    clock.go();
    try (Sides sides = new Sides(folder.resolve("tls-slow"));
        PacedLine line = new PacedLine(sides.port(), LINE_BYTES_PER_SECOND);
        Journal journal = Journal.open(folder.resolve("slow"), clock)) {
      long backlog = journal.depth().lastSeq();
      try (Publisher publisher = sides.publish(journal, clock, line.port())) {
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        Map<Long, Long> appended = new TreeMap<>();
        long start = System.nanoTime();
        long payloadBefore = publisher.state().traffic().publishedBytes();
        long lineBefore = line.bytesUp();
        for (int second = 0; second < LINE_SECONDS; second++) {
          long at = start + TimeUnit.SECONDS.toNanos(second);
          TimeUnit.NANOSECONDS.sleep(Math.max(0, at - System.nanoTime()));
          long micros = System.currentTimeMillis() * 1_000;
          appended.put(journal.append(live(clock, second)).header().seq(), micros);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long payload = publisher.state().traffic().publishedBytes() - payloadBefore;
        long carried = line.bytesUp() - lineBefore;
        boolean isDraining = journal.depth().receiptedSeq() < backlog;
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        double capacity = LINE_BYTES_PER_SECOND * seconds;
        figures.print("drain.link_use", payload / capacity, "ratio");
        figures.print("drain.link_use.carried.yardstick", carried / capacity, "ratio");
        figures.note(
            "drain: after %.0f s receipted up to %d of %d, still draining: %s, %s",
            seconds,
            journal.depth().receiptedSeq(),
            backlog,
            isDraining,
            publisher.state().traffic());
        report(sides.committedMicros(backlog), appended);
      }
    }
  }

  private void report(Map<Long, Long> committed, Map<Long, Long> appended) throws IOException {
    double[] delays =
        appended.entrySet().stream()
            .filter(one -> committed.containsKey(one.getKey()))
            .mapToDouble(
                one -> (committed.getOrDefault(one.getKey(), 0L) - one.getValue()) / 1_000.0)
            .toArray();
    figures.print("drain.live_delay_p99_ms", Figures.percentile(delays, 0.99), "ms");
    figures.note(
        "drain: %d live batches, %d of them stored, delay p50 %.0f ms, most %.0f ms",
        appended.size(),
        delays.length,
        Figures.percentile(delays, 0.5),
        Figures.percentile(delays, 1));
    if (delays.length < appended.size()) {
      throw new IOException(
          "%d live batches are not stored".formatted(appended.size() - delays.length));
    }
  }

  private static Readings live(BenchClock clock, int second) {
    List<Row> rows = new ArrayList<>();
    for (int number = 1; number <= LIVE_ROWS; number++) {
      rows.add(new Row(number, clock.bootMillis(), 1_000_000_000L + 37L * second * number, 0));
    }
    return new Readings(rows);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
