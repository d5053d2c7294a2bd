package eu.releve.cloud.enrol;

import eu.releve.cloud.account.LoginLimit;
import eu.releve.cloud.audit.Audit;
import eu.releve.measure.GatewayId;
import eu.releve.measure.SiteId;
import eu.releve.provisioning.enrol.ClaimCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Pairs boxes with an organisation's buildings: whoever has the label's code takes the box for the
 * own organisation, before it is online or after. A box in stock is nobody's until then, and only
 * operators see what it has delivered.
 */
public final class Pairing {
  private final DataSource pool;
  private final InstantSource clock;
  private final LoginLimit limit;

  /**
   * @param pool connections with role releve_ingest.
   * @param clock dates what is done, and measures the pauses of those who guess.
   */
  public Pairing(DataSource pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
    this.limit = new LoginLimit(clock);
  }

  /**
   * Who pairs.
   *
   * @param account its name.
   * @param address from where.
   * @param organisation the key of the organisation that gets the box.
   */
  public record Who(String account, String address, int organisation) {}

  /** What came of it. */
  public sealed interface Outcome {
    /**
     * The box is the organisation's.
     *
     * @param expected the building that it is meant for, as it was said now or before.
     * @param read the buildings whose meters it has told of; none before it was online.
     */
    record Paired(GatewayId gateway, Optional<SiteId> expected, List<String> read)
        implements Outcome {
      public Paired {
        read = List.copyOf(read);
      }

      /** Whether it reads other buildings than the one that it is meant for. */
      public boolean isElsewhere() {
        return expected.isPresent() && !read.isEmpty() && !read.contains(expected.get().value());
      }
    }

    /** Not. */
    record Not(Why why) implements Outcome {}
  }

  /** Why a box was not paired. */
  public enum Why {
    /** No such code, one that was withdrawn, or another organisation's. */
    UNKNOWN,
    /** Nobody has used it while it held. */
    EXPIRED,
    /** Its gateway was retired. */
    RETIRED,
    /** Too many wrong codes: after five a minute's pause, which doubles up to an hour. */
    TOO_MANY
  }

  /**
   * Pairs the box of a code.
   *
   * @param building the one that it is meant for; nothing leaves what was said before.
   */
  public Outcome pair(ClaimCode code, Optional<SiteId> building, Who who) throws SQLException {
    if (!limit.allows(who.account, who.address)) {
      return new Outcome.Not(Why.TOO_MANY);
    }
    Outcome outcome = Transaction.in(pool, connection -> pair(connection, code, building, who));
    boolean isGuess = outcome.equals(new Outcome.Not(Why.UNKNOWN));
    limit.note(who.account, who.address, !isGuess);
    return outcome;
  }

  /** A claim as it is while its gateway is held. */
  private record Claimed(
      long id,
      Optional<Integer> organisation,
      boolean isOver,
      Optional<Integer> owner,
      boolean isRetired) {}

  private Outcome pair(Connection connection, ClaimCode code, Optional<SiteId> building, Who who)
      throws SQLException {
    Instant now = clock.instant();
    Optional<GatewayId> gateway = gateway(connection, code);
    if (gateway.isEmpty() || !Certificates.hold(connection, gateway.get())) {
      return new Outcome.Not(Why.UNKNOWN);
    }
    Optional<Claimed> found = claimed(connection, code, now);
    if (found.isEmpty()
        || found.get().organisation.filter(its -> its != who.organisation).isPresent()
        || found.get().owner.filter(its -> its != who.organisation).isPresent()) {
      return new Outcome.Not(Why.UNKNOWN);
    }
    Claimed claim = found.get();
    if (claim.isRetired) {
      return new Outcome.Not(Why.RETIRED);
    }
    if (claim.isOver) {
      return new Outcome.Not(Why.EXPIRED);
    }
    take(connection, claim, gateway.get(), building, who, now);
    Audit.note(
        connection,
        now,
        who.account,
        Audit.Deed.PAIRED,
        gateway.get(),
        building.map(site -> "for building " + site).orElse("for no building yet"));
    return paired(connection, gateway.get());
  }

  private static Optional<GatewayId> gateway(Connection connection, ClaimCode code)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select gateway from claim where code_sha256 = ?")) {
      query.setBytes(1, code.sha256());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(new GatewayId(row.getString(1))) : Optional.empty();
      }
    }
  }

  /** A code that a box has used is good for its label's holder until that box is shut out. */
  private static Optional<Claimed> claimed(Connection connection, ClaimCode code, Instant now)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.id, c.organisation, c.used_at is null and c.expires_at <= ?, g.organisation,
              g.retired_at is not null
            from claim c join gateway g on g.id = c.gateway
            where c.code_sha256 = ? and c.withdrawn_at is null
              and (c.used_at is null or exists (
                select from certificate x where x.claim = c.id and x.revoked_at is null))
            for update of c""")) {
      query.setTimestamp(1, Timestamp.from(now));
      query.setBytes(2, code.sha256());
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Claimed(
                    row.getLong(1), key(row, 2), row.getBoolean(3), key(row, 4), row.getBoolean(5)))
            : Optional.empty();
      }
    }
  }

  private static Optional<Integer> key(ResultSet row, int column) throws SQLException {
    int key = row.getInt(column);
    return row.wasNull() ? Optional.empty() : Optional.of(key);
  }

  private static void take(
      Connection connection,
      Claimed claim,
      GatewayId gateway,
      Optional<SiteId> building,
      Who who,
      Instant now)
      throws SQLException {
    try (PreparedStatement claims =
            connection.prepareStatement(
                """
                update claim set organisation = ?, paired_at = ?, paired_by = ? where id = ?""");
        PreparedStatement gateways =
            connection.prepareStatement(
                """
                update gateway set organisation = ?, claimed = true,
                  expected_site = coalesce(?, expected_site)
                where id = ?""");
        PreparedStatement buildings =
            connection.prepareStatement(
                """
                update building set organisation = ?
                where gateway = ? and organisation is null""")) {
      claims.setInt(1, who.organisation);
      claims.setTimestamp(2, Timestamp.from(now));
      claims.setString(3, who.account);
      claims.setLong(4, claim.id);
      claims.executeUpdate();
      gateways.setInt(1, who.organisation);
      gateways.setString(2, building.map(SiteId::value).orElse(null));
      gateways.setString(3, gateway.value());
      gateways.executeUpdate();
      buildings.setInt(1, who.organisation);
      buildings.setString(2, gateway.value());
      buildings.executeUpdate();
    }
  }

  private static Outcome paired(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select g.expected_site, b.site from gateway g left join building b on b.gateway = g.id
            where g.id = ? order by b.site""")) {
      query.setString(1, gateway.value());
      Optional<SiteId> expected = Optional.empty();
      List<String> read = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          expected = Optional.ofNullable(row.getString(1)).map(SiteId::new);
          Optional.ofNullable(row.getString(2)).ifPresent(read::add);
        }
      }
      return new Outcome.Paired(gateway, expected, read);
    }
  }
}
