package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.postgresql.PGStatement;

/**
 * The quarter-hours of gauges as they are stored: the eight of two hours in one row.
 *
 * <p>A row costs several times what is in it. Two hours are so little that a reading, which changes
 * one quarter-hour or two, does not write more by it than it did when each had its own row.
 */
final class LevelWindows {
  /** How long a window is; it begins with an even hour, UTC. */
  static final long MILLIS = Duration.ofHours(2).toMillis();

  static final int QUARTERS = Math.toIntExact(MILLIS / QuarterHour.MILLIS);
  private static final String INTO =
      "level_window (register, since, doubled_area, covered_millis, low, high)";
  private static final int FIELDS = 6;

  private static final String STORED =
      """
      select t.n::integer, q.starts, q.doubled_area, q.covered_millis, q.low, q.high
      from unnest(?::int8[], ?::int8[], ?::int8[])
          with ordinality as t(register, from_millis, to_millis, n)
        cross join lateral (
          select * from quarter_level
          where register = t.register::integer
            and since >= timestamptz 'epoch' + t.from_millis * interval '1 millisecond'
            and since < timestamptz 'epoch' + t.to_millis * interval '1 millisecond'
          order by since, starts) q\
      """;

  private static final String DELETE =
      """
      delete from level_window w
      using unnest(?::int8[], ?::int8[]) as t(register, since_millis)
      where w.register = t.register::integer
        and w.since = timestamptz 'epoch' + t.since_millis * interval '1 millisecond'\
      """;

  private LevelWindows() {}

  /** The begin of the window that an instant is in. */
  static long floor(long millis) {
    return Math.floorDiv(millis, MILLIS) * MILLIS;
  }

  /**
   * What a register's windows had and have.
   *
   * @param register its key.
   * @param before all that is stored of these windows, by rising begin.
   * @param now all that is true of them.
   */
  record Change(int register, List<Level> before, List<Level> now) {
    Change {
      before = List.copyOf(before);
      now = List.copyOf(now);
    }
  }

  private record Window(int register, long since, List<Level> levels) {}

  /** The levels of all windows that a stretch touches, by rising begin, for each that is wanted. */
  static List<List<Level>> stored(Connection connection, List<ReadingsOf.Wanted> wanted)
      throws SQLException {
    List<List<Level>> stored = new ArrayList<>();
    wanted.forEach(one -> stored.add(new ArrayList<>()));
    try (PreparedStatement query = connection.prepareStatement(STORED)) {
      query.unwrap(PGStatement.class).setPrepareThreshold(-1);
      query.setObject(1, wanted.stream().mapToLong(ReadingsOf.Wanted::register).toArray());
      query.setObject(
          2, wanted.stream().mapToLong(one -> floor(one.over().fromMillis())).toArray());
      query.setObject(3, wanted.stream().mapToLong(one -> one.over().toMillis()).toArray());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          long start = row.getTimestamp(2).getTime();
          BigInteger area = BigInteger.valueOf(row.getLong(3));
          stored
              .get(row.getInt(1) - 1)
              .add(
                  new Level(
                      new Stretch(start, start + QuarterHour.MILLIS),
                      area,
                      row.getInt(4),
                      row.getLong(5),
                      row.getLong(6)));
        }
      }
    }
    return stored;
  }

  /** Writes the windows that have become other ones, and leaves all others alone. */
  static void write(Connection connection, List<Change> changes) throws SQLException {
    List<Window> gone = new ArrayList<>();
    List<Window> come = new ArrayList<>();
    for (Change change : changes) {
      Map<Long, List<Level>> before = windows(change.before);
      Map<Long, List<Level>> now = windows(change.now);
      TreeSet<Long> all = new TreeSet<>(before.keySet());
      all.addAll(now.keySet());
      for (long since : all) {
        Optional<List<Level>> was = Optional.ofNullable(before.get(since));
        Optional<List<Level>> is = Optional.ofNullable(now.get(since));
        if (!was.equals(is)) {
          was.ifPresent(levels -> gone.add(new Window(change.register, since, levels)));
          is.ifPresent(levels -> come.add(new Window(change.register, since, levels)));
        }
      }
    }
    delete(connection, gone);
    insert(connection, come);
  }

  private static Map<Long, List<Level>> windows(List<Level> levels) {
    Map<Long, List<Level>> windows = new TreeMap<>();
    for (Level level : levels) {
      windows
          .computeIfAbsent(floor(level.over().fromMillis()), since -> new ArrayList<>())
          .add(level);
    }
    return windows;
  }

  private static void delete(Connection connection, List<Window> windows) throws SQLException {
    if (windows.isEmpty()) {
      return;
    }
    try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
      delete.setObject(1, windows.stream().mapToLong(Window::register).toArray());
      delete.setObject(2, windows.stream().mapToLong(Window::since).toArray());
      int deleted = delete.executeUpdate();
      require(deleted == windows.size(), "%d of %d windows were there", deleted, windows.size());
    }
  }

  private static void insert(Connection connection, List<Window> windows) throws SQLException {
    if (windows.isEmpty()) {
      return;
    }
    try (BinaryCopy copy = new BinaryCopy(connection, INTO)) {
      for (Window window : windows) {
        copy.row(FIELDS);
        copy.integer(window.register);
        copy.instant(window.since);
        copy.bigints(values(window, level -> level.doubledArea().longValueExact()));
        copy.integers(values(window, Level::coveredMillis));
        copy.bigints(values(window, Level::min));
        copy.bigints(values(window, Level::max));
      }
      copy.end();
    }
  }

  /** One of each quarter-hour, nothing where it is not known. */
  private static List<OptionalLong> values(Window window, ToLongFunction<Level> value) {
    List<OptionalLong> values = new ArrayList<>();
    int next = 0;
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      long start = window.since + quarter * QuarterHour.MILLIS;
      boolean known =
          next < window.levels.size() && window.levels.get(next).over().fromMillis() == start;
      values.add(
          known
              ? OptionalLong.of(value.applyAsLong(window.levels.get(next++)))
              : OptionalLong.empty());
    }
    return values;
  }
}
