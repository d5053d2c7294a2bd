package eu.releve.edge.journal;

import eu.releve.edge.clock.ManualClock;
import eu.releve.wire.SealedBatch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;

/**
 * A gateway's life in a process of its own: appends, says on stdout what is durable, one {@code
 * write} a line, takes receipts, closes, opens again.
 *
 * <p>Arguments: folder, seed, batches, rows in each at most, synchronous, journal bytes at most,
 * how many batches between receipts (0: none).
 */
final class PowerCutSession {
  /** Few, so that a short session carries its log into the file several times. */
  static final int WAL_PAGES = 12;

  /** Small, so that a short session fills several. */
  static final long SEGMENT_BYTES = 64 << 10;

  private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

  private PowerCutSession() {}

  public static void main(String[] arguments) throws JournalException, IOException {
    Path folder = Path.of(arguments[0]);
    Random random = new Random(Long.parseLong(arguments[1]));
    int batches = Integer.parseInt(arguments[2]);
    int rowsMax = Integer.parseInt(arguments[3]);
    Tuning tuning = new Tuning(arguments[4], WAL_PAGES);
    Limits limits = new Limits(Long.parseLong(arguments[5]), SEGMENT_BYTES, 0);
    int receiptEvery = Integer.parseInt(arguments[6]);
    for (int life = 0; life < 2; life++) {
      try (Journal journal = new Opening(folder, ManualClock.trusted(), limits, tuning).open()) {
        Samples.declare(journal);
        for (int batch = 1; batch <= batches / 2; batch++) {
          SealedBatch written = journal.append(Samples.noise(random, 1 + random.nextInt(rowsMax)));
          say("ack %d %s", written.header().seq(), HexFormat.of().formatHex(written.bytes()));
          if (receiptEvery > 0 && batch % receiptEvery == 0) {
            journal.received(Samples.receipt(journal, written));
            say("receipt %d", written.header().seq());
          }
        }
      }
    }
  }

  private static void say(String format, Object... arguments) throws IOException {
    OUT.write((String.format(format, arguments) + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
