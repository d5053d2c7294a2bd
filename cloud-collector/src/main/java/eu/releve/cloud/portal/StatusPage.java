package eu.releve.cloud.portal;

import eu.releve.cloud.api.Intake;
import eu.releve.cloud.api.Status;
import eu.releve.cloud.api.Trouble;
import eu.releve.wire.Wire;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the collector is, in words.
 *
 * @param warnings what needs somebody.
 * @param troubles single cases.
 * @param figures what has been counted.
 */
record StatusPage(List<String> warnings, List<Case> troubles, List<Figure> figures) {
  /** How the store says which batch contradicts the ledger, and in what. */
  private static final Pattern OTHER_CONTENT =
      Pattern.compile("contradicts: seq (\\d+) is in the ledger .*");

  private static final Pattern OTHER_BEFORE =
      Pattern.compile("contradicts: seq (\\d+) follows digest .*");
  private static final Pattern BATCHES = Pattern.compile("(\\d{1,9}) batches");

  /** One case; {@code since} in UTC, {@code todo} empty where nothing can be decided. */
  record Case(String what, String about, String reason, String since, String todo) {}

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
                        reason(item, visit),
                        calendar.since(item.since()),
                        todo(item, visit)))
            .toList(),
        figures(report, visit));
  }

  /** Why, in words where the store's are few; else as whoever found it wrote it down. */
  private static String reason(Trouble.Item item, Visit visit) {
    return switch (item.kind()) {
      case FORKED -> contradiction(item, visit);
      case FORMAT -> format(item, visit);
      case UNDATED ->
          batch(BATCHES, item)
              .map(count -> visit.words().count("status.reason.batches", Long.parseLong(count)))
              .orElse(item.reason());
      case QUARANTINED, PLAN, UNDERIVED, LOSS -> item.reason();
    };
  }

  /** The version and the kind that it sends, 0 for a kind that the version does not let read. */
  private static String format(Trouble.Item item, Visit visit) {
    String[] found = item.reason().split(" ", 2);
    return found.length == 2 && !found[1].equals("0")
        ? visit.text("status.reason.kind", found[1], Wire.KIND_MAX)
        : visit.text("status.reason.format", found[0], Wire.VERSION);
  }

  /** The store names the kind first, then what it found. */
  private static String contradiction(Trouble.Item item, Visit visit) {
    Optional<String> other =
        batch(OTHER_CONTENT, item)
            .map(seq -> visit.text("status.reason.other-content", seq))
            .or(
                () ->
                    batch(OTHER_BEFORE, item)
                        .map(seq -> visit.text("status.reason.other-before", seq)));
    int colon = item.reason().indexOf(": ");
    String kind = colon < 0 ? "contradicts" : item.reason().substring(0, colon);
    return other.orElseGet(() -> visit.text("status.fork." + kind));
  }

  /** What an operator can do about it. */
  private static String todo(Trouble.Item item, Visit visit) {
    String gateway = item.about().replaceFirst(",.*", "");
    return switch (item.kind()) {
      case FORKED -> visit.text("status.todo.forked", gateway);
      case FORMAT -> visit.text("status.todo.format");
      case QUARANTINED -> visit.text("status.todo.quarantined", gateway);
      case UNDATED, PLAN, UNDERIVED, LOSS -> "";
    };
  }

  private static Optional<String> batch(Pattern pattern, Trouble.Item item) {
    Matcher found = pattern.matcher(item.reason());
    return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static List<Figure> figures(Status.Report report, Visit visit) {
    List<Figure> figures = new ArrayList<>();
    String version =
        report.version().equals(Status.DEVELOPMENT)
            ? visit.text("status.version.development")
            : report.version();
    figures.add(new Figure(visit.text("status.version"), version));
    // A server adds how it was packaged: "17.5 (Debian 17.5-1)".
    String database = report.databaseVersion().replaceFirst(" .*", "");
    figures.add(new Figure(visit.text("status.database"), report.edition() + " " + database));
    Intake intake = report.intake();
    figure("connections", intake.connections(), visit, figures);
    figure("batches", intake.batches(), visit, figures);
    figure("receipts", intake.receipts(), visit, figures);
    figure("queued", intake.queued(), visit, figures);
    figure("waiting", intake.waiting(), visit, figures);
    figure("withheld", intake.withheldBatches(), visit, figures);
    intake
        .broker()
        .ifPresent(
            broker -> {
              figure("broker.connections", broker.connections(), visit, figures);
              figure("broker.gateways", broker.gateways(), visit, figures);
              figure("broker.held", broker.held(), visit, figures);
              figure("broker.receipts-waiting", broker.receiptsWaiting(), visit, figures);
              broker
                  .admitted()
                  .ifPresent(count -> figure("broker.admitted", count, visit, figures));
            });
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
