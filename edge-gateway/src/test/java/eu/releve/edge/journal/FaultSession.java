package eu.releve.edge.journal;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.Digest;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import eu.releve.wire.SealedBatch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

/**
 * Lives of a gateway's journal, one after the other, each in a folder of its own with one fault:
 * says on stdout what was acknowledged, and tries again what was refused, as the lanes do.
 *
 * <p>Arguments: folder, seed, kind of fault, whether a fork happens, first n, last n.
 */
final class FaultSession {
  /** Too small for a session: segments are freed, thinned and dropped. */
  private static final Limits SMALL = new Limits(256 << 10, 64 << 10, 0);

  /** What a fork renumbers stays. */
  private static final Limits LARGE = new Limits(64 << 20, 64 << 10, 0);

  /** A single fault is over after one try; more means that the journal did not recover. */
  private static final int TRIES = 3;

  private static final int BATCHES = 24;
  private static final int ROWS_MAX = 2_600;
  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private FaultSession() {}

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    String kind = arguments[2];
    boolean isForking = Boolean.parseBoolean(arguments[3]);
    int last = Integer.parseInt(arguments[5]);
    boolean isFired = true;
    for (int n = Integer.parseInt(arguments[4]); n <= last && isFired; n++) {
      say("life %d", n);
      control(kind + "/" + n);
      live(folder.resolve(Integer.toString(n)), new Random(seed), isForking);
      isFired = isFired();
      control("none/0");
      say("lived %d %s", n, isFired);
    }
  }

  private static void live(Path folder, Random random, boolean isForking) throws Exception {
    ManualClock clock = ManualClock.trusted();
    Limits limits = isForking ? LARGE : SMALL;
    for (int half = 0; half < 2; half++) {
      Journal journal =
          again(() -> new Opening(folder, clock, limits, new Tuning("FULL", 12)).open());
      try {
        again(
            () -> {
              Samples.declare(journal);
              return true;
            });
        for (int batch = 1; batch <= BATCHES / 2; batch++) {
          Readings readings = Samples.noise(random, 1 + random.nextInt(ROWS_MAX));
          SealedBatch written = again(() -> journal.append(readings));
          say(
              "ack %d %s %d",
              written.header().seq(),
              HexFormat.of().formatHex(written.bytes()),
              readings.rows().getFirst().value());
          clock.advance(3_600_000);
          if (batch % 5 == 0 && half == 0) {
            Receipt receipt = Samples.receipt(journal, written);
            say("receipt %d", written.header().seq());
            again(() -> journal.received(receipt));
          }
          if (isForking && batch == 8) {
            Receipt stranger =
                new Receipt(Samples.STORE, journal.epoch(), written.header().seq(), Digest.NONE);
            say("fork 0");
            again(() -> journal.received(stranger));
          }
        }
      } finally {
        close(journal);
      }
    }
  }

  /** Closing writes the last receipt down, which may be lost. */
  private static void close(Journal journal) throws IOException {
    try {
      journal.close();
    } catch (JournalException refused) {
      say("unclosed %s", refused);
    }
  }

  private interface Work<T> {
    T run() throws JournalException;
  }

  private static <T> T again(Work<T> work) throws JournalException, IOException {
    JournalException last = new JournalException("never tried");
    for (int time = 0; time < TRIES; time++) {
      try {
        return work.run();
      } catch (JournalException refused) {
        say("refused %s", refused);
        last = refused;
      }
    }
    throw last;
  }

  private static void control(String what) throws IOException {
    try (var opened = Files.newInputStream(Path.of("/releve-fault/" + what))) {
      throw new IllegalStateException("faults are not preloaded: " + opened);
    } catch (NoSuchFileException armed) {
      // As it should be.
    }
  }

  private static boolean isFired() throws IOException {
    try (var opened = Files.newInputStream(Path.of("/releve-fault/fired"))) {
      throw new IllegalStateException("faults are not preloaded: " + opened);
    } catch (AccessDeniedException fired) {
      return true;
    } catch (NoSuchFileException notYet) {
      return false;
    }
  }

  private static void say(String format, Object... arguments) throws IOException {
    OUT.write((String.format(format, arguments) + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
