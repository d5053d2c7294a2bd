package eu.releve.provisioning.draft;

import eu.releve.provisioning.draft.TableException.Why;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads the bytes of a list: XLSX, or text with semicolons, commas or tabs. */
final class TableFile {
  /** The most that a list may have. */
  static final int BYTES_MAX = 10 << 20;

  /** The most that it may be once it is unpacked. */
  static final long UNPACKED_MAX = 100L << 20;

  private static final int PARTS_MAX = 1_000;
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  private TableFile() {}

  /** The sheets of the file; text is one. */
  static List<Table> read(byte[] bytes) throws TableException {
    if (bytes.length > BYTES_MAX) {
      throw new TableException(Why.TOO_LARGE);
    }
    if (bytes.length > 3 && bytes[0] == 'P' && bytes[1] == 'K') {
      refuseBomb(bytes);
      return Workbook.read(bytes);
    }
    // The older XLS begins so; as text it would be read as rubbish.
    if (bytes.length > 3 && (bytes[0] & 0xFF) == 0xD0 && (bytes[1] & 0xFF) == 0xCF) {
      throw new TableException(Why.UNREADABLE, "XLS");
    }
    String text = decoded(bytes);
    if (text.indexOf('\0') >= 0) {
      throw new TableException(Why.UNREADABLE, "NUL");
    }
    return List.of(separated(text));
  }

  private static void refuseBomb(byte[] bytes) throws TableException {
    byte[] buffer = new byte[1 << 14];
    long unpacked = 0;
    int parts = 0;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry part = zip.getNextEntry(); part != null; part = zip.getNextEntry()) {
        parts++;
        for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
          unpacked += read;
          if (unpacked > UNPACKED_MAX || parts > PARTS_MAX) {
            throw new TableException(Why.TOO_LARGE);
          }
        }
      }
    } catch (IOException | IllegalArgumentException damaged) {
      throw new TableException(Why.UNREADABLE, String.valueOf(damaged.getMessage()));
    }
    if (parts == 0) {
      throw new TableException(Why.UNREADABLE, "ZIP");
    }
  }

  /** UTF-8 where it is that; what Windows programs write is hardly ever valid UTF-8. */
  private static String decoded(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, WINDOWS);
    }
  }

  private static Table separated(String text) throws TableException {
    char separator = separator(text);
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(separator)
            .setIgnoreEmptyLines(false)
            .setIgnoreSurroundingSpaces(separator != '\t')
            .get();
    List<List<Table.Cell>> rows = new ArrayList<>();
    try (CSVParser parser = format.parse(new StringReader(text))) {
      for (CSVRecord record : parser) {
        if (rows.size() > Table.ROWS_MAX) {
          throw new TableException(Why.TOO_MANY_ROWS);
        }
        rows.add(
            record.stream()
                .limit(Table.COLUMNS_MAX)
                .map(cell -> Table.Cell.text(unformatted(cell)))
                .toList());
      }
    } catch (IOException | UncheckedIOException | IllegalStateException damaged) {
      throw new TableException(Why.UNREADABLE, String.valueOf(damaged.getMessage()));
    }
    return new Table(rows);
  }

  /** The one of which the first lines, which may be titles, have most. */
  private static char separator(String text) {
    List<String> first = text.lines().filter(line -> !line.isBlank()).limit(20).toList();
    return List.of(';', '\t', ',').stream()
        .max(
            Comparator.comparingLong(
                candidate ->
                    first.stream()
                        .mapToLong(
                            line -> line.chars().filter(letter -> letter == candidate).count())
                        .max()
                        .orElse(0)))
        .orElse(';');
  }

  /** Spreadsheets keep zeros by an apostrophe or by {@code ="..."}. */
  private static String unformatted(String cell) {
    String text = cell.strip();
    return text.matches("=\"[^\"]*\"")
        ? text.substring(2, text.length() - 1)
        : text.replaceFirst("^'", "");
  }
}
