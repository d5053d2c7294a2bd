package eu.releve.edge.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.image.JPEGFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;

/** Sheets of A4, landscape, written from top to bottom: text in columns, lines, small pictures. */
final class Paper implements AutoCloseable {
  static final float LEFT = 36;
  static final float WIDTH = PDRectangle.A4.getHeight() - 2 * LEFT;

  private static final float TOP = PDRectangle.A4.getWidth() - 40;
  private static final float BOTTOM = 44;
  private static final float LEADING = 1.25f;
  private static final float GAP = 6;

  static {
    OwnFonts.use();
  }

  private final PDDocument document;
  private final PDFont plain = new PDType1Font(FontName.HELVETICA);
  private final PDFont bold = new PDType1Font(FontName.HELVETICA_BOLD);
  private PDPageContentStream pen;
  private float y = TOP;

  Paper(PDDocument document) throws IOException {
    this.document = document;
    this.pen = page(document);
  }

  /**
   * A cell of a row.
   *
   * @param width in points, with the gap behind it.
   * @param lines each is broken where it is too long.
   */
  record Cell(float width, List<String> lines) {
    Cell {
      lines = lines.stream().filter(line -> !line.isBlank()).toList();
    }
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

  /** Whether so much has room below. */
  boolean hasRoom(float height) {
    return y - height >= BOTTOM;
  }

  /** Goes on overleaf unless so much has room. */
  void need(float height) throws IOException {
    if (!hasRoom(height)) {
      turn();
    }
  }

  void skip(float height) {
    y -= height;
  }

  /** A line across. */
  void rule() throws IOException {
    pen.setLineWidth(0.4f);
    pen.setStrokingColor(0.7f);
    pen.moveTo(LEFT, y);
    pen.lineTo(LEFT + WIDTH, y);
    pen.stroke();
  }

  void title(String text, float size) throws IOException {
    need(size * 2);
    y -= size * LEADING;
    write(bold, size, LEFT, y, text);
    y -= size * 0.4f;
  }

  /** A paragraph as wide as the page. */
  void paragraph(String text, float size) throws IOException {
    for (String line : broken(text, plain, size, WIDTH)) {
      need(size * LEADING);
      y -= size * LEADING;
      write(plain, size, LEFT, y, line);
    }
  }

  /** What is called so, and what it is. */
  void named(String name, String value) throws IOException {
    for (String line : broken(value, plain, 9, WIDTH - 130)) {
      need(9 * LEADING);
      y -= 9 * LEADING;
      write(plain, 9, LEFT + 130, y, line);
    }
    write(bold, 9, LEFT, y, name);
  }

  /** A row of headings. */
  void head(List<Cell> cells, float size) throws IOException {
    float x = LEFT;
    y -= size * LEADING;
    for (Cell cell : cells) {
      write(bold, size, x, y, String.join(" ", cell.lines()));
      x += cell.width();
    }
    y -= size * 0.5f;
    rule();
  }

  float height(List<Cell> cells, float size) throws IOException {
    int lines = 1;
    for (Cell cell : cells) {
      lines = Math.max(lines, broken(cell, size).size());
    }
    return lines * size * LEADING + GAP;
  }

  /** A row; its first line of each cell is bold in the first column. */
  void row(List<Cell> cells, float size, float height) throws IOException {
    float x = LEFT;
    for (Cell cell : cells) {
      float at = y - GAP / 2;
      boolean isFirst = x == LEFT;
      for (String line : broken(cell, size)) {
        at -= size * LEADING;
        write(isFirst ? bold : plain, size, x, at, line);
        isFirst = false;
      }
      x += cell.width();
    }
    y -= height;
    rule();
  }

  /** A picture whose upper right corner is at the right margin, in the row that begins here. */
  void picture(byte[] jpeg, float width, float height) throws IOException {
    PDImageXObject image = JPEGFactory.createFromByteArray(document, jpeg);
    float scale = Math.min(width / image.getWidth(), height / image.getHeight());
    pen.drawImage(
        image,
        LEFT + WIDTH - image.getWidth() * scale,
        y - GAP / 2 - image.getHeight() * scale,
        image.getWidth() * scale,
        image.getHeight() * scale);
  }

  private List<String> broken(Cell cell, float size) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : cell.lines()) {
      lines.addAll(broken(line, plain, size, cell.width() - GAP));
    }
    return lines;
  }

  /** Between words; within a word that is longer than the line. */
  private static List<String> broken(String text, PDFont font, float size, float width)
      throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : printable(text).split(" ", -1)) {
      String rest = word;
      String longer = line.isEmpty() ? rest : line + " " + rest;
      if (length(font, size, longer) <= width) {
        line.setLength(0);
        line.append(longer);
        continue;
      }
      if (!line.isEmpty()) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (length(font, size, rest) > width && rest.length() > 1) {
        int cut = rest.length() - 1;
        while (cut > 1 && length(font, size, rest.substring(0, cut)) > width) {
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

  private static float length(PDFont font, float size, String text) throws IOException {
    return font.getStringWidth(text) * size / 1_000;
  }

  /** What the fonts that every reader has can show. */
  private static String printable(String text) {
    return text.replace('\u202f', '\u00a0')
        .replace('\u2011', '-')
        .replaceAll("[^\\x20-\\x7E\\u00A0-\\u00FF\\u2019\\u0153\\u0152]", "?");
  }

  private void write(PDFont font, float size, float x, float at, String text) throws IOException {
    pen.beginText();
    pen.setFont(font, size);
    pen.newLineAtOffset(x, at);
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
        write(plain, 7, LEFT, BOTTOM / 2, foot.of(i + 1, pages));
      }
    }
  }

  @Override
  public void close() throws IOException {
    pen.close();
  }
}
