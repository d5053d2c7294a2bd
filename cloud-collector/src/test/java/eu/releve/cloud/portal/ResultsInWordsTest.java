package eu.releve.cloud.portal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.portal.Results.GroupMonth;
import eu.releve.cloud.process.Carbon;
import eu.releve.cloud.process.EmissionFactor.Activity;
import eu.releve.cloud.process.Findings.Finding;
import eu.releve.cloud.process.Leak;
import eu.releve.cloud.process.Price;
import eu.releve.cloud.process.Reference;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the processors found, as a syndic reads it. */
class ResultsInWordsTest {
  private static final LocalDate SINCE = LocalDate.of(2026, 3, 6);
  private final Calendar calendar =
      new Calendar(
          Messages.of(Locale.FRENCH),
          ZoneId.of("Europe/Brussels"),
          Instant.parse("2026-03-19T09:00:00Z"));

  private static Finding finding(LocalDate last, int usualNights) {
    Price francs =
        Reference.bundled().prices().stream()
            .filter(price -> price.currency().equals("CHF"))
            .findFirst()
            .orElseThrow();
    Leak leak =
        new Leak(SINCE, last, Optional.empty(), true, 13, 0, 0, usualNights, 25_000, 7_800_000);
    return new Finding(
        1,
        "Eau froide 3B",
        Optional.of("3b"),
        leak,
        Optional.of(leak.cost(francs.amount())),
        Optional.of(francs),
        Optional.empty(),
        "test");
  }

  @Test
  void aLeakIsToldInTheCurrencyOfItsCountryWithWhatToDo() {
    LeakCard card = LeakCard.of(finding(LocalDate.of(2026, 3, 18), 28), calendar);
    assertThat(card.title()).isEqualTo("Fuite probable\u00a0: Eau froide 3B, depuis le 6 mars");
    assertThat(card.cost()).isEqualTo("7\u202f800\u202fL perdus, soit 35,10\u202fCHF");
    assertThat(card.why()).contains("depuis 13 nuits").contains("de plus que d'habitude");
    assertThat(card.facts())
        .extracting(LeakCard.Line::text)
        .anyMatch(text -> text.startsWith("219\u202fm³") && text.endsWith("CHF par an."))
        .anyMatch(text -> text.contains("chasse d'eau"))
        .anyMatch(text -> text.contains("vanne d'arrêt"))
        .anyMatch(text -> text.contains("13 nuits sur 13"))
        .anyMatch(text -> text.contains("valable depuis le 1er janvier 2021 (à confirmer)"));
  }

  @Test
  void aLeakThatWasLastSeenLongAgoIsNotSaidToRunAndWithoutACleanNightNothingIsUsual() {
    LeakCard card = LeakCard.of(finding(LocalDate.of(2026, 3, 14), 0), calendar);
    assertThat(card.title()).startsWith("Fuite vue du 6 mars au 14 mars");
    assertThat(card.why())
        .doesNotContain("que d'habitude")
        .contains("on ne sait pas si l'eau coule encore");
  }

  @Test
  void moreNightsArePromisedToConfirmALeakOnlyWhereTheyWill() {
    assertThat(confidence(5, 0, 28)).contains("moyenne", "quelques nuits de plus la confirmeront");
    assertThat(confidence(5, 1, 28)).contains("moyenne", "faute de mesure");
    assertThat(confidence(40, 0, 6)).contains("moyenne", "trop peu de nuits sans fuite");
    assertThat(confidence(3, 0, 28)).contains("faible", "quelques nuits de plus");
    assertThat(confidence(40, 0, 0)).contains("faible", "trop peu de nuits sans fuite");
    assertThat(confidence(7, 0, 7)).contains("élevée");
  }

  private String confidence(int nights, int unknown, int usualNights) {
    LocalDate last = SINCE.plusDays(nights + unknown - 1L);
    Leak leak =
        new Leak(SINCE, last, Optional.empty(), true, nights, unknown, 0, usualNights, 9_000, 1);
    Finding finding =
        new Finding(
            1,
            "Eau",
            Optional.empty(),
            leak,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "test");
    return LeakCard.of(finding, calendar).facts().stream()
        .filter(line -> line.name().startsWith("Confiance"))
        .map(LeakCard.Line::text)
        .collect(Collectors.joining());
  }

  @Test
  void aMonthsEmissionsSayAmountFactorSourceYearAndWhatIsMissing() {
    Carbon.Statement statement =
        new Carbon("BE", Reference.bundled().factors())
            .of(
                YearMonth.of(2026, 2),
                List.of(
                    new Carbon.Use(
                        Activity.ELECTRICITY, new BigDecimal("743"), new BigDecimal("0.96")),
                    new Carbon.Use(Activity.HEAT, new BigDecimal("900"), BigDecimal.ONE)));
    assertThat(CarbonLines.of(statement, false, calendar))
        .anyMatch(line -> line.contains("743\u202fkWh × 0,180\u202fkg/kWh = 133,7\u202fkg"))
        .anyMatch(line -> line.contains("Electricity Maps 2025, the last year published"))
        .anyMatch(line -> line.contains("mesuré pendant 96"))
        .anyMatch(line -> line.contains("900\u202fkWh mesurés mais non comptés"));
  }

  @Test
  void aGroupThatIsWithheldSaysHowManyOfThoseThatAgreedWereMeasured() {
    GroupMonth month =
        new GroupMonth.Withheld("Achat", YearMonth.of(2026, 2), "TOO_FEW_MEASURED", 10, 11, 12);
    GroupCard card = GroupCard.of(List.of(month, month), calendar);
    assertThat(card.last().text()).startsWith("10 logements sur 12 ont été mesurés");
    assertThat(card.earlier()).hasSize(1);
    assertThat(GroupCard.round(6_400)).isEqualTo(10_000);
  }

  @Test
  void aGroupWithoutACurveHasItsTotalAndSaysWhoIsBesideIt() {
    GroupMonth month =
        new GroupMonth.Told(
            "Achat",
            YearMonth.of(2026, 2),
            14,
            new BigDecimal("4120.5"),
            new BigDecimal("0.4"),
            List.of(),
            List.of(),
            2);
    GroupCard.Month card = GroupCard.of(List.of(month), calendar).last();
    assertThat(card.facts())
        .extracting(GroupCard.Fact::value)
        .containsExactly("14", "4\u202f120\u202fkWh");
    assertThat(card.day()).isEmpty();
    assertThat(card.whole()).isEmpty();
    assertThat(card.text()).startsWith("Courbe non montrée\u00a0: 2 logements");
  }
}
