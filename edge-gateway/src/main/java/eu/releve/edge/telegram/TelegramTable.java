package eu.releve.edge.telegram;

import java.util.Arrays;
import java.util.List;

/**
 * A telegram as people read it; holds no key.
 *
 * @param rows its fields.
 * @param heading above the registers; empty where the telegram cannot be read.
 * @param registers that it holds.
 * @param remarks what else is to be said: how it was opened, or why it was not.
 */
public record TelegramTable(
    List<Row> rows, String heading, List<Line> registers, List<String> remarks) {
  private static final int BYTES_WIDTH = 28;

  public TelegramTable {
    rows = List.copyOf(rows);
    registers = List.copyOf(registers);
    remarks = List.copyOf(remarks);
  }

  /**
   * A field.
   *
   * @param offset in bytes from the telegram's first; empty where it has none.
   * @param bytes in hexadecimal digits.
   * @param meaning in words.
   */
  public record Row(String offset, String bytes, String meaning) {}

  /**
   * A register.
   *
   * @param name as Relevé calls it.
   * @param value with its unit, or why there is none.
   */
  public record Line(String name, String value) {}

  /** The whole table for a terminal, ended by a line break. */
  public String text() {
    StringBuilder out = new StringBuilder();
    rows.forEach(row -> append(out, row));
    if (!heading.isEmpty()) {
      out.append("%n%s%n".formatted(heading));
    }
    registers.forEach(line -> out.append("  %-36s %s%n".formatted(line.name(), line.value())));
    remarks.forEach(remark -> out.append(remark).append(System.lineSeparator()));
    return out.toString();
  }

  private static void append(StringBuilder out, Row row) {
    List<String> pieces = pieces(row.bytes());
    out.append(
        "%6s  %-28s  %s".formatted(row.offset(), pieces.getFirst(), row.meaning()).stripTrailing());
    out.append(System.lineSeparator());
    for (String piece : pieces.subList(1, pieces.size())) {
      out.append(" ".repeat(8)).append(piece).append(System.lineSeparator());
    }
  }

  private static List<String> pieces(String bytes) {
    if (bytes.length() <= BYTES_WIDTH) {
      return List.of(bytes);
    }
    return Arrays.asList(bytes.split("(?<=\\G.{" + BYTES_WIDTH + "})", -1)).stream()
        .filter(piece -> !piece.isEmpty())
        .toList();
  }
}
