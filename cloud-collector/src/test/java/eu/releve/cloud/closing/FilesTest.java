package eu.releve.cloud.closing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.closing.Line.Remark;
import eu.releve.cloud.derive.DisplayIndex.How;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.Test;

/** Files of a closing, opened again and compared with what was closed. */
class FilesTest {
  private static final Period YEAR =
      new Period(LocalDate.parse("2026-01-01"), LocalDate.parse("2027-01-01"));
  private static final Instant BEGIN = Instant.parse("2025-12-31T23:00:00Z");
  private static final Instant END = Instant.parse("2026-12-31T23:00:00Z");

  private static Meter meter(int register, String lot, String unit, Quantity quantity) {
    return new Meter(
        register,
        lot.isEmpty() ? Optional.empty() : Optional.of(lot),
        "p-" + register,
        "Eau froide d’été n°" + register,
        "m-" + register,
        Optional.of("=SER" + register),
        RegisterName.of(quantity),
        unit,
        3);
  }

  private static Stand stand(Instant at, long steps) {
    return new Stand(
        at,
        Optional.of(steps),
        How.MEASURED,
        Optional.of(at.minusSeconds(480)),
        Optional.of(at.plusSeconds(420)),
        Optional.empty());
  }

  private static Line line(Meter meter, long opening, long closing) {
    return new Line(
        meter,
        stand(BEGIN, opening),
        stand(END, closing),
        Optional.of(BigInteger.valueOf(closing - opening)),
        BigDecimal.ONE,
        new BigDecimal("0.0125"),
        How.MEASURED,
        Remark.NONE);
  }

  private static Closing closing(int lots) {
    List<Line> lines = new ArrayList<>();
    for (int i = 1; i <= lots; i++) {
      Meter meter = meter(i, "lot-" + i, "m3", Quantity.WATER_VOLUME);
      lines.add(line(meter, 1_001_600_000L + i, 1_100_123_456L + 7L * i));
    }
    Meter missing = meter(901, "", "MWh", Quantity.HEAT_ENERGY);
    lines.add(
        new Line(
            missing,
            stand(BEGIN, 3_600_000_000L),
            new Stand(
                END,
                Optional.empty(),
                How.MISSING,
                Optional.of(END.minusSeconds(86_400)),
                Optional.empty(),
                Optional.of(9_000_000_000L)),
            Optional.of(BigInteger.valueOf(5_400_000_000L)),
            new BigDecimal("0.9972"),
            BigDecimal.ZERO,
            How.MISSING,
            Remark.PARTIAL));
    Adjustment earlier =
        new Adjustment(
            3,
            new Period(LocalDate.parse("2025-01-01"), LocalDate.parse("2026-01-01")),
            meter(1, "lot-1", "m3", Quantity.WATER_VOLUME),
            BigInteger.valueOf(40_000_000),
            BigInteger.valueOf(38_500_000));
    return new Closing(
        new Closing.Place(1, "tilleuls-12", ZoneId.of("Europe/Brussels"), Optional.empty()),
        YEAR,
        Optional.of(
            new Closing.Made(
                7, "Décompte annuel 2026", Instant.parse("2027-01-15T09:30:00Z"), "anne")),
        lines,
        List.of(earlier));
  }

  @Test
  void theSameClosingGivesTheSameBytes() throws Exception {
    for (FileKind kind : FileKind.values()) {
      byte[] first = kind.of(closing(40), Locale.FRENCH);
      assertThat(kind.of(closing(40), Locale.FRENCH)).as(kind.name()).isEqualTo(first);
      assertThat(kind.of(closing(40), Locale.ENGLISH)).isNotEqualTo(first);
    }
  }

  @Test
  void theWorkbookHoldsEachNumberAsANumber() throws Exception {
    Closing closing = closing(3);
    byte[] bytes = FileKind.XLSX.of(closing, Locale.FRENCH);
    try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(bytes))) {
      assertThat(book.getSheets().map(sheet -> sheet.getName()))
          .containsExactly("Index", "Totaux", "Régularisations antérieures");
      List<Row> rows = book.getFirstSheet().read();
      assertThat(rows.get(0).getCell(0).getRawValue()).isEqualTo("Immeuble\u00a0: tilleuls-12");
      int head = heads(rows);
      for (int i = 0; i < closing.lines().size(); i++) {
        Line line = closing.lines().get(i);
        Row row = rows.get(head + 1 + i);
        assertThat(number(row, 12)).isEqualByComparingTo(line.shown().orElseThrow());
        assertThat(number(row, 6))
            .isEqualByComparingTo(
                line.meter().shown(BigInteger.valueOf(line.opening().steps().orElseThrow())));
        if (line.closing().steps().isPresent()) {
          assertThat(number(row, 9).subtract(number(row, 6)))
              .as("a reader who subtracts")
              .isEqualByComparingTo(number(row, 12));
        }
        assertThat(row.getCell(4).getRawValue()).isEqualTo(line.meter().serial().orElseThrow());
      }
      List<Row> totals = book.getSheet(1).orElseThrow().read();
      assertThat(number(totals.get(1), 2)).isEqualByComparingTo(closing.totals().get(0).sum());
      List<Row> adjustments = book.getSheet(2).orElseThrow().read();
      assertThat(number(adjustments.get(1), 8)).isEqualByComparingTo("-1.5");
    }
  }

  private static int heads(List<Row> rows) {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).getCellCount() > 5) {
        return i;
      }
    }
    throw new AssertionError("no heads");
  }

  private static BigDecimal number(Row row, int column) {
    Cell cell = row.getCell(column);
    assertThat(cell.getType()).isEqualTo(CellType.NUMBER);
    return cell.asNumber();
  }

  @Test
  void paperHasEveryNumberItsAccentsItsPagesAndWhoMadeIt() throws Exception {
    Closing closing = closing(90);
    byte[] bytes = FileKind.PDF.of(closing, Locale.FRENCH);
    try (PDDocument document = Loader.loadPDF(bytes)) {
      int pages = document.getNumberOfPages();
      assertThat(pages).isGreaterThan(2);
      String text = new PDFTextStripper().getText(document).replace('\u00a0', ' ');
      assertThat(text)
          .contains("Relevé des index tilleuls-12")
          .contains("Du 01/01/2026 au 31/12/2026 (Europe/Brussels), de minuit à minuit")
          .contains("Clôture 7, faite le 15/01/2027 10:30 par anne : Décompte annuel 2026")
          .contains("Page 1 sur " + pages)
          .contains("Page " + pages + " sur " + pages)
          .contains("Régularisations antérieures")
          .contains("Eau froide d’été");
      for (Line line : closing.lines()) {
        assertThat(text).contains(Numbers.text(line.shown().orElseThrow(), Locale.FRENCH));
        assertThat(text)
            .contains(
                Numbers.text(
                    line.meter().shown(BigInteger.valueOf(line.opening().steps().orElseThrow())),
                    Locale.FRENCH));
      }
      String folder = System.getProperty("releve.test.pictures", "");
      if (!folder.isEmpty()) {
        PDFRenderer renderer = new PDFRenderer(document);
        for (int page : new int[] {0, pages - 1}) {
          ImageIO.write(
              renderer.renderImageWithDPI(page, 110),
              "png",
              Path.of(folder, "closing-" + page + ".png").toFile());
        }
      }
    }
  }

  @Test
  void textIsWrittenAsTheLanguageWritesItAndIsNoFormula() {
    byte[] bytes = FileKind.CSV.of(closing(1), Locale.FRENCH);
    String text = new String(bytes, UTF_8);
    assertThat(text).startsWith("\ufeffLot;Point;Désignation;");
    String[] lines = text.split("\r\n");
    assertThat(lines[1])
        .startsWith("lot-1;p-1;Eau froide d’été n°1;m-1;'=SER1;Eau;1001,600;01/01/2026 00:00;")
        .contains(";1100,123;01/01/2027 00:00;")
        .contains(";98,523;m³;mesuré;1,25;");
    assertThat(lines[2])
        .startsWith("Parties communes;")
        .contains("31/12/2026 00:00\u00a0: 2,500, le plus proche;1,500;MWh;absent");
    assertThat(lines).contains("Régularisations antérieures");
    assertThat(text).contains(";40,000;38,500;-1,500;m³");
    assertThat(new String(FileKind.CSV.of(closing(1), Locale.ENGLISH), UTF_8))
        .contains(";1001.600;2026-01-01 00:00;");
  }

  @Test
  void everyLanguageSaysTheSameThingsAndFrenchNeverBreaksBeforeASign() throws IOException {
    Path folder = Path.of("src/main/resources/eu/releve/cloud/closing");
    Map<String, String> french = words(folder.resolve("messages_fr.properties"));
    Map<String, String> english = words(folder.resolve("messages_en.properties"));
    assertThat(french.keySet()).isEqualTo(english.keySet());
    french.forEach(
        (key, text) -> {
          assertThat(text).as(key).doesNotContainPattern(" [:;?!%»]");
          for (int i = 0; i < 5; i++) {
            assertThat(text.contains("{" + i + "}"))
                .as(key)
                .isEqualTo(english.getOrDefault(key, "").contains("{" + i + "}"));
          }
        });
    for (How how : How.values()) {
      assertThat(english).containsKey("how." + how.label());
    }
    for (Remark remark : Remark.values()) {
      assertThat(english).containsKey("remark." + remark.label());
    }
  }

  private static Map<String, String> words(Path file) throws IOException {
    Properties words = new Properties();
    try (var reader = Files.newBufferedReader(file, UTF_8)) {
      words.load(reader);
    }
    Map<String, String> sorted = new TreeMap<>();
    words.forEach((key, text) -> sorted.put(key.toString(), text.toString()));
    return sorted;
  }
}
