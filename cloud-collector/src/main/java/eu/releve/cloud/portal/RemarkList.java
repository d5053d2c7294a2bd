package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.api.SeenRemarks;
import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Remarks.Named;
import eu.releve.cloud.validate.Rule;
import eu.releve.cloud.validate.SampleRules;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What does not look right in a building, in words.
 *
 * @param through up to which day it was looked at; empty before the first time.
 * @param ongoing what goes on.
 * @param recent what was over within the last days.
 */
record RemarkList(String through, List<Card> ongoing, List<Card> recent) {
  /** For how many days something is told that is over. */
  private static final int DAYS_RECENT = 30;

  /** So that nobody has to read more; programs get all of them. */
  private static final int CARDS_MAX = 50;

  RemarkList {
    ongoing = List.copyOf(ongoing);
    recent = List.copyOf(recent);
  }

  /**
   * A remark.
   *
   * @param rule what is not as it should be.
   * @param place where.
   * @param when since when, or from when to when.
   * @param measured beside the limit.
   */
  record Card(String rule, String place, String when, String measured) {}

  /** Those of a building that somebody of that role may be told. */
  static RemarkList of(
      DataSource database, Principal.Role role, Building building, Calendar calendar)
      throws SQLException {
    try (Connection connection = database.getConnection()) {
      SeenRemarks seen = new SeenRemarks(connection, building.id(), building.zone());
      Optional<LocalDate> through = seen.through();
      if (through.isEmpty()) {
        return new RemarkList("", List.of(), List.of());
      }
      LocalDate today = calendar.today();
      List<Named> told =
          seen.of(role, today.minusDays(DAYS_RECENT), today.plusDays(1), calendar.now(), CARDS_MAX);
      return new RemarkList(
          calendar.day(through.get()), cards(told, true, calendar), cards(told, false, calendar));
    }
  }

  private static List<Card> cards(List<Named> told, boolean ongoing, Calendar calendar) {
    return told.stream()
        .filter(named -> named.remark().isOngoing() == ongoing)
        .map(named -> card(named, calendar))
        .toList();
  }

  /** Whether there is nothing to tell, and nobody has looked. */
  boolean isUntold() {
    return through.isEmpty();
  }

  private static Card card(Named named, Calendar calendar) {
    Messages words = calendar.words();
    Remark remark = named.remark();
    Rule rule = remark.subject().rule();
    BigDecimal measured = remark.shown().measured();
    boolean zone = rule == Rule.CLOCK && SampleRules.isZone(measured);
    return new Card(
        words.text("remark.rule." + (zone ? "zone" : rule.word())),
        place(named, words),
        when(remark, calendar),
        words.text(
            "remark.measured." + rule.word(),
            number(measured, words),
            number(remark.shown().limit(), words)));
  }

  private static String place(Named named, Messages words) {
    String title = named.pointName().orElseGet(() -> words.text("scope.building"));
    return named
        .lot()
        .map(lot -> UsePage.lotName(lot, words))
        .filter(lot -> !lot.equals(title))
        .map(lot -> lot + ", " + title)
        .orElse(title);
  }

  private static String when(Remark remark, Calendar calendar) {
    Messages words = calendar.words();
    String since = calendar.day(remark.since());
    if (remark.isOngoing()) {
      return words.text("remark.since", since);
    }
    return remark.since().equals(remark.last())
        ? words.text("remark.on", since)
        : words.text("remark.between", since, calendar.day(remark.last()));
  }

  private static String number(BigDecimal value, Messages words) {
    return Display.number(value, Math.max(0, value.stripTrailingZeros().scale()), words);
  }
}
