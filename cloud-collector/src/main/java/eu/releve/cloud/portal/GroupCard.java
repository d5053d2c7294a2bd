package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Results.GroupMonth;
import eu.releve.cloud.process.PurchaseGroup;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A purchase group: its last month, and those before.
 *
 * @param earlier the months before, the last first.
 */
record GroupCard(Month last, List<Month> earlier) {
  private static final int PLOT_WIDTH = 480;
  private static final int PLOT_HEIGHT = 120;
  private static final int QUARTERS_AN_HOUR = 4;

  /**
   * A month of a group.
   *
   * @param facts name and value of each; empty when the month is withheld.
   * @param day the mean day; nothing when it is withheld.
   * @param whole the whole month hour by hour; nothing when it is withheld.
   * @param text what the curve says, or why nothing is shown.
   */
  record Month(
      String title, List<Fact> facts, Optional<Curve> day, Optional<Curve> whole, String text) {}

  /** A figure with its name. */
  record Fact(String name, String value) {}

  /**
   * A line over a grid.
   *
   * @param points as SVG writes them.
   * @param top what the top of the plot is, with its unit.
   * @param middle what its middle is.
   */
  record Curve(String points, String top, String middle) {}

  GroupCard {
    earlier = List.copyOf(earlier);
  }

  static GroupCard of(List<GroupMonth> months, Calendar calendar) {
    List<Month> cards = months.stream().map(month -> month(month, calendar)).toList();
    return new GroupCard(cards.getFirst(), cards.subList(1, cards.size()));
  }

  private static Month month(GroupMonth group, Calendar calendar) {
    Messages words = calendar.words();
    String title = words.text("group.title", group.title(), calendar.month(group.month().atDay(1)));
    return switch (group) {
      case GroupMonth.Withheld withheld ->
          new Month(title, List.of(), Optional.empty(), Optional.empty(), reason(withheld, words));
      case GroupMonth.Told told when told.beside() > 0 ->
          new Month(
              title,
              facts(told, words),
              Optional.empty(),
              Optional.empty(),
              words.count("group.few-beside", told.beside(), PurchaseGroup.HOUSEHOLDS_MIN));
      case GroupMonth.Told told ->
          new Month(
              title,
              facts(told, words),
              Optional.of(curve(told.day(), QUARTERS_AN_HOUR, words)),
              Optional.of(curve(told.hours(), 1, words)),
              words.text("group.curve"));
    };
  }

  private static String reason(GroupMonth.Withheld withheld, Messages words) {
    String key = "group.withheld." + withheld.reason().toLowerCase(Locale.ROOT).replace('_', '-');
    return words.count(key, withheld.found(), withheld.wanted(), withheld.consented());
  }

  private static List<Fact> facts(GroupMonth.Told told, Messages words) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact(words.text("group.households"), Integer.toString(told.households())));
    facts.add(
        new Fact(
            words.text("group.total"),
            Display.number(told.kwh(), 0, words) + words.unitSpace() + "kWh"));
    told.day().stream()
        .max(Long::compare)
        .map(most -> kilowatts(most * QUARTERS_AN_HOUR, 1, words))
        .ifPresent(peak -> facts.add(new Fact(words.text("group.peak"), peak)));
    return facts;
  }

  private static String kilowatts(long watts, int decimals, Messages words) {
    return Display.number(BigDecimal.valueOf(watts, 3), decimals, words) + words.unitSpace() + "kW";
  }

  /** The mean powers of periods of which so many make an hour. */
  private static Curve curve(List<Long> wattHours, int anHour, Messages words) {
    long top = round(Math.max(1, Collections.max(wattHours) * anHour));
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < wattHours.size(); i++) {
      BigDecimal height =
          BigDecimal.valueOf(wattHours.get(i) * anHour * PLOT_HEIGHT)
              .divide(BigDecimal.valueOf(top), 1, RoundingMode.HALF_EVEN);
      points
          .append(i == 0 ? "" : " ")
          .append(PLOT_WIDTH * i / Math.max(1, wattHours.size() - 1))
          .append(',')
          .append(BigDecimal.valueOf(PLOT_HEIGHT).subtract(height));
    }
    int decimals = top < 2_000 ? 2 : top < 20_000 ? 1 : 0;
    return new Curve(
        points.toString(), kilowatts(top, decimals, words), kilowatts(top / 2, decimals, words));
  }

  /** The next 1, 2 or 5 times a power of ten: the middle of a plot to there is a round figure. */
  static long round(long watts) {
    for (long power = 1; ; power *= 10) {
      for (long step : new long[] {1, 2, 5}) {
        if (step * power >= watts) {
          return step * power;
        }
      }
    }
  }
}
