package eu.releve.cloud.closing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;

/**
 * Pages of A4 across, written from top to bottom. The one font is the library's own (Liberation
 * Sans, SIL OFL), embedded, so that accents look the same everywhere.
 */
final class Paper implements AutoCloseable {
  private static final String FONT = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final float LEFT = 30;
  private static final float WIDTH = PDRectangle.A4.getHeight() - 2 * LEFT;
  private static final float TOP = PDRectangle.A4.getWidth() - 32;
  private static final float BOTTOM = 40;
  private static final float SIZE = 6.5f;
  private static final float LEADING = 1.25f;
  private static final float GAP = 4;

  private final PDDocument document;
  private final Locale language;
  private final PDFont font;
  private PDPageContentStream pen;
  private float y = TOP;

  Paper(PDDocument document, Locale language) throws IOException {
    this.document = document;
    this.language = language;
    try (InputStream file = PDFont.class.getResourceAsStream(FONT)) {
      if (file == null) {
        throw new IOException(FONT + ": it is not in the library");
      }
      this.font = PDType0Font.load(document, file, true);
    }
    this.pen = page(document);
  }

  private static PDPageContentStream page(PDDocument document) throws IOException {
    PDPage page =
        new PDPage(
            new PDRectangle(
                /* width= */ PDRectangle.A4.getHeight(), /* height= */ PDRectangle.A4.getWidth()));
    document.addPage(page);
    return new PDPageContentStream(document, page);
  }

  private void turn() throws IOException {
    pen.close();
    pen = page(document);
    y = TOP;
  }

  void title(String text) throws IOException {
    y -= 16;
    write(text, 14, LEFT, true);
    y -= 6;
  }

  /** A line as wide as the page. */
  void line(String text) throws IOException {
    for (String part : broken(text, 9, WIDTH)) {
      y -= 9 * LEADING;
      write(part, 9, LEFT, false);
    }
  }

  /** A table of columns as wide as each other. */
  void grid(Grid grid) throws IOException {
    int count = grid.head().size();
    float[] widths = new float[count];
    Arrays.fill(widths, 1f / count);
    grid(grid, IntStream.range(0, count).toArray(), widths);
  }

  /**
   * A table of some of its columns.
   *
   * @param columns which, in order.
   * @param widths of these, in parts of the page.
   */
  void grid(Grid grid, int[] columns, float[] widths) throws IOException {
    if (y - 60 < BOTTOM) {
      turn();
    }
    y -= 22;
    write(grid.title(), 10, LEFT, true);
    y -= 5;
    List<Grid.Cell> head = grid.head().stream().<Grid.Cell>map(Grid.Cell.Text::new).toList();
    boolean[] numbers = numbers(grid, columns);
    row(picked(head, columns), widths, numbers, true);
    for (List<Grid.Cell> cells : grid.rows()) {
      List<Grid.Cell> row = picked(cells, columns);
      if (y - height(row, widths) < BOTTOM) {
        turn();
        row(picked(head, columns), widths, numbers, true);
      }
      row(row, widths, numbers, false);
    }
  }

  private static List<Grid.Cell> picked(List<Grid.Cell> cells, int[] columns) {
    return Arrays.stream(columns).mapToObj(cells::get).toList();
  }

  private List<String> lines(Grid.Cell cell, float width) throws IOException {
    return switch (cell) {
      case Grid.Cell.Text text -> broken(text.text(), SIZE, width * WIDTH - GAP);
      case Grid.Cell.Amount amount -> List.of(Numbers.text(amount.value(), language));
    };
  }

  private float height(List<Grid.Cell> row, float[] widths) throws IOException {
    int lines = 1;
    for (int i = 0; i < row.size(); i++) {
      lines = Math.max(lines, lines(row.get(i), widths[i]).size());
    }
    return lines * SIZE * LEADING + GAP;
  }

  /** Numbers stand at the right of their column, and so does its head. */
  private static boolean[] numbers(Grid grid, int[] columns) {
    boolean[] numbers = new boolean[columns.length];
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      numbers[i] =
          grid.rows().stream().anyMatch(row -> row.get(column) instanceof Grid.Cell.Amount);
    }
    return numbers;
  }

  private void row(List<Grid.Cell> row, float[] widths, boolean[] numbers, boolean bold)
      throws IOException {
    float top = y;
    float height = height(row, widths);
    float x = LEFT;
    for (int i = 0; i < row.size(); i++) {
      float width = widths[i] * WIDTH;
      y = top - GAP / 2;
      for (String line : lines(row.get(i), widths[i])) {
        y -= SIZE * LEADING;
        boolean right = numbers[i];
        write(line, SIZE, right ? x + width - GAP - length(line, SIZE) : x, bold);
      }
      x += width;
    }
    y = top - height;
    pen.setLineWidth(bold ? 0.8f : 0.3f);
    pen.setStrokingColor(bold ? 0.2f : 0.7f);
    pen.moveTo(LEFT, y - 1);
    pen.lineTo(LEFT + WIDTH, y - 1);
    pen.stroke();
  }

  /** Between words; within a word that is longer than the line. */
  private List<String> broken(String text, float size, float width) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : printable(text).split(" ", -1)) {
      String rest = word;
      String longer = line.isEmpty() ? rest : line + " " + rest;
      if (length(longer, size) <= width) {
        line.setLength(0);
        line.append(longer);
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (length(rest, size) > width && rest.length() > 1) {
        int cut = rest.length() - 1;
        while (cut > 1 && length(rest.substring(0, cut), size) > width) {
          cut--;
        }
        lines.add(rest.substring(0, cut));
        rest = rest.substring(cut);
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  private float length(String text, float size) throws IOException {
    return font.getStringWidth(text) * size / 1_000;
  }

  /** What the font has: the letters of western and central Europe. */
  private static String printable(String text) {
    return text.replace('\u202f', '\u00a0')
        .replace('\u2011', '-')
        .replaceAll("[^\\x20-\\x7E\\u00A0-\\u017F\\u2013\\u2019\\u20AC]", "?");
  }

  /** The font has no bold: letters are drawn with their outline. */
  private void write(String text, float size, float x, boolean bold) throws IOException {
    pen.beginText();
    pen.setFont(font, size);
    pen.setStrokingColor(0f);
    pen.setLineWidth(size / 30);
    pen.setRenderingMode(bold ? RenderingMode.FILL_STROKE : RenderingMode.FILL);
    pen.newLineAtOffset(x, y);
    pen.showText(printable(text));
    pen.endText();
  }

  /** What stands at the foot of a page. */
  @FunctionalInterface
  interface Foot {
    String of(int page, int pages);
  }

  /** Ends the last page, and writes below each. */
  void finish(Foot foot) throws IOException {
    pen.close();
    int pages = document.getNumberOfPages();
    for (int i = 0; i < pages; i++) {
      try (PDPageContentStream below =
          new PDPageContentStream(document, document.getPage(i), AppendMode.APPEND, true, true)) {
        pen = below;
        y = BOTTOM / 2;
        write(foot.of(i + 1, pages), 7, LEFT, false);
      }
    }
  }

  @Override
  public void close() throws IOException {
    pen.close();
  }
}
