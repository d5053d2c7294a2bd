package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a point used, as it is stored: of each quantity that is counted there one figure a period,
 * over all meters that were there one after the other.
 *
 * <p>Periods of whole local months or days of its building are read from those that are kept;
 * others, and those of a register whose days are not cut yet by its building's midnights, are
 * summed from quarter-hours. Both give the same.
 */
public final class PointFigures {
  // One statement: what a derivation changes meanwhile is counted in one place or the other.
  private static final String FIGURES =
      """
      with of_point as materialized (
        select r.id, r.quantity, r.step, u.register is not null as summed
        from meter m join register r on r.meter = m.id
          left join rolled_up u on u.register = r.id and u.zone = ?
        where m.point = ? and r.name = r.quantity)
      select r.quantity, r.step, r.id, q.starts, null::date, q.consumption::numeric,
        null::numeric, q.covered_millis::int8, null::int8, q.quality, null::int2, null::int2,
        q.bracket_minutes
      from of_point r join quarter_hour q on q.register = r.id
      where not r.summed and q.starts >= ? and q.starts < ?
      union all
      select r.quantity, r.step, r.id, null, d.DATE, d.consumption, d.estimated,
        d.enclosed_millis, d.measured_millis, d.worst, d.begin_status, d.end_status, null
      from of_point r join TABLE d on d.register = r.id
      where r.summed and d.DATE >= ? and d.DATE < ?
      order by 1, 3, 4, 5\
      """;

  private static final String OF_DAYS =
      FIGURES.replace("TABLE", "local_day").replace("DATE", "day");
  private static final String OF_MONTHS =
      FIGURES.replace("TABLE", "local_month").replace("DATE", "month");

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
    LocalCalendar calendar = LocalCalendar.of(zone(connection, point));
    Optional<Span> parts = parts(calendar, periods);
    long from = periods.getFirst().fromMillis();
    long to = periods.getLast().toMillis();
    Map<String, Gathering> gathered = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            parts.filter(Span.MONTH::equals).isPresent() ? OF_MONTHS : OF_DAYS)) {
      // No zone has that name: all from quarter-hours.
      query.setString(1, parts.isPresent() ? calendar.zone().getId() : "");
      query.setInt(2, point);
      query.setTimestamp(3, new Timestamp(from));
      query.setTimestamp(4, new Timestamp(to));
      query.setDate(5, Date.valueOf(calendar.day(Instant.ofEpochMilli(from))));
      query.setDate(6, Date.valueOf(calendar.day(Instant.ofEpochMilli(to))));
      query.setFetchSize(10_000);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String step = row.getString(2);
          Gathering of =
              gathered.computeIfAbsent(row.getString(1), quantity -> new Gathering(step, periods));
          of.turnTo(row.getInt(3));
          if (row.getTimestamp(4) != null) {
            of.add(quarter(row));
          } else {
            of.add(figure(row, calendar, parts.orElseThrow()));
          }
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

  private static ZoneId zone(Connection connection, int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select b.zone from point p join building b on b.id = p.building where p.id = ?")) {
      query.setInt(1, point);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? ZoneId.of(row.getString(1)) : ZoneOffset.UTC;
      }
    }
  }

  /** The longest of what is kept that all those periods consist of. */
  private static Optional<Span> parts(LocalCalendar calendar, List<Stretch> periods) {
    return List.of(Span.MONTH, Span.DAY).stream()
        .filter(
            span ->
                periods.stream()
                    .allMatch(
                        period ->
                            begins(calendar, span, period.fromMillis())
                                && begins(calendar, span, period.toMillis())))
        .findFirst();
  }

  private static boolean begins(LocalCalendar calendar, Span span, long millis) {
    Instant instant = Instant.ofEpochMilli(millis);
    return calendar
        .holding(span, instant)
        .filter(period -> period.from().equals(instant))
        .isPresent();
  }

  private static QuarterHour quarter(ResultSet row) throws SQLException {
    return new QuarterHour(
        row.getTimestamp(4).getTime(),
        row.getLong(6),
        row.getInt(8),
        Status.of(row.getInt(10)),
        row.getInt(13));
  }

  private static Figure figure(ResultSet row, LocalCalendar calendar, Span span)
      throws SQLException {
    LocalDate first = row.getDate(5).toLocalDate();
    LocalPeriod period = calendar.holding(span, first).orElseThrow();
    return new Figure(
        new Stretch(period.from().toEpochMilli(), period.to().toEpochMilli()),
        row.getBigDecimal(6).toBigIntegerExact(),
        row.getBigDecimal(7).toBigIntegerExact(),
        row.getLong(8),
        row.getLong(9),
        new Figure.States(
            Status.of(row.getInt(10)), Status.of(row.getInt(11)), Status.of(row.getInt(12))));
  }

  /** What the registers of one quantity say, one after the other, put into periods. */
  private static final class Gathering {
    private final String step;
    private final List<Stretch> periods;
    private final List<Figure> figures = new ArrayList<>();
    private final List<QuarterHour> quarters = new ArrayList<>();
    private final List<Figure> parts = new ArrayList<>();
    private int register;
    private int open;

    Gathering(String step, List<Stretch> periods) {
      this.step = step;
      this.periods = periods;
      periods.forEach(period -> figures.add(Figure.missing(period)));
    }

    void turnTo(int next) {
      if (next != register) {
        close();
        open = 0;
        register = next;
      }
    }

    void add(QuarterHour quarter) {
      if (isInPeriod(quarter.startMillis())) {
        quarters.add(quarter);
      }
    }

    void add(Figure part) {
      if (isInPeriod(part.over().fromMillis())) {
        parts.add(part);
      }
    }

    /** Goes on to the period that an instant lies in, if any. */
    private boolean isInPeriod(long millis) {
      while (open < periods.size() && periods.get(open).toMillis() <= millis) {
        close();
        open++;
      }
      return open < periods.size() && periods.get(open).fromMillis() <= millis;
    }

    private void close() {
      if (quarters.isEmpty() && parts.isEmpty()) {
        return;
      }
      Stretch period = periods.get(open);
      Figure here = quarters.isEmpty() ? Figure.whole(period, parts) : Figure.of(period, quarters);
      figures.set(open, figures.get(open).and(here));
      quarters.clear();
      parts.clear();
    }

    List<Figure> figures() {
      close();
      return figures;
    }
  }
}
