package eu.releve.cloud.closing;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * A list of indexes with what goes with it: as it is today, or as it was closed.
 *
 * @param place of which building, or of which lot of it.
 * @param period from when to when.
 * @param made who closed it; nothing for one that is only looked at.
 * @param lines by lot, point and meter.
 * @param earlier what it books of periods that were closed before.
 */
public record Closing(
    Place place, Period period, Optional<Made> made, List<Line> lines, List<Adjustment> earlier) {
  /** So that a list fits in memory and on paper. */
  public static final int LINES_MAX = 5_000;

  /**
   * A building, or a lot of it.
   *
   * @param building its key.
   * @param site its name.
   * @param zone where it stands.
   * @param lot nothing for all of it.
   */
  public record Place(int building, String site, ZoneId zone, Optional<Lot> lot) {}

  /** A lot. */
  public record Lot(int key, String name) {}

  /**
   * That somebody closed it.
   *
   * @param id its number.
   * @param reason as they said it.
   * @param at when.
   * @param by the account's name.
   */
  public record Made(int id, String reason, Instant at, String by) {}

  public Closing {
    lines = List.copyOf(lines);
    earlier = List.copyOf(earlier);
  }

  /** What each lot used of each quantity. */
  public List<Total> totals() {
    return Total.of(lines);
  }
}
