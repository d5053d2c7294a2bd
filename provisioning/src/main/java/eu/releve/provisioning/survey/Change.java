package eu.releve.provisioning.survey;

import static eu.releve.measure.Require.require;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One thing that is other in a newer plan.
 *
 * @param what it is.
 * @param words what fills the placeholders of its words; the first is what it is about.
 */
public record Change(What what, List<String> words) {
  public Change {
    words = List.copyOf(words);
    require(!words.isEmpty(), "%s is about nothing", what);
  }

  static Change of(What what, Object... words) {
    return new Change(what, Arrays.stream(words).map(String::valueOf).toList());
  }

  /** The identifier of what it is about, as the newer plan has it. */
  public String about() {
    return words.getFirst();
  }

  /**
   * What can change. The words of each are in the commands' messages, under {@code change.WHAT}
   * and, for what it means, {@code change.WHAT.means}.
   */
  public enum What {
    SITE_IDENTIFIER,
    SITE_ZONE,
    SITE_AREA,
    BUS_ADDED,
    BUS_REMOVED,
    BUS_CHANGED,
    LOT_ADDED,
    LOT_REMOVED,
    LOT_RENAMED,
    LOT_CHANGED,
    POINT_ADDED,
    POINT_REMOVED,
    /** Another name for people. */
    POINT_RENAMED,
    /** Another name for programs. */
    POINT_IDENTIFIER,
    POINT_LOT,
    POINT_PARENT,
    POINT_BOUGHT,
    METER_ADDED,
    METER_REMOVED,
    /** Another name for programs. */
    METER_IDENTIFIER,
    /** Another address, or another bus. */
    METER_MOVED,
    METER_POINT,
    /** One ends and another begins at its point. */
    METER_EXCHANGED,
    /** One is gone from the plan and another is at its point. */
    METER_REPLACED,
    /** One name, another serial number. */
    METER_SERIAL,
    /** A serial number where there was none. */
    METER_SERIAL_NOTED,
    METER_ENDED,
    METER_DATES,
    METER_PERIOD,
    METER_PROFILE,
    METER_RATIO,
    /** Registers, requests or rating that the plan itself says. */
    METER_READING,
    METER_CONSENT,
    /** What it showed when it came or went. */
    METER_INDEXES,
    /** What only describes. */
    METER_NOTED;

    /** As programs read it. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The one that is called so. */
    public static Optional<What> of(String id) {
      return Arrays.stream(values()).filter(one -> one.id().equals(id)).findFirst();
    }
  }
}
