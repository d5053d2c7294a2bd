package eu.releve.cloud.closing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A closing as a workbook: a sheet for each table, what the list is above the first one, numbers as
 * numbers with the decimals of their display, heads that stay when somebody scrolls.
 */
final class XlsxFile {
  private static final double WIDTH_MIN = 9;
  private static final double WIDTH_MAX = 44;

  /** The earliest that an archive can date. */
  private static final LocalDateTime UNDATED = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final String PROPERTIES = "docProps/core.xml";

  private XlsxFile() {}

  static byte[] of(Sheets sheets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Workbook book = new Workbook(bytes, "Releve", "1.0");
      boolean first = true;
      for (Grid grid : sheets.grids()) {
        Worksheet sheet = book.newWorksheet(name(grid));
        draw(sheet, grid, first ? sheets.above() : List.of());
        first = false;
      }
      book.finish();
      return dated(
          bytes.toByteArray(), sheets.closing().made().map(Closing.Made::at).orElse(Instant.EPOCH));
    } catch (IOException impossible) {
      throw new UncheckedIOException("into memory", impossible);
    }
  }

  /** A sheet's name has at most 31 characters. */
  private static String name(Grid grid) {
    return grid.title().substring(0, Math.min(31, grid.title().length()));
  }

  private static void draw(Worksheet sheet, Grid grid, List<String> above) {
    int row = 0;
    for (String line : above) {
      sheet.value(row++, 0, line);
    }
    row = above.isEmpty() ? 0 : row + 1;
    int columns = grid.head().size();
    for (int column = 0; column < columns; column++) {
      sheet.value(row, column, grid.head().get(column));
      sheet.width(column, width(grid, column));
    }
    sheet.range(row, 0, row, columns - 1).style().bold().wrapText(true).set();
    sheet.freezePane(0, row + 1);
    sheet.repeatRows(row);
    sheet.pageOrientation("landscape");
    for (List<Grid.Cell> cells : grid.rows()) {
      row++;
      for (int column = 0; column < columns; column++) {
        switch (cells.get(column)) {
          case Grid.Cell.Text text -> sheet.value(row, column, text.text());
          case Grid.Cell.Amount amount -> number(sheet, row, column, amount.value());
        }
      }
    }
  }

  private static void number(Worksheet sheet, int row, int column, BigDecimal value) {
    sheet.value(row, column, value);
    String decimals = value.scale() > 0 ? "." + "0".repeat(value.scale()) : "";
    sheet.style(row, column).format("0" + decimals).set();
  }

  private static double width(Grid grid, int column) {
    double longest = grid.head().get(column).length() / 2.0;
    for (List<Grid.Cell> row : grid.rows()) {
      longest =
          Math.max(
              longest,
              switch (row.get(column)) {
                case Grid.Cell.Text text -> text.text().length();
                case Grid.Cell.Amount amount -> amount.value().toPlainString().length();
              });
    }
    return Math.clamp(longest + 2, WIDTH_MIN, WIDTH_MAX);
  }

  /** The library dates a workbook by its own clock: the closing's date takes its place. */
  private static byte[] dated(byte[] workbook, Instant at) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Its entries state their sizes in a form that only a reader of whole files understands.
    Path draft = Files.createTempFile("releve-closing", ".xlsx");
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      Files.write(draft, workbook);
      copy(draft, at, out);
    } finally {
      Files.delete(draft);
    }
    return bytes.toByteArray();
  }

  private static void copy(Path draft, Instant at, ZipOutputStream out) throws IOException {
    try (ZipFile in = new ZipFile(draft.toFile())) {
      for (ZipEntry entry : Collections.list(in.entries())) {
        byte[] content;
        try (InputStream stream = in.getInputStream(entry)) {
          content = stream.readAllBytes();
        }
        if (entry.getName().equals(PROPERTIES)) {
          content =
              new String(content, UTF_8)
                  .replaceAll("(<dcterms:(created|modified)[^>]*>)[^<]*", "$1" + second(at))
                  .getBytes(UTF_8);
        }
        ZipEntry same = new ZipEntry(entry.getName());
        same.setTimeLocal(UNDATED);
        out.putNextEntry(same);
        out.write(content);
        out.closeEntry();
      }
    }
  }

  private static String second(Instant at) {
    return Instant.ofEpochSecond(at.getEpochSecond()).toString();
  }
}
