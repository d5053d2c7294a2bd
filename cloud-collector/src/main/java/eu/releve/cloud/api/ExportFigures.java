package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.process.Carbon;
import eu.releve.cloud.process.Emissions;
import eu.releve.cloud.process.Findings;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Sight;
import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The figures of a building that a sealed export holds. */
final class ExportFigures {
  private final DataSource own;
  private final Principal reader;
  private final int building;
  private final BuildingExport.Period period;
  private final Instant now;

  ExportFigures(
      DataSource own, Principal reader, int building, BuildingExport.Period period, Instant now) {
    this.own = own;
    this.reader = reader;
    this.building = building;
    this.period = period;
    this.now = now;
  }

  private record Point(int key, String name) {}

  void write(SealedZip zip) throws SQLException, IOException {
    zip.<SQLException>file(
        "points.csv",
        List.of("point", "name", "lot", "kind", "parent"),
        lines ->
            rows(
                lines,
                """
                select p.name, p.title, l.name, l.kind, u.name
                from point p left join lot l on l.id = p.lot left join point u on u.id = p.parent
                where p.building = ? order by p.name\
                """,
                5));
    zip.<SQLException>file(
        "meters.csv",
        List.of(
            "meter", "point", "serial", "profile", "from", "to", "installed", "removed", "unread"),
        lines ->
            rows(
                lines,
                """
                select m.name, p.name, m.serial, m.profile, m.installed_from, m.installed_to,
                  to_json(m.installed_at)#>>'{}', to_json(m.removed_at)#>>'{}', m.removed_unread
                from meter m left join point p on p.id = m.point
                where m.building = ? order by m.name\
                """,
                9));
    zip.<SQLException>file(
        "exchanges.csv",
        List.of("meter", "register", "which", "index", "unit"),
        lines ->
            rows(
                lines,
                """
                select m.name, s.register, case when s.closing then 'closing' else 'opening' end,
                  s.value, r.step
                from shown_index s join meter m on m.id = s.meter
                  left join register r on r.meter = m.id and r.name = s.register
                where m.building = ? order by m.name, s.closing, s.register\
                """,
                5));
    zip.<SQLException>file(
        "indexes.csv",
        List.of(
            "point", "meter", "serial", "register", "month", "instant", "index", "unit", "quality"),
        this::indexes);
    consumption(zip, "consumption-month.csv", Consumption.Step.MONTH);
    consumption(zip, "consumption-day.csv", Consumption.Step.DAY);
    emissions(zip);
    findings(zip);
    closings(zip);
  }

  /**
   * What was charged by: the lists as they were closed, and what later ones have booked of them.
   */
  private void closings(SealedZip zip) throws SQLException, IOException {
    zip.<SQLException>file(
        "closings.csv",
        List.of(
            "closing",
            "of",
            "from",
            "to",
            "reason",
            "at",
            "by",
            "lot",
            "point",
            "meter",
            "serial",
            "register",
            "opened",
            "opening",
            "closed",
            "closing-index",
            "consumption",
            "unit",
            "quality",
            "remark"),
        lines ->
            rows(
                lines,
                """
                select c.id, l.name, c.first_day, c.end_day, c.reason, to_json(c.made_at)#>>'{}',
                  c.made_by, i.lot, i.point, i.meter, i.serial, i.name,
                  to_json(i.opening_at)#>>'{}', i.opening, to_json(i.closing_at)#>>'{}',
                  i.closing_index, i.consumption, r.step, i.quality, i.remark
                from closing c join closing_line i on i.closing = c.id
                  left join register r on r.id = i.register left join lot l on l.id = c.lot
                where c.building = ? order by c.id, i.position\
                """,
                20));
    zip.<SQLException>file(
        "adjustments.csv",
        List.of("closing", "adjusted", "point", "meter", "register", "before", "now", "unit"),
        lines ->
            rows(
                lines,
                """
                select c.id, a.adjusted, a.point, a.meter, a.name, a.before, a.now, r.step
                from closing c join closing_adjustment a on a.closing = c.id
                  left join register r on r.id = a.register
                where c.building = ? order by c.id, a.position\
                """,
                8));
  }

  private void rows(SealedZip.Lines lines, String select, int columns)
      throws SQLException, IOException {
    try (Connection connection = own.getConnection();
        PreparedStatement query = connection.prepareStatement(select)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          List<String> fields = new ArrayList<>();
          for (int i = 1; i <= columns; i++) {
            fields.add(text(row, i));
          }
          lines.line(fields);
        }
      }
    }
  }

  private static String text(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).orElse("");
  }

  /** The last reading of each counter in each month; of dwellings in months that are over. */
  private void indexes(SealedZip.Lines lines) throws SQLException, IOException {
    try (Connection connection = own.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select p.name, m.name, m.serial, r.name, to_char(month, 'YYYY-MM'),
                  to_json(d.instant)#>>'{}', d.value, r.step, d.quality, r.quantity, p.id,
                  (month + interval '1 month') at time zone b.zone
                from building b join meter m on m.building = b.id join point p on p.id = m.point
                  join register r on r.meter = m.id
                  cross join generate_series(
                    date_trunc('month', ?::timestamptz at time zone b.zone),
                    ?::timestamptz at time zone b.zone, interval '1 month') as month
                  cross join lateral (
                    select instant, value, quality from reading
                    where register = r.id and instant >= month at time zone b.zone
                      and instant >= ? and instant < ?
                      and instant < (month + interval '1 month') at time zone b.zone
                    order by instant desc limit 1) d
                where b.id = ? and r.per is null order by p.name, m.name, r.name, month\
                """)) {
      query.setTimestamp(1, Timestamp.from(period.from()));
      query.setTimestamp(2, Timestamp.from(period.end()));
      query.setTimestamp(3, Timestamp.from(period.from()));
      query.setTimestamp(4, Timestamp.from(period.end()));
      query.setInt(5, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          boolean counts =
              Quantity.of(row.getString(10)).map(q -> q.kind() == Kind.COUNTER).orElse(false);
          boolean over = !row.getTimestamp(12).toInstant().isAfter(period.end());
          if (counts && (over || sight(connection, row.getInt(11)).allows(Fineness.DAY))) {
            List<String> fields = new ArrayList<>();
            for (int i = 1; i <= 9; i++) {
              fields.add(text(row, i));
            }
            lines.line(fields);
          }
        }
      }
    }
  }

  private Sight sight(Connection connection, int point) throws SQLException {
    return Sight.of(reader.role(), Whose.of(connection, building, point));
  }

  private void consumption(SealedZip zip, String name, Consumption.Step step)
      throws SQLException, IOException {
    Consumption consumption = new Consumption(own, () -> now);
    Instant end = end(step);
    zip.<SQLException>file(
        name,
        List.of("point", "quantity", "unit", "date", "value", "status", "coverage"),
        lines -> {
          for (Point point : points()) {
            try {
              JsonObject found = consumption.ofPoint(reader, point.key, step, period.from(), end);
              series(lines, point, found);
            } catch (Problem refused) {
              // A dwelling's days are nobody's but the occupant's.
              if (refused.status() != 403) {
                throw new SQLException(refused.getMessage(), refused);
              }
            }
          }
        });
  }

  /** A month in which the period ends is not whole, and the rest of it is another's. */
  private Instant end(Consumption.Step step) {
    if (step == Consumption.Step.DAY) {
      return period.end();
    }
    ZoneId zone = ZoneId.of(period.zone());
    return period.end().atZone(zone).toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
  }

  private static void series(SealedZip.Lines lines, Point point, JsonObject found)
      throws IOException {
    for (Object one : found.getJsonArray("series")) {
      JsonObject series = (JsonObject) one;
      for (Object each : series.getJsonArray("items")) {
        JsonObject item = (JsonObject) each;
        lines.line(
            List.of(
                point.name,
                series.getString("quantity"),
                series.getString("unit"),
                item.getString("date"),
                item.getString("value"),
                item.getString("status"),
                item.getString("coverage")));
      }
    }
  }

  private List<Point> points() throws SQLException {
    List<Point> points = new ArrayList<>();
    try (Connection connection = own.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select id, name from point where building = ? order by name")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          points.add(new Point(row.getInt(1), row.getString(2)));
        }
      }
    }
    return points;
  }

  private void emissions(SealedZip zip) throws SQLException, IOException {
    ZoneId zone = ZoneId.of(period.zone());
    YearMonth from = YearMonth.from(period.from().atZone(zone));
    YearMonth to = YearMonth.from(period.end().minusMillis(1).atZone(zone));
    zip.<SQLException>file(
        "emissions.csv",
        List.of("month", "kg", "complete", "rule"),
        lines -> {
          for (Carbon.Statement each :
              new Emissions(own).seenBy(reader.role(), building, from, to, now)) {
            lines.line(
                List.of(
                    each.month().toString(),
                    each.kg().toPlainString(),
                    Boolean.toString(each.complete()),
                    each.version()));
          }
        });
  }

  private void findings(SealedZip zip) throws SQLException, IOException {
    ZoneId zone = ZoneId.of(period.zone());
    zip.<SQLException>file(
        "findings.csv",
        List.of("kind", "point", "since", "last-night", "ongoing", "litres"),
        lines -> {
          for (Findings.Finding each : new Findings(own).of(building)) {
            if (each.leak().since().isBefore(period.end().atZone(zone).toLocalDate())) {
              lines.line(
                  List.of(
                      "leak",
                      each.pointName(),
                      each.leak().since().toString(),
                      each.leak().last().toString(),
                      Boolean.toString(each.leak().ongoing()),
                      each.leak().litres().toPlainString()));
            }
          }
        });
  }
}
