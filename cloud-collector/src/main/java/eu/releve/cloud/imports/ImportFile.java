package eu.releve.cloud.imports;

import java.time.ZoneId;
import java.util.List;

/** Tells which kind of file the bytes are, by its header, and reads it. */
public final class ImportFile {
  /** The most bytes of a file. */
  public static final int BYTES_MAX = Table.BYTES_MAX;

  private ImportFile() {}

  /**
   * What a file says.
   *
   * @param bytes at most {@link #BYTES_MAX}; UTF-8 or Latin-1.
   * @param zone of the building: local times in the file are its.
   * @throws UnreadableFileException when the header is of no kind that is known.
   */
  public static Parsed read(byte[] bytes, ZoneId zone) throws UnreadableFileException {
    Table table = Table.of(bytes);
    if (table.lines().isEmpty()) {
      throw new UnreadableFileException("file: wanted a header and rows, found nothing");
    }
    List<String> names = table.lines().getFirst().names();
    if (SubMetering.isHeader(names)) {
      return new SubMetering(zone).read(table);
    }
    if (Fluvius.isHeader(names)) {
      return new Fluvius(zone).read(table);
    }
    if (Enedis.isHeader(names)) {
      return new Enedis(zone).read(table);
    }
    String found = String.join(";", table.lines().getFirst().cells());
    throw new UnreadableFileException(
        ("file, line %d: wanted the header of sub-metering (%s), of Fluvius (%s) or of an Enedis"
                + " load curve (%s), found '%s'")
            .formatted(
                table.lines().getFirst().number(),
                String.join(";", SubMetering.COLUMNS),
                String.join(";", Fluvius.COLUMNS),
                String.join(";", Enedis.COLUMNS),
                found.length() > 200 ? found.substring(0, 200) + "..." : found));
  }
}
