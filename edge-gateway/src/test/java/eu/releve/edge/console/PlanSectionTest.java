package eu.releve.edge.console;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.change.Origin;
import eu.releve.edge.change.PlanStanding;
import eu.releve.measure.MeterId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.push.PlanReport.Outcome;
import eu.releve.provisioning.push.PlanReport.Why;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a technician is told of plans that came from afar. */
class PlanSectionTest {
  private static final Origin ORIGIN =
      new Origin(3, new OrganisationId("syndic-a"), "anne", "a".repeat(64));

  private static String told(PlanStanding plan, String language) {
    Words words = Words.wanted(language);
    StringBuilder told = new StringBuilder();
    PlanSection.lines(plan, words)
        .forEach(
            line ->
                told.append(words.text(line.key())).append(' ').append(line.value()).append('\n'));
    return told.toString();
  }

  @Test
  void withoutAPushThereIsNothingToSay() {
    assertThat(told(PlanStanding.NONE, "en")).isEmpty();
  }

  @Test
  void aTrialNamesTheMetersThatAreMissingAndTheTimeThatIsLeft() {
    List<MeterId> missing =
        IntStream.rangeClosed(1, 7).mapToObj(number -> new MeterId("e" + number)).toList();
    PlanStanding.OnTrial trial = new PlanStanding.OnTrial(ORIGIN, 300_000, missing, true);
    PlanStanding plan =
        new PlanStanding("b".repeat(64), Optional.empty(), Optional.of(trial), Optional.empty());
    assertThat(told(plan, "en"))
        .isEqualTo(
            "Site plan on trial version 3, goes back in 5\u00A0min unless these are read:"
                + " e1, e2, e3, e4, e5, …\n");
    assertThat(told(plan, "fr"))
        .startsWith("Plan du site à l'essai version 3, retour dans 5\u00A0min");
  }

  @Test
  void aBoxWithoutAPlanSaysSoAndWhatItsFirstOneHasToShow() {
    PlanStanding.OnTrial trial = new PlanStanding.OnTrial(ORIGIN, 300_000, List.of(), false);
    PlanStanding plan =
        new PlanStanding(
            "",
            Optional.empty(),
            Optional.of(trial),
            Optional.empty(),
            Optional.of(Path.of("/box/plan.yaml")));
    assertThat(told(plan, "en"))
        .isEqualTo(
            """
            Site plan none yet; looked for at /box/plan.yaml
            Site plan on trial version 3, the first one: stays when the collector has confirmed\
             what was sent since, goes in 5\u00A0min otherwise
            """);
    assertThat(told(plan, "fr")).contains("pas encore de plan", "la première");
    assertThat(new Statuses().plan(plan).now().json())
        .contains("\"plan\":[{\"missing\":\"/box/plan.yaml\",\"plan\":\"\"");
  }

  @Test
  void aTrialThatNoMeterCanProveSaysForWhatItWaits() {
    PlanStanding.OnTrial trial = new PlanStanding.OnTrial(ORIGIN, 300_000, List.of(), false);
    PlanStanding plan =
        new PlanStanding("b".repeat(64), Optional.empty(), Optional.of(trial), Optional.empty());
    assertThat(told(plan, "en"))
        .isEqualTo(
            "Site plan on trial version 3, no meter was read before: stays when the collector has"
                + " confirmed what was sent since, goes back in 5\u00A0min otherwise\n");
    assertThat(told(plan, "fr")).contains("aucun compteur");
  }

  @Test
  void whatIsInForceAndWhyTheLastOneWentBackIsSaid() {
    PlanReport back =
        PlanReport.of(Outcome.RETURNED, 4, "c".repeat(64), "a".repeat(64), 4)
            .because(Why.NOT_READ, "")
            .without(List.of("e2"));
    PlanStanding plan =
        new PlanStanding("a".repeat(64), Optional.of(ORIGIN), Optional.empty(), Optional.of(back));
    assertThat(told(plan, "en"))
        .isEqualTo(
            """
            Site plan version 3, by anne
            Last plan pushed version 4 went back: meters were not read any more
            """);
    assertThat(new Statuses().plan(plan).now().json())
        .contains("\"plan\":[{\"plan\":\"aaaa")
        .contains("\"why\":\"not-read\",\"said\":\"\",\"meters\":[\"e2\"]");
  }

  @Test
  void everyReasonHasWords() {
    for (Why why : Why.values()) {
      PlanReport no = PlanReport.of(Outcome.REFUSED, 1, "", "", 1).because(why, "");
      PlanStanding plan = new PlanStanding("", Optional.empty(), Optional.empty(), Optional.of(no));
      for (Locale locale : List.of(Locale.FRENCH, Locale.ENGLISH)) {
        assertThat(told(plan, locale.getLanguage())).doesNotContain("delivery.plan");
      }
    }
  }
}
