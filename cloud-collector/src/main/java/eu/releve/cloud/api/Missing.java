package eu.releve.cloud.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What of a gateway is missing between two instants, answered from the ledger alone.
 *
 * <p>A number that is not here has no date of its own; it lies between the dates of the numbers
 * around it, and concerns every period that this stretch touches. A batch has the date at which it
 * was sealed: by its own clock where that was believed, else by what is known of its boot. A loss
 * that names no number lies before it was told, and concerns the time since the batch before it.
 *
 * @param now until when silence can have lasted.
 */
record Missing(Connection connection, String gateway, Instant from, Instant to, Instant now) {
  private static final int RANGES_MAX = 1_000;

  /** No batch for longer than this, and for longer than ten times what is usual, is silence. */
  private static final Duration SILENCE_MIN = Duration.ofHours(1);

  private static final String DATED =
      """
      select l.epoch, l.seq, l.batch, l.status, timestamptz 'epoch' + interval '1 millisecond'
          * coalesce(coalesce(l.wall_minus_boot, b.wall_minus_boot) + l.boot_millis,
            case when l.wall_millis > 946684800000 then l.wall_millis end) as at
      from epoch e join ledger l on l.epoch = e.epoch
        left join boot b on b.gateway = e.gateway and b.boot_id = l.boot_id
      where e.gateway = ?
      """;

  // Numbers that are there as what they are have status 'stored'; runs of all others, and the
  // numbers between which there are none, are ranges. Behind the end of a journal, numbers that
  // never came are in the next one; what was declared lost there, or set aside, is so all the same.
  private static final String RANGES =
      """
      with dated as (
      """
          + DATED
          + """
      ), here as (
        select epoch, seq, at, lag(seq, 1, 0::bigint) over journal as before,
          lag(at) over journal as since
        from dated where status = 'stored' window journal as (partition by epoch order by seq)
      ), open as (
        select epoch, before + 1 as from_seq, seq - 1 as to_seq, since, at as until from here
        where seq > before + 1
        union all
        select d.epoch, coalesce(h.seq, 0) + 1, max(d.seq), h.at, null::timestamptz
        from dated d left join lateral (
          select seq, at from here where here.epoch = d.epoch order by seq desc limit 1) h on true
        where d.seq > coalesce(h.seq, 0)
        group by d.epoch, h.seq, h.at
      )
      select o.epoch, case when o.from_seq <= o.last_seq then o.from_seq else d.first_known end,
        greatest(o.last_seq, d.last_known), o.since, o.until,
        coalesce(d.lost, 0), coalesce(d.quarantined, 0), coalesce(d.discarded, 0),
        greatest(o.last_seq - o.from_seq + 1, 0) - coalesce(d.before_end, 0)
      from (
        select o.epoch, from_seq, to_seq, least(to_seq, coalesce(e.ended_seq, to_seq)) as last_seq,
          since, until
        from open o join epoch e on e.epoch = o.epoch
      ) o left join lateral (
        select min(seq) as first_known, max(seq) as last_known,
          count(*) filter (where seq <= o.last_seq) as before_end,
          count(*) filter (where status = 'lost') as lost,
          count(*) filter (where status = 'quarantined') as quarantined,
          count(*) filter (where status = 'discarded') as discarded
        from ledger l where l.epoch = o.epoch and l.seq between o.from_seq and o.to_seq
          and l.status <> 'stored') d on true
      where (o.from_seq <= o.last_seq or d.first_known is not null)
        and (o.since is null or o.since < ?) and (o.until is null or o.until >= ?)
      order by o.since nulls first, o.epoch, o.from_seq limit ?
      """;

  private static final String SILENCES =
      """
      with dated as (
      """
          + DATED
          + """
      ), gaps as (
        select lag(at) over (order by at) as since, at as until from dated
        where at is not null and status <> 'lost'
        union all
        select max(at), least(?::timestamptz, ?::timestamptz) from dated where status <> 'lost'
      ), habit as (
        select percentile_cont(0.5) within group (order by extract(epoch from until - since)) as usual
        from gaps where since < until
      )
      select since, until from gaps, habit
      where until - since > greatest(?::interval, 10 * usual * interval '1 second')
        and since < ? and until >= ?
      order by since limit ?
      """;

  // What a journal that took another's place tells by the clocks of its first word or of before is
  // of the other one, behind the last number receipted of that. Anything else is told when the
  // journal takes batches again, behind those that waited in memory meanwhile, sealed as late.
  private static final String UNNUMBERED =
      """
      with dated as (
      """
          + DATED
          + """
      ), told as (
        select f.at, f.received_at, f.readings, f.text, d.epoch, d.since
        from fact f left join (
          select batch, epoch, max(at) over (order by at
            range between unbounded preceding and ?::interval preceding) as since
          from dated where at is not null and status <> 'lost') d on d.batch = f.batch
        where f.gateway = ? and f.kind = 'loss' and f.from_seq is null
      ), ended as (
        select distinct on (d.epoch) d.epoch, d.at from dated d join epoch e on e.epoch = d.epoch
        where d.status <> 'lost' and d.seq <= e.ended_seq order by d.epoch, d.seq desc
      ), lost as (
        select case when t.at <= began.at then ended.at when t.at > began.at then t.since end
            as since, t.at as until, t.received_at, t.readings, t.text
        from told t left join epoch e on e.epoch = t.epoch
          left join dated began on began.epoch = e.epoch and began.seq = coalesce(e.follows_seq, 1)
          left join ended on ended.epoch = e.follows
      )
      select since, until, received_at, readings, text from lost
      where (since is null or since < ?) and (until is null or until >= ?)
      order by since nulls first, until limit ?
      """;

  private static final String UNDATED =
      """
      select count(*) from undated where gateway = ?
      """;

  /** Ranges of numbers of which something is not stored, by the time that they concern. */
  JsonArray ranges() throws SQLException {
    JsonArray ranges = new JsonArray();
    try (PreparedStatement query = connection.prepareStatement(RANGES)) {
      query.setString(1, gateway);
      query.setTimestamp(2, Timestamp.from(to));
      query.setTimestamp(3, Timestamp.from(from));
      query.setInt(4, RANGES_MAX);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          ranges.add(
              new JsonObject()
                  .put("epoch", HexFormat.of().toHexDigits(row.getLong(1)))
                  .put("fromSeq", row.getLong(2))
                  .put("toSeq", row.getLong(3))
                  .put("since", Ledgers.instant(row, 4))
                  .put("until", Ledgers.instant(row, 5))
                  .put("lost", row.getLong(6))
                  .put("quarantined", row.getLong(7))
                  .put("discarded", row.getLong(8))
                  .put("missing", row.getLong(9)));
        }
      }
    }
    return ranges;
  }

  /** Stretches without any batch that are longer than is usual for this gateway. */
  JsonArray silences() throws SQLException {
    JsonArray silences = new JsonArray();
    try (PreparedStatement query = connection.prepareStatement(SILENCES)) {
      query.setString(1, gateway);
      query.setTimestamp(2, Timestamp.from(now));
      query.setTimestamp(3, Timestamp.from(to));
      query.setString(4, SILENCE_MIN.toString());
      query.setTimestamp(5, Timestamp.from(to));
      query.setTimestamp(6, Timestamp.from(from));
      query.setInt(7, RANGES_MAX);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          silences.add(
              new JsonObject()
                  .put("since", Ledgers.instant(row, 1))
                  .put("until", Ledgers.instant(row, 2)));
        }
      }
    }
    return silences;
  }

  /** What the gateway says is lost without naming a number, by the time that it concerns. */
  JsonArray unnumbered() throws SQLException {
    JsonArray unnumbered = new JsonArray();
    try (PreparedStatement query = connection.prepareStatement(UNNUMBERED)) {
      query.setString(1, gateway);
      query.setString(2, SILENCE_MIN.toString());
      query.setString(3, gateway);
      query.setTimestamp(4, Timestamp.from(to));
      query.setTimestamp(5, Timestamp.from(from));
      query.setInt(6, RANGES_MAX);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          unnumbered.add(
              new JsonObject()
                  .put("since", Ledgers.instant(row, 1))
                  .put("until", Ledgers.instant(row, 2))
                  .put("received", Ledgers.instant(row, 3))
                  .put("readings", row.getLong(4))
                  .put("reason", row.getString(5)));
        }
      }
    }
    return unnumbered;
  }

  /** Batches that have no date, and so may lie in any period. */
  long undated() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(UNDATED)) {
      query.setString(1, gateway);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }
}
