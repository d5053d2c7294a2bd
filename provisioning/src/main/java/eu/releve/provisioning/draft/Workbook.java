package eu.releve.provisioning.draft;

import eu.releve.provisioning.draft.TableException.Why;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.jspecify.annotations.Nullable;

/** Reads the sheets of an XLSX file. */
final class Workbook {
  /** Sheets beyond are not looked at. */
  private static final int SHEETS_MAX = 20;

  private static final int DIGITS_MAX = 40;

  private Workbook() {}

  static List<Table> read(byte[] bytes) throws TableException {
    List<Table> tables = new ArrayList<>();
    try (ReadableWorkbook book =
        new ReadableWorkbook(new ByteArrayInputStream(bytes), new ReadingOptions(true, true))) {
      for (Sheet sheet : book.getSheets().limit(SHEETS_MAX).toList()) {
        tables.add(table(sheet));
      }
    } catch (IOException | RuntimeException damaged) {
      // In a file that somebody has tampered with the library meets all that a parser can meet.
      throw new TableException(Why.UNREADABLE, String.valueOf(damaged.getMessage()));
    }
    return tables;
  }

  private static Table table(Sheet sheet) throws IOException, TableException {
    List<List<Table.Cell>> rows = new ArrayList<>();
    try (Stream<Row> stream = sheet.openStream()) {
      for (Row row : (Iterable<Row>) stream::iterator) {
        List<Table.Cell> cells = cells(row);
        if (cells.isEmpty()) {
          continue;
        }
        if (row.getRowNum() > Table.ROWS_MAX + 1) {
          throw new TableException(Why.TOO_MANY_ROWS);
        }
        while (rows.size() < row.getRowNum() - 1) {
          rows.add(List.of());
        }
        rows.add(cells);
      }
    }
    return new Table(rows);
  }

  private static List<Table.Cell> cells(Row row) {
    List<Table.Cell> cells = new ArrayList<>();
    int count = Math.min(row.getCellCount(), Table.COLUMNS_MAX);
    for (int i = 0; i < count; i++) {
      cells.add(cell(row.hasCell(i) ? row.getCell(i) : null));
    }
    while (!cells.isEmpty() && cells.getLast().text().isEmpty()) {
      cells.removeLast();
    }
    return cells;
  }

  private static Table.Cell cell(@Nullable Cell cell) {
    if (cell == null) {
      return Table.Cell.EMPTY;
    }
    if (cell.getType() == CellType.NUMBER) {
      return number(cell);
    }
    String text = cell.getType() == CellType.FORMULA ? cell.getRawValue() : cell.getText();
    return text == null ? Table.Cell.EMPTY : Table.Cell.text(text);
  }

  /** A number that is shown with its zeros ({@code 00000000}) keeps them; a date is written so. */
  private static Table.Cell number(Cell cell) {
    String format =
        Optional.ofNullable(cell.getDataFormatString()).orElse("").toLowerCase(Locale.ROOT);
    if (format.contains("yy")) {
      return Table.Cell.text(cell.asDate().toLocalDate().toString());
    }
    BigDecimal value = cell.asNumber().stripTrailingZeros();
    if (value.precision() - value.scale() > DIGITS_MAX) {
      return new Table.Cell(value.toString(), true);
    }
    String digits = value.toPlainString();
    if (format.matches("0{2,40}") && digits.matches("[0-9]+")) {
      return Table.Cell.text("0".repeat(Math.max(0, format.length() - digits.length())) + digits);
    }
    return new Table.Cell(digits, true);
  }
}
