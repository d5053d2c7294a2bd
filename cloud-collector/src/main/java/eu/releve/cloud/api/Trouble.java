package eu.releve.cloud.api;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What the store holds that an operator has to decide on or look into.
 *
 * @param quarantined batches kept as bytes because they could not be stored as what they are.
 * @param undated batches whose boot has no date that can be believed.
 * @param lost batches that gateways declared lost.
 * @param lostReadings readings that they said were lost, with their batches or before they had one.
 * @param unassigned gateways that are nobody's.
 * @param forked gateways whose journal contradicts, undecided.
 * @param items the single troubles, newest first, no more than a hundred of a kind.
 */
public record Trouble(
    long quarantined,
    long undated,
    long lost,
    long lostReadings,
    long unassigned,
    long forked,
    List<Item> items) {
  private static final int ITEMS_MAX = 100;

  private static final String COUNTS =
      """
      select (select count(*) from quarantine), (select count(*) from undated),
        (select count(*) from ledger where status = 'lost'),
        (select coalesce(sum(readings), 0) from fact where kind = 'loss'),
        (select count(*) from gateway where organisation is null and files_of is null),
        (select count(distinct gateway) from fork where decided_at is null)""";

  private static final String ITEMS =
      """
      (select 'forked' as kind, gateway as about, kind || ': ' || reason as reason, told_at as since
        from fork where decided_at is null order by told_at desc limit %1$d)
      union all
      (select 'format', gateway, version || ' ' || kind, since from unknown_format u
        where %2$s order by since desc limit %1$d)
      union all
      (select 'quarantined', gateway || ', batch ' || seq, reason, quarantined_at from quarantine
        order by quarantined_at desc limit %1$d)
      union all
      (select 'undated', gateway, count(*)::text || ' batches', min(received_at) from undated
        group by gateway, boot_id order by min(received_at) desc limit %1$d)
      union all
      (select 'plan', b.gateway || ', ' || b.site, p.problem, p.received_at
        from building b join lateral (
          select * from site_plan where building = b.id
          order by epoch = b.catalogue_epoch desc nulls last, seq desc nulls last, version desc
          limit 1) p on true
        where p.problem is not null order by p.received_at desc limit %1$d)
      union all
      (select 'underived', case when g.files_of is null then b.gateway else b.site end || ', '
          || m.name || ', ' || r.name, u.reason, u.since
        from underived u join register r on r.id = u.register join meter m on m.id = r.meter
          join building b on b.id = m.building join gateway g on g.id = b.gateway
        order by u.since desc limit %1$d)
      union all
      (select 'loss', gateway,
          case when readings > 0 then readings || ' readings: ' else '' end || text,
          coalesce(at, received_at)
        from fact where kind = 'loss' order by received_at desc limit %1$d)"""
          .formatted(ITEMS_MAX, UnknownFormats.COUNTS);

  public Trouble {
    items = List.copyOf(items);
  }

  /** What a trouble is about. */
  public enum Kind {
    /** Two histories under one name, or a store that has less than it had; nobody decided yet. */
    FORKED,
    /** Batches of a version or kind that this collector does not know; their gateway keeps them. */
    FORMAT,
    QUARANTINED,
    UNDATED,
    /** A site plan that cannot be followed. */
    PLAN,
    /** A register that cannot be derived. */
    UNDERIVED,
    /** Readings that a gateway says are gone. */
    LOSS
  }

  /**
   * One trouble.
   *
   * @param about the gateway and what of it.
   */
  public record Item(Kind kind, String about, String reason, Instant since) {}

  /** What there is now. */
  public static Trouble in(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection()) {
      List<Item> items = items(connection);
      try (PreparedStatement query = connection.prepareStatement(COUNTS);
          ResultSet row = query.executeQuery()) {
        row.next();
        return new Trouble(
            row.getLong(1),
            row.getLong(2),
            row.getLong(3),
            row.getLong(4),
            row.getLong(5),
            row.getLong(6),
            items);
      }
    }
  }

  private static List<Item> items(Connection connection) throws SQLException {
    List<Item> items = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(ITEMS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        items.add(
            new Item(
                Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                row.getString(2),
                Optional.ofNullable(row.getString(3)).orElse(""),
                Optional.ofNullable(row.getTimestamp(4))
                    .map(Timestamp::toInstant)
                    .orElse(Instant.EPOCH)));
      }
    }
    return items;
  }

  /** How many single troubles of a kind are listed. */
  public long count(Kind kind) {
    return items.stream().filter(item -> item.kind() == kind).count();
  }
}
