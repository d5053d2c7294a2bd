package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What is kept of local days and months, and the statements that make it again: whole numbers
 * throughout, so that no edition of the database comes to another result.
 *
 * <p>A statement for days takes registers, days, and when each begins and ends; one for months
 * takes registers, first days, and the first day of each and of the next. Rows that come out as
 * they were are left alone.
 */
enum Kept {
  /** What counters counted, as {@link Figure} sums it from quarter-hours. */
  CONSUMPTION(
      "select min(starts), max(starts) from quarter_hour where register = ?",
      List.of("local_day", "local_month"),
      List.of(
          "consumption",
          "estimated",
          "enclosed_millis",
          "measured_millis",
          "worst",
          "begin_status",
          "end_status"),
      """
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
      where q.register = l.register and q.starts >= l.begins and q.starts < l.ends\
      """,
      """
      select sum(d.consumption) as consumption, sum(d.estimated) as estimated,
        sum(d.enclosed_millis)::int8 as enclosed_millis,
        sum(d.measured_millis)::int8 as measured_millis,
        max(d.worst) as worst,
        coalesce(max(d.begin_status) filter (where d.day = l.begins), MISSING) as begin_status,
        coalesce(max(d.end_status) filter (where d.day = l.ends - 1), MISSING) as end_status
      from local_day d
      where d.register = l.register and d.day >= l.begins and d.day < l.ends\
      """),
  /** How gauges stood: the mean is made of the area where somebody reads it. */
  LEVELS(
      "select min(since), max(since) + interval '105 minutes' from level_window where register = ?",
      List.of("day_level", "month_level"),
      List.of("doubled_area", "covered_millis", "low", "high"),
      // Of windows that lie in the day, sums of what is in a row; only where midnight cuts one,
      // rows.
      """
      select sum(w.doubled_area) as doubled_area, sum(w.covered_millis) as covered_millis,
        min(w.low) as low, max(w.high) as high
      from (
        select SUM(doubled_area) as doubled_area, SUM(covered_millis)::int4 as covered_millis,
          least(EACH(low)) as low, greatest(EACH(high)) as high
        from level_window o
        where o.register = l.register
          and o.since >= l.begins and o.since <= l.ends - interval '2 hours'
        union all
        select q.doubled_area, q.covered_millis, q.low, q.high
        from quarter_level q
        where q.register = l.register and q.starts >= l.begins and q.starts < l.ends
          and q.since > l.begins - interval '2 hours' and q.since < l.ends
          and (q.since < l.begins or q.since > l.ends - interval '2 hours')) w\
      """,
      """
      select sum(d.doubled_area) as doubled_area, sum(d.covered_millis)::int8 as covered_millis,
        min(d.low) as low, max(d.high) as high
      from day_level d
      where d.register = l.register and d.day >= l.begins and d.day < l.ends\
      """),
  /** The highest demand, and of equal ones the first: straight from the readings. */
  PEAKS(
      "select min(instant), max(instant) from counted where register = ?",
      List.of("day_peak", "month_peak"),
      List.of("value", "at"),
      """
      select p.value, p.at from (select) always left join lateral (
        select one.value, one.instant as at from (
          select distinct on (d.instant) d.instant, d.value
          from register r join meter m on m.id = r.meter
            join counted d on d.register = r.id left join ledger g on g.batch = d.batch
          where r.id = l.register and d.register = l.register
            and d.instant >= l.begins and d.instant < l.ends
            and d.instant >= coalesce(m.installed_at, '-infinity')
            and d.instant <= coalesce(m.removed_at, 'infinity')
            and d.quality & UNSOUND = 0 and d.value between -HIGHEST and HIGHEST
          order by d.instant, g.committed_at desc nulls last, d.batch desc) one
        order by one.value desc, one.instant limit 1) p on true\
      """,
      """
      select p.value, p.at from (select) always left join lateral (
        select d.value, d.at from day_peak d
        where d.register = l.register and d.day >= l.begins and d.day < l.ends
        order by d.value desc, d.at limit 1) p on true\
      """);

  private static final String EACH = "(SUM|EACH)\\((\\w+)\\)";

  private static final String KEEP =
      """
      with now as materialized (
        select l.register, l.DATE, f.*
        from (
          select t.register::integer as register, date '1970-01-01' + t.date::integer as DATE,
            BOUNDS
          from unnest(?::int8[], ?::int8[], ?::int8[], ?::int8[]) as t(register, date, from_, to_)
          offset 0) l
        cross join lateral (
          MADE) f),
      gone as (
        delete from TABLE d using now n
        where n.FIRST is null and d.register = n.register and d.DATE = n.DATE)
      insert into TABLE as d (register, DATE, COLUMNS)
      select register, DATE, COLUMNS from now where FIRST is not null
      on conflict (register, DATE) do update set (COLUMNS) = (EXCLUDED)
      where (STORED) is distinct from (EXCLUDED)\
      """;

  private static final String OF_DAY =
      """
      timestamptz 'epoch' + t.from_ * interval '1 millisecond' as begins,
            timestamptz 'epoch' + t.to_ * interval '1 millisecond' as ends,
            timestamptz 'epoch' + (t.to_ - 900000) * interval '1 millisecond' as last\
      """;
  private static final String OF_MONTH =
      """
      date '1970-01-01' + t.from_::integer as begins, date '1970-01-01' + t.to_::integer as ends\
      """;

  private final String reach;
  private final List<String> tables;
  private final String days;
  private final String months;

  Kept(String reach, List<String> tables, List<String> columns, String madeOfDay, String ofMonth) {
    this.reach = reach;
    this.tables = tables;
    this.days = keep(tables.getFirst(), "day", columns, Kept.OF_DAY, madeOfDay);
    this.months = keep(tables.getLast(), "month", columns, Kept.OF_MONTH, ofMonth);
  }

  /** The quarter-hours of a window one by one, or their sum: numeric, for it may pass a bigint. */
  private static String ofWindow(MatchResult of) {
    boolean sum = of.group(1).equals("SUM");
    return IntStream.rangeClosed(1, LevelWindows.QUARTERS)
        .mapToObj(i -> "o.%s[%d]".formatted(of.group(2), i))
        .map(one -> sum ? "coalesce(" + one + ", 0)::numeric" : one)
        .collect(Collectors.joining(sum ? " + " : ", ", sum ? "(" : "", sum ? ")" : ""));
  }

  private static String keep(
      String table, String date, List<String> columns, String bounds, String made) {
    return Kept.KEEP
        .replace("BOUNDS", bounds)
        .replace("MADE", Pattern.compile(EACH).matcher(made).replaceAll(Kept::ofWindow))
        .replace("TABLE", table)
        .replace("DATE", date)
        .replace("COLUMNS", String.join(", ", columns))
        .replace("EXCLUDED", "excluded." + String.join(", excluded.", columns))
        .replace("STORED", "d." + String.join(", d.", columns))
        .replace("FIRST", columns.getFirst())
        .replace("MEASURED", Integer.toString(Status.ROLLOVER.code()))
        .replace("MISSING", Integer.toString(Status.MISSING.code()))
        .replace("UNSOUND", Integer.toString(ReadingsOf.UNSOUND))
        .replace("HIGHEST", Long.toString(ReadingsOf.HIGHEST));
  }

  /** Gives the first and the last instant from which something of a register is made. */
  String reach() {
    return reach;
  }

  /** Those of days and of months. */
  List<String> tables() {
    return tables;
  }

  /** Makes days again. */
  String days() {
    return days;
  }

  /** Makes months again, of days. */
  String months() {
    return months;
  }
}
