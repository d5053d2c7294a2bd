package eu.releve.edge.console;

import eu.releve.document.Json;
import eu.releve.edge.change.PlanStanding;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.push.PlanReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the console tells of a plan that the collector has pushed. */
final class PlanSection {
  private static final int METERS_TOLD_MAX = 5;

  private PlanSection() {}

  /**
   * One line.
   *
   * @param key of what it is called.
   * @param value in words.
   */
  record Line(String key, String value) {}

  /** Nothing where there is a plan and the collector never pushed one. */
  static List<Line> lines(PlanStanding plan, Words words) {
    List<Line> lines = new ArrayList<>();
    plan.missing()
        .ifPresent(
            file -> lines.add(new Line("delivery.plan", words.text("delivery.plan.none", file))));
    plan.origin()
        .ifPresent(
            origin ->
                lines.add(
                    new Line(
                        "delivery.plan",
                        words.text(
                            "delivery.plan.version",
                            Long.toString(origin.version()),
                            origin.author()))));
    plan.trial().ifPresent(trial -> lines.add(trial(trial, plan.missing().isPresent(), words)));
    plan.last()
        .filter(last -> plan.trial().isEmpty())
        .filter(last -> last.outcome() != PlanReport.Outcome.CONFIRMED)
        .ifPresent(last -> lines.add(last(last, words)));
    return lines;
  }

  private static Line trial(PlanStanding.OnTrial trial, boolean isFirst, Words words) {
    String version = Long.toString(trial.origin().version());
    String left = words.lasting(trial.leftMillis());
    if (!trial.isProvenByMeters()) {
      String key = isFirst ? "delivery.plan.trial.first" : "delivery.plan.trial.heard";
      return new Line("delivery.plan.trial", words.text(key, version, left));
    }
    return new Line(
        "delivery.plan.trial",
        trial.missing().isEmpty()
            ? words.text("delivery.plan.trial.all", version)
            : words.text("delivery.plan.trial.missing", version, left, told(trial.missing())));
  }

  private static String told(List<MeterId> meters) {
    String some =
        meters.stream()
            .limit(METERS_TOLD_MAX)
            .map(MeterId::value)
            .collect(Collectors.joining(", "));
    return meters.size() > METERS_TOLD_MAX ? some + ", \u2026" : some;
  }

  private static Line last(PlanReport last, Words words) {
    String key = "delivery.plan." + last.outcome().id();
    return new Line(
        "delivery.plan.last",
        words.text(
            key,
            Long.toString(last.version()),
            words.text("delivery.plan.why." + last.why().id())));
  }

  static void json(Json json, PlanStanding plan) {
    plan.missing().ifPresent(file -> json.put("missing", file.toString()));
    json.put("plan", plan.plan())
        .put(
            "pushed",
            plan.origin().stream().toList(),
            (one, origin) ->
                one.put("version", origin.version())
                    .put("organisation", origin.organisation().value())
                    .put("author", origin.author()))
        .put(
            "trial",
            plan.trial().stream().toList(),
            (one, trial) ->
                one.put("version", trial.origin().version())
                    .put("leftMillis", trial.leftMillis())
                    .texts("missing", trial.missing().stream().map(MeterId::value).toList()))
        .put(
            "last",
            plan.last().stream().toList(),
            (one, last) ->
                one.put("version", last.version())
                    .put("outcome", last.outcome().id())
                    .put("why", last.why().id())
                    .put("said", last.said())
                    .texts("meters", last.meters()));
  }
}
