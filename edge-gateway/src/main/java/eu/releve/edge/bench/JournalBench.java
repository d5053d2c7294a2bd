package eu.releve.edge.bench;

import eu.releve.edge.clock.ManualClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.journal.Journal;
import eu.releve.edge.journal.JournalException;
import eu.releve.edge.simulate.ReferenceBuilding;
import eu.releve.measure.BusId;
import eu.releve.wire.Catalogue;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Readings;
import eu.releve.wire.Readings.Row;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What the journal costs: bytes of each reading kept, bytes written in a day, seconds until it is
 * open after a kill, readings a second that are on the disk one answer at a time.
 *
 * <p>Ninety days of the reference building are filled where a sync costs nothing (their bytes are
 * the same), then copied to the disk; everything that is timed is on the disk.
 */
final class JournalBench {
  private static final int DAYS = 90;
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final UUID STORE = new UUID(1, 1);
  private static final Duration APPENDING = Duration.ofSeconds(10);
  private static final int SYNCS = 300;
  private static final double MEGA = 1e6;

  private final ReferenceBuilding building = ReferenceBuilding.of(WireBench.SEED);
  private final Catalogue catalogue = building.catalogue();

  /** One batch as a lane hands it over. */
  private record Cut(long closedAt, Readings readings) {}

  void run(Figures figures) throws Exception {
    figures.note("journal: seed %d, %d days, window 60 s", WireBench.SEED, DAYS);
    Path disk = Files.createTempDirectory("releve-journal");
    Path memory = Files.isWritable(MEMORY) ? Files.createTempDirectory(MEMORY, "releve") : disk;
    try {
      Path filled = memory.resolve("filled");
      long readings = fill(filled);
      figures.figure("journal.bytes_per_reading", size(filled) / (double) readings, "B");
      Path killed = disk.resolve("killed");
      copy(filled, killed);
      delete(filled);
      open(figures, killed);
      delete(killed);
      figures.figure(
          "journal.megabytes_written_per_day", written(disk.resolve("minute"), 60), "MB");
      figures.figure(
          "journal.megabytes_written_per_day_10s", written(disk.resolve("ten"), 10), "MB");
      append(figures, disk.resolve("appends"));
    } finally {
      delete(memory);
      delete(disk);
    }
  }

  private long fill(Path folder) throws JournalException {
    ManualClock clock = clock();
    long readings = 0;
    try (Journal journal = Journal.open(folder, clock)) {
      declare(journal);
      for (int day = 0; day < DAYS; day++) {
        for (Cut cut : day(day, 60)) {
          advance(clock, cut.closedAt());
          journal.append(cut.readings());
          readings += cut.readings().rows().size();
        }
      }
    }
    return readings;
  }

  /** All lanes' batches of a day, in the order in which their windows close. */
  private List<Cut> day(int day, int windowSeconds) {
    long windowMillis = windowSeconds * 1_000L;
    List<Cut> cuts = new ArrayList<>();
    for (BusId bus : building.buses()) {
      Map<Long, List<Row>> windows = new TreeMap<>();
      for (Row row : building.rows(bus, day)) {
        windows.computeIfAbsent(row.bootMillis() / windowMillis, any -> new ArrayList<>()).add(row);
      }
      windows.forEach(
          (window, rows) ->
              Wire.split(rows, catalogue)
                  .forEach(body -> cuts.add(new Cut((window + 1) * windowMillis, body))));
    }
    cuts.sort(Comparator.comparingLong(Cut::closedAt));
    return cuts;
  }

  private void open(Figures figures, Path folder) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            JournalOpening.class.getName(),
            folder.toString());
    try (Program first = Program.start(command, false)) {
      first.await(JournalOpening.OPENED);
    }
    // Closing a program kills it.
    try (Program second = Program.start(command, false)) {
      String said = second.await(JournalOpening.OPENED);
      double seconds = Double.parseDouble(said.substring(JournalOpening.OPENED.length()));
      figures.figure("journal.open_seconds", seconds, "s");
    }
  }

  /** Megabytes of one day, receipts included. */
  private double written(Path folder, int windowSeconds) throws JournalException, IOException {
    ManualClock clock = clock();
    try (Journal journal = Journal.open(folder, clock)) {
      declare(journal);
      long before = writtenBytes();
      for (Cut cut : day(0, windowSeconds)) {
        advance(clock, cut.closedAt());
        SealedBatch batch = journal.append(cut.readings());
        journal.received(new Receipt(STORE, journal.epoch(), batch.header().seq(), batch.digest()));
      }
      return (writtenBytes() - before) / MEGA;
    }
  }

  private void append(Figures figures, Path folder) throws JournalException, IOException {
    List<Cut> cuts = day(0, 1);
    ManualClock clock = clock();
    try (Journal journal = Journal.open(folder, clock)) {
      declare(journal);
      long readings = 0;
      long begun = System.nanoTime();
      for (int at = 0; System.nanoTime() - begun < APPENDING.toNanos(); at++) {
        Cut cut = cuts.get(at % cuts.size());
        journal.append(cut.readings());
        readings += cut.readings().rows().size();
      }
      double seconds = (System.nanoTime() - begun) / 1e9;
      figures.figure("journal.readings_per_second", readings / seconds, "1/s");
    }
    figures.figure("journal.readings_per_second.yardstick", syncMillis(folder), "ms");
  }

  /** The 99th percentile of a write of a page with its sync. */
  private static double syncMillis(Path folder) throws IOException {
    long[] nanos = new long[SYNCS];
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve("yardstick"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int at = 0; at < SYNCS; at++) {
        long begun = System.nanoTime();
        channel.write(ByteBuffer.allocate(4_096), at * 4_096L);
        channel.force(false);
        nanos[at] = System.nanoTime() - begun;
      }
    }
    Arrays.sort(nanos);
    return nanos[SYNCS * 99 / 100] / 1e6;
  }

  private void declare(Journal journal) throws JournalException {
    List<Declared> registers =
        catalogue.entries().stream()
            .map(
                entry ->
                    new Declared(entry.meter(), entry.register(), entry.resolution(), entry.unit()))
            .toList();
    journal.declare(catalogue.site(), registers, catalogue.plan());
  }

  private static ManualClock clock() {
    ManualClock clock =
        new ManualClock(ReferenceBuilding.FIRST_BOOT_MILLIS, ClockTrust.SYNCHRONISED);
    clock.setWall(
        ReferenceBuilding.FIRST_BOOT_MILLIS + ReferenceBuilding.WALL_MINUS_BOOT,
        ClockTrust.SYNCHRONISED);
    return clock;
  }

  private static void advance(ManualClock clock, long toBootMillis) {
    clock.advance(Math.max(0, toBootMillis - clock.bootMillis()));
  }

  private static long writtenBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
      if (line.startsWith("write_bytes:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no write_bytes in /proc/self/io");
  }

  private static long size(Path folder) throws IOException {
    long bytes = 0;
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          delete(file);
        }
      }
    }
    Files.deleteIfExists(folder);
  }
}
