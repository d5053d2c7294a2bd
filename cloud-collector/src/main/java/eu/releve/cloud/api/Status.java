package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.api.Warning.Code;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What this collector is and what is wrong with it. Anybody may know what it is; what names
 * gateways and buildings, operators only.
 */
public final class Status {
  /** What a version is called that was packaged by nobody. */
  public static final String DEVELOPMENT = "development";

  /** A gateway sends its catalogue within moments; who waits longer waits for something else. */
  private static final Duration WAITING_MAX = Duration.ofMinutes(10);

  private final Database database;
  private final List<Warning> constant;
  private final Supplier<Intake> intake;

  /**
   * @param database whose edition and settings are told.
   * @param constant what people should know of this collector as it is configured.
   * @param intake how it takes batches in.
   */
  public Status(Database database, List<Warning> constant, Supplier<Intake> intake) {
    this.database = database;
    this.constant = List.copyOf(constant);
    this.intake = intake;
  }

  /**
   * What a page shows.
   *
   * @param edition of the database.
   * @param trouble nothing while the database is away.
   * @param warnings what needs somebody; none when all is well.
   */
  public record Report(
      String version,
      String edition,
      String databaseVersion,
      Intake intake,
      Optional<Trouble> trouble,
      List<Warning> warnings) {
    public Report {
      warnings = List.copyOf(warnings);
    }
  }

  /** For operators. */
  public Report report() {
    Intake now = intake.get();
    List<Warning> warnings = general(now);
    if (now.waitingFor().compareTo(WAITING_MAX) > 0) {
      String minutes = Long.toString(now.waitingFor().toMinutes());
      warnings.add(new Warning(Code.WAITING, now.waiting(), minutes));
    }
    Optional<Trouble> trouble = trouble(warnings);
    trouble.ifPresent(some -> warn(some, warnings));
    return new Report(
        version(), database.edition().label(), database.version(), now, trouble, warnings);
  }

  private Optional<Trouble> trouble(List<Warning> warnings) {
    try {
      return Optional.of(Trouble.in(database.api(Reach.EVERYTHING)));
    } catch (SQLException away) {
      if (warnings.stream().noneMatch(warning -> warning.code() == Code.DATABASE_AWAY)) {
        warnings.add(Warning.of(Code.DATABASE_AWAY));
      }
      return Optional.empty();
    }
  }

  private static void warn(Trouble trouble, List<Warning> warnings) {
    warn(Code.QUARANTINED, trouble.quarantined(), warnings);
    warn(Code.FORKED, trouble.forked(), warnings);
    warn(Code.FORMAT, trouble.count(Trouble.Kind.FORMAT), warnings);
    warn(Code.UNDATED, trouble.undated(), warnings);
    warn(Code.PLAN, trouble.count(Trouble.Kind.PLAN), warnings);
    warn(Code.UNDERIVED, trouble.count(Trouble.Kind.UNDERIVED), warnings);
    warn(Code.UNASSIGNED, trouble.unassigned(), warnings);
  }

  private static void warn(Code code, long count, List<Warning> warnings) {
    if (count > 0) {
      warnings.add(new Warning(code, count, ""));
    }
  }

  private List<Warning> general(Intake now) {
    List<Warning> warnings = new ArrayList<>(constant);
    now.receiptsWithheld()
        .forEach(reason -> warnings.add(new Warning(Code.RECEIPTS_WITHHELD, 0, reason)));
    now.broker().ifPresent(broker -> warn(broker, warnings));
    try {
      database.broken().forEach(setting -> warnings.add(new Warning(Code.DATABASE, 0, setting)));
    } catch (SQLException away) {
      warnings.add(Warning.of(Code.DATABASE_AWAY));
    }
    return warnings;
  }

  private static void warn(Intake.Broker broker, List<Warning> warnings) {
    broker.trouble().ifPresent(reason -> warnings.add(new Warning(Code.BROKER_AWAY, 0, reason)));
    if (broker.trouble().isEmpty()) {
      broker
          .administrationTrouble()
          .ifPresent(reason -> warnings.add(new Warning(Code.BROKER_UNTOLD, 0, reason)));
    }
  }

  JsonObject answer(Optional<Principal> principal) {
    if (principal.isEmpty() || !principal.get().isOperator()) {
      return described(
          version(), database.edition().label(), database.version(), general(intake.get()));
    }
    Report report = report();
    JsonObject answer =
        described(report.version(), report.edition(), report.databaseVersion(), report.warnings());
    answer.put("intake", intake(report.intake()));
    report.trouble().ifPresent(trouble -> answer.put("trouble", trouble(trouble)));
    return answer;
  }

  private static JsonObject described(
      String version, String edition, String databaseVersion, List<Warning> warnings) {
    return new JsonObject()
        .put("version", version)
        .put("edition", edition)
        .put("databaseVersion", databaseVersion)
        .put("warnings", new JsonArray(warnings.stream().map(Warning::english).toList()));
  }

  private static JsonObject intake(Intake intake) {
    JsonObject refusals = new JsonObject();
    intake.refusals().forEach(refusals::put);
    JsonObject answer = new JsonObject();
    intake.broker().ifPresent(broker -> answer.put("broker", broker(broker)));
    return answer
        .put("connections", intake.connections())
        .put("batches", intake.batches())
        .put("duplicates", intake.duplicates())
        .put("receipts", intake.receipts())
        .put("queued", intake.queued())
        .put("waiting", intake.waiting())
        .put("waitingSeconds", intake.waitingFor().toSeconds())
        .put("withheldBatches", intake.withheldBatches())
        .put("retries", intake.retries())
        .put("receiptsWithheld", new JsonArray(intake.receiptsWithheld()))
        .put("refusals", refusals);
  }

  private static JsonObject broker(Intake.Broker broker) {
    JsonObject answer =
        new JsonObject()
            .put("connected", broker.trouble().isEmpty())
            .put("connections", broker.connections())
            .put("gateways", broker.gateways())
            .put("receiptsWaiting", broker.receiptsWaiting())
            .put("receiptsLost", broker.receiptsLost())
            .put("held", broker.held());
    broker.admitted().ifPresent(count -> answer.put("admitted", count));
    return answer;
  }

  private static JsonObject trouble(Trouble trouble) {
    JsonArray items = new JsonArray();
    for (Trouble.Item item : trouble.items()) {
      items.add(
          new JsonObject()
              .put("kind", item.kind().name().toLowerCase(Locale.ROOT))
              .put("about", item.about())
              .put("reason", item.reason())
              .put("since", item.since().truncatedTo(ChronoUnit.MILLIS).toString()));
    }
    return new JsonObject()
        .put("quarantined", trouble.quarantined())
        .put("undated", trouble.undated())
        .put("lost", trouble.lost())
        .put("lostReadings", trouble.lostReadings())
        .put("unassigned", trouble.unassigned())
        .put("forked", trouble.forked())
        .put("items", items);
  }

  private static String version() {
    return Optional.ofNullable(Status.class.getPackage().getImplementationVersion())
        .orElse(DEVELOPMENT);
  }
}
