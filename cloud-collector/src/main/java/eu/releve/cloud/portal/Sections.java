package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.cloud.portal.Results.CarbonMonth;
import eu.releve.cloud.process.Findings.Finding;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What the processors found, in words; each part is absent where there is nothing to say. */
record Sections(
    List<LeakCard> leaks,
    List<String> pastLeaks,
    List<Month> carbon,
    List<String> carbonNotes,
    List<GroupCard> groups) {
  private static final int MONTHS_SHOWN = 13;

  /**
   * A month's emissions; its share in per cent of the largest month.
   *
   * @param lines how it was computed, and what is missing.
   */
  record Month(String name, String value, String share, String note, List<String> lines) {}

  Sections {
    leaks = List.copyOf(leaks);
    pastLeaks = List.copyOf(pastLeaks);
    carbon = List.copyOf(carbon);
    carbonNotes = List.copyOf(carbonNotes);
    groups = List.copyOf(groups);
  }

  static Sections of(Results results, Building building, Calendar calendar) throws SQLException {
    List<CarbonMonth> carbon = results.carbon(building);
    carbon = carbon.subList(Math.max(0, carbon.size() - MONTHS_SHOWN), carbon.size());
    List<Finding> leaks = results.leaks(building);
    return new Sections(
        leaks.stream()
            .filter(finding -> finding.leak().ongoing())
            .map(finding -> LeakCard.of(finding, calendar))
            .toList(),
        leaks.stream()
            .filter(finding -> !finding.leak().ongoing())
            .map(finding -> LeakCard.past(finding, calendar))
            .toList(),
        months(carbon, calendar),
        notes(carbon, calendar.words()),
        results.groups(building).stream().map(group -> GroupCard.of(group, calendar)).toList());
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
              month.counted()
                  ? Display.number(month.kg(), 0, words) + words.unitSpace() + "kg"
                  : "–",
              UsePage.share(month.kg(), largest),
              running
                  ? words.text("state.running")
                  : month.complete() ? "" : words.text("carbon.incomplete"),
              CarbonLines.of(month.statement(), running, calendar)));
    }
    Collections.reverse(months);
    return months;
  }

  private static List<String> notes(List<CarbonMonth> carbon, Messages words) {
    return carbon.stream().allMatch(CarbonMonth::confirmed)
        ? List.of()
        : List.of(words.text("carbon.unconfirmed"));
  }
}
