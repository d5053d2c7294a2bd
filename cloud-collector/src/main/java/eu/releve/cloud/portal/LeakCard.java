package eu.releve.cloud.portal;

import eu.releve.cloud.process.Findings.Finding;
import eu.releve.cloud.process.Leak;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A leak in words: where and since when, what it costs, how that was found, and what to do.
 *
 * @param facts the rest, one named line each.
 */
record LeakCard(String title, String cost, String why, List<Line> facts) {
  /** Two nights may come late; a leak that was not seen for longer is told as one of the past. */
  private static final int DAYS_SEEN = 3;

  /** A line with its name. */
  record Line(String name, String text) {}

  LeakCard {
    facts = List.copyOf(facts);
  }

  /** A leak of which no end is known. */
  static LeakCard of(Finding finding, Calendar calendar) {
    Messages words = calendar.words();
    Leak leak = finding.leak();
    boolean seen = !leak.last().isBefore(calendar.today().minusDays(DAYS_SEEN));
    String place = finding.pointName();
    String title =
        seen
            ? words.text("leak.title", place, calendar.day(leak.since()))
            : words.text(
                "leak.title.unseen", place, calendar.day(leak.since()), calendar.day(leak.last()));
    return new LeakCard(
        title, cost(finding, words), why(leak, seen, calendar), facts(finding, calendar));
  }

  /** A leak that is over, or of which nothing was known for long, in one sentence. */
  static String past(Finding finding, Calendar calendar) {
    Messages words = calendar.words();
    Leak leak = finding.leak();
    String text =
        words.text(
            "leak.past",
            finding.pointName(),
            calendar.day(leak.since()),
            calendar.day(leak.last()),
            cost(finding, words));
    String end =
        leak.cleanOn()
            .map(clean -> words.text("leak.past.clean", calendar.day(clean)))
            .orElseGet(() -> words.text("leak.past.unknown"));
    return text + " " + end;
  }

  private static String cost(Finding finding, Messages words) {
    String litres = Display.number(finding.leak().litres(), 0, words) + words.unitSpace() + "L";
    return finding
        .cost()
        .flatMap(
            cost -> finding.price().map(price -> Display.money(cost, price.currency(), 2, words)))
        .map(money -> words.text("leak.cost", litres, money))
        .orElseGet(() -> words.text("leak.litres", litres));
  }

  private static String why(Leak leak, boolean seen, Calendar calendar) {
    Messages words = calendar.words();
    String flow = Display.number(leak.litresPerHour(), 0, words);
    String text =
        leak.usualNights() == 0
            ? words.count("leak.never-clean", leak.nights(), flow)
            : words.count(seen ? "leak.why" : "leak.was", leak.nights(), flow);
    if (leak.unknownNights() > 0) {
      text += " " + words.count("leak.gaps", leak.unknownNights());
    }
    return seen ? text : text + " " + words.text("leak.unseen", calendar.day(leak.last()));
  }

  private static List<Line> facts(Finding finding, Calendar calendar) {
    Messages words = calendar.words();
    Leak leak = finding.leak();
    List<Line> lines = new ArrayList<>();
    lines.add(
        new Line(
            words.text("leak.usual"),
            leak.usualLitresPerHour()
                .map(usual -> words.text("leak.usual.flow", Display.number(usual, 0, words)))
                .orElseGet(() -> words.text("leak.usual.none"))));
    lines.add(new Line(words.text("leak.yearly"), yearly(finding, words)));
    lines.add(new Line(words.text("leak.cause"), words.text("leak.cause." + key(leak.cause()))));
    lines.add(
        new Line(
            words.text("leak.action"),
            words.text(finding.lot().isPresent() ? "leak.action.lot" : "leak.action.common")));
    int nights = leak.nights() + leak.unknownNights();
    lines.add(
        new Line(
            words.text("leak.confidence"),
            words.text(
                "leak.confidence." + key(leak.confidence()),
                Integer.toString(leak.nights()),
                Integer.toString(nights),
                words.text("leak.doubt." + key(leak.doubt()).replace('_', '-')))));
    basis(finding, calendar, lines);
    return lines;
  }

  private static String yearly(Finding finding, Messages words) {
    Leak leak = finding.leak();
    List<String> parts = new ArrayList<>();
    parts.add(Display.number(leak.yearlyM3(), 0, words) + words.unitSpace() + "m³");
    finding
        .price()
        .ifPresent(
            price ->
                parts.add(Display.money(leak.yearly(price.amount()), price.currency(), 0, words)));
    finding
        .factor()
        .ifPresent(
            factor ->
                parts.add(
                    Display.number(leak.yearly(factor.kgPerUnit()), 0, words)
                        + words.unitSpace()
                        + "kg CO₂"));
    return words.text("leak.yearly.parts", String.join(", ", parts));
  }

  /** The price and the factor with their dates. */
  private static void basis(Finding finding, Calendar calendar, List<Line> lines) {
    Messages words = calendar.words();
    finding
        .price()
        .ifPresent(
            price ->
                lines.add(
                    new Line(
                        words.text("leak.price"),
                        words.text(
                            price.confirmed() ? "leak.basis" : "leak.basis.unconfirmed",
                            Display.money(price.amount(), price.currency(), 2, words),
                            calendar.day(price.from())))));
    finding
        .factor()
        .ifPresent(
            factor ->
                lines.add(
                    new Line(
                        words.text("leak.factor"),
                        words.text(
                            factor.confirmed() ? "leak.basis" : "leak.basis.unconfirmed",
                            Display.number(factor.kgPerUnit(), 3, words)
                                + words.unitSpace()
                                + "kg CO₂",
                            calendar.day(factor.from())))));
  }

  private static String key(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
