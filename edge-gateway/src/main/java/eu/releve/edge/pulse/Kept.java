package eu.releve.edge.pulse;

import eu.releve.profile.PulseRegister;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A count as it was found at the start.
 *
 * @param index from which counting goes on.
 * @param news what there is to tell of it, in this order; never nothing: counting begins, or there
 *     was a time in which nobody counted.
 * @param doubted whether pulses may be missing in it.
 */
public record Kept(PulseIndex index, List<News> news, boolean doubted) {
  private static final String RUNNING = " state=running";
  private static final String STOPPED = " state=stopped";

  /** At most so many counted pulses are lost when the program is killed or the power fails. */
  public static final int LOST_PULSES_MAX = 100;

  /** And none that is older. */
  public static final long LOST_MILLIS_MAX = 10_000;

  public Kept {
    news = List.copyOf(news);
  }

  /**
   * Something that happened to a count.
   *
   * @param code for programs.
   * @param text for people.
   */
  public record News(String code, String text) {}

  /**
   * Goes on from what was kept.
   *
   * @param note what was kept; nothing at the first start.
   * @param planned what a pulse is now.
   * @param isLost whether what kept the counts could not be read.
   */
  public static Kept of(Optional<String> note, PulseRegister planned, boolean isLost) {
    if (note.isEmpty()) {
      return isLost
          ? lost(planned, "the file of counts could not be read, counting begins anew")
          : new Kept(
              PulseIndex.beginning(planned),
              List.of(new News("pulse-count-begins", "counting begins at " + shown(planned))),
              false);
    }
    String text = note.get();
    boolean running = text.endsWith(RUNNING);
    if (!running && !text.endsWith(STOPPED)) {
      return lost(planned, "what was kept is no count, counting begins anew");
    }
    try {
      PulseIndex kept = PulseIndex.parse(text.substring(0, text.length() - RUNNING.length()));
      return kept.register().name().equals(planned.name())
          ? continued(kept, planned, running)
          : lost(planned, "it counted " + kept.register().name() + ", counting begins anew");
    } catch (IllegalArgumentException unreadable) {
      return lost(planned, "what was kept is no count, counting begins anew");
    }
  }

  /** The index goes back: its first reading is doubted, and somebody has to look at the display. */
  private static Kept lost(PulseRegister planned, String why) {
    PulseIndex index = PulseIndex.beginning(planned);
    return new Kept(
        index, List.of(new News("pulse-count-lost", why + " at " + shown(planned))), true);
  }

  private static String shown(PulseRegister planned) {
    return planned.start().toPlainString() + " " + planned.unit().symbol();
  }

  private static Kept continued(PulseIndex kept, PulseRegister planned, boolean running) {
    List<News> news = new ArrayList<>();
    news.add(
        running
            ? new News(
                "pulses-missing",
                ("ended without warning after %d pulses were kept: up to %d more of its last %d s"
                        + " may be missing, and all while it did not run")
                    .formatted(kept.pulses(), LOST_PULSES_MAX, LOST_MILLIS_MAX / 1_000))
            : new News("pulses-unwatched", "pulses while it did not run are not counted"));
    PulseIndex index = kept;
    if (!kept.weighsLike(planned)) {
      index = index.under(planned);
      news.add(
          new News(
              "pulse-weight-changed",
              "%d for %s %s, was %d for %s %s"
                  .formatted(
                      planned.pulses(),
                      planned.amount().toPlainString(),
                      planned.unit().symbol(),
                      kept.register().pulses(),
                      kept.register().amount().toPlainString(),
                      kept.register().unit().symbol())));
    }
    if (!kept.startsLike(planned)) {
      index = index.typed(PulseIndex.beginning(planned).base());
      news.add(new News("pulse-index-set", "the plan's new start: " + shown(planned)));
    }
    return new Kept(
        new PulseIndex(planned, index.pulses(), index.base(), index.basePulses()), news, true);
  }

  /** The note of a count that goes on. */
  public static String running(PulseIndex index) {
    return index.text() + RUNNING;
  }

  /** The note of a count whose program ends. */
  public static String stopped(PulseIndex index) {
    return index.text() + STOPPED;
  }
}
