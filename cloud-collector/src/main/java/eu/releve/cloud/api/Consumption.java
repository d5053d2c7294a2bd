package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What a point used, by quarter-hours or by the local days, months and years of its building. */
public final class Consumption {
  private static final int FIGURES_MAX = 10_000;

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
    MONTH("month", Fineness.MONTH, Optional.of(Span.MONTH)),
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

    String bucket() {
      return this == QUARTER_HOUR
          ? "q.starts"
          : "date_trunc('" + name().toLowerCase(Locale.ROOT) + "', q.starts, b.zone)";
    }
  }

  JsonObject ofPoint(Asked asked) throws Problem, SQLException {
    String text = asked.parameter("step").orElse("day");
    Step step =
        Step.of(text)
            .orElseThrow(
                () ->
                    Problem.badRequest(
                        "step: wanted 15m, day, month or year, found '" + text + "'"));
    Optional<ConsumptionThen> then = ConsumptionThen.of(asked);
    if (then.isPresent()) {
      return ofPoint(asked, step, then.get());
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
              step,
              place.zone,
              step.startNotBefore(asked.from(), place.zone),
              step.startNotBefore(asked.to(), place.zone),
              clock.instant());
      return told(point, step, place.zone, then.series(connection, asked, period, sight));
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
      Map<String, JsonObject> series = new LinkedHashMap<>();
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select r.quantity, r.step, %s as bucket, sum(q.consumption)::text,
                sum(q.covered_millis), max(q.quality), max(q.covered_millis)
              from quarter_hour q join register r on r.id = q.register
                join meter m on m.id = r.meter join building b on b.id = m.building
              where m.point = ? and r.name = r.quantity and q.starts >= ? and q.starts < ?
              group by r.quantity, r.step, bucket order by r.quantity, bucket limit %d\
              """
                  .formatted(step.bucket(), FIGURES_MAX + 1))) {
        query.setInt(1, point);
        query.setTimestamp(2, Timestamp.from(step.startNotBefore(from, zone)));
        query.setTimestamp(3, Timestamp.from(step.startNotBefore(to, zone)));
        int figures = 0;
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            Instant end = step.end(row.getTimestamp(3).toInstant(), zone);
            if (!sight.allows(end, clock.instant())) {
              continue;
            }
            if (++figures > FIGURES_MAX) {
              throw Problem.badRequest(
                  "from, to: wanted a range of at most %d figures, found more"
                      .formatted(FIGURES_MAX));
            }
            series
                .computeIfAbsent(row.getString(1), quantity -> emptySeries(quantity, unit(row)))
                .getJsonArray("items")
                .add(item(row, step, zone));
          }
        }
      }
      return told(point, step, zone, new JsonArray(List.copyOf(series.values())));
    }
  }

  private static String unit(ResultSet row) {
    try {
      return row.getString(2);
    } catch (SQLException gone) {
      throw new IllegalStateException("a row that was just read", gone);
    }
  }

  private static JsonObject emptySeries(String quantity, String unit) {
    return new JsonObject()
        .put("quantity", quantity)
        .put("unit", unit)
        .put("items", new JsonArray());
  }

  private static JsonObject item(ResultSet row, Step step, ZoneId zone) throws SQLException {
    Instant start = row.getTimestamp(3).toInstant();
    Instant end = step.end(start, zone);
    Instant covered = start.plusMillis(row.getLong(7));
    if (step == Step.QUARTER_HOUR && covered.isAfter(end)) {
      // In a gap of more than 400 days only whole days are known.
      end = covered;
    }
    JsonObject item = new JsonObject();
    step.date(start, zone).ifPresent(date -> item.put("date", date));
    return item.put("from", start.toString())
        .put("to", end.toString())
        .put("value", row.getString(4))
        .put("status", Status.of(row.getInt(6)).label())
        .put("coverage", coverage(row.getLong(5), end.toEpochMilli() - start.toEpochMilli()));
  }

  private static String coverage(long coveredMillis, long lengthMillis) {
    // Two meters may have worked side by side at one point while one replaced the other.
    return BigDecimal.valueOf(Math.min(coveredMillis, lengthMillis))
        .divide(BigDecimal.valueOf(lengthMillis), 4, RoundingMode.DOWN)
        .toPlainString();
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
