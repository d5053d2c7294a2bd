package eu.releve.profile;

import static eu.releve.measure.Require.require;

import java.util.Optional;

/**
 * How an M-Bus meter wants to be asked.
 *
 * @param reset the sub-code of the application reset (CI 50) that it needs before each reading, as
 *     pairs of 0-9A-F, empty for a plain one; nothing for a meter that needs none.
 * @param readsPerDay how often it may be asked for a telegram in 24 hours, 1 to {@value
 *     #READS_MAX}; nothing where that costs no battery.
 */
public record MbusRequests(Optional<String> reset, Optional<Integer> readsPerDay) {
  /** A meter that is asked as it comes. */
  public static final MbusRequests USUAL = new MbusRequests(Optional.empty(), Optional.empty());

  /** More is no limit. */
  public static final int READS_MAX = 86_400;

  public MbusRequests {
    reset.ifPresent(
        code -> require(code.matches("([0-9A-F]{2}){0,16}"), "reset '%s' is not hex", code));
    readsPerDay.ifPresent(
        reads -> require(1 <= reads && reads <= READS_MAX, "%d reads a day", reads));
  }

  /** What these say, and where they say nothing what the others say. */
  public MbusRequests orElse(MbusRequests others) {
    return new MbusRequests(reset.or(others::reset), readsPerDay.or(others::readsPerDay));
  }
}
