package eu.releve.cloud.closing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A closing as text: UTF-8 with a byte order mark, semicolons, numbers with a comma in French and a
 * point in English, lines that end with CR LF. The table of lines comes first; an empty line and
 * its title stand before each other one.
 */
final class CsvFile {
  private static final String MARK = "\ufeff";
  private static final String END = "\r\n";

  private CsvFile() {}

  static byte[] of(Sheets sheets) {
    StringBuilder text = new StringBuilder(MARK);
    boolean first = true;
    for (Grid grid : sheets.grids()) {
      if (!first) {
        text.append(END).append(field(grid.title())).append(END);
      }
      first = false;
      text.append(joined(grid.head().stream().map(CsvFile::field).toList()));
      for (List<Grid.Cell> row : grid.rows()) {
        text.append(joined(row.stream().map(cell -> field(cell, sheets)).toList()));
      }
    }
    return text.toString().getBytes(UTF_8);
  }

  private static String joined(List<String> fields) {
    return fields.stream().collect(Collectors.joining(";", "", END));
  }

  private static String field(Grid.Cell cell, Sheets sheets) {
    return switch (cell) {
      case Grid.Cell.Text text -> field(text.text());
      case Grid.Cell.Amount amount -> Numbers.text(amount.value(), sheets.language());
    };
  }

  /** Quoted where it has to be; what a spreadsheet would take for a formula begins with a quote. */
  private static String field(String text) {
    String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.matches("(?s).*[\";\r\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
