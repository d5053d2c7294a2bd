package eu.releve.cloud.derive;

import java.util.List;

/** What a register says of the quarter-hours. */
interface Course {
  /**
   * The quarter-hours from one instant to another that readings cover at least in part.
   *
   * @param fromMillis a multiple of 15 minutes.
   * @param toMillis exclusive, a multiple of 15 minutes.
   */
  List<QuarterHour> quarterHours(long fromMillis, long toMillis);
}
