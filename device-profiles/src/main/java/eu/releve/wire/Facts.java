package eu.releve.wire;

import static eu.releve.measure.Require.require;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What happened to the readings themselves: everything that explains a hole or a date.
 *
 * @param facts in the order in which they were noted.
 */
public record Facts(List<Fact> facts) implements Body {
  /** The most characters of a reason or text; what is longer is cut, for it is said in words. */
  public static final int TEXT_MAX = 2_000;

  private static final Pattern CODE = Pattern.compile("[a-z0-9-]{1,64}");

  public Facts {
    require(!facts.isEmpty(), "a fact batch without a fact");
    facts = List.copyOf(facts);
  }

  /** One thing that happened. */
  public sealed interface Fact permits Time, Loss, Event {}

  /**
   * The wall clock of a boot, learned while or after it ran: dates every undated batch of it.
   *
   * @param bootId the boot.
   * @param wallMinusBoot what to add to its boot-clock milliseconds to get milliseconds since 1970.
   */
  public record Time(UUID bootId, long wallMinusBoot) implements Fact {}

  /**
   * Readings that were made, or batches that were numbered, and are gone.
   *
   * @param fromSeq the first number lost, 0 when the readings had no number yet.
   * @param toSeq the last number lost, 0 when the readings had no number yet.
   * @param readings how many readings, 0 when unknown.
   * @param reason in words.
   */
  public record Loss(long fromSeq, long toSeq, long readings, String reason) implements Fact {
    /** The most numbers that one fact names: each becomes a row of the collector's ledger. */
    public static final long NUMBERS_MAX = 1_000_000;

    /** A range of numbers, however long, of whose readings nothing is known any more. */
    public static List<Fact> range(long fromSeq, long toSeq, String reason) {
      List<Fact> losses = new ArrayList<>();
      for (long from = fromSeq; from <= toSeq; from += NUMBERS_MAX) {
        losses.add(new Loss(from, Math.min(toSeq, from + NUMBERS_MAX - 1), 0, reason));
      }
      return losses;
    }

    public Loss {
      require(0 <= fromSeq && fromSeq <= toSeq, "loss from %d to %d", fromSeq, toSeq);
      require(readings >= 0, "loss of %d readings", readings);
      reason = cut(reason);
    }
  }

  /**
   * Something worth keeping: a start, a stop, a meter that fell silent.
   *
   * @param bootMillis when, in milliseconds of the boot clock.
   * @param code a short stable name such as {@code gateway-started}.
   * @param text in words.
   */
  public record Event(long bootMillis, String code, String text) implements Fact {
    public Event {
      require(CODE.matcher(code).matches(), "event '%s' must match %s", code, CODE);
      text = cut(text);
    }
  }

  private static String cut(String text) {
    if (text.length() <= TEXT_MAX) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(TEXT_MAX - 1)) ? TEXT_MAX - 1 : TEXT_MAX;
    return text.substring(0, end);
  }
}
