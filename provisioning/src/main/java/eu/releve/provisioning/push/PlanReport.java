package eu.releve.provisioning.push;

import static eu.releve.measure.Require.require;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Json;
import eu.releve.document.Mapping;
import eu.releve.provisioning.survey.Change;
import eu.releve.wire.Facts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What became of an order at its gateway: the event by which the gateway answers it.
 *
 * <p>It travels in the journal, so that it arrives for certain and between the readings where it
 * belongs. Its text is a JSON object; what does not fit into an event is cut, last things first.
 *
 * @param outcome what became of it.
 * @param version the order's; 0 where it could not be read.
 * @param plan the hash of its plan; empty where it could not be read.
 * @param why why not, or {@link Why#NONE}.
 * @param said what the gateway says besides, for people; may be empty.
 * @param inForce the hash of the plan that the gateway reads by.
 * @param highest the highest version that this gateway has met.
 * @param meters that were not read again.
 * @param changes what the order's plan has that the one in force has not, where that is the
 *     trouble.
 */
public record PlanReport(
    Outcome outcome,
    long version,
    String plan,
    Why why,
    String said,
    String inForce,
    long highest,
    List<String> meters,
    List<Change> changes) {
  private static final int SAID_MAX = 500;

  public PlanReport {
    require(version >= 0 && highest >= 0, "order %d of %d", version, highest);
    meters = List.copyOf(meters);
    changes = List.copyOf(changes);
    said = plain(said.length() > SAID_MAX ? said.substring(0, SAID_MAX) : said);
  }

  /** What becomes of an order. */
  public enum Outcome {
    /** The meters are read by the new plan, on trial. */
    APPLIED,
    /** They were read as before: it stays. */
    CONFIRMED,
    /** The plan before is in force again. */
    RETURNED,
    /** It was never tried. */
    REFUSED;

    /** The code of its event, such as {@code plan-applied}. */
    public String code() {
      return "plan-" + id();
    }

    /** As programs read it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The one with that code. */
    public static Optional<Outcome> of(String code) {
      return Arrays.stream(values()).filter(one -> one.code().equals(code)).findFirst();
    }
  }

  /** Why an order was refused, or a plan went back. */
  public enum Why {
    /** There is nothing to say. */
    NONE,
    /** It could not be read. */
    MALFORMED,
    /** The gateway has pinned no authority that could vouch for it. */
    NOT_ENROLLED,
    /** The authority does not vouch for it. */
    SIGNATURE,
    /** It is for another gateway. */
    OTHER_GATEWAY,
    /** The plan that came with it is another one. */
    OTHER_PLAN,
    /** A later one was met before. */
    OLD_VERSION,
    /** Another plan is on trial. */
    ON_TRIAL,
    /** The plan in force came from another organisation. */
    OTHER_ORGANISATION,
    /** Another plan is in force than the one that it replaces. */
    OTHER_PARENT,
    /** It is the plan of another building. */
    OTHER_SITE,
    /** This gateway cannot read by it. */
    INVALID,
    /** The file of the plan in force cannot be written. */
    UNWRITABLE,
    /** Meters were not read again. */
    NOT_READ,
    /** The collector was not reached again by a plan that no meter could prove. */
    NOT_HEARD,
    /** The program ended again and again. */
    DIED,
    /** Somebody has put another file in the place of the plan. */
    BY_HAND;

    /** As programs read it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one that is called so. */
    public static Optional<Why> of(String id) {
      return Arrays.stream(values()).filter(one -> one.id().equals(id)).findFirst();
    }
  }

  /** One about which there is nothing more to say. */
  public static PlanReport of(
      Outcome outcome, long version, String plan, String inForce, long highest) {
    return new PlanReport(
        outcome, version, plan, Why.NONE, "", inForce, highest, List.of(), List.of());
  }

  /** The same with a reason, and what the gateway says besides. */
  public PlanReport because(Why reason, String words) {
    return new PlanReport(outcome, version, plan, reason, words, inForce, highest, meters, changes);
  }

  /** The same with meters that were not read again. */
  public PlanReport without(List<String> unread) {
    return new PlanReport(outcome, version, plan, why, said, inForce, highest, unread, changes);
  }

  /** The same with what the order's plan has that the one in force has not. */
  public PlanReport differing(List<Change> differences) {
    return new PlanReport(outcome, version, plan, why, said, inForce, highest, meters, differences);
  }

  /** The text of the event, at most as long as an event's may be. */
  public String text() {
    PlanReport fitting = this;
    String text = fitting.json();
    while (text.length() > Facts.TEXT_MAX) {
      fitting = fitting.shorter();
      text = fitting.json();
    }
    return text;
  }

  private PlanReport shorter() {
    return changes.isEmpty()
        ? new PlanReport(
            outcome, version, plan, why, half(said), inForce, highest, half(meters), changes)
        : new PlanReport(
            outcome, version, plan, why, said, inForce, highest, meters, half(changes));
  }

  private static <T> List<T> half(List<T> whole) {
    return whole.subList(0, whole.size() / 2);
  }

  private static String half(String whole) {
    return whole.substring(0, whole.length() / 2);
  }

  /** What is empty is left out: a document has no empty text. */
  private String json() {
    Json json =
        new Json()
            .put("version", Long.toString(version))
            .put("highest", Long.toString(highest))
            .put("why", why.id());
    put(json, "plan", plan);
    put(json, "inForce", inForce);
    put(json, "said", said);
    return json.texts("meters", meters)
        .put(
            "changes",
            changes,
            (one, change) ->
                one.put("what", change.what().id())
                    .texts("words", change.words().stream().map(PlanReport::word).toList()))
        .toString();
  }

  private static void put(Json json, String name, String value) {
    if (!value.isBlank()) {
      json.put(name, value);
    }
  }

  private static String word(String word) {
    return word.isBlank() ? "-" : plain(word);
  }

  private static String plain(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /**
   * Reads the text of an event.
   *
   * @return nothing when it is none of these events, or says what this version does not know.
   */
  public static Optional<PlanReport> parse(String code, String text) {
    Optional<Outcome> outcome = Outcome.of(code);
    if (outcome.isEmpty()) {
      return Optional.empty();
    }
    try {
      Mapping read = Document.load(code, text);
      List<Change> changes = new ArrayList<>();
      for (Mapping change : read.mappings("changes")) {
        Change.What.of(change.text("what"))
            .map(what -> change(what, change))
            .ifPresent(changes::add);
      }
      return Optional.of(
          new PlanReport(
              outcome.get(),
              Long.parseLong(read.text("version")),
              read.optionalText("plan").orElse(""),
              Why.of(read.text("why")).orElse(Why.NONE),
              read.optionalText("said").orElse(""),
              read.optionalText("inForce").orElse(""),
              Long.parseLong(read.text("highest")),
              read.texts("meters"),
              changes));
    } catch (DocumentException | IllegalArgumentException another) {
      return Optional.empty();
    }
  }

  private static Change change(Change.What what, Mapping read) {
    try {
      return new Change(what, read.texts("words"));
    } catch (DocumentException wrong) {
      throw new IllegalArgumentException(wrong.getMessage(), wrong);
    }
  }
}
