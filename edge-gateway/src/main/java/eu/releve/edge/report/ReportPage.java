package eu.releve.edge.report;

import eu.releve.edge.commission.CommissionWords;
import eu.releve.edge.commission.Commissioning.Sums;
import eu.releve.edge.commission.Entry;
import eu.releve.edge.commission.Entry.Said;
import eu.releve.edge.commission.Entry.When;
import eu.releve.edge.commission.Line;
import eu.releve.edge.commission.Photos;
import eu.releve.edge.commission.SumCheck;
import eu.releve.edge.report.Paper.Cell;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.SitePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;

/** The report on paper. */
final class ReportPage {
  private static final float SMALL = 8;
  private static final float PICTURE = 60;
  private static final List<Float> WIDTHS = List.of(165f, 115f, 75f, 100f, 100f, 150f, 65f);

  private final Content content;
  private final CommissionWords words;
  private final ZoneId zone;

  private ReportPage(Content content) {
    this.content = content;
    this.words = CommissionWords.in(content.language());
    this.zone = content.plan().zone();
  }

  /**
   * What stands in a report.
   *
   * @param number counts from 1.
   * @param before the one that it replaces: its number and the SHA-256 of its file.
   * @param gateway who makes it.
   * @param certificate the SHA-256 of its certificate; nothing while it has none.
   * @param installer who vouches for it.
   * @param language of two letters.
   * @param made when.
   * @param plan what is installed.
   * @param lines its meters.
   * @param sums how sums stand.
   * @param photos of plates.
   */
  record Content(
      int number,
      Optional<Before> before,
      GatewayId gateway,
      Optional<String> certificate,
      String installer,
      String language,
      When made,
      SitePlan plan,
      List<Line> lines,
      Sums sums,
      Photos photos) {
    Content {
      lines = List.copyOf(lines);
    }
  }

  /** The one before. */
  record Before(int number, String sha256) {}

  /** Writes it. */
  static void write(Content content, Path file) throws IOException {
    try (PDDocument document = new PDDocument(MemoryUsageSetting.setupTempFileOnly().streamCache)) {
      new ReportPage(content).write(document);
      document.save(file.toFile());
    }
  }

  private void write(PDDocument document) throws IOException {
    PDDocumentInformation information = new PDDocumentInformation();
    information.setTitle(words.text("paper.title") + " " + content.plan().site());
    information.setAuthor(content.installer());
    information.setCreator("Relev\u00e9, gateway " + content.gateway());
    document.setDocumentInformation(information);
    document.getDocumentCatalog().setLanguage(content.language());
    try (Paper paper = new Paper(document)) {
      top(paper);
      meters(paper);
      sums(paper);
      open(paper);
      paper.skip(10);
      paper.paragraph(words.text("paper.how"), SMALL);
      paper.paragraph(words.text("paper.trust", content.gateway()), SMALL);
      paper.finish(
          (page, pages) ->
              words.text("paper.foot", content.gateway(), content.number(), page, pages));
    }
  }

  private void top(Paper paper) throws IOException {
    paper.title(words.text("paper.title"), 16);
    paper.title(words.text("paper.number", Integer.toString(content.number())), 11);
    if (content.before().isPresent()) {
      Before before = content.before().get();
      paper.paragraph(
          words.text("paper.replaces", Integer.toString(before.number()), before.sha256()), SMALL);
    }
    paper.skip(4);
    paper.named(words.text("paper.building"), content.plan().site().value());
    paper.named(words.text("paper.gateway"), content.gateway().value());
    paper.named(
        words.text("paper.certificate"),
        content.certificate().orElse(words.text("paper.certificate.none")));
    paper.named(words.text("paper.installer"), content.installer());
    paper.named(words.text("paper.made"), words.instant(content.made(), zone) + " (" + zone + ")");
    paper.named(words.text("paper.plan"), content.plan().hash());
    long confirmed = content.lines().stream().filter(line -> line.verdict().isConfirmed()).count();
    paper.skip(4);
    paper.title(words.text("paper.confirmed", confirmed, content.lines().size()), 11);
  }

  private static Cell cell(int column, String... lines) {
    return new Cell(WIDTHS.get(column), List.of(lines));
  }

  private List<Cell> headings() {
    return List.of(
        cell(0, words.text("paper.meter")),
        cell(1, words.text("paper.plate")),
        cell(2, words.text("paper.display")),
        cell(3, words.text("paper.before")),
        cell(4, words.text("paper.after")),
        cell(5, words.text("paper.verdict")),
        cell(6, words.text("paper.photo")));
  }

  private void meters(Paper paper) throws IOException {
    paper.head(headings(), SMALL);
    for (Line line : content.lines()) {
      List<Cell> cells = cells(line);
      Optional<byte[]> thumbnail = content.photos().thumbnail(line.meter().id());
      float height = Math.max(paper.height(cells, SMALL), thumbnail.isPresent() ? PICTURE + 6 : 0);
      if (!paper.hasRoom(height)) {
        paper.need(height);
        paper.head(headings(), SMALL);
      }
      if (thumbnail.isPresent()) {
        paper.picture(thumbnail.get(), WIDTHS.getLast() - 6, PICTURE);
      }
      paper.row(cells, SMALL, height);
    }
  }

  private List<Cell> cells(Line line) {
    Meter meter = line.meter();
    Optional<Entry> entry = line.entry();
    return List.of(
        cell(
            0,
            line.subject().name(),
            meter.id().value() + line.lot().map(lot -> ", " + lot.id()).orElse(""),
            line.subject().register().map(words::register).orElse(""),
            meter.particulars().place().orElse(""),
            meter.particulars().access().orElse("")),
        cell(
            1,
            meter.serial().map(serial -> words.text("paper.serial", serial)).orElse(""),
            meter
                .particulars()
                .midYear()
                .map(year -> words.text("paper.mid", Integer.toString(year)))
                .orElse(""),
            meter.particulars().seal().map(seal -> words.text("paper.seal", seal)).orElse(""),
            meter
                .particulars()
                .verifyBy()
                .map(day -> words.text("paper.verify", words.day(day)))
                .orElse("")),
        cell(
            2,
            entry.map(its -> words.display(its.typed())).orElse("-"),
            entry.map(its -> words.instant(its.at(), zone)).orElse("")),
        said(3, entry, Entry::before),
        said(4, entry, Entry::after),
        cell(
            5,
            words.verdict(line, content.plan()),
            line.photo().map(photo -> "SHA-256 " + photo.sha256()).orElse("")),
        cell(6));
  }

  private Cell said(int column, Optional<Entry> entry, Function<Entry, Optional<Said>> which) {
    Optional<Said> said = entry.flatMap(which);
    return said.isEmpty()
        ? cell(column, "-")
        : cell(
            column, words.reading(entry.get(), said.get()), words.instant(said.get().at(), zone));
  }

  private void sums(Paper paper) throws IOException {
    paper.skip(10);
    paper.title(words.text("paper.sums"), 11);
    Sums sums = content.sums();
    if (sums.checks().isEmpty()) {
      paper.paragraph(words.text("sums.none"), SMALL);
      return;
    }
    for (SumCheck check : sums.checks()) {
      List<Cell> cells =
          List.of(
              new Cell(165, List.of(check.group().name(), check.group().main().value())),
              new Cell(190, List.of(interval(check))),
              new Cell(Paper.WIDTH - 355, List.of(words.sum(check))));
      float height = paper.height(cells, SMALL);
      paper.need(height);
      paper.row(cells, SMALL, height);
    }
    paper.skip(3);
    paper.paragraph(words.text("sums.percent", sums.percent()), SMALL);
  }

  private String interval(SumCheck check) {
    if (check.fromMillis() == 0 || check.untilMillis() <= check.fromMillis()) {
      return "-";
    }
    boolean trusted = content.made().trusted();
    return words.text(
        "paper.sum.interval",
        words.instant(new When(Instant.ofEpochMilli(check.fromMillis()), true), zone),
        words.instant(new When(Instant.ofEpochMilli(check.untilMillis()), trusted), zone));
  }

  private void open(Paper paper) throws IOException {
    paper.skip(10);
    paper.title(words.text("paper.open"), 11);
    List<Line> open =
        content.lines().stream().filter(line -> !line.verdict().isConfirmed()).toList();
    if (open.isEmpty()) {
      paper.paragraph(words.text("paper.open.none"), SMALL);
    }
    for (Line line : open) {
      paper.paragraph(
          line.subject().name()
              + " ("
              + line.meter().id()
              + "): "
              + words.verdict(line, content.plan()),
          SMALL);
    }
  }
}
