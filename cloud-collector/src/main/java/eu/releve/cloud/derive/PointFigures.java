package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a point used, as it is stored: of each quantity that is counted there one figure a period,
 * over all meters that were there one after the other.
 */
public final class PointFigures {
  private PointFigures() {}

  /**
   * One quantity's figures.
   *
   * @param quantity its name.
   * @param step the unit in which its values are held: Wh, mL, J.
   * @param figures one for each period that was asked for, in that order; a period of which nothing
   *     is known has one that is missing.
   */
  public record Course(String quantity, String step, List<Figure> figures) {
    public Course {
      figures = List.copyOf(figures);
    }
  }

  /**
   * The figures of some periods, by the names of the quantities.
   *
   * @param connection sees what whoever asks may see.
   * @param point its key.
   * @param periods whole quarter-hours, by rising begin, none over another.
   */
  public static List<Course> of(Connection connection, int point, List<Stretch> periods)
      throws SQLException {
    for (int i = 1; i < periods.size(); i++) {
      require(
          periods.get(i - 1).toMillis() <= periods.get(i).fromMillis(),
          "%s: wanted periods one after the other, found %s after it",
          periods.get(i - 1),
          periods.get(i));
    }
    if (periods.isEmpty()) {
      return List.of();
    }
    Map<String, Gathering> gathered = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.quantity, r.step, q.starts, q.consumption, q.covered_millis, q.quality,
              q.bracket_minutes
            from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter
            where m.point = ? and r.name = r.quantity and q.starts >= ? and q.starts < ?
            order by r.quantity, q.starts, q.register\
            """)) {
      query.setInt(1, point);
      query.setTimestamp(2, new Timestamp(periods.getFirst().fromMillis()));
      query.setTimestamp(3, new Timestamp(periods.getLast().toMillis()));
      query.setFetchSize(10_000);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String quantity = row.getString(1);
          String step = row.getString(2);
          gathered
              .computeIfAbsent(quantity, first -> new Gathering(step, periods))
              .add(
                  new QuarterHour(
                      row.getTimestamp(3).getTime(),
                      row.getLong(4),
                      row.getInt(5),
                      Status.of(row.getInt(6)),
                      row.getInt(7)));
        }
      }
    }
    List<Course> courses = new ArrayList<>();
    gathered.forEach((quantity, of) -> courses.add(new Course(quantity, of.step, of.figures())));
    return courses;
  }

  /**
   * The same as it was stored at an instant, from what had been committed and typed by then: see
   * {@link FiguresThen}.
   */
  public static List<Course> of(
      Connection connection, int point, List<Stretch> periods, Instant known) throws SQLException {
    return new FiguresThen(connection, point).asKnown(periods, known);
  }

  /** Quarter-hours by rising start, put into their periods. */
  private static final class Gathering {
    private final String step;
    private final List<Stretch> periods;
    private final List<Figure> done = new ArrayList<>();
    private List<QuarterHour> open = new ArrayList<>();

    Gathering(String step, List<Stretch> periods) {
      this.step = step;
      this.periods = periods;
    }

    void add(QuarterHour quarter) {
      while (done.size() < periods.size()
          && periods.get(done.size()).toMillis() <= quarter.startMillis()) {
        close();
      }
      if (done.size() < periods.size()
          && periods.get(done.size()).fromMillis() <= quarter.startMillis()) {
        open.add(quarter);
      }
    }

    List<Figure> figures() {
      while (done.size() < periods.size()) {
        close();
      }
      return done;
    }

    private void close() {
      done.add(Figure.of(periods.get(done.size()), open));
      open = new ArrayList<>();
    }
  }
}
