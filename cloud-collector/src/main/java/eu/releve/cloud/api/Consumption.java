package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
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
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What a point used, by quarter-hours or by the local days, months and years of its building. */
public final class Consumption {
  private static final int ROWS_MAX = 40_000;

  private final DataSource database;

  /**
   * @param database connections that may read intervals.
   */
  public Consumption(DataSource database) {
    this.database = database;
  }

  /** The length of one figure. */
  public enum Step {
    QUARTER_HOUR("15m"),
    DAY("day"),
    MONTH("month"),
    YEAR("year");

    private final String parameter;

    Step(String parameter) {
      this.parameter = parameter;
    }

    static Optional<Step> of(String parameter) {
      return Arrays.stream(values()).filter(s -> s.parameter.equals(parameter)).findFirst();
    }

    ZonedDateTime after(ZonedDateTime start) {
      return switch (this) {
        case QUARTER_HOUR -> start.plusMinutes(15);
        case DAY -> start.plusDays(1);
        case MONTH -> start.plusMonths(1);
        case YEAR -> start.plusYears(1);
      };
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
    return ofPoint(asked.principal(), asked.key("point"), step, asked.from(), asked.to());
  }

  /**
   * The figures of a point: one series for each quantity that it counts.
   *
   * @throws Problem when there is no such point for that principal.
   */
  JsonObject ofPoint(Principal principal, int point, Step step, Instant from, Instant to)
      throws Problem, SQLException {
    try (Connection connection = database.getConnection()) {
      ZoneId zone = zone(connection, principal, point);
      Map<String, JsonObject> series = new LinkedHashMap<>();
      try (PreparedStatement query =
          connection.prepareStatement(
              """
              select r.quantity, r.step, %s as bucket, sum(q.consumption)::text,
                sum(q.covered_millis), max(q.quality)
              from quarter_hour q join register r on r.id = q.register
                join meter m on m.id = r.meter join building b on b.id = m.building
              where m.point = ? and r.name = r.quantity and q.starts >= ? and q.starts < ?
              group by r.quantity, r.step, bucket order by r.quantity, bucket limit %d"""
                  .formatted(step.bucket(), ROWS_MAX))) {
        query.setInt(1, point);
        query.setTimestamp(2, Timestamp.from(from));
        query.setTimestamp(3, Timestamp.from(to));
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            series
                .computeIfAbsent(row.getString(1), quantity -> emptySeries(quantity, unit(row)))
                .getJsonArray("items")
                .add(item(row, step, zone));
          }
        }
      }
      return new JsonObject()
          .put("point", point)
          .put("step", step.parameter)
          .put("zone", zone.getId())
          .put("series", new JsonArray(List.copyOf(series.values())));
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
    ZonedDateTime start = row.getTimestamp(3).toInstant().atZone(zone);
    ZonedDateTime end = step.after(start);
    long length = end.toInstant().toEpochMilli() - start.toInstant().toEpochMilli();
    BigDecimal coverage =
        BigDecimal.valueOf(row.getLong(5))
            .divide(BigDecimal.valueOf(length), 4, RoundingMode.HALF_EVEN);
    return new JsonObject()
        .put("from", start.toInstant().toString())
        .put("to", end.toInstant().toString())
        .put("value", row.getString(4))
        .put("status", status(row.getInt(6)))
        .put("coverage", coverage.toPlainString());
  }

  private static String status(int code) {
    return switch (code) {
      case 0 -> "measured";
      case 1 -> "interpolated";
      default -> "uncertain";
    };
  }

  private static ZoneId zone(Connection connection, Principal principal, int point)
      throws Problem, SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select b.zone from point p join building b on b.id = p.building where %s and p.id = ?"
                .formatted(Buildings.VISIBLE))) {
      Buildings.visible(query, principal);
      query.setInt(3, point);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw Problem.notFound("point");
        }
        return ZoneId.of(row.getString(1));
      }
    }
  }
}
