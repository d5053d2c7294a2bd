package eu.releve.cloud.command;

import eu.releve.provisioning.enrol.EnrolmentLabel;
import io.nayuki.qrcodegen.QrCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;

/** Labels to print and stick on boxes: eight on a sheet of A4, two beside each other. */
final class LabelSheet {
  private static final float MM = 72 / 25.4f;
  private static final int COLUMNS = 2;
  private static final int ROWS = 4;
  private static final float WIDTH = 99 * MM;
  private static final float HEIGHT = 68 * MM;
  private static final float LEFT = 6 * MM;
  private static final float TOP = 12 * MM;
  private static final float INSIDE = 5 * MM;

  /** With the quiet zone of four modules that scanners want (ISO/IEC 18004). */
  private static final float CODE = 38 * MM;

  private static final int QUIET_MODULES = 4;
  private static final PDFont PLAIN = new PDType1Font(FontName.HELVETICA);
  private static final PDFont BOLD = new PDType1Font(FontName.HELVETICA_BOLD);
  private static final PDFont FIXED = new PDType1Font(FontName.COURIER);

  private LabelSheet() {}

  /**
   * What stands on a label.
   *
   * @param label with the code.
   * @param lines below the name of the gateway, such as whose it is and until when the code holds.
   */
  record Printed(EnrolmentLabel label, List<String> lines) {
    Printed {
      lines = List.copyOf(lines);
    }
  }

  /** Writes the sheets; the file is its owner's alone, for there are secrets on it. */
  static void write(Path file, List<Printed> labels) throws IOException {
    try (PDDocument document = new PDDocument()) {
      int perPage = COLUMNS * ROWS;
      for (int first = 0; first < labels.size(); first += perPage) {
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        try (PDPageContentStream paper = new PDPageContentStream(document, page)) {
          List<Printed> some = labels.subList(first, Math.min(labels.size(), first + perPage));
          for (int i = 0; i < some.size(); i++) {
            int row = i / COLUMNS;
            int column = i % COLUMNS;
            float top = PDRectangle.A4.getHeight() - TOP - row * HEIGHT;
            draw(paper, some.get(i), LEFT + column * WIDTH, top);
          }
        }
      }
      Path draft = OwnFile.create(file.resolveSibling(file.getFileName() + ".new"));
      document.save(draft.toFile());
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void draw(PDPageContentStream paper, Printed printed, float x, float top)
      throws IOException {
    EnrolmentLabel label = printed.label;
    paper.setLineWidth(0.3f);
    paper.addRect(x, top - HEIGHT, WIDTH, HEIGHT);
    paper.stroke();
    code(paper, QrCode.encodeText(label.text(), QrCode.Ecc.MEDIUM), x + INSIDE, top - INSIDE);
    float right = x + INSIDE + CODE + 3 * MM;
    text(paper, BOLD, 15, right, top - 11 * MM, label.gateway().value());
    float y = top - 17 * MM;
    for (String line : printed.lines) {
      text(paper, PLAIN, 8, right, y, line);
      y -= 4 * MM;
    }
    text(paper, BOLD, 11, x + INSIDE, top - 50 * MM, label.code().text());
    text(paper, PLAIN, 7, x + INSIDE, top - 54.5f * MM, label.server().toString());
    String hex = label.authority().hex().replaceAll("(.{4})(?!$)", "$1 ");
    text(paper, FIXED, 6.5f, x + INSIDE, top - 59 * MM, hex.substring(0, 40).strip());
    text(paper, FIXED, 6.5f, x + INSIDE, top - 62 * MM, hex.substring(40).strip());
  }

  private static void code(PDPageContentStream paper, QrCode code, float x, float top)
      throws IOException {
    float module = CODE / (code.size + 2 * QUIET_MODULES);
    for (int row = 0; row < code.size; row++) {
      for (int column = 0; column < code.size; column++) {
        if (code.getModule(column, row)) {
          paper.addRect(
              x + (column + QUIET_MODULES) * module,
              top - (row + 1 + QUIET_MODULES) * module,
              module,
              module);
        }
      }
    }
    paper.fill();
  }

  private static void text(
      PDPageContentStream paper, PDFont font, float size, float x, float y, String text)
      throws IOException {
    paper.beginText();
    paper.setFont(font, size);
    paper.newLineAtOffset(x, y);
    paper.showText(text.replaceAll("[^\\x20-\\x7E\\u00A0-\\u00FF\\u2019\\u0153\\u0152]", "?"));
    paper.endText();
  }
}
