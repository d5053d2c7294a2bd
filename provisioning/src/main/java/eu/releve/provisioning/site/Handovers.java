package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * How a meter came and went: its readings count from the one moment to the other.
 *
 * @param installed when it was put in for another one.
 * @param removed when it was taken out.
 */
public record Handovers(Optional<Handover> installed, Optional<Handover> removed) {
  /** Of a meter that nobody has exchanged. */
  public static final Handovers NONE = new Handovers(Optional.empty(), Optional.empty());

  public Handovers {
    require(installed.flatMap(Handover::unreadable).isEmpty(), "a new meter's display can be read");
    require(
        installed.isEmpty()
            || removed.isEmpty()
            || installed.get().at().isBefore(removed.get().at()),
        "removed before it was installed");
  }

  /** Refuses moments that do not lie on the meter's first and last days. */
  void fit(LocalDate from, Optional<LocalDate> to, ZoneId zone) {
    installed.ifPresent(
        handover ->
            require(
                handover.at().atZone(zone).toLocalDate().equals(from),
                "installed at %s, which is not on its first day, %s",
                handover.at(),
                from));
    removed.ifPresent(
        handover -> {
          require(to.isPresent(), "removed at %s without an end (to)", handover.at());
          LocalDate day = handover.at().atZone(zone).toLocalDate();
          LocalDate end = to.orElse(day);
          require(
              day.equals(end) || day.plusDays(1).equals(end),
              "removed at %s, which is neither on the day of its end, %s, nor before",
              handover.at(),
              end);
        });
  }
}
