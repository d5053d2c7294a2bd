package eu.releve.edge.change;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.document.Mapping;
import eu.releve.measure.MeterId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.push.PlanReport;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a gateway must not forget of pushed plans; written as a whole.
 *
 * @param authority the fingerprint of the authority whose orders are counted; empty before the
 *     first.
 * @param highest the highest version that it has vouched for.
 * @param origin of the last plan that was confirmed; it is in force while the file still has its
 *     hash.
 * @param trial the plan that is tried now.
 * @param last what was told of the last order.
 * @param isSaid whether that is in the journal.
 */
record PlanRecord(
    String authority,
    long highest,
    Optional<Origin> origin,
    Optional<Trial> trial,
    Optional<PlanReport> last,
    boolean isSaid) {
  static final PlanRecord EMPTY =
      new PlanRecord("", 0, Optional.empty(), Optional.empty(), Optional.empty(), true);

  /** An order of that authority was met; another authority counts anew. */
  PlanRecord met(String fingerprint, long version) {
    long before = fingerprint.equals(authority) ? highest : 0;
    return new PlanRecord(fingerprint, Math.max(before, version), origin, trial, last, isSaid);
  }

  /** The highest version of that authority. */
  long highestOf(String fingerprint) {
    return fingerprint.equals(authority) ? highest : 0;
  }

  PlanRecord tries(Trial now) {
    return new PlanRecord(authority, highest, origin, Optional.of(now), last, isSaid);
  }

  /** The trial is over, and nothing of it stays. */
  PlanRecord back() {
    return new PlanRecord(authority, highest, origin, Optional.empty(), last, isSaid);
  }

  PlanRecord confirmed(Origin now) {
    return new PlanRecord(authority, highest, Optional.of(now), Optional.empty(), last, isSaid);
  }

  /** There is something to tell. */
  PlanRecord tells(PlanReport report) {
    return new PlanRecord(authority, highest, origin, trial, Optional.of(report), false);
  }

  /** It is told. */
  PlanRecord said() {
    return new PlanRecord(authority, highest, origin, trial, last, true);
  }

  String text() {
    Json json = new Json();
    if (!authority.isEmpty()) {
      json.put("authority", authority);
    }
    json.put("highest", Long.toString(highest)).put("said", isSaid);
    json.put("origin", origin.stream().toList(), PlanRecord::put);
    json.put(
        "trial",
        trial.stream().toList(),
        (one, its) -> {
          put(one, its.origin());
          one.put("parent", its.parent())
              .put("within", its.within().toSeconds())
              .put("starts", its.starts())
              .texts("wanted", its.wanted().stream().map(MeterId::value).sorted().toList());
        });
    json.put(
        "last",
        last.stream().toList(),
        (one, its) -> one.put("code", its.outcome().code()).put("text", its.text()));
    return json.toString();
  }

  private static void put(Json json, Origin origin) {
    json.put("version", Long.toString(origin.version()))
        .put("organisation", origin.organisation().value())
        .put("author", origin.author())
        .put("plan", origin.plan());
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws DocumentException when it is something else.
   */
  static PlanRecord of(String file, String text) throws DocumentException {
    Mapping read = Document.load(file, text);
    Optional<Origin> origin = Optional.empty();
    for (Mapping one : read.mappings("origin")) {
      origin = Optional.of(origin(one));
    }
    Optional<Trial> trial = Optional.empty();
    for (Mapping one : read.mappings("trial")) {
      trial = Optional.of(trial(one));
    }
    Optional<PlanReport> last = Optional.empty();
    for (Mapping one : read.mappings("last")) {
      last = PlanReport.parse(one.text("code"), one.text("text"));
    }
    return new PlanRecord(
        read.optionalText("authority").orElse(""),
        read.value("highest", "a version", Long::parseLong),
        origin,
        trial,
        last,
        last.isEmpty() || read.flag("said"));
  }

  private static Origin origin(Mapping read) throws DocumentException {
    return new Origin(
        read.value("version", "a version", Long::parseLong),
        read.value("organisation", "an organisation", OrganisationId::new),
        read.text("author"),
        read.text("plan"));
  }

  private static Trial trial(Mapping read) throws DocumentException {
    Set<MeterId> wanted = new LinkedHashSet<>();
    for (String meter : read.texts("wanted")) {
      wanted.add(new MeterId(meter));
    }
    return new Trial(
        origin(read),
        read.text("parent"),
        Duration.ofSeconds(read.integer("within", 1, Integer.MAX_VALUE)),
        read.integer("starts", 0, Integer.MAX_VALUE),
        wanted);
  }
}
