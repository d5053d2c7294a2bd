package eu.releve.provisioning.push;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.provisioning.push.PlanReport.Outcome;
import eu.releve.provisioning.push.PlanReport.Why;
import eu.releve.provisioning.survey.Change;
import eu.releve.wire.Facts;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What gateways say of orders, in the text of an event. */
class PlanReportTest {
  private static final PlanReport REPORT =
      PlanReport.of(Outcome.RETURNED, 7, "a".repeat(64), "b".repeat(64), 9)
          .because(Why.NOT_READ, "« dit »: \"x\" \\ y")
          .without(List.of("e1", "w-3b"))
          .differing(
              List.of(
                  new Change(
                      Change.What.METER_MOVED, List.of("e2", "cellar unit 1", "roof 'u' 2"))));

  @Test
  void itComesAsItWasSaid() {
    assertThat(PlanReport.parse("plan-returned", REPORT.text())).contains(REPORT);
    PlanReport plain = PlanReport.of(Outcome.REFUSED, 0, "", "", 0);
    assertThat(PlanReport.parse("plan-refused", plain.text())).contains(plain);
  }

  @Test
  void whatDoesNotFitIsCutAndTheRestCanBeRead() {
    List<String> many = IntStream.range(0, 1_000).mapToObj("meter-%d"::formatted).toList();
    PlanReport cut = PlanReport.parse("plan-returned", REPORT.without(many).text()).orElseThrow();
    assertThat(REPORT.without(many).text()).hasSizeLessThanOrEqualTo(Facts.TEXT_MAX);
    assertThat(cut.meters()).isNotEmpty().isSubsetOf(many);
    assertThat(cut.why()).isEqualTo(Why.NOT_READ);
  }

  @Test
  void otherEventsAndOtherTextsAreNoReports() {
    assertThat(PlanReport.parse("gateway-started", REPORT.text())).isEmpty();
    assertThat(PlanReport.parse("plan-returned", "2 buses")).isEmpty();
    assertThat(PlanReport.parse("plan-returned", "{\"version\":\"x\"}")).isEmpty();
    assertThat(PlanReport.parse("plan-returned", "")).isEmpty();
  }

  @Test
  void aReasonOfALaterVersionIsNone() {
    assertThat(
            PlanReport.parse("plan-returned", REPORT.text().replace("not-read", "something-new"))
                .orElseThrow()
                .why())
        .isEqualTo(Why.NONE);
  }
}
