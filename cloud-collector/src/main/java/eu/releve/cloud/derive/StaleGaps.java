package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the gaps of a register whose course may have changed with something outside of them. Each
 * is named by quarter-hours that begin in it, one or more.
 */
final class StaleGaps {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long GAP_MILLIS = Counter.STRAIGHT_MAX.toMillis();

  /**
   * Each gap of more than two hours has a quarter-hour that begins with an even hour: only those
   * are in the index.
   */
  static final String GAPS =
      """
      select starts from quarter_hour where register = ? and starts >= ? and starts < ?
        and bracket_minutes > 120 and quality >= 20
        and date_bin('2 hours', starts, timestamptz '2000-01-01Z') = starts
      order by starts\
      """;

  private final Connection connection;
  private final Counting counting;
  private final LikeDays days;

  /**
   * @param days that its gaps are like, as they are now.
   */
  StaleGaps(Connection connection, Counting counting, LikeDays days) {
    this.connection = connection;
    this.counting = counting;
    this.days = days;
  }

  /**
   * Those that may be like days of which quarter-hours are measured now, or are not any more.
   *
   * @param measured where such have come.
   * @param unmeasured where such have gone: nobody knows any more which gaps were like them.
   */
  SortedSet<Long> likeDaysOf(List<Stretch> measured, List<Stretch> unmeasured) throws SQLException {
    List<Stretch> joined = Stretch.joined(measured, DAY_MILLIS);
    joined.addAll(unmeasured);
    boolean none = unmeasured.isEmpty();
    MeasuredDays whole = new StoredDays(connection, counting);
    SortedSet<Long> stale = new TreeSet<>();
    for (Stretch near : Stretch.joined(joined, DAY_MILLIS)) {
      List<Long> gaps = near(near);
      if (gaps.isEmpty() || (none && isPartOfDay(near, whole))) {
        continue;
      }
      for (long gap : gaps) {
        if (!none || stale.contains(gap) || restsOn(near, gap)) {
          stale.add(gap);
        }
      }
    }
    return stale;
  }

  /** Those of whose days, or of whose like days, it may be told otherwise how cold they were. */
  SortedSet<Long> asColdAs(List<Stretch> told) throws SQLException {
    SortedSet<Long> stale = new TreeSet<>();
    for (Stretch near : Stretch.joined(told, DAY_MILLIS)) {
      LocalDate first = day(near.fromMillis());
      LocalDate last = day(near.toMillis() - 1);
      for (long gap : near(near)) {
        boolean isThere =
            !day(gap + GAP_MILLIS).isBefore(first) && !day(gap - GAP_MILLIS).isAfter(last);
        if (isThere || restsOn(near, gap)) {
          stale.add(gap);
        }
      }
    }
    return stale;
  }

  /** Those that lie in stretches at least in part. */
  SortedSet<Long> in(List<Stretch> stretches) throws SQLException {
    SortedSet<Long> stale = new TreeSet<>();
    for (Stretch stretch : stretches) {
      stale.addAll(between(stretch.fromMillis() - GAP_MILLIS, stretch.toMillis() + GAP_MILLIS));
    }
    return stale;
  }

  private LocalDate day(long millis) {
    return counting.calendar().day(Instant.ofEpochMilli(millis));
  }

  /** Whether it is one day of which not all is measured yet: no day can be like that. */
  private boolean isPartOfDay(Stretch near, MeasuredDays whole) throws SQLException {
    LocalDate day = day(near.fromMillis());
    return day.equals(day(near.toMillis() - 1)) && whole.of(day).isEmpty();
  }

  /** Whether the course of a gap near one of its quarter-hours is that of days of a stretch. */
  private boolean restsOn(Stretch near, long within) throws SQLException {
    LocalDate first = day(near.fromMillis());
    LocalDate last = day(near.toMillis() - 1);
    // What of a gap lies before or behind this one's two hours may be of another day.
    LocalDate begin = day(within - GAP_MILLIS);
    LocalDate end = day(within + GAP_MILLIS);
    return days.restsOn(begin, first, last)
        || (!end.equals(begin) && days.restsOn(end, first, last));
  }

  /** Quarter-hours in gaps whose days may be like days of that stretch, one or more of each. */
  private List<Long> near(Stretch near) throws SQLException {
    LocalCalendar calendar = counting.calendar();
    LocalDate first = day(near.fromMillis()).minusDays(LikeDays.REACH_DAYS);
    LocalDate last = day(near.toMillis() - 1).plusDays(LikeDays.REACH_DAYS + 1);
    // A part of a gap on the outermost day may have no even hour there.
    return between(
        calendar.start(first).toEpochMilli() - GAP_MILLIS,
        calendar.start(last).toEpochMilli() + GAP_MILLIS);
  }

  private List<Long> between(long from, long to) throws SQLException {
    List<Long> gaps = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(GAPS)) {
      query.setInt(1, counting.register());
      query.setTimestamp(2, new Timestamp(from));
      query.setTimestamp(3, new Timestamp(to));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          gaps.add(row.getTimestamp(1).getTime());
        }
      }
    }
    return gaps;
  }
}
