package eu.releve.cloud.derive;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** What a register counted on the local days on which all of it was measured. */
@FunctionalInterface
interface MeasuredDays {
  /**
   * The consumption of the 96 quarter-hours of a local day; nothing where one of them was not
   * measured, and of a day of 23 or 25 hours.
   */
  Optional<List<Long>> of(LocalDate day) throws SQLException;

  /** The day of those quarter-hours, when there are all of them and each was measured. */
  static Optional<List<Long>> whole(LocalPeriod day, List<QuarterHour> quarters) {
    boolean whole =
        quarters.size() == LikeDays.QUARTERS
            && day.quarterHours() == LikeDays.QUARTERS
            && quarters.stream().allMatch(QuarterHour::isWhollyMeasured);
    return whole
        ? Optional.of(quarters.stream().map(QuarterHour::consumption).toList())
        : Optional.empty();
  }
}
