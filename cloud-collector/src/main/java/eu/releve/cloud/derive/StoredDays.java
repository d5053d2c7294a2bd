package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The measured days of a register as they are stored.
 *
 * <p>Whether a day can be one, its first quarter-hour tells: a register that is read once a day has
 * none, and is asked once for 128 days.
 */
final class StoredDays implements MeasuredDays {
  private static final int CHUNK_DAYS = 128;

  private final Connection connection;
  private final int register;
  private final LocalCalendar calendar;
  private final Set<Long> asked = new HashSet<>();
  private final Set<Long> begun = new HashSet<>();
  private final Map<LocalDate, Optional<List<Long>>> days = new HashMap<>();

  StoredDays(Connection connection, Counting counting) {
    this.connection = connection;
    this.register = counting.register();
    this.calendar = counting.calendar();
  }

  @Override
  public Optional<List<Long>> of(LocalDate day) throws SQLException {
    long chunk = Math.floorDiv(day.toEpochDay(), (long) CHUNK_DAYS);
    if (asked.add(chunk)) {
      ask(chunk * CHUNK_DAYS);
    }
    if (!begun.contains(start(day))) {
      return Optional.empty();
    }
    if (!days.containsKey(day)) {
      days.put(day, read(day));
    }
    return days.getOrDefault(day, Optional.empty());
  }

  private long start(LocalDate day) {
    return calendar.start(day).toEpochMilli();
  }

  private void ask(long firstDay) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select starts from quarter_hour where register = ? and starts = any (?)
              and quality <= ? and covered_millis = ?\
            """)) {
      Object[] starts =
          LongStream.range(firstDay, firstDay + CHUNK_DAYS)
              .mapToObj(day -> calendar.start(LocalDate.ofEpochDay(day)).toString())
              .toArray();
      query.setInt(1, register);
      query.setArray(2, connection.createArrayOf("timestamptz", starts));
      query.setInt(3, Status.ROLLOVER.code());
      query.setLong(4, QuarterHour.MILLIS);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          begun.add(row.getTimestamp(1).getTime());
        }
      }
    }
  }

  private Optional<List<Long>> read(LocalDate day) throws SQLException {
    LocalPeriod period = calendar.holding(Span.DAY, day).orElseThrow();
    return MeasuredDays.whole(
        period,
        Rewriting.stored(
            connection,
            register,
            new Stretch(period.from().toEpochMilli(), period.to().toEpochMilli())));
  }
}
