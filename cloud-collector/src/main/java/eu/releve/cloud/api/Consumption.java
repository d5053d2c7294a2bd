package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What a point used, by quarter-hours or by the local days, weeks, months, years and heating
 * seasons of its building.
 */
public final class Consumption {
  static final int FIGURES_MAX = 10_000;

  private final DataSource database;
  private final InstantSource clock;

  /**
   * @param database connections that may read intervals.
   * @param clock says which periods are over.
   */
  public Consumption(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The length of one figure. */
  public enum Step {
    QUARTER_HOUR("15m", Fineness.QUARTER_HOUR, Optional.empty()),
    DAY("day", Fineness.DAY, Optional.of(Span.DAY)),
    // Finer than a month, so no dwelling's.
    WEEK("week", Fineness.DAY, Optional.of(Span.WEEK)),
    MONTH("month", Fineness.MONTH, Optional.of(Span.MONTH)),
    SEASON("season", Fineness.MONTH, Optional.of(Span.HEATING_SEASON)),
    YEAR("year", Fineness.YEAR, Optional.of(Span.YEAR));

    private final String parameter;
    private final Fineness fineness;
    private final Optional<Span> span;

    Step(String parameter, Fineness fineness, Optional<Span> span) {
      this.parameter = parameter;
      this.fineness = fineness;
      this.span = span;
    }

    static Optional<Step> of(String parameter) {
      return Arrays.stream(values()).filter(s -> s.parameter.equals(parameter)).findFirst();
    }

    /** As a request names it. */
    String parameter() {
      return parameter;
    }

    /** How finely it tells. */
    Fineness fineness() {
      return fineness;
    }

    /** The first start of such a figure that is not before the instant. */
    Instant startNotBefore(Instant instant, ZoneId zone) {
      return span.map(local -> LocalCalendar.of(zone).firstFrom(local, instant).from())
          .orElseGet(
              () ->
                  Instant.ofEpochMilli(
                      QuarterHour.floor(instant.toEpochMilli() + QuarterHour.MILLIS - 1)));
    }

    /** The end of the figure that begins there; a local day has 92, 96 or 100 quarter-hours. */
    Instant end(Instant start, ZoneId zone) {
      return period(start, zone)
          .map(LocalPeriod::to)
          .orElseGet(() -> start.plusMillis(QuarterHour.MILLIS));
    }

    /** The local date, month or year; nothing for a quarter-hour. */
    Optional<String> date(Instant start, ZoneId zone) {
      return period(start, zone).map(LocalPeriod::name);
    }

    private Optional<LocalPeriod> period(Instant start, ZoneId zone) {
      return span.flatMap(local -> LocalCalendar.of(zone).holding(local, start));
    }
  }

  JsonObject ofPoint(Asked asked) throws Problem, SQLException {
    String text = asked.parameter("step").orElse("day");
    Step step =
        Step.of(text)
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "step: wanted 15m, day, week, month, season or year, found '"
                            + text
                            + "'"));
    Optional<ConsumptionThen> then = ConsumptionThen.of(asked);
    if (then.isPresent()) {
      JsonObject told = ofPoint(asked, step, then.get());
      new Amounts(asked).into(told);
      return told;
    }
    JsonObject figures =
        ofPoint(asked.principal(), asked.key("point"), step, asked.from(), asked.to());
    new Amounts(asked).into(figures);
    new GasInEnergy(database, asked).into(figures);
    Optional<String> compare = asked.parameter("compare");
    if (compare.isEmpty()) {
      return figures;
    }
    if (!compare.get().equals("corrected")) {
      throw Problem.badRequest("compare: wanted corrected, found '" + compare.get() + "'");
    }
    return new Comparison(this, database, asked).with(figures, step);
  }

  private JsonObject ofPoint(Asked asked, Step step, ConsumptionThen then)
      throws Problem, SQLException {
    int point = asked.key("point");
    try (Connection connection = database.getConnection()) {
      Place place = place(connection, asked.principal(), point);
      Sight sight = sight(connection, asked.principal(), place, point, step);
      ConsumptionThen.Period period =
          new ConsumptionThen.Period(
              step.span, LocalCalendar.of(place.zone), asked.from(), asked.to(), clock.instant());
      return told(point, step, place.zone, then.series(connection, point, period, sight));
    }
  }

  private static Sight sight(
      Connection connection, Principal principal, Place place, int point, Step step)
      throws Problem, SQLException {
    Sight sight = Sight.of(principal.role(), Whose.of(connection, place.building, point));
    if (!sight.allows(step.fineness)) {
      throw Problem.forbidden(
          "step: '%s' is refused: %s".formatted(step.parameter, sight.reason()));
    }
    return sight;
  }

  private static JsonObject told(int point, Step step, ZoneId zone, JsonArray series) {
    return new JsonObject()
        .put("point", point)
        .put("step", step.parameter)
        .put("zone", zone.getId())
        .put("series", series);
  }

  /** The building of a point, with its zone, for those who may see it. */
  Place place(Principal principal, int point) throws Problem, SQLException {
    try (Connection connection = database.getConnection()) {
      return place(connection, principal, point);
    }
  }

  /**
   * The figures of a point: one series for each quantity that it counts, with the figures that
   * begin from one instant to another. Where no reading encloses any part there is no figure; of a
   * dwelling's, only those that somebody may see.
   *
   * @throws Problem when there is no such point for that principal.
   */
  public JsonObject ofPoint(Principal principal, int point, Step step, Instant from, Instant to)
      throws Problem, SQLException {
    try (Connection connection = database.getConnection()) {
      Place place = place(connection, principal, point);
      ZoneId zone = place.zone;
      Sight sight = sight(connection, principal, place, point, step);
      JsonArray series =
          step.span.isPresent()
              ? spans(connection, point, step.span.get(), place, new Range(from, to, sight))
              : quarterHours(connection, point, new Range(from, to, sight));
      return told(point, step, zone, series);
    }
  }

  /** From when to when figures begin, and which of them somebody may see. */
  private record Range(Instant from, Instant to, Sight sight) {}

  private JsonArray spans(Connection connection, int point, Span span, Place place, Range range)
      throws Problem, SQLException {
    LocalCalendar calendar = LocalCalendar.of(place.zone);
    Optional<Range> known = known(connection, point, calendar, span, range);
    JsonArray all = new JsonArray();
    if (known.isEmpty()) {
      return all;
    }
    List<LocalPeriod> periods = calendar.periods(span, known.get().from, known.get().to);
    if (periods.size() > FIGURES_MAX) {
      throw tooMany();
    }
    List<Stretch> stretches =
        periods.stream()
            .map(period -> new Stretch(period.from().toEpochMilli(), period.to().toEpochMilli()))
            .toList();
    for (PointFigures.Course course : PointFigures.of(connection, point, stretches)) {
      JsonArray items = new JsonArray();
      for (int i = 0; i < periods.size(); i++) {
        Figure figure = course.figures().get(i);
        if (figure.status() != Status.MISSING
            && range.sight.allows(periods.get(i).to(), clock.instant())) {
          items.add(
              item(figure, periods.get(i).to().toEpochMilli()).put("date", periods.get(i).name()));
        }
      }
      if (!items.isEmpty()) {
        all.add(series(course.quantity(), course.step(), items));
      }
    }
    return all;
  }

  /** What of a range figures can begin in: a period that holds the first of them, and no later. */
  private static Optional<Range> known(
      Connection connection, int point, LocalCalendar calendar, Span span, Range range)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select min(f.starts), max(l.starts) from meter m join register r on r.meter = m.id
              cross join lateral (select starts from quarter_hour where register = r.id
                order by starts limit 1) f
              cross join lateral (select starts from quarter_hour where register = r.id
                order by starts desc limit 1) l
            where m.point = ? and r.name = r.quantity\
            """)) {
      query.setInt(1, point);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next() || row.getTimestamp(1) == null) {
          return Optional.empty();
        }
        Instant first = row.getTimestamp(1).toInstant();
        Instant begin = calendar.holding(span, first).map(LocalPeriod::from).orElse(first);
        Instant end = row.getTimestamp(2).toInstant().plusMillis(1);
        return Optional.of(
            new Range(
                range.from.isAfter(begin) ? range.from : begin,
                range.to.isBefore(end) ? range.to : end,
                range.sight));
      }
    }
  }

  private JsonArray quarterHours(Connection connection, int point, Range range)
      throws Problem, SQLException {
    Map<String, JsonObject> series = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.quantity, r.step, q.starts, q.consumption, q.covered_millis, q.quality,
              q.bracket_minutes
            from quarter_hour q join register r on r.id = q.register join meter m on m.id = r.meter
            where m.point = ? and r.name = r.quantity and q.starts >= ? and q.starts < ?
            order by r.quantity, q.starts, r.id limit %d\
            """
                .formatted(2 * FIGURES_MAX + 2))) {
      query.setInt(1, point);
      query.setTimestamp(2, Timestamp.from(range.from));
      query.setTimestamp(3, Timestamp.from(range.to));
      int figures = 0;
      List<QuarterHour> same = new ArrayList<>();
      JsonArray items = new JsonArray();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          QuarterHour next =
              new QuarterHour(
                  row.getTimestamp(3).getTime(),
                  row.getLong(4),
                  row.getInt(5),
                  Status.of(row.getInt(6)),
                  row.getInt(7));
          String unit = row.getString(2);
          boolean another = !series.containsKey(row.getString(1));
          if (another || (!same.isEmpty() && same.getFirst().startMillis() != next.startMillis())) {
            close(same, items, range.sight);
            if (++figures > FIGURES_MAX) {
              throw tooMany();
            }
          }
          items =
              series
                  .computeIfAbsent(
                      row.getString(1), quantity -> series(quantity, unit, new JsonArray()))
                  .getJsonArray("items");
          same.add(next);
        }
      }
      close(same, items, range.sight);
    }
    series.values().removeIf(one -> one.getJsonArray("items").isEmpty());
    return new JsonArray(List.copyOf(series.values()));
  }

  /** Of two meters that were there at once, both count. */
  private void close(List<QuarterHour> same, JsonArray items, Sight sight) {
    if (same.isEmpty()) {
      return;
    }
    long start = same.getFirst().startMillis();
    // In a gap of more than 400 days only whole days are known.
    long end = same.stream().mapToLong(QuarterHour::endMillis).max().orElseThrow();
    if (sight.allows(Instant.ofEpochMilli(end), clock.instant())) {
      items.add(item(Figure.of(new Stretch(start, end), same), end));
    }
    same.clear();
  }

  static Problem tooMany() {
    return Problem.badRequest(
        "from, to: wanted a range of at most %d figures, found more".formatted(FIGURES_MAX));
  }

  static JsonObject series(String quantity, String unit, JsonArray items) {
    return new JsonObject().put("quantity", quantity).put("unit", unit).put("items", items);
  }

  static JsonObject item(Figure figure, long endMillis) {
    return new JsonObject()
        .put("from", Instant.ofEpochMilli(figure.over().fromMillis()).toString())
        .put("to", Instant.ofEpochMilli(endMillis).toString())
        .put("value", figure.consumption().toString())
        .put("status", figure.status().label())
        .put("coverage", figure.coverage().toPlainString())
        .put("enclosed", figure.enclosed().toPlainString())
        .put("estimated", figure.estimatedShare().toPlainString());
  }

  /**
   * Where a point is.
   *
   * @param building the building's key.
   * @param zone where its days begin.
   */
  record Place(int building, ZoneId zone) {}

  static Place place(Connection connection, Principal principal, int point)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select b.id, b.zone from point p join building b on b.id = p.building
            where %s and p.id = ?\
            """
                .formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, principal);
      query.setInt(3, point);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("point");
        }
        return new Place(row.getInt(1), ZoneId.of(row.getString(2)));
      }
    }
  }
}
