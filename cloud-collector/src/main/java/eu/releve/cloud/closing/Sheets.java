package eu.releve.cloud.closing;

import eu.releve.provisioning.language.Messages;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A closing in the words of a reader: what stands above, and the tables below. Nothing in it but
 * the closing's own: the same closing gives the same files, byte for byte.
 */
final class Sheets {
  private final Closing closing;
  private final Labels labels;
  private final Messages words;
  private final DateTimeFormatter day;
  private final DateTimeFormatter minute;

  /**
   * @param language one of {@link Messages#LOCALES}.
   */
  Sheets(Closing closing, Locale language) {
    this.closing = closing;
    this.labels = new Labels(language);
    this.words = labels.words();
    this.day = DateTimeFormatter.ofPattern(words.text("day"), Locale.ROOT);
    this.minute = DateTimeFormatter.ofPattern(words.text("minute"), Locale.ROOT);
  }

  Closing closing() {
    return closing;
  }

  Locale language() {
    return words.locale();
  }

  /** What the list is called. */
  String title() {
    return words.text("title", closing.place().site());
  }

  /** Of which building and days it is, and who made it. */
  List<String> above() {
    List<String> above = new ArrayList<>();
    above.add(words.text("building", closing.place().site()));
    closing.place().lot().ifPresent(lot -> above.add(words.text("lot", lot.name())));
    above.add(period());
    above.add(
        closing
            .made()
            .map(
                made ->
                    words.text(
                        "made",
                        Integer.toString(made.id()),
                        minute.format(made.at().atZone(closing.place().zone())),
                        made.by(),
                        made.reason()))
            .orElseGet(() -> words.text("preview")));
    return above;
  }

  private String period() {
    return words.text(
        "period",
        day.format(closing.period().first()),
        day.format(closing.period().last()),
        closing.place().zone().getId());
  }

  /** What stands at the foot of each page. */
  String foot(int page, int pages) {
    String number = closing.made().map(made -> " " + made.id()).orElse("");
    return "%s%s  %s  %s"
        .formatted(
            title(),
            number,
            period(),
            words.text("page", Integer.toString(page), Integer.toString(pages)));
  }

  /** Lines, sums, and adjustments where there are any. */
  List<Grid> grids() {
    return closing.earlier().isEmpty()
        ? List.of(lines(), totals())
        : List.of(lines(), totals(), adjustments());
  }

  private List<String> heads(String... keys) {
    return Stream.of(keys).map(key -> words.text("column." + key)).toList();
  }

  Grid lines() {
    return new Grid(
        words.text("lines"),
        heads(
            "lot",
            "point",
            "place",
            "meter",
            "serial",
            "register",
            "opening",
            "opening-at",
            "opening-read",
            "closing",
            "closing-at",
            "closing-read",
            "used",
            "unit",
            "quality",
            "estimated",
            "remark"),
        closing.lines().stream().map(this::row).toList());
  }

  private List<Grid.Cell> row(Line line) {
    Meter meter = line.meter();
    return List.of(
        text(labels.lot(meter.lot())),
        text(meter.point()),
        text(meter.title()),
        text(meter.meter()),
        text(meter.serial().orElse("")),
        text(labels.register(meter.name())),
        index(meter, line.opening()),
        text(at(line.opening().at())),
        text(read(line.opening(), meter)),
        index(meter, line.closing()),
        text(at(line.closing().at())),
        text(read(line.closing(), meter)),
        number(line.shown()),
        text(labels.unit(meter.unit())),
        text(labels.how(line.quality())),
        new Grid.Cell.Amount(line.estimated().movePointRight(2).setScale(2, RoundingMode.UP)),
        text(labels.remark(line.remark())));
  }

  private static Grid.Cell text(String text) {
    return new Grid.Cell.Text(text);
  }

  private static Grid.Cell number(Optional<BigDecimal> value) {
    return value.<Grid.Cell>map(Grid.Cell.Amount::new).orElse(Grid.BLANK);
  }

  private static Grid.Cell index(Meter meter, Stand stand) {
    return number(stand.steps().map(steps -> meter.shown(BigInteger.valueOf(steps))));
  }

  private String at(Instant instant) {
    return minute.format(instant.atZone(closing.place().zone()));
  }

  /** When the readings around it were made; where it is missing, what is known. */
  private String read(Stand stand, Meter meter) {
    List<String> instants =
        Stream.of(stand.before(), stand.after())
            .flatMap(Optional::stream)
            .distinct()
            .map(this::at)
            .toList();
    String readings = String.join(" / ", instants);
    return stand
        .known()
        .map(
            steps ->
                words.text(
                    "known",
                    readings,
                    Numbers.text(meter.shown(BigInteger.valueOf(steps)), words.locale())))
        .orElse(readings);
  }

  Grid totals() {
    return new Grid(
        words.text("totals"),
        heads("lot", "quantity", "sum", "unit", "complete"),
        closing.totals().stream()
            .map(
                total ->
                    List.of(
                        text(labels.lot(total.lot())),
                        text(labels.quantity(total.quantity())),
                        new Grid.Cell.Amount(total.sum()),
                        text(labels.unit(total.unit())),
                        text(words.text(total.complete() ? "yes" : "no"))))
            .toList());
  }

  private Grid adjustments() {
    return new Grid(
        words.text("adjustments"),
        heads(
            "closing-number",
            "period",
            "lot",
            "place",
            "meter",
            "register",
            "before",
            "now",
            "difference",
            "unit"),
        closing.earlier().stream().map(this::row).toList());
  }

  private List<Grid.Cell> row(Adjustment one) {
    Meter meter = one.meter();
    return List.of(
        text(Integer.toString(one.closed())),
        text(from(one.period().first()) + " - " + from(one.period().last())),
        text(labels.lot(meter.lot())),
        text(meter.title()),
        text(meter.serial().orElse(meter.meter())),
        text(labels.register(meter.name())),
        new Grid.Cell.Amount(meter.shown(one.before())),
        new Grid.Cell.Amount(meter.shown(one.now())),
        new Grid.Cell.Amount(one.shown()),
        text(labels.unit(meter.unit())));
  }

  private String from(LocalDate date) {
    return day.format(date);
  }
}
