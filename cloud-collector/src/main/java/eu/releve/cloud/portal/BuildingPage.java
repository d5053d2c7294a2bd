package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The page of one building: each point's index, its age, and what it used today and this month. */
final class BuildingPage {
  private final DataSource database;
  private final InstantSource clock;

  BuildingPage(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** A building as lists show it. */
  record Building(int id, String site, ZoneId zone, String gateway, boolean online) {}

  private record Line(
      String point,
      Quantity quantity,
      Optional<Instant> instant,
      BigDecimal index,
      BigDecimal today,
      BigDecimal month) {}

  List<Building> buildings(Principal principal) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select b.id, b.site, b.zone, b.gateway, g.online
                from building b join gateway g on g.id = b.gateway
                where (b.organisation = ? or ?) order by b.site limit 1000""")) {
      query.setInt(1, principal.organisation());
      query.setBoolean(2, principal.isOperator());
      List<Building> buildings = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          buildings.add(
              new Building(
                  row.getInt(1),
                  row.getString(2),
                  ZoneId.of(row.getString(3)),
                  row.getString(4),
                  row.getBoolean(5)));
        }
      }
      return buildings;
    }
  }

  String list(List<Building> buildings, Messages messages) {
    StringBuilder body = new StringBuilder("<h1>" + messages.html("buildings") + "</h1>");
    if (buildings.isEmpty()) {
      body.append("<p class=\"empty\">").append(messages.html("buildings.none")).append("</p>");
    }
    body.append("<ul class=\"buildings\">");
    for (Building building : buildings) {
      body.append(
          "<li><a href=\"/buildings/%d\">%s</a></li>"
              .formatted(building.id(), Html.escape(building.site())));
    }
    return Html.page(messages, messages.html("buildings"), body.append("</ul>").toString());
  }

  String one(Building building, Messages messages) throws SQLException {
    Instant now = clock.instant();
    StringBuilder body = new StringBuilder();
    body.append("<h1>").append(Html.escape(building.site())).append("</h1>");
    body.append(
        "<p class=\"%s\">%s</p>"
            .formatted(
                building.online() ? "online" : "offline",
                messages.html(building.online() ? "gateway.online" : "gateway.offline")));
    List<Line> lines = lines(building, now);
    if (lines.isEmpty()) {
      body.append("<p class=\"empty\">").append(messages.html("building.empty")).append("</p>");
      return Html.page(messages, Html.escape(building.site()), body.toString());
    }
    body.append("<div class=\"wide\"><table><thead><tr>");
    for (String column : List.of("point", "index", "age", "today", "month")) {
      body.append("<th>").append(messages.html("column." + column)).append("</th>");
    }
    body.append("</tr></thead><tbody>");
    for (Line line : lines) {
      row(line, now, messages, body);
    }
    body.append("</tbody></table></div>");
    return Html.page(messages, Html.escape(building.site()), body.toString());
  }

  private static void row(Line line, Instant now, Messages messages, StringBuilder body) {
    Optional<Duration> age = line.instant().map(instant -> Duration.between(instant, now));
    boolean stale = age.map(a -> a.toHours() >= 24).orElse(true);
    body.append(
        "<tr%s><td>%s <small>%s</small></td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>"
            .formatted(
                stale ? " class=\"stale\"" : "",
                Html.escape(line.point()),
                messages.html("quantity." + line.quantity().id()),
                shown(line, line.index(), messages),
                Html.escape(
                    age.map(a -> Display.age(a, messages)).orElse(messages.text("age.never"))),
                shown(line, line.today(), messages),
                shown(line, line.month(), messages)));
  }

  private static String shown(Line line, BigDecimal value, Messages messages) {
    return Html.escape(Display.value(line.quantity(), value, messages.locale()));
  }

  private List<Line> lines(Building building, Instant now) throws SQLException {
    LocalDate today = now.atZone(building.zone()).toLocalDate();
    Instant day = today.atStartOfDay(building.zone()).toInstant();
    Instant month = today.withDayOfMonth(1).atStartOfDay(building.zone()).toInstant();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select p.title, r.quantity, t.instant, coalesce(t.value, 0),
                  coalesce(sum(q.consumption) filter (where q.starts >= ?), 0),
                  coalesce(sum(q.consumption), 0)
                from point p join meter m on m.point = p.id
                  join register r on r.meter = m.id and r.name = r.quantity
                  left join latest t on t.register = r.id
                  left join quarter_hour q on q.register = r.id and q.starts >= ?
                where p.building = ?
                group by p.id, p.title, r.id, r.quantity, t.instant, t.value
                order by p.id, r.id""")) {
      query.setTimestamp(1, Timestamp.from(day));
      query.setTimestamp(2, Timestamp.from(month));
      query.setInt(3, building.id());
      List<Line> lines = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Optional<Quantity> quantity = Quantity.of(row.getString(2)).filter(BuildingPage::counts);
          if (quantity.isPresent()) {
            Timestamp instant = row.getTimestamp(3);
            lines.add(
                new Line(
                    row.getString(1),
                    quantity.get(),
                    Optional.ofNullable(instant).map(Timestamp::toInstant),
                    row.getBigDecimal(4),
                    row.getBigDecimal(5),
                    row.getBigDecimal(6)));
          }
        }
      }
      return lines;
    }
  }

  private static boolean counts(Quantity quantity) {
    return switch (quantity) {
      case ACTIVE_ENERGY_IMPORT,
          ACTIVE_ENERGY_EXPORT,
          HEAT_ENERGY,
          COLD_ENERGY,
          GAS_ENERGY,
          GAS_VOLUME,
          WATER_VOLUME ->
          true;
      default -> false;
    };
  }
}
