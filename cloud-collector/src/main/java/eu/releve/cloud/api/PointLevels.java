package eu.releve.cloud.api;

import eu.releve.cloud.api.Consumption.Place;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.LocalPeriod;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.Span;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Sight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** How high the gauges of a point stood, and the peaks of its demand. */
final class PointLevels {
  private static final int FIGURES_MAX = 10_000;
  private static final int SHARE_DIGITS = 4;

  private final DataSource database;
  private final InstantSource clock;

  PointLevels(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * The length of one figure.
   *
   * @param parameter as it is asked for.
   * @param span nothing for a quarter-hour.
   * @param table of levels.
   * @param starts its column.
   */
  private record Step(
      String parameter, Fineness fineness, Optional<Span> span, String table, String starts) {
    private static final Step QUARTER_HOUR =
        new Step("15m", Fineness.QUARTER_HOUR, Optional.empty(), "quarter_level", "starts");
    private static final Step DAY =
        new Step("day", Fineness.DAY, Optional.of(Span.DAY), "day_level", "day");
    private static final Step MONTH =
        new Step("month", Fineness.MONTH, Optional.of(Span.MONTH), "month_level", "month");

    /** Quarter-hours are found by the windows that they are kept in. */
    private String windows() {
      return span.isPresent()
          ? ""
          : "and d.since > ?::timestamptz - interval '2 hours' and d.since < ?";
    }

    static Step of(String text, List<Step> wanted) throws Problem {
      return wanted.stream()
          .filter(step -> step.parameter.equals(text))
          .findFirst()
          .orElseThrow(
              () ->
                  Problem.badRequest(
                      "step: wanted %s, found '%s'"
                          .formatted(
                              String.join(" or ", wanted.stream().map(Step::parameter).toList()),
                              text)));
    }
  }

  /** Where figures are asked for, and what of them may be told. */
  private record Request(Asked asked, Place place, Sight sight, Step step) {
    LocalCalendar calendar() {
      return LocalCalendar.of(place.zone());
    }
  }

  JsonObject levels(Asked asked) throws Problem, SQLException {
    Step step =
        Step.of(
            asked.parameter("step").orElse("day"),
            List.of(Step.QUARTER_HOUR, Step.DAY, Step.MONTH));
    try (Connection connection = database.getConnection()) {
      Request request = request(connection, asked, step, step.fineness);
      // Rows of days that another zone's midnights have cut are made again in a moment.
      String cut =
          step.span.isPresent()
              ? "join rolled_up u on u.register = r.id and u.zone = '%s'"
                  .formatted(request.place.zone().getId())
              : "";
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select r.name, r.step, d.%1$s, sum(d.doubled_area)::numeric,
                sum(d.covered_millis)::int8, min(d.low), max(d.high)
              from meter m join register r on r.meter = m.id join %2$s d on d.register = r.id %3$s
              where m.point = ? and (r.quantity = ? or ?) and d.%1$s >= ? and d.%1$s < ? %4$s
              group by r.name, r.step, d.%1$s order by r.name collate "C", d.%1$s limit %5$d\
              """
                  .formatted(step.starts, step.table, cut, step.windows(), FIGURES_MAX + 1))) {
        query.setInt(1, asked.key("point"));
        query.setString(2, asked.parameter("quantity").orElse(""));
        query.setBoolean(3, asked.parameter("quantity").isEmpty());
        range(query, 4, request);
        return told(request, query, PointLevels::level);
      }
    }
  }

  JsonObject peaks(Asked asked) throws Problem, SQLException {
    Step step = Step.of(asked.parameter("step").orElse("month"), List.of(Step.DAY, Step.MONTH));
    try (Connection connection = database.getConnection()) {
      // The moment of a peak tells as much as its quarter-hour does.
      Request request = request(connection, asked, step, Fineness.QUARTER_HOUR);
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select distinct on (r.name collate "C", d.%1$s) r.name, r.step, d.%1$s, d.value, d.at
              from meter m join register r on r.meter = m.id join %1$s_peak d on d.register = r.id
                join rolled_up u on u.register = r.id and u.zone = ?
              where m.point = ? and d.%1$s >= ? and d.%1$s < ?
              order by r.name collate "C", d.%1$s, d.value desc, d.at limit %2$d\
              """
                  .formatted(step.starts, FIGURES_MAX + 1))) {
        query.setString(1, request.place.zone().getId());
        query.setInt(2, asked.key("point"));
        range(query, 3, request);
        return told(request, query, PointLevels::peak);
      }
    }
  }

  private Request request(Connection connection, Asked asked, Step step, Fineness fineness)
      throws Problem, SQLException {
    int point = asked.key("point");
    Place place = Consumption.place(connection, asked.principal(), point);
    Sight sight = Sight.of(asked.principal().role(), Whose.of(connection, place.building(), point));
    if (!sight.allows(fineness)) {
      throw Problem.forbidden(
          "step: '%s' is refused: %s".formatted(step.parameter, sight.reason()));
    }
    return new Request(asked, place, sight, step);
  }

  private static void range(PreparedStatement query, int first, Request request)
      throws Problem, SQLException {
    Instant from = request.asked.from();
    Instant to = request.asked.to();
    if (request.step.span.isEmpty()) {
      for (int at = first; at < first + 4; at += 2) {
        query.setTimestamp(at, Timestamp.from(from));
        query.setTimestamp(at + 1, Timestamp.from(to));
      }
      return;
    }
    Span span = request.step.span.get();
    LocalCalendar calendar = request.calendar();
    query.setDate(first, Date.valueOf(calendar.firstFrom(span, from).first()));
    query.setDate(first + 1, Date.valueOf(calendar.firstFrom(span, to).first()));
  }

  /** One row as it is told, without its time. */
  @FunctionalInterface
  private interface Item {
    JsonObject of(ResultSet row) throws SQLException;
  }

  private JsonObject told(Request request, PreparedStatement query, Item item)
      throws Problem, SQLException {
    Map<String, JsonObject> series = new LinkedHashMap<>();
    int figures = 0;
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        if (++figures > FIGURES_MAX) {
          throw Problem.badRequest(
              "from, to: wanted a range of at most %d figures, found more".formatted(FIGURES_MAX));
        }
        Optional<LocalPeriod> period =
            request.step.span.isEmpty()
                ? Optional.empty()
                : request.calendar().holding(request.step.span.get(), row.getDate(3).toLocalDate());
        Instant from = period.isPresent() ? period.get().from() : row.getTimestamp(3).toInstant();
        Instant to =
            period.map(LocalPeriod::to).orElseGet(() -> from.plusMillis(QuarterHour.MILLIS));
        if (!request.sight.allows(to, clock.instant())) {
          continue;
        }
        JsonObject told = item.of(row);
        period.ifPresent(local -> told.put("date", local.name()));
        if (told.containsKey("coverage")) {
          told.put("coverage", share(told.getLong("coverage"), from, to));
        }
        told.put("from", from.toString()).put("to", to.toString());
        String register = row.getString(1);
        if (!series.containsKey(register)) {
          series.put(
              register,
              new JsonObject()
                  .put("register", register)
                  .put("unit", row.getString(2))
                  .put("items", new JsonArray()));
        }
        series.getOrDefault(register, new JsonObject()).getJsonArray("items").add(told);
      }
    }
    return new JsonObject()
        .put("point", request.asked.key("point"))
        .put("step", request.step.parameter)
        .put("zone", request.place.zone().getId())
        .put("series", new JsonArray(List.copyOf(series.values())));
  }

  /** Two meters may have worked side by side at one point while one replaced the other. */
  private static String share(long coveredMillis, Instant from, Instant to) {
    long length = to.toEpochMilli() - from.toEpochMilli();
    return BigDecimal.valueOf(Math.min(coveredMillis, length))
        .divide(BigDecimal.valueOf(length), SHARE_DIGITS, RoundingMode.DOWN)
        .toPlainString();
  }

  private static JsonObject level(ResultSet row) throws SQLException {
    BigDecimal covered = BigDecimal.valueOf(row.getLong(5));
    return new JsonObject()
        .put(
            "mean",
            row.getBigDecimal(4)
                .divide(covered.multiply(BigDecimal.TWO), 0, RoundingMode.HALF_EVEN)
                .toPlainString())
        .put("min", Long.toString(row.getLong(6)))
        .put("max", Long.toString(row.getLong(7)))
        .put("coverage", row.getLong(5));
  }

  private static JsonObject peak(ResultSet row) throws SQLException {
    return new JsonObject()
        .put("value", Long.toString(row.getLong(4)))
        .put("at", row.getTimestamp(5).toInstant().toString());
  }
}
