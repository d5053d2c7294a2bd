package eu.releve.cloud.cost;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.derive.Stretch;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is stored of a point's local days: what it used, and its peaks. */
public final class PointDays {
  private final Connection connection;
  private final int point;
  private final LocalCalendar calendar;
  private final List<LocalPeriod> days;

  /**
   * @param connection sees what whoever asks may see.
   * @param point its key.
   * @param zone of its building.
   * @param from the first day.
   * @param to the day after the last, later.
   */
  public PointDays(Connection connection, int point, ZoneId zone, LocalDate from, LocalDate to) {
    this.connection = connection;
    this.point = point;
    this.calendar = LocalCalendar.of(zone);
    this.days = calendar.periods(Span.DAY, calendar.start(from), calendar.start(to));
  }

  /** What its registers counted, of what contracts sell; each day is there, known or not. */
  public Uses uses() throws SQLException {
    Map<RegisterName, SortedMap<LocalDate, Use>> uses = new HashMap<>();
    List<Stretch> stretches = days.stream().map(PointDays::stretch).toList();
    for (PointFigures.Course course : PointFigures.of(connection, point, stretches)) {
      Optional<Quantity> quantity = Quantity.of(course.quantity()).filter(PointDays::isSold);
      if (quantity.isPresent()) {
        SortedMap<LocalDate, Use> of = new TreeMap<>();
        for (int i = 0; i < days.size(); i++) {
          of.put(days.get(i).first(), Use.of(course.figures().get(i)));
        }
        uses.put(RegisterName.of(quantity.get()), of);
      }
    }
    uses.putAll(tariffs());
    return new Uses(uses);
  }

  private static boolean isSold(Quantity quantity) {
    return Arrays.stream(Medium.values()).anyMatch(of -> of.quantities().contains(quantity));
  }

  private static Stretch stretch(LocalPeriod day) {
    return new Stretch(day.from().toEpochMilli(), day.to().toEpochMilli());
  }

  /** Totals are read where all others read them; these are what only contracts ask for. */
  private Map<RegisterName, SortedMap<LocalDate, Use>> tariffs() throws SQLException {
    Map<RegisterName, SortedMap<LocalDate, Use>> uses = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.name, q.starts, q.consumption, q.covered_millis, q.quality, q.bracket_minutes
            from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter
            where m.point = ? and r.name ~ '^[a-z0-9-]+[.]t[0-9]+$' and r.quantity = any (?)
              and q.starts >= ? and q.starts < ?
            order by r.name, q.starts, q.register\
            """)) {
      query.setInt(1, point);
      query.setArray(2, sold());
      query.setTimestamp(3, Timestamp.from(days.getFirst().from()));
      query.setTimestamp(4, Timestamp.from(days.getLast().to()));
      query.setFetchSize(10_000);
      Gathering gathering = new Gathering(uses);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          gathering.add(
              RegisterName.parse(row.getString(1)),
              new QuarterHour(
                  row.getTimestamp(2).getTime(),
                  row.getLong(3),
                  row.getInt(4),
                  Status.of(row.getInt(5)),
                  row.getInt(6)));
        }
      }
      gathering.close();
    }
    return uses;
  }

  private Array sold() throws SQLException {
    Object[] names =
        Arrays.stream(Medium.values())
            .flatMap(medium -> medium.quantities().stream())
            .map(Quantity::id)
            .toArray();
    return connection.createArrayOf("text", names);
  }

  /** Quarter-hours of one register after the other, put into their days. */
  private final class Gathering {
    private final Map<RegisterName, SortedMap<LocalDate, Use>> uses;
    private final NavigableMap<Long, LocalPeriod> byStart = new TreeMap<>();
    private Optional<RegisterName> register = Optional.empty();
    private Optional<LocalPeriod> day = Optional.empty();
    private List<QuarterHour> open = new ArrayList<>();

    Gathering(Map<RegisterName, SortedMap<LocalDate, Use>> uses) {
      this.uses = uses;
      days.forEach(each -> byStart.put(each.from().toEpochMilli(), each));
    }

    void add(RegisterName of, QuarterHour quarter) {
      LocalPeriod its = byStart.floorEntry(quarter.startMillis()).getValue();
      if (!register.equals(Optional.of(of)) || !day.equals(Optional.of(its))) {
        close();
        register = Optional.of(of);
        day = Optional.of(its);
      }
      open.add(quarter);
    }

    void close() {
      if (register.isPresent() && day.isPresent()) {
        uses.computeIfAbsent(register.get(), first -> unknown())
            .put(day.get().first(), Use.of(Figure.of(stretch(day.get()), open)));
      }
      open = new ArrayList<>();
    }

    private SortedMap<LocalDate, Use> unknown() {
      SortedMap<LocalDate, Use> none = new TreeMap<>();
      days.forEach(each -> none.put(each.first(), Use.of(Figure.of(stretch(each), List.of()))));
      return none;
    }
  }

  /**
   * The highest demand of each calendar month that has one of the days, over the whole month: of
   * two values of one instant the one that was committed later.
   */
  public Costing.Peaks peaks() throws SQLException {
    Map<String, Map<YearMonth, BigInteger>> peaks = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.name, p.month, max(p.value)
            from month_peak p join register r on r.id = p.register join meter m on m.id = r.meter
            where m.point = ? and r.quantity = ? and p.month >= ? and p.month <= ?
            group by r.name, p.month\
            """)) {
      query.setInt(1, point);
      query.setString(2, Quantity.ACTIVE_POWER_DEMAND.id());
      query.setObject(3, days.getFirst().first().withDayOfMonth(1));
      query.setObject(4, days.getLast().first());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          BigInteger unused =
              peaks
                  .computeIfAbsent(row.getString(1), name -> new HashMap<>())
                  .merge(
                      YearMonth.from(row.getObject(2, LocalDate.class)),
                      BigInteger.valueOf(Math.max(0, row.getLong(3))),
                      BigInteger::max);
        }
      }
    }
    return (demand, day) ->
        Optional.ofNullable(peaks.get(demand.toString()))
            .map(months -> months.get(YearMonth.from(day)));
  }
}
