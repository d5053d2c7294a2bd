package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which local days of which registers have changed, for statements that make them again.
 *
 * <p>When a day begins, Java says: the database may know another version of the zones.
 */
final class LocalDays {
  private static final int ROWS_MAX = 10_000;

  private final LocalCalendar calendar;
  private final Map<Integer, SortedSet<LocalDate>> days = new TreeMap<>();
  private final Map<LocalDate, Long> starts = new HashMap<>();

  LocalDays(LocalCalendar calendar) {
    this.calendar = calendar;
  }

  /** The local days that a stretch touches; its end is exclusive. */
  void add(int register, Stretch stretch) {
    LocalDate last = day(Math.max(stretch.fromMillis(), stretch.toMillis() - 1));
    SortedSet<LocalDate> those = days.computeIfAbsent(register, first -> new TreeSet<>());
    for (LocalDate day = day(stretch.fromMillis()); !day.isAfter(last); day = day.plusDays(1)) {
      those.add(day);
    }
  }

  private LocalDate day(long millis) {
    return calendar.day(Instant.ofEpochMilli(millis));
  }

  boolean isEmpty() {
    return days.isEmpty();
  }

  /**
   * Runs a statement over those days: its parameters are the registers, the days, and when each
   * begins and ends.
   */
  void eachDay(Connection connection, String statement) throws SQLException {
    run(connection, statement, false);
  }

  /** The same over their months; in place of instants, their first day and the next one's. */
  void eachMonth(Connection connection, String statement) throws SQLException {
    run(connection, statement, true);
  }

  private void run(Connection connection, String statement, boolean months) throws SQLException {
    List<long[]> rows = new ArrayList<>();
    for (Map.Entry<Integer, SortedSet<LocalDate>> of : days.entrySet()) {
      LocalDate before = LocalDate.MIN;
      for (LocalDate day : of.getValue()) {
        LocalDate first = months ? day.withDayOfMonth(1) : day;
        if (first.equals(before)) {
          continue;
        }
        before = first;
        rows.add(months ? monthRow(of.getKey(), first) : dayRow(of.getKey(), first));
        if (rows.size() == ROWS_MAX) {
          execute(connection, statement, rows);
          rows.clear();
        }
      }
    }
    execute(connection, statement, rows);
  }

  private long[] dayRow(int register, LocalDate day) {
    return new long[] {register, day.toEpochDay(), start(day), start(day.plusDays(1))};
  }

  private static long[] monthRow(int register, LocalDate first) {
    long day = first.toEpochDay();
    return new long[] {register, day, day, first.plusMonths(1).toEpochDay()};
  }

  private long start(LocalDate day) {
    return starts.computeIfAbsent(day, one -> calendar.start(one).toEpochMilli());
  }

  private static void execute(Connection connection, String statement, List<long[]> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement run = connection.prepareStatement(statement)) {
      for (int column = 0; column < 4; column++) {
        int which = column;
        run.setObject(column + 1, rows.stream().mapToLong(row -> row[which]).toArray());
      }
      run.execute();
    }
  }
}
