package eu.releve.cloud.portal;

import eu.releve.cloud.api.Intake;
import eu.releve.cloud.api.Status;
import eu.releve.cloud.api.Trouble;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the collector is, in words.
 *
 * @param warnings what needs somebody.
 * @param troubles single cases.
 * @param figures what has been counted.
 */
record StatusPage(List<String> warnings, List<Case> troubles, List<Figure> figures) {
  /** One case; {@code since} in UTC. */
  record Case(String what, String about, String reason, String since) {}

  /** A number with its name. */
  record Figure(String name, String value) {}

  static StatusPage of(Status.Report report, Visit visit, Instant now) {
    Calendar calendar = new Calendar(visit.words(), ZoneOffset.UTC, now);
    return new StatusPage(
        report.warnings().stream()
            .map(
                warning ->
                    visit.text(
                        "status.warn." + id(warning.code()), warning.count(), warning.detail()))
            .toList(),
        report.trouble().map(Trouble::items).orElse(List.of()).stream()
            .map(
                item ->
                    new Case(
                        visit.text("status.case." + id(item.kind())),
                        item.about(),
                        item.reason(),
                        calendar.since(item.since())))
            .toList(),
        figures(report, visit));
  }

  private static List<Figure> figures(Status.Report report, Visit visit) {
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure(visit.text("status.version"), report.version()));
    figures.add(
        new Figure(
            visit.text("status.database"), report.edition() + " " + report.databaseVersion()));
    Intake intake = report.intake();
    figure("connections", intake.connections(), visit, figures);
    figure("batches", intake.batches(), visit, figures);
    figure("receipts", intake.receipts(), visit, figures);
    figure("queued", intake.queued(), visit, figures);
    figure("waiting", intake.waiting(), visit, figures);
    figure("withheld", intake.withheldBatches(), visit, figures);
    report
        .trouble()
        .ifPresent(
            trouble -> {
              figure("lost", trouble.lost(), visit, figures);
              figure("lost-readings", trouble.lostReadings(), visit, figures);
            });
    intake
        .refusals()
        .forEach(
            (reason, count) -> {
              if (count > 0) {
                figures.add(new Figure(visit.text("status.refused", reason), Long.toString(count)));
              }
            });
    return figures;
  }

  private static void figure(String key, long value, Visit visit, List<Figure> figures) {
    figures.add(new Figure(visit.text("status." + key), Long.toString(value)));
  }

  private static String id(Enum<?> code) {
    return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
