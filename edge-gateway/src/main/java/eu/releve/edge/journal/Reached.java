package eu.releve.edge.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The note {@code reached}: a number that was on the disk when it was written, so that a journal
 * which ends before it has lost something.
 *
 * <p>It is never synced and written at most every ten minutes, so it costs next to nothing and may
 * lag behind; what it says is true all the same, for the batch was synced before. A note that
 * cannot be read says nothing.
 */
final class Reached {
  private static final Logger log = LoggerFactory.getLogger(Reached.class);
  private static final Pattern LINE =
      Pattern.compile("(([0-9a-f]{16}) ([0-9]{19})) ([0-9a-f]{8})\n");
  private static final long EVERY_MILLIS = 600_000;

  private final Path note;
  private long notedBootMillis = Long.MIN_VALUE;

  Reached(Path folder) {
    this.note = folder.resolve("reached");
  }

  /** The number that an epoch had reached at least, 0 where nothing is known. */
  long of(long epoch) throws IOException {
    if (!Files.exists(note)) {
      return 0;
    }
    Matcher line = LINE.matcher(new String(Files.readAllBytes(note), StandardCharsets.ISO_8859_1));
    return line.matches()
            && line.group(4).equals(sum(line.group(1)))
            && Long.parseUnsignedLong(line.group(2), 16) == epoch
        ? Long.parseLong(line.group(3))
        : 0;
  }

  /** Batches up to this number are on the disk. */
  void note(long epoch, long seq, long nowBootMillis) {
    if (notedBootMillis != Long.MIN_VALUE && nowBootMillis - notedBootMillis < EVERY_MILLIS) {
      return;
    }
    notedBootMillis = nowBootMillis;
    String text = String.format(Locale.ROOT, "%016x %019d", epoch, seq);
    try {
      // As long as the one before, and within a sector: whole or not at all.
      Files.writeString(
          note, text + " " + sum(text) + "\n", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException refused) {
      log.warn("not noted how far the journal reached reason={}", refused.getMessage());
    }
  }

  private static String sum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.US_ASCII));
    return String.format(Locale.ROOT, "%08x", sum.getValue());
  }
}
