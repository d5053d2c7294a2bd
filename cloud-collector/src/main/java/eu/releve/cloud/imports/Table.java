package eu.releve.cloud.imports;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The lines of a file of separated values, each cut into its cells.
 *
 * <p>UTF-8 with or without its mark, or else Latin-1; {@code ;} or {@code ,}, as the first line has
 * more of; a cell may stand in quotation marks, and spreadsheets' {@code ="1234"} is {@code 1234}.
 *
 * @param lines those that are not empty.
 */
record Table(List<Line> lines) {
  /** The most bytes of a file: 36 months of quarter-hours of one meter are 9 MiB. */
  static final int BYTES_MAX = 10 << 20;

  private static final int CELLS_MAX = 40;

  Table {
    lines = List.copyOf(lines);
  }

  /**
   * One line.
   *
   * @param number from 1, empty lines counted.
   * @param cells without the spaces around them.
   */
  record Line(int number, List<String> cells) {
    Line {
      cells = List.copyOf(cells);
    }

    /** What stands in a column; empty where the line is shorter. */
    String cell(int column) {
      return column < cells.size() ? cells.get(column) : "";
    }

    /** The names of columns, whatever their case, accents and spaces. */
    List<String> names() {
      return cells.stream().map(Table::name).toList();
    }
  }

  static Table of(byte[] bytes) throws UnreadableFileException {
    return of(text(fitting(bytes)), Optional.empty());
  }

  /** The same of a file of which somebody has said how it is written. */
  static Table of(byte[] bytes, Charset charset, char separator) throws UnreadableFileException {
    try {
      String text = charset.newDecoder().decode(ByteBuffer.wrap(fitting(bytes))).toString();
      return of(withoutMark(text), Optional.of(separator));
    } catch (CharacterCodingException other) {
      throw new UnreadableFileException(
          "file: wanted %s as the mapping says, found another encoding".formatted(charset));
    }
  }

  private static byte[] fitting(byte[] bytes) throws UnreadableFileException {
    if (bytes.length > BYTES_MAX) {
      throw new UnreadableFileException(
          "file: wanted at most %d bytes, found %d".formatted(BYTES_MAX, bytes.length));
    }
    return bytes;
  }

  private static Table of(String text, Optional<Character> said) {
    String[] raw = text.split("\r\n|\n|\r", -1);
    char separator = said.orElse(';');
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < raw.length; i++) {
      if (raw[i].isBlank()) {
        continue;
      }
      if (lines.isEmpty() && said.isEmpty()) {
        separator = count(raw[i], ',') > count(raw[i], ';') ? ',' : ';';
      }
      lines.add(new Line(i + 1, cells(raw[i], separator)));
    }
    return new Table(lines);
  }

  private static String text(byte[] bytes) {
    try {
      return withoutMark(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException other) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private static List<String> cells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        boolean twice = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (twice) {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (c == separator && !quoted && cells.size() < CELLS_MAX) {
        cells.add(plain(cell));
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(plain(cell));
    return cells;
  }

  /** Spreadsheets keep the digits of a long number behind an equals sign. */
  private static String plain(StringBuilder cell) {
    String text = cell.toString().strip();
    return text.startsWith("=") ? text.substring(1).strip() : text;
  }

  /** In lower case, without accents and with single spaces. */
  static String name(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .replaceAll("\\s+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }
}
