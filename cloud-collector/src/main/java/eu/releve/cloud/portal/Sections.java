package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.cloud.portal.Results.CarbonMonth;
import eu.releve.cloud.portal.Results.GroupMonth;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What the processors found, in words; each part is absent where there is nothing to say. */
record Sections(
    List<Leak> leaks, List<Month> carbon, List<String> carbonNotes, List<Group> groups) {
  private static final int MONTHS_SHOWN = 13;
  private static final int PLOT_WIDTH = 480;
  private static final int PLOT_HEIGHT = 120;

  /** A leak: where and since when, what it costs, and how that was found. */
  record Leak(String title, String cost, String why) {}

  /** A month's emissions; its share in per cent of the largest month. */
  record Month(String name, String value, String share, String note) {}

  /**
   * A purchase group.
   *
   * @param facts name and value of each; empty when it is withheld.
   * @param curve the points of the mean day's line, as SVG writes them; empty when withheld.
   * @param text what the curve says, or why nothing is shown.
   */
  record Group(String title, List<Fact> facts, String curve, String text) {}

  /** A figure with its name. */
  record Fact(String name, String value) {}

  Sections {
    leaks = List.copyOf(leaks);
    carbon = List.copyOf(carbon);
    carbonNotes = List.copyOf(carbonNotes);
    groups = List.copyOf(groups);
  }

  static Sections of(Results results, Building building, Calendar calendar) throws SQLException {
    Messages words = calendar.words();
    List<CarbonMonth> carbon = results.carbon(building);
    carbon = carbon.subList(Math.max(0, carbon.size() - MONTHS_SHOWN), carbon.size());
    return new Sections(
        results.leaks(building).stream().map(leak -> leak(leak, calendar)).toList(),
        months(carbon, calendar),
        notes(carbon, words),
        results.groups(building).stream().map(group -> group(group, calendar)).toList());
  }

  private static Leak leak(Results.Leak leak, Calendar calendar) {
    Messages words = calendar.words();
    String litres = Display.number(leak.litres(), 0, words) + words.unitSpace() + "L";
    String cost =
        leak.euros()
            .map(euros -> words.text("leak.cost", litres, Display.euros(euros, words)))
            .orElseGet(() -> words.text("leak.litres", litres));
    String why =
        words.count("leak.why", leak.nights(), Display.number(leak.litresPerHour(), 0, words));
    String price =
        leak.eurosPerM3()
            .map(
                euros ->
                    " "
                        + words.text(
                            leak.confirmed() ? "leak.price" : "leak.price.unconfirmed",
                            Display.euros(euros, words)))
            .orElse("");
    return new Leak(
        words.text("leak.title", leak.place(), calendar.day(leak.since())), cost, why + price);
  }

  private static List<Month> months(List<CarbonMonth> carbon, Calendar calendar) {
    Messages words = calendar.words();
    BigDecimal largest =
        carbon.stream().map(CarbonMonth::kg).reduce(BigDecimal.ZERO, BigDecimal::max);
    List<Month> months = new ArrayList<>();
    for (CarbonMonth month : carbon) {
      boolean running = month.month().equals(YearMonth.from(calendar.today()));
      months.add(
          new Month(
              calendar.month(month.month().atDay(1)),
              Display.number(month.kg(), 0, words) + words.unitSpace() + "kg",
              UsePage.share(month.kg(), largest),
              running
                  ? words.text("state.running")
                  : month.complete() ? "" : words.text("carbon.incomplete")));
    }
    Collections.reverse(months);
    return months;
  }

  private static List<String> notes(List<CarbonMonth> carbon, Messages words) {
    return carbon.stream().allMatch(CarbonMonth::confirmed)
        ? List.of()
        : List.of(words.text("carbon.unconfirmed"));
  }

  private static Group group(GroupMonth group, Calendar calendar) {
    Messages words = calendar.words();
    String title = words.text("group.title", group.title(), calendar.month(group.month().atDay(1)));
    return switch (group) {
      case GroupMonth.Withheld withheld ->
          new Group(
              title,
              List.of(),
              "",
              words.text(
                  "group.withheld." + withheld.reason().toLowerCase(Locale.ROOT).replace('_', '-'),
                  withheld.found(),
                  withheld.wanted()));
      case GroupMonth.Told told ->
          new Group(
              title,
              List.of(
                  new Fact(words.text("group.households"), Integer.toString(told.households())),
                  new Fact(
                      words.text("group.total"),
                      Display.number(told.kwh(), 0, words) + words.unitSpace() + "kWh"),
                  new Fact(
                      words.text("group.peak"),
                      Display.number(peak(told.day()), 1, words) + words.unitSpace() + "kW")),
              curve(told.day()),
              words.text("group.curve"));
    };
  }

  /** The largest mean power of the mean day in kW: four quarter-hours make an hour. */
  private static BigDecimal peak(List<Long> day) {
    return BigDecimal.valueOf(Collections.max(day) * 4).movePointLeft(3);
  }

  private static String curve(List<Long> day) {
    BigDecimal largest = BigDecimal.valueOf(Math.max(1, Collections.max(day)));
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < day.size(); i++) {
      BigDecimal height =
          BigDecimal.valueOf(day.get(i) * PLOT_HEIGHT).divide(largest, 1, RoundingMode.HALF_EVEN);
      points
          .append(i == 0 ? "" : " ")
          .append(PLOT_WIDTH * i / (day.size() - 1))
          .append(',')
          .append(BigDecimal.valueOf(PLOT_HEIGHT).subtract(height));
    }
    return points.toString();
  }
}
