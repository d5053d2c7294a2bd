package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the local days and months of a building's counters beside their quarter-hours: the same
 * figures that {@link Figure} makes of them, whole numbers throughout.
 *
 * <p>Days are sums of quarter-hours, months of days. Only days that changed are made again, and
 * rows that come out as they were are left alone.
 */
final class Rollups {
  /** One row for each day or month that was asked for; the worst is null where there is nothing. */
  private static final String DAYS =
      """
      with now as materialized (
        select t.register::integer as register, date '1970-01-01' + t.day::integer as day, f.*
        from unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[])
            as t(register, day, from_millis, to_millis)
          cross join lateral (select
            timestamptz 'epoch' + t.from_millis * interval '1 millisecond' as begins,
            timestamptz 'epoch' + t.to_millis * interval '1 millisecond' as ends,
            timestamptz 'epoch' + (t.to_millis - 900000) * interval '1 millisecond' as last) l
          cross join lateral (
            select sum(q.consumption) as consumption,
              coalesce(sum(q.consumption) filter (where q.quality > MEASURED), 0) as estimated,
              sum(q.covered_millis) as enclosed_millis,
              coalesce(sum(q.covered_millis) filter (where q.quality <= MEASURED), 0)
                as measured_millis,
              max(q.quality) as worst,
              coalesce(max(q.quality) filter (where q.starts = l.begins), MISSING) as begin_status,
              coalesce(max(q.quality) filter (where q.starts >= l.last
                or q.covered_millis > 900000
                  and q.starts + q.covered_millis * interval '1 millisecond' >= l.ends),
                MISSING) as end_status
            from quarter_hour q
            where q.register = t.register::integer and q.starts >= l.begins
              and q.starts < l.ends) f),
      """;

  private static final String MONTHS =
      """
      with now as materialized (
        select t.register::integer as register, date '1970-01-01' + t.month::integer as month, f.*
        from unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[])
            as t(register, month, from_day, to_day)
          cross join lateral (
            select sum(d.consumption) as consumption, sum(d.estimated) as estimated,
              sum(d.enclosed_millis)::int8 as enclosed_millis,
              sum(d.measured_millis)::int8 as measured_millis,
              max(d.worst) as worst,
              coalesce(max(d.begin_status) filter (
                where d.day = date '1970-01-01' + t.from_day::integer), MISSING) as begin_status,
              coalesce(max(d.end_status) filter (
                where d.day = date '1970-01-01' + t.to_day::integer - 1), MISSING) as end_status
            from local_day d
            where d.register = t.register::integer
              and d.day >= date '1970-01-01' + t.from_day::integer
              and d.day < date '1970-01-01' + t.to_day::integer) f),
      """;

  private static final String STORE =
      """
      gone as (
        delete from TABLE d using now n
        where n.worst is null and d.register = n.register and d.DATE = n.DATE)
      insert into TABLE as d (register, DATE, consumption, estimated, enclosed_millis,
        measured_millis, worst, begin_status, end_status)
      select register, DATE, consumption, estimated, enclosed_millis, measured_millis, worst,
        begin_status, end_status
      from now where worst is not null
      on conflict (register, DATE) do update set
        consumption = excluded.consumption, estimated = excluded.estimated,
        enclosed_millis = excluded.enclosed_millis, measured_millis = excluded.measured_millis,
        worst = excluded.worst, begin_status = excluded.begin_status,
        end_status = excluded.end_status
      where (d.consumption, d.estimated, d.enclosed_millis, d.measured_millis, d.worst,
          d.begin_status, d.end_status)
        is distinct from (excluded.consumption, excluded.estimated, excluded.enclosed_millis,
          excluded.measured_millis, excluded.worst, excluded.begin_status, excluded.end_status)\
      """;

  private static final String KEEP_DAYS = numbered(DAYS + STORE, "local_day", "day");
  private static final String KEEP_MONTHS = numbered(MONTHS + STORE, "local_month", "month");

  private final Connection connection;
  private final ZoneId zone;

  /**
   * @param zone of the building, whose midnights cut the days.
   */
  Rollups(Connection connection, ZoneId zone) {
    this.connection = connection;
    this.zone = zone;
  }

  private static String numbered(String statement, String table, String date) {
    return statement
        .replace("TABLE", table)
        .replace("DATE", date)
        .replace("MEASURED", Integer.toString(QuarterHour.Status.ROLLOVER.code()))
        .replace("MISSING", Integer.toString(QuarterHour.Status.MISSING.code()));
  }

  /**
   * Makes the days and months again that changed; of a register whose days were cut by another
   * zone's midnights, or not yet, all of them.
   *
   * @param changed by register, stretches in which quarter-hours have changed.
   */
  void keep(Map<Integer, List<Stretch>> changed) throws SQLException {
    LocalDays days = new LocalDays(LocalCalendar.of(zone));
    changed.forEach((register, stretches) -> stretches.forEach(one -> days.add(register, one)));
    Set<Integer> anew = new HashSet<>(changed.keySet());
    anew.removeAll(ofThisZone(changed.keySet()));
    for (int register : anew) {
      begin(register, days);
    }
    days.eachDay(connection, KEEP_DAYS);
    days.eachMonth(connection, KEEP_MONTHS);
  }

  private Set<Integer> ofThisZone(Set<Integer> registers) throws SQLException {
    Set<Integer> found = new HashSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "select register from rolled_up where register = any (?) and zone = ?")) {
      query.setArray(1, connection.createArrayOf("integer", registers.toArray()));
      query.setString(2, zone.getId());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(row.getInt(1));
        }
      }
    }
    return found;
  }

  private void begin(int register, LocalDays days) throws SQLException {
    for (String forget :
        List.of(
            "delete from local_day where register = ?",
            "delete from local_month where register = ?")) {
      try (PreparedStatement delete = connection.prepareStatement(forget)) {
        delete.setInt(1, register);
        delete.executeUpdate();
      }
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            "select min(starts), max(starts) from quarter_hour where register = ?")) {
      query.setInt(1, register);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        Timestamp first = row.getTimestamp(1);
        if (first != null) {
          days.add(
              register,
              new Stretch(first.getTime(), row.getTimestamp(2).getTime() + QuarterHour.MILLIS));
        }
      }
    }
    try (PreparedStatement note =
        connection.prepareStatement(
            """
            insert into rolled_up (register, zone) values (?, ?)
            on conflict (register) do update set zone = excluded.zone\
            """)) {
      note.setInt(1, register);
      note.setString(2, zone.getId());
      note.executeUpdate();
    }
  }
}
