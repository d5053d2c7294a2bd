package eu.releve.cloud.points;

import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Stretch;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Averages of the dwellings of a month.
 *
 * <p>Each dwelling is in one group only, and a group's average is fixed when it is first told:
 * there are no two answers whose difference would tell of one dwelling. A building in which at
 * least eleven dwellings count the quantity is a group; the others of its organisation are put
 * together.
 */
public final class SimilarDwellings {
  /** Buildings are put together until there are that many dwellings. */
  static final int POOL_MAX = 500;

  /** So long after its end a month is not told of yet: what comes late is to be in it. */
  private static final Duration LATE = Duration.ofDays(7);

  private static final Set<Quantity> COMPARED =
      Set.of(
          Quantity.ACTIVE_ENERGY_IMPORT,
          Quantity.ACTIVE_ENERGY_TOTAL,
          Quantity.HEAT_ENERGY,
          Quantity.COLD_ENERGY,
          Quantity.GAS_ENERGY,
          Quantity.GAS_VOLUME,
          Quantity.GAS_VOLUME_CORRECTED,
          Quantity.WATER_VOLUME,
          Quantity.ALLOCATION);

  private final Connection connection;
  private final Instant now;

  /**
   * @param connection sees what whoever asks may see; it is written to, and has to be committed.
   */
  public SimilarDwellings(Connection connection, Instant now) {
    this.connection = connection;
    this.now = now;
  }

  /**
   * What is compared.
   *
   * @param organisation whose building it is; nothing for one that is nobody's.
   */
  public record Question(
      int building, Optional<Integer> organisation, YearMonth month, Quantity quantity) {}

  /** The group of a building's dwellings. */
  public Similar of(Question asked, ZoneId zone) throws SQLException {
    if (!COMPARED.contains(asked.quantity)) {
      return new Similar.Withheld(Similar.Reason.NOT_COMPARABLE);
    }
    Instant end = LocalCalendar.of(zone).start(asked.month.plusMonths(1).atDay(1));
    if (now.isBefore(end.plus(LATE))) {
      return new Similar.Withheld(Similar.Reason.TOO_EARLY);
    }
    Optional<Similar> fixed = fixed(asked);
    if (fixed.isPresent()) {
      return fixed.get();
    }
    if (!lock(asked)) {
      return new Similar.Withheld(Similar.Reason.BEING_RECKONED);
    }
    Optional<Similar> meanwhile = fixed(asked);
    return meanwhile.isPresent() ? meanwhile.get() : reckon(asked);
  }

  private Optional<Similar> fixed(Question asked) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select pool is not null, dwellings, total, area_m2, fixed_at from similar_month
            where building = ? and month = ? and quantity = ?\
            """)) {
      query.setInt(1, asked.building);
      query.setObject(2, asked.month.atDay(1));
      query.setString(3, asked.quantity.id());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Similar.Told(
                    row.getBoolean(1),
                    row.getInt(2),
                    row.getBigDecimal(3).toBigIntegerExact(),
                    Optional.ofNullable(row.getBigDecimal(4)),
                    row.getTimestamp(5).toInstant()))
            : Optional.empty();
      }
    }
  }

  /** Nobody waits with a connection in hand while another's dwellings are summed up. */
  private boolean lock(Question asked) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_try_advisory_xact_lock(hashtext('similar'), ?)")) {
      lock.setInt(1, asked.organisation.orElse(-asked.building));
      try (ResultSet row = lock.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private Similar reckon(Question asked) throws SQLException {
    Map<Integer, Integer> free = free(asked);
    int own = free.getOrDefault(asked.building, 0);
    boolean pooled = own < Similar.DWELLINGS_MIN;
    List<Integer> buildings = new ArrayList<>(List.of(asked.building));
    int dwellings = own;
    if (pooled && asked.quantity != Quantity.ALLOCATION) {
      for (Map.Entry<Integer, Integer> other : free.entrySet()) {
        if (other.getKey() != asked.building
            && other.getValue() < Similar.DWELLINGS_MIN
            && dwellings + other.getValue() <= POOL_MAX) {
          buildings.add(other.getKey());
          dwellings += other.getValue();
        }
      }
    }
    if (dwellings < Similar.DWELLINGS_MIN) {
      return new Similar.Withheld(Similar.Reason.TOO_FEW_DWELLINGS);
    }
    List<Similar.Dwelling> measured = new ArrayList<>();
    for (int building : buildings) {
      measured.addAll(measured(building, asked));
    }
    Similar similar = Similar.of(measured, pooled, now);
    if (similar instanceof Similar.Told told) {
      fix(asked, buildings, told);
    }
    return similar;
  }

  /** How many dwellings count it, in the organisation's buildings that are in no group yet. */
  private Map<Integer, Integer> free(Question asked) throws SQLException {
    Map<Integer, Integer> free = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select b.id, count(distinct l.id) from building b join lot l on l.building = b.id
              join point p on p.lot = l.id join meter m on m.point = p.id
              join register r on r.meter = m.id and r.name = r.quantity
            where (b.id = ? or b.organisation = ?) and l.kind = 'dwelling' and r.quantity = ?
              and not exists (select from similar_month s
                where s.building = b.id and s.month = ? and s.quantity = r.quantity)
            group by b.id order by b.id\
            """)) {
      query.setInt(1, asked.building);
      if (asked.organisation.isPresent()) {
        query.setInt(2, asked.organisation.get());
      } else {
        query.setNull(2, Types.INTEGER);
      }
      query.setString(3, asked.quantity.id());
      query.setObject(4, asked.month.atDay(1));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          free.put(row.getInt(1), row.getInt(2));
        }
      }
    }
    return free;
  }

  /** The dwellings of a building that were measured well enough. */
  private List<Similar.Dwelling> measured(int building, Question asked) throws SQLException {
    Map<Integer, Home> homes = homes(building, asked.quantity);
    List<Similar.Dwelling> measured = new ArrayList<>();
    for (Home home : homes.values()) {
      Optional<Figure> used = used(home, asked);
      if (used.isPresent() && used.get().isComparable()) {
        measured.add(new Similar.Dwelling(used.get().consumption(), home.areaM2));
      }
    }
    return measured;
  }

  /**
   * A dwelling.
   *
   * @param points at which the quantity is counted, none of them below another of the same.
   */
  public record Home(ZoneId zone, Optional<BigDecimal> areaM2, List<Integer> points) {
    public Home {
      points = List.copyOf(points);
    }

    private Home with(int point) {
      List<Integer> more = new ArrayList<>(points);
      more.add(point);
      return new Home(zone, areaM2, more);
    }
  }

  /** The dwellings of a building that count a quantity, by the keys of their lots. */
  public Map<Integer, Home> homes(int building, Quantity quantity) throws SQLException {
    Map<Integer, Home> homes = new LinkedHashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select l.id, b.zone, l.area_m2, p.id
            from lot l join building b on b.id = l.building join point p on p.lot = l.id
            where b.id = ? and l.kind = 'dwelling'
              and exists (select from meter m join register r on r.meter = m.id
                where m.point = p.id and r.name = r.quantity and r.quantity = ?)
              and not exists (select from point above join meter m on m.point = above.id
                join register r on r.meter = m.id and r.name = r.quantity
                where above.id = p.parent and above.lot = p.lot and r.quantity = ?)
            order by l.id, p.id\
            """)) {
      query.setInt(1, building);
      query.setString(2, quantity.id());
      query.setString(3, quantity.id());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          ZoneId zone = ZoneId.of(row.getString(2));
          Optional<BigDecimal> area = Optional.ofNullable(row.getBigDecimal(3));
          Home home = homes.getOrDefault(row.getInt(1), new Home(zone, area, List.of()));
          homes.put(row.getInt(1), home.with(row.getInt(4)));
        }
      }
    }
    return homes;
  }

  /** What a dwelling used; nothing where nothing is known of one of its points. */
  public Optional<Figure> used(Home home, Question asked) throws SQLException {
    LocalCalendar calendar = LocalCalendar.of(home.zone);
    Stretch month =
        new Stretch(
            calendar.start(asked.month.atDay(1)).toEpochMilli(),
            calendar.start(asked.month.plusMonths(1).atDay(1)).toEpochMilli());
    Optional<Figure> whole = Optional.empty();
    for (int point : home.points) {
      Optional<Figure> figure =
          PointFigures.of(connection, point, List.of(month)).stream()
              .filter(course -> course.quantity().equals(asked.quantity.id()))
              .map(course -> course.figures().getFirst())
              .findFirst()
              .filter(one -> one.status() != Status.MISSING);
      if (figure.isEmpty()) {
        return Optional.empty();
      }
      whole = Optional.of(whole.map(first -> beside(first, figure.get())).orElse(figure.get()));
    }
    return whole;
  }

  /** Two points of one dwelling: what the worse of them says holds for both. */
  private static Figure beside(Figure one, Figure other) {
    boolean first = one.measuredMillis() <= other.measuredMillis();
    Figure less = first ? one : other;
    Figure more = first ? other : one;
    Figure worse = more.status().code() > less.status().code() ? more : less;
    return new Figure(
        one.over(),
        one.consumption().add(other.consumption()),
        one.estimated().add(other.estimated()),
        less.enclosedMillis(),
        less.measuredMillis(),
        worse.states());
  }

  private void fix(Question asked, List<Integer> buildings, Similar.Told told) throws SQLException {
    int pool = told.pooled() ? nextPool() : 0;
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into similar_month
              (building, month, quantity, pool, dwellings, total, area_m2, fixed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      for (int building : buildings) {
        insert.setInt(1, building);
        insert.setObject(2, asked.month.atDay(1));
        insert.setString(3, asked.quantity.id());
        insert.setObject(4, told.pooled() ? pool : null, Types.INTEGER);
        insert.setInt(5, told.dwellings());
        insert.setBigDecimal(6, new BigDecimal(told.total()));
        insert.setBigDecimal(7, told.areaM2().orElse(null));
        insert.setTimestamp(8, Timestamp.from(told.fixedAt()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private int nextPool() throws SQLException {
    try (PreparedStatement next = connection.prepareStatement("select nextval('similar_pool')");
        ResultSet row = next.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }
}
