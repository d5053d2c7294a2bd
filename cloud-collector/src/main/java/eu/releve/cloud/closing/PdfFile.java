package eu.releve.cloud.closing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;

/**
 * A closing on paper: A4 across, what the list is on the first page, heads on each, and at the foot
 * building, days and page.
 */
final class PdfFile {
  /** Columns of the lines that paper has room for, and how wide they are, in parts of the page. */
  private static final int[] COLUMNS = {0, 2, 4, 5, 6, 8, 9, 11, 12, 13, 14, 15, 16};

  private static final float[] WIDTHS = {
    0.06f, 0.12f, 0.09f, 0.07f, 0.06f, 0.1f, 0.06f, 0.1f, 0.065f, 0.035f, 0.06f, 0.05f, 0.13f
  };

  private PdfFile() {}

  static byte[] of(Sheets sheets) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PDDocument document = new PDDocument()) {
      describe(document, sheets);
      try (Paper paper = new Paper(document, sheets.language())) {
        paper.title(sheets.title());
        for (String line : sheets.above()) {
          paper.line(line);
        }
        List<Grid> grids = sheets.grids();
        paper.grid(grids.getFirst(), COLUMNS, WIDTHS);
        for (Grid grid : grids.subList(1, grids.size())) {
          paper.grid(grid);
        }
        paper.finish(sheets::foot);
      }
      document.save(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException("into memory", impossible);
    }
    return bytes.toByteArray();
  }

  /** Its number and date are the closing's: the library would take them from its clock. */
  private static void describe(PDDocument document, Sheets sheets) {
    Instant at = sheets.closing().made().map(Closing.Made::at).orElse(Instant.EPOCH);
    Calendar date = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);
    date.setTimeInMillis(at.toEpochMilli());
    PDDocumentInformation about = new PDDocumentInformation();
    about.setTitle(sheets.title());
    about.setProducer("Relevé");
    about.setCreationDate(date);
    document.setDocumentInformation(about);
    document.setDocumentId(sheets.closing().made().map(Closing.Made::id).orElse(0).longValue());
  }
}
