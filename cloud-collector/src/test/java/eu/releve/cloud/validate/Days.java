package eu.releve.cloud.validate;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Stretch;
import java.sql.Connection;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Days as rules are fed with them, and the limits that the store begins with. */
final class Days {
  static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);

  private Days() {}

  /** The defaults of a fresh store. */
  static Limits.On limits() throws Exception {
    try (Database database = TestDatabase.fresh();
        Connection connection = database.ingest().getConnection()) {
      return new LimitBook(connection).of(0).on(MONDAY);
    }
  }

  /** A measured day of that many steps in each quarter-hour. */
  static DayUse even(LocalDate day, long each) {
    return of(day, quarter -> each, Status.MEASURED);
  }

  /** A measured day, by the number of its quarter-hours from 0. */
  static DayUse of(LocalDate day, IntToLongFunction use) {
    return of(day, use, Status.MEASURED);
  }

  /** A day that was come by in another way. */
  static DayUse of(LocalDate day, IntToLongFunction use, Status status) {
    List<Figure> quarters = new ArrayList<>();
    long end = BRUSSELS.start(day.plusDays(1)).toEpochMilli();
    long at = BRUSSELS.start(day).toEpochMilli();
    while (at < end) {
      long used = use.applyAsLong(quarters.size());
      Stretch over = new Stretch(at, at + QuarterHour.MILLIS);
      // Below nothing: nothing is known.
      List<QuarterHour> known =
          used < 0
              ? List.of()
              : List.of(new QuarterHour(at, used, (int) QuarterHour.MILLIS, status, 15));
      quarters.add(Figure.of(over, known));
      at += QuarterHour.MILLIS;
    }
    return DayUse.of(day, quarters, false);
  }

  /** The same day again and again, the last one on Monday. */
  static List<DayUse> evenUntilMonday(int days, long each) {
    return MONDAY
        .minusDays(days - 1L)
        .datesUntil(MONDAY.plusDays(1))
        .map(day -> even(day, each))
        .toList();
  }

  /** Some days and one more. */
  static List<DayUse> and(List<DayUse> days, DayUse last) {
    List<DayUse> all = new ArrayList<>(days);
    all.add(last);
    return all;
  }
}
