package eu.releve.cloud.store;

import eu.releve.cloud.database.Failure;
import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Wire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Batches kept as bytes, and what is decided on them: each method is one transaction. What is
 * decided is written down with who and why, and stays.
 */
public final class Quarantine {
  private final DataSource pool;
  private final Era era;
  private final Catalogues catalogues;
  private final Plausible plausible;

  Quarantine(DataSource pool, Era era, Catalogues catalogues, Plausible plausible) {
    this.pool = pool;
    this.era = era;
    this.catalogues = catalogues;
    this.plausible = plausible;
  }

  /** What became of a batch that was decoded again. */
  public sealed interface Retried {
    /**
     * It is stored, under the number that it has always had.
     *
     * @param buildings those that have new readings.
     * @param mayDate whether batches that wait for a date may have one now.
     */
    record Stored(Set<Integer> buildings, boolean mayDate) implements Retried {
      public Stored {
        buildings = Set.copyOf(buildings);
      }
    }

    /** It stays where it is. */
    record Still(String reason) implements Retried {}

    /** It was not in quarantine, or is no longer. */
    record Gone() implements Retried {}
  }

  /** The batches of a gateway after one of them, in the order of their numbers. */
  public List<Long> of(GatewayId gateway, long after, int countMax) throws SQLException {
    return batches(
        """
        select batch from quarantine where gateway = ? and batch > ? order by batch limit ?""",
        statement -> {
          statement.setString(1, gateway.value());
          statement.setLong(2, after);
          statement.setInt(3, countMax);
        });
  }

  /** The readings that were put aside for want of that catalogue; not those of a barred journal. */
  public List<Long> waitingFor(GatewayId gateway, Digest catalogue, long after, int countMax)
      throws SQLException {
    return batches(
        """
        select q.batch from quarantine q join epoch e on e.epoch = q.epoch
        where q.gateway = ? and q.needs = ? and e.barred_at is null and q.batch > ?
        order by q.batch limit ?""",
        statement -> {
          statement.setString(1, gateway.value());
          statement.setLong(2, catalogue.bits());
          statement.setLong(3, after);
          statement.setInt(4, countMax);
        });
  }

  @FunctionalInterface
  private interface Binding {
    void bind(PreparedStatement statement) throws SQLException;
  }

  private List<Long> batches(String query, Binding binding) throws SQLException {
    List<Long> batches = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement select = connection.prepareStatement(query)) {
      binding.bind(select);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          batches.add(row.getLong(1));
        }
      }
    }
    return batches;
  }

  /** A batch as it arrived, if it is that gateway's. */
  public Optional<Arrival> arrival(GatewayId gateway, long batch) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select bytes from quarantine where batch = ? and gateway = ?")) {
      select.setLong(1, batch);
      select.setString(2, gateway.value());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        byte[] bytes = row.getBytes(1);
        return Optional.of(new Arrival(gateway, Wire.open(bytes), bytes, Digest.of(bytes)));
      } catch (MalformedBatchException damaged) {
        throw new SQLException("a batch in quarantine cannot be read any more", damaged);
      }
    }
  }

  /** Stores a batch that can be opened now: once, whoever else tries. */
  public Retried store(long batch, Opened opened, String who) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        era.check(connection);
        if (!take(connection, batch, "stored", who, "decoded again")) {
          connection.rollback();
          return new Retried.Gone();
        }
        Writing writing = new Writing(connection, catalogues, plausible);
        Set<Integer> buildings = writing.write(opened, batch);
        settle(connection, opened.arrival(), "stored", opened.rows());
        connection.commit();
        return new Retried.Stored(buildings, writing.mayDate());
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        if (!Failure.isOfData(failed)) {
          throw failed;
        }
        return stays(batch, Failure.reason(failed));
      }
    }
  }

  /** Writes down why a batch still cannot be stored. */
  public Retried stays(long batch, String reason) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement update =
            connection.prepareStatement("update quarantine set reason = ? where batch = ?")) {
      update.setString(1, reason.replace('\0', '?'));
      update.setLong(2, batch);
      return update.executeUpdate() == 0 ? new Retried.Gone() : new Retried.Still(reason);
    }
  }

  /**
   * Throws a batch away; its number stays taken, and who did it and why is kept.
   *
   * @return false when that gateway has no such batch in quarantine.
   */
  public boolean discard(GatewayId gateway, long batch, String who, String reason)
      throws SQLException {
    Optional<Arrival> arrival = arrival(gateway, batch);
    if (arrival.isEmpty()) {
      return false;
    }
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        boolean taken = take(connection, batch, "discarded", who, reason);
        if (taken) {
          settle(connection, arrival.get(), "discarded", 0);
        }
        connection.commit();
        return taken;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private static boolean take(
      Connection connection, long batch, String what, String who, String reason)
      throws SQLException {
    try (PreparedStatement take =
        connection.prepareStatement(
            """
            with taken as (delete from quarantine where batch = ? returning *)
            insert into decision
              (who, what, gateway, epoch, seq, batch, catalogue, digest, bytes, reason)
            select ?, ?, gateway, epoch, seq, batch, catalogue,
              ('x' || left(encode(sha256(bytes), 'hex'), 16))::bit(64)::bigint, length(bytes),
              ? || ' (was: ' || reason || ')'
            from taken
            """)) {
      take.setLong(1, batch);
      take.setString(2, who);
      take.setString(3, what);
      take.setString(4, reason);
      return take.executeUpdate() > 0;
    }
  }

  /** Its clock may be believed by now: then its readings are dated by it, and so is its row. */
  private void settle(Connection connection, Arrival arrival, String status, int rows)
      throws SQLException {
    OptionalLong own = Boots.own(arrival.header(), plausible);
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update ledger set status = ?, rows = ?, committed_at = clock_timestamp(),
              wall_minus_boot = coalesce(wall_minus_boot, ?)
            where epoch = ? and seq = ?""")) {
      update.setString(1, status);
      update.setInt(2, rows);
      update.setObject(3, own.isPresent() ? own.getAsLong() : null, Types.BIGINT);
      update.setLong(4, arrival.header().epoch());
      update.setLong(5, arrival.header().seq());
      update.executeUpdate();
    }
  }

  /**
   * An operator says what the contradictions of a gateway were.
   *
   * @param kept the journal that is right, where two claim to be: the others are set aside, and
   *     what still comes of them goes to quarantine. A journal that was set aside before and is
   *     kept now counts again.
   * @return false when the gateway has no such journal, or nothing to decide.
   */
  public boolean decide(GatewayId gateway, OptionalLong kept, String who, String reason)
      throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        int changed =
            kept.isPresent()
                ? keep(connection, gateway, kept.getAsLong(), who, reason)
                : goOn(connection, gateway);
        changed += settle(connection, gateway, who, reason);
        if (changed > 0) {
          decided(connection, gateway, kept, who, reason);
        }
        connection.commit();
        return changed > 0;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private static int keep(
      Connection connection, GatewayId gateway, long epoch, String who, String reason)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update epoch set
              ended_seq = case when epoch = ? then null else ended_seq end,
              barred_at = case when epoch = ? then null else coalesce(barred_at, now()) end,
              barred_reason = case when epoch = ? then null
                else coalesce(barred_reason, ? || ': ' || ?) end
            where gateway = ? and exists (select from epoch k where k.epoch = ? and k.gateway = ?)
            """)) {
      update.setLong(1, epoch);
      update.setLong(2, epoch);
      update.setLong(3, epoch);
      update.setString(4, who);
      update.setString(5, reason);
      update.setString(6, gateway.value());
      update.setLong(7, epoch);
      update.setString(8, gateway.value());
      return update.executeUpdate();
    }
  }

  /** Journals that go on beside another one have not ended where that said so. */
  private static int goOn(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update epoch set ended_seq = null
            where ended_seq is not null and epoch in (
              select epoch from fork
              where gateway = ? and kind = 'older-goes-on' and decided_at is null)""")) {
      update.setString(1, gateway.value());
      return update.executeUpdate();
    }
  }

  private static int settle(Connection connection, GatewayId gateway, String who, String reason)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update fork set decided_at = now(), decided_by = ?, decision = ?
            where gateway = ? and decided_at is null""")) {
      update.setString(1, who);
      update.setString(2, reason);
      update.setString(3, gateway.value());
      return update.executeUpdate();
    }
  }

  private static void decided(
      Connection connection, GatewayId gateway, OptionalLong kept, String who, String reason)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into decision (who, what, gateway, epoch, reason)
            select ?, ?, ?, coalesce(?, (
              select epoch from epoch where gateway = ? order by first_seen desc limit 1), 0), ?
            """)) {
      insert.setString(1, who);
      insert.setString(2, kept.isPresent() ? "kept" : "settled");
      insert.setString(3, gateway.value());
      insert.setObject(4, kept.isPresent() ? kept.getAsLong() : null, Types.BIGINT);
      insert.setString(5, gateway.value());
      insert.setString(6, reason);
      insert.executeUpdate();
    }
  }
}
