package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a segment file is called: {@code EPOCH-FIRST.db}, so that a file which cannot be read still
 * says which numbers were in it.
 *
 * @param epoch of the journal, sixteen hexadecimal digits in the name.
 * @param firstSeq the number that its first batch has or will have, nineteen digits in the name.
 */
record SegmentName(long epoch, long firstSeq) implements Comparable<SegmentName> {
  private static final Pattern NAME = Pattern.compile("([0-9a-f]{16})-([0-9]{19})\\.db");

  SegmentName {
    require(firstSeq >= 1, "segment from batch %d", firstSeq);
  }

  /** Empty for any other file. */
  static Optional<SegmentName> of(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Optional.of(
            new SegmentName(
                Long.parseUnsignedLong(name.group(1), 16), Long.parseLong(name.group(2))))
        : Optional.empty();
  }

  Path in(Path folder) {
    return folder.resolve(String.format(Locale.ROOT, "%016x-%019d.db", epoch, firstSeq));
  }

  @Override
  public int compareTo(SegmentName other) {
    return Long.compare(firstSeq, other.firstSeq);
  }
}
