package eu.releve.cloud.enrol;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.audit.Audit;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buildings that go from one organisation to another on a day: points, history, gateway and alerts
 * go along, the organisation that leaves keeps a sealed export.
 *
 * <p>Readings know no organisation: whatever arrives before, meanwhile or later belongs to the
 * building.
 */
public final class Transfers {
  /** How far ahead a day may lie. */
  public static final Duration AHEAD_MAX = Duration.ofDays(731);

  private static final Logger log = LoggerFactory.getLogger(Transfers.class);
  private static final Duration LOOKS_EVERY = Duration.ofSeconds(1);
  private static final Duration TRIES_AGAIN = Duration.ofMinutes(5);
  private static final int PART_BYTES = 1 << 20;

  private final DataSource pool;
  private final InstantSource clock;
  private final Optional<Exporter> exporter;

  /**
   * @param pool connections with role releve_ingest.
   * @param clock says which day it is.
   * @param exporter writes sealed exports; nothing where the collector has no authority.
   */
  public Transfers(DataSource pool, InstantSource clock, Optional<Exporter> exporter) {
    this.pool = pool;
    this.clock = clock;
    this.exporter = exporter;
  }

  /** Writes what an organisation keeps of a building. */
  @FunctionalInterface
  public interface Exporter {
    /** A sealed file of all that the leaving organisation may see until the day. */
    Path export(Leaving leaving) throws SQLException, IOException;
  }

  /**
   * Who leaves which building.
   *
   * @param organisation the key of the one that leaves.
   * @param end when its period ends: the beginning of the day.
   */
  public record Leaving(
      int transfer, int building, int organisation, String name, String to, Instant end) {}

  /** Why there is no transfer. */
  public enum Unmade {
    NO_SUCH_BUILDING,
    NO_SUCH_ORGANISATION,
    /** It is that organisation's already. */
    SAME,
    /** Another transfer of the building is not done yet. */
    OPEN,
    TOO_FAR,
    NO_AUTHORITY
  }

  /** The transfer's key, or why there is none. */
  public record Asking(Optional<Integer> transfer, Optional<Unmade> unmade) {
    private static Asking not(Unmade why) {
      return new Asking(Optional.empty(), Optional.of(why));
    }
  }

  /**
   * Notes a transfer; one whose day has come is done by the next {@link #step}.
   *
   * @param day the first day of the new organisation, by the building's calendar.
   * @param who the account that wants it.
   */
  public Asking ask(int building, OrganisationId to, LocalDate day, String who, String reason)
      throws SQLException {
    if (exporter.isEmpty()) {
      return Asking.not(Unmade.NO_AUTHORITY);
    }
    Instant now = clock.instant();
    return Transaction.in(
        pool,
        connection -> {
          Optional<Unmade> unmade = unmade(connection, building, to, day, now);
          return unmade.isPresent()
              ? Asking.not(unmade.get())
              : new Asking(
                  Optional.of(insert(connection, building, to, day, who, reason, now)),
                  Optional.empty());
        });
  }

  private static Optional<Unmade> unmade(
      Connection connection, int building, OrganisationId to, LocalDate day, Instant now)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select b.zone, o.id, b.organisation is not distinct from o.id, exists (
              select from transfer t
              where t.building = b.id and t.done_at is null and t.withdrawn_at is null)
            from building b left join organisation o on o.name = ? and o.name <> 'operator'
            where b.id = ? for update of b\
            """)) {
      query.setString(1, to.value());
      query.setInt(2, building);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.of(Unmade.NO_SUCH_BUILDING);
        }
        Instant begin = day.atStartOfDay(ZoneId.of(row.getString(1))).toInstant();
        if (row.getObject(2) == null) {
          return Optional.of(Unmade.NO_SUCH_ORGANISATION);
        }
        if (row.getBoolean(4)) {
          return Optional.of(Unmade.OPEN);
        }
        if (row.getBoolean(3)) {
          return Optional.of(Unmade.SAME);
        }
        return begin.isAfter(now.plus(AHEAD_MAX)) ? Optional.of(Unmade.TOO_FAR) : Optional.empty();
      }
    }
  }

  private static int insert(
      Connection connection,
      int building,
      OrganisationId to,
      LocalDate day,
      String who,
      String reason,
      Instant now)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into transfer (building, from_organisation, to_organisation, day, asked_at,
              asked_by, reason)
            select b.id, b.organisation, o.id, ?, ?, ?, ? from building b, organisation o
            where b.id = ? and o.name = ? returning id\
            """)) {
      insert.setDate(1, Date.valueOf(day));
      insert.setTimestamp(2, Timestamp.from(now));
      insert.setString(3, who);
      insert.setString(4, reason);
      insert.setInt(5, building);
      insert.setString(6, to.value());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        int transfer = row.getInt(1);
        note(connection, transfer, now, who, Audit.Deed.TRANSFER_ASKED, day + " " + to);
        return transfer;
      }
    }
  }

  /**
   * Takes back what has not been done yet.
   *
   * @return false when there is no such transfer, or it is done, or taken back.
   */
  public boolean withdraw(int transfer, String who, String reason) throws SQLException {
    Instant now = clock.instant();
    return Transaction.in(
        pool,
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  """
                  update transfer set withdrawn_at = ?, withdrawn_by = ?
                  where id = ? and done_at is null and withdrawn_at is null\
                  """)) {
            update.setTimestamp(1, Timestamp.from(now));
            update.setString(2, who);
            update.setInt(3, transfer);
            if (update.executeUpdate() == 0) {
              return false;
            }
          }
          note(connection, transfer, now, who, Audit.Deed.TRANSFER_WITHDRAWN, reason);
          return true;
        });
  }

  /**
   * Does what is due.
   *
   * @return how long to wait before looking again.
   */
  public Duration step() throws SQLException {
    boolean failed = false;
    for (int transfer : due()) {
      failed |= !attempt(transfer);
    }
    return failed ? TRIES_AGAIN : LOOKS_EVERY;
  }

  private List<Integer> due() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select t.id from transfer t join building b on b.id = t.building
                where t.done_at is null and t.withdrawn_at is null
                  and t.day <= (?::timestamptz at time zone b.zone)::date order by t.id\
                """)) {
      query.setTimestamp(1, Timestamp.from(clock.instant()));
      List<Integer> due = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          due.add(row.getInt(1));
        }
      }
      return due;
    }
  }

  /** Does one whose day has come; one that fails is tried again, and says why it waits. */
  private boolean attempt(int transfer) throws SQLException {
    try {
      return Transaction.in(pool, connection -> carryOut(connection, transfer));
    } catch (SQLException | RuntimeException failed) {
      log.error("a transfer was not done transfer={}", transfer, failed);
      Transaction.in(
          pool,
          connection -> {
            try (PreparedStatement update =
                connection.prepareStatement("update transfer set problem = ? where id = ?")) {
              update.setString(1, String.valueOf(failed.getMessage()).replace('\0', '?'));
              update.setInt(2, transfer);
              return update.executeUpdate();
            }
          });
      return false;
    }
  }

  private boolean carryOut(Connection connection, int transfer) throws SQLException {
    // Two collectors: the second finds it done. One that is being done is not taken back meanwhile.
    if (!locked(connection, transfer)) {
      return true;
    }
    Optional<Leaving> leaving = leaving(connection, transfer);
    if (leaving.isPresent()) {
      keep(connection, leaving.get());
    }
    Instant now = clock.instant();
    List<GatewayId> gateways = gateways(connection, transfer);
    for (GatewayId gateway : gateways) {
      Audit.note(
          connection, now, "collector", Audit.Deed.TRANSFERRED, gateway, "transfer " + transfer);
      Claims.withdraw(connection, gateway, now);
      UnansweredPlans.withdraw(
          connection, gateway, now, "collector", Audit.Deed.TRANSFERRED.text());
    }
    move(connection, transfer, gateways, now);
    for (GatewayId gateway : gateways) {
      Audit.note(
          connection, now, "collector", Audit.Deed.RECEIVED, gateway, "transfer " + transfer);
    }
    log.info("a building has gone to another organisation transfer={}", transfer);
    return true;
  }

  private static boolean locked(Connection connection, int transfer) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement(
            """
            select 1 from transfer where id = ? and done_at is null and withdrawn_at is null
            for update skip locked\
            """)) {
      lock.setInt(1, transfer);
      try (ResultSet row = lock.executeQuery()) {
        return row.next();
      }
    }
  }

  private static Optional<Leaving> leaving(Connection connection, int transfer)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select t.building, o.id, o.name, n.name, (t.day::timestamp at time zone b.zone)
            from transfer t join building b on b.id = t.building
              join organisation n on n.id = t.to_organisation
              join organisation o on o.id = t.from_organisation where t.id = ?\
            """)) {
      query.setInt(1, transfer);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Leaving(
                    transfer,
                    row.getInt(1),
                    row.getInt(2),
                    row.getString(3),
                    row.getString(4),
                    row.getTimestamp(5).toInstant()))
            : Optional.empty();
      }
    }
  }

  /** Keeps the sealed export in pieces: another collector may be asked for it. */
  private void keep(Connection connection, Leaving leaving) throws SQLException {
    require(exporter.isPresent(), "no authority seals an export");
    try {
      Path file = exporter.orElseThrow().export(leaving);
      try (InputStream in = Files.newInputStream(file);
          PreparedStatement insert =
              connection.prepareStatement(
                  "insert into transfer_export (transfer, part, bytes) values (?, ?, ?)")) {
        byte[] part = in.readNBytes(PART_BYTES);
        for (int number = 0; part.length > 0; number++) {
          insert.setInt(1, leaving.transfer());
          insert.setInt(2, number);
          insert.setBytes(3, part);
          insert.executeUpdate();
          part = in.readNBytes(PART_BYTES);
        }
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException unwritable) {
      throw new SQLException("the export cannot be written: " + unwritable, unwritable);
    }
  }

  /**
   * The gateway of the building and the boxes before it; none when it reads another building now,
   * which stays.
   */
  private static List<GatewayId> gateways(Connection connection, int transfer) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select g.id from transfer t join building b on b.id = t.building
              join gateway g on g.id = b.gateway or g.replaced_by = b.gateway or g.files_of = b.id
            where t.id = ? and not exists (
              select from building o join epoch later on later.epoch = o.catalogue_epoch
                left join epoch ours on ours.epoch = b.catalogue_epoch
              where o.gateway = b.gateway and o.id <> b.id
                and (ours.epoch is null
                  or (later.first_seen, later.epoch, o.catalogue_seq)
                    > (ours.first_seen, ours.epoch, b.catalogue_seq)))
            order by g.id for update of g\
            """)) {
      query.setInt(1, transfer);
      List<GatewayId> gateways = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          gateways.add(new GatewayId(row.getString(1)));
        }
      }
      return gateways;
    }
  }

  private static void move(
      Connection connection, int transfer, List<GatewayId> gateways, Instant now)
      throws SQLException {
    try (PreparedStatement building =
            connection.prepareStatement(
                """
                update building b set organisation = t.to_organisation
                from transfer t where t.id = ? and b.id = t.building\
                """);
        PreparedStatement gateway =
            connection.prepareStatement(
                // From now on the settings of the collector say nothing of it.
                """
                update gateway g set organisation = t.to_organisation, claimed = true
                from transfer t where t.id = ? and g.id = any (?)\
                """);
        PreparedStatement consents =
            connection.prepareStatement(
                """
                update consent c set withdrawn_on = left_on.day
                from purchase_group g, lot l, transfer t, building b
                  cross join lateral (select (?::timestamptz at time zone b.zone)::date as day)
                    left_on
                where t.id = ? and b.id = t.building and l.building = b.id and l.id = c.lot
                  and g.id = c.purchase_group and g.organisation <> t.to_organisation
                  and least(c.valid_to, coalesce(c.withdrawn_on, c.valid_to)) > left_on.day\
                """);
        PreparedStatement done =
            connection.prepareStatement(
                "update transfer set done_at = ?, problem = null where id = ?")) {
      building.setInt(1, transfer);
      building.executeUpdate();
      gateway.setInt(1, transfer);
      gateway.setArray(
          2, connection.createArrayOf("text", gateways.stream().map(GatewayId::value).toArray()));
      gateway.executeUpdate();
      consents.setTimestamp(1, Timestamp.from(now));
      consents.setInt(2, transfer);
      consents.executeUpdate();
      done.setTimestamp(1, Timestamp.from(now));
      done.setInt(2, transfer);
      done.executeUpdate();
    }
  }

  private static void note(
      Connection connection, int transfer, Instant now, String who, Audit.Deed deed, String text)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select b.gateway, b.site from transfer t join building b on b.id = t.building
            where t.id = ?\
            """)) {
      query.setInt(1, transfer);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        Audit.note(
            connection,
            now,
            who,
            deed,
            new GatewayId(row.getString(1)),
            "transfer %d of %s: %s".formatted(transfer, row.getString(2), text));
      }
    }
  }
}
