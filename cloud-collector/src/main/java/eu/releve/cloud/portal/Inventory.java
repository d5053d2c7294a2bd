package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.process.Origins;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** The buildings that somebody may see, and what is measured in each. */
final class Inventory {
  private static final int BUILDINGS_MAX = 1_000;

  private static final String BUILDINGS =
      """
      select b.id, b.site, b.zone, b.area_m2, g.online, g.state_changed_at,
        (select count(*) from lot l where l.building = b.id and l.kind = 'dwelling'),
        h.instant, n.usual
      from building b join gateway g on g.id = b.gateway
        left join lateral (
          select t.register, t.instant from latest t join register r on r.id = t.register
            join meter m on m.id = r.meter
          where m.building = b.id order by t.instant desc limit 1) h on true
        left join lateral (%s) n on true
      where (b.organisation = ? or ?) and (b.id = ? or ?) order by b.site, b.id limit %d"""
          .formatted(usual("h.register"), BUILDINGS_MAX);

  private static final String PLACES =
      """
      select p.id, p.title, p.parent, l.id, l.name, l.kind, r.quantity, r.id, t.instant, t.value,
        n.usual, coalesce(m.installed_to < ?, false), coalesce(m.installed_from >= ?, false)
      from point p join meter m on m.point = p.id
        left join register r on r.meter = m.id and r.name = r.quantity and r.quantity = any (?)
        left join lot l on l.id = p.lot
        left join latest t on t.register = r.id
        left join lateral (%s) n on true
      where p.building = ? and (r.id is not null
        or (not exists (select 1 from register any_of where any_of.meter = m.id)
          and coalesce(m.installed_to >= ?, true) and coalesce(m.installed_from < ?, true)))
      order by p.id, m.id, r.id"""
          .formatted(usual("r.id"));

  /** How far a register's last readings lie apart: the middle one, for a gap is not usual. */
  private static String usual(String register) {
    return """
        select percentile_disc(0.5) within group (order by apart) as usual
        from (select extract(epoch from i - lead(i) over (order by i desc)) as apart
          from (select instant as i from reading where register = %s
            order by instant desc limit 10) last) steps"""
        .formatted(register);
  }

  private final DataSource database;

  Inventory(DataSource database) {
    this.database = database;
  }

  /**
   * A building.
   *
   * @param online whether its gateway is connected now.
   * @param changed since when that is so.
   * @param heard its last reading.
   * @param usual how far the readings lie apart of the meter that was read last; zero when not
   *     known.
   */
  record Building(
      int id,
      String site,
      ZoneId zone,
      Optional<BigDecimal> areaM2,
      int dwellings,
      boolean online,
      Optional<Instant> changed,
      Optional<Instant> heard,
      Duration usual) {

    /** The site's id as people write names: {@code tilleuls-12} is Tilleuls 12. */
    String title() {
      String words = site.replace('-', ' ');
      return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
  }

  List<Building> buildings(Principal principal) throws SQLException {
    return buildings(principal, Optional.empty());
  }

  /** The building of that key, when that principal may see it. */
  Optional<Building> building(Principal principal, int key) throws SQLException {
    return buildings(principal, Optional.of(key)).stream().findFirst();
  }

  private List<Building> buildings(Principal principal, Optional<Integer> key) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(BUILDINGS)) {
      query.setInt(1, principal.organisation());
      query.setBoolean(2, principal.isOperator());
      query.setInt(3, key.orElse(0));
      query.setBoolean(4, key.isEmpty());
      List<Building> buildings = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          buildings.add(
              new Building(
                  row.getInt(1),
                  row.getString(2),
                  ZoneId.of(row.getString(3)),
                  Optional.ofNullable(row.getBigDecimal(4)),
                  row.getInt(7),
                  row.getBoolean(5),
                  instant(row, 6),
                  instant(row, 8),
                  Duration.ofSeconds(row.getLong(9))));
        }
      }
      return buildings;
    }
  }

  private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
  }

  /**
   * The points of a building at which one of those quantities is measured, in the plan's order, and
   * those whose meter never told what it measures.
   *
   * @param today in the building's zone.
   */
  List<Place> places(int building, List<Quantity> quantities, LocalDate today) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(PLACES)) {
      Date day = Date.valueOf(today);
      query.setDate(1, day);
      query.setDate(2, day);
      query.setDate(5, day);
      query.setDate(6, day);
      query.setArray(
          3, connection.createArrayOf("text", quantities.stream().map(Quantity::id).toArray()));
      query.setInt(4, building);
      Map<Integer, Place> places = new LinkedHashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Place place = place(row);
          Place known = places.putIfAbsent(place.id(), place);
          if (known != null) {
            places.put(place.id(), joined(known, place));
          }
        }
      }
      Map<Integer, Integer> parents = parents(connection, building);
      Origins origins = Origins.of(connection, building);
      Map<Integer, Boolean> bought = new HashMap<>();
      for (int key : places.keySet()) {
        origins.bought(key, parents).ifPresent(said -> bought.put(key, said));
      }
      return Place.marked(
          places.values().stream()
              .map(place -> place.below(nearest(place.parent(), parents, places.keySet())))
              .toList(),
          bought);
    }
  }

  private static Map<Integer, Integer> parents(Connection connection, int building)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select id, parent from point where building = ? and parent is not null")) {
      query.setInt(1, building);
      Map<Integer, Integer> parents = new HashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          parents.put(row.getInt(1), row.getInt(2));
        }
      }
      return parents;
    }
  }

  /** The first point on the way up that is listed: one without a meter is not. */
  private static Optional<Integer> nearest(
      Optional<Integer> above, Map<Integer, Integer> parents, Set<Integer> listed) {
    Optional<Integer> next = above;
    for (int steps = 0; next.isPresent() && steps <= parents.size(); steps++) {
      if (listed.contains(next.get())) {
        return next;
      }
      next = Optional.ofNullable(parents.get(next.get()));
    }
    return Optional.empty();
  }

  private static Place joined(Place one, Place other) {
    Map<Quantity, List<Place.Register>> registers = new EnumMap<>(Quantity.class);
    registers.putAll(one.registers());
    other
        .registers()
        .forEach(
            (quantity, added) -> {
              List<Place.Register> all = new ArrayList<>(one.of(quantity));
              all.addAll(added);
              registers.put(quantity, List.copyOf(all));
            });
    return new Place(one.id(), one.title(), one.lot(), one.parent(), registers, false);
  }

  private static Place place(ResultSet row) throws SQLException {
    String lot = row.getString(5);
    BigDecimal value = row.getBigDecimal(10);
    Place.Service service =
        row.getBoolean(12)
            ? Place.Service.ENDED
            : row.getBoolean(13) ? Place.Service.NEW : Place.Service.AWAITED;
    Place.Register register =
        new Place.Register(
            row.getInt(8),
            instant(row, 9),
            value == null ? BigDecimal.ZERO : value,
            Duration.ofSeconds(row.getLong(11)),
            service);
    return new Place(
        row.getInt(1),
        row.getString(2),
        lot == null
            ? Optional.empty()
            : Optional.of(new Place.Lot(row.getInt(4), lot, "dwelling".equals(row.getString(6)))),
        Optional.ofNullable(row.getObject(3, Integer.class)),
        Optional.ofNullable(row.getString(7))
            .flatMap(Quantity::of)
            .map(quantity -> Map.of(quantity, List.of(register)))
            .orElse(Map.of()),
        false);
  }
}
