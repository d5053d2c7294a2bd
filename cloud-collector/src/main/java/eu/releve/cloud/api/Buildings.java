package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Buildings and what is measured in them; a syndic sees those of the own organisation. */
public final class Buildings {
  /** Which buildings somebody may see; takes the organisation twice. */
  static final String VISIBLE = "(b.organisation = ? or ? )";

  private static final int PAGE = 1_000;

  private final DataSource database;

  /**
   * @param database connections that may read the catalogue.
   */
  public Buildings(DataSource database) {
    this.database = database;
  }

  JsonObject list(Asked asked) throws Problem, SQLException {
    int after = asked.keyCursor();
    return query(asked.principal(), "b.id > ?", after);
  }

  JsonObject one(Asked asked) throws Problem, SQLException {
    return visible(asked.principal(), asked.key("building"));
  }

  /**
   * The building.
   *
   * @throws Problem when there is none of that key, or not for that principal.
   */
  JsonObject visible(Principal principal, int building) throws Problem, SQLException {
    JsonArray found = query(principal, "b.id = ?", building).getJsonArray("items");
    if (found.isEmpty()) {
      throw Problem.noSuch("building");
    }
    return found.getJsonObject(0);
  }

  private JsonObject query(Principal principal, String condition, int key) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select b.id, b.site, b.zone, b.gateway, o.name, b.area_m2, b.external_id
                from building b left join organisation o on o.id = b.organisation
                where %s and %s order by b.id limit %d\
                """
                    .formatted(VISIBLE, condition, PAGE))) {
      visible(query, principal);
      query.setInt(3, key);
      JsonArray items = new JsonArray();
      int last = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getInt(1);
          items.add(
              new JsonObject()
                  .put("id", last)
                  .put("site", row.getString(2))
                  .put("zone", row.getString(3))
                  .put("gateway", row.getString(4))
                  .put("organisation", row.getString(5))
                  .put("areaM2", row.getString(6))
                  .put("externalId", row.getString(7)));
        }
      }
      return page(items, PAGE, Integer.toString(last));
    }
  }

  JsonObject registers(Asked asked) throws Problem, SQLException {
    one(asked);
    int after = asked.keyCursor();
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select r.id, m.name, p.name, r.name, r.quantity, r.step, r.resolution_mantissa,
                  r.resolution_exponent, b.gateway, p.title, l.name, p.id, m.serial,
                  m.installed_at, m.removed_at, o.value::text, c.value::text, m.removed_unread,
                  r.per
                from register r join meter m on m.id = r.meter
                  join building b on b.id = m.building
                  left join point p on p.id = m.point left join lot l on l.id = p.lot
                  left join shown_index o
                    on o.meter = m.id and o.register = r.name and not o.closing
                  left join shown_index c on c.meter = m.id and c.register = r.name and c.closing
                where %s and b.id = ? and r.id > ? order by r.id limit %d\
                """
                    .formatted(VISIBLE, PAGE))) {
      visible(query, asked.principal());
      query.setInt(3, asked.key("building"));
      query.setInt(4, after);
      JsonArray items = new JsonArray();
      int last = 0;
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last = row.getInt(1);
          items.add(
              new JsonObject()
                  .put("id", last)
                  .put("meter", row.getString(2))
                  .put("point", row.getString(3))
                  .put("pointId", row.getObject(12))
                  .put("pointName", row.getString(10))
                  .put("lot", row.getString(11))
                  .put("register", row.getString(4))
                  .put("quantity", row.getString(5))
                  .put("unit", row.getString(6))
                  .put(
                      "resolution",
                      new JsonObject()
                          .put("mantissa", row.getInt(7))
                          .put("exponent", row.getInt(8)))
                  .put("gateway", row.getString(9))
                  .put("serial", row.getString(13))
                  .put("installed", text(row.getTimestamp(14)))
                  .put("removed", text(row.getTimestamp(15)))
                  .put("opening", row.getString(16))
                  .put("closing", row.getString(17))
                  .put("unread", row.getString(18))
                  .put("per", row.getString(19)));
        }
      }
      return page(items, PAGE, Integer.toString(last));
    }
  }

  private static @Nullable String text(@Nullable Timestamp at) {
    return at == null ? null : at.toInstant().toString();
  }

  static void visible(PreparedStatement query, Principal principal) throws SQLException {
    query.setInt(1, principal.organisation());
    query.setBoolean(2, principal.isOperator());
  }

  static JsonObject page(JsonArray items, int limit, String last) {
    return new JsonObject()
        .put("items", items)
        .put("next", items.size() < limit ? null : Asked.next(last));
  }
}
