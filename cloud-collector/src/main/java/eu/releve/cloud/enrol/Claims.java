package eu.releve.cloud.enrol;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.audit.Audit;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.enrol.ClaimCode;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Codes with which boxes claim their name: made for one gateway of one organisation. */
public final class Claims {
  /** The shortest life of a code. */
  public static final Duration LIFE_MIN = Duration.ofMinutes(1);

  /** The longest life of a code. */
  public static final Duration LIFE_MAX = Duration.ofDays(90);

  /** How long a code lives where nobody says otherwise. */
  public static final Duration LIFE_USUAL = Duration.ofDays(7);

  private final DataSource pool;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * @param pool connections with role releve_ingest.
   * @param clock dates codes.
   */
  public Claims(DataSource pool, InstantSource clock, SecureRandom random) {
    this.pool = pool;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A code that was made.
   *
   * @param code shown once, kept as a digest.
   */
  public record Made(ClaimCode code, Instant expires) {}

  /** Why there is no code. */
  public enum Unmade {
    NO_SUCH_ORGANISATION,
    /** The gateway is another organisation's: it has to be transferred. */
    ANOTHERS,
    RETIRED
  }

  /** A code, or why there is none. */
  public record Making(Optional<Made> made, Optional<Unmade> unmade) {}

  /**
   * Makes a code for a gateway; the ones before it that nobody used are withdrawn.
   *
   * @param life {@link #LIFE_MIN} to {@link #LIFE_MAX}.
   * @param who the account that wants it.
   */
  public Making make(GatewayId gateway, OrganisationId organisation, Duration life, String who)
      throws SQLException {
    return make(gateway, Optional.of(organisation), life, who);
  }

  /**
   * The same for a box in stock: it may enrol, and is nobody's until its label's holder pairs it.
   *
   * @param organisation whose it becomes; nothing for a box in stock.
   * @param life {@link #LIFE_MIN} to {@link #LIFE_MAX}.
   * @param who the account that wants it.
   */
  public Making make(
      GatewayId gateway, Optional<OrganisationId> organisation, Duration life, String who)
      throws SQLException {
    require(life.compareTo(LIFE_MIN) >= 0 && life.compareTo(LIFE_MAX) <= 0, "a code for %s", life);
    ClaimCode code = ClaimCode.random(random);
    Instant now = clock.instant();
    Instant end = now.plus(life);
    return Transaction.in(
        pool,
        connection -> {
          // From now on it can be revoked, though nobody has come in under that name.
          begin(connection, gateway, organisation);
          Certificates.hold(connection, gateway);
          Optional<Unmade> unmade = unmade(connection, gateway, organisation);
          if (unmade.isPresent()) {
            return new Making(Optional.empty(), unmade);
          }
          withdraw(connection, gateway, now);
          insert(connection, code, gateway, organisation, now, end, who);
          Audit.note(
              connection,
              now,
              who,
              Audit.Deed.CLAIM_MADE,
              gateway,
              organisation.map(its -> "for " + its.value()).orElse("for stock"));
          return new Making(Optional.of(new Made(code, end)), Optional.empty());
        });
  }

  private static void begin(
      Connection connection, GatewayId gateway, Optional<OrganisationId> organisation)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into gateway (id) select ?
            where ?::text is null
              or exists (select from organisation where name = ? and name <> 'operator')
            on conflict do nothing""")) {
      insert.setString(1, gateway.value());
      insert.setString(2, text(organisation));
      insert.setString(3, text(organisation));
      insert.executeUpdate();
    }
  }

  private static @Nullable String text(Optional<OrganisationId> organisation) {
    return organisation.map(OrganisationId::value).orElse(null);
  }

  private static Optional<Unmade> unmade(
      Connection connection, GatewayId gateway, Optional<OrganisationId> organisation)
      throws SQLException {
    return organisation.isPresent()
        ? unmade(connection, gateway, organisation.get())
        : unmadeForStock(connection, gateway);
  }

  /** What is an organisation's already does not go back into stock. */
  private static Optional<Unmade> unmadeForStock(Connection connection, GatewayId gateway)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select organisation is not null, retired_at is not null from gateway where id = ?")) {
      query.setString(1, gateway.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        if (row.getBoolean(1)) {
          return Optional.of(Unmade.ANOTHERS);
        }
        return row.getBoolean(2) ? Optional.of(Unmade.RETIRED) : Optional.empty();
      }
    }
  }

  private static Optional<Unmade> unmade(
      Connection connection, GatewayId gateway, OrganisationId organisation) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select o.id, g.organisation, g.retired_at is not null or g.files_of is not null
            from organisation o left join gateway g on g.id = ?
            where o.name = ? and o.name <> 'operator'""")) {
      query.setString(1, gateway.value());
      query.setString(2, organisation.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.of(Unmade.NO_SUCH_ORGANISATION);
        }
        int owner = row.getInt(2);
        if (!row.wasNull() && owner != row.getInt(1)) {
          return Optional.of(Unmade.ANOTHERS);
        }
        return row.getBoolean(3) ? Optional.of(Unmade.RETIRED) : Optional.empty();
      }
    }
  }

  /** Ends what codes of a gateway nobody has used. */
  static void withdraw(Connection connection, GatewayId gateway, Instant now) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update claim set withdrawn_at = ?
            where gateway = ? and used_at is null and withdrawn_at is null""")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setString(2, gateway.value());
      update.executeUpdate();
    }
  }

  private static void insert(
      Connection connection,
      ClaimCode code,
      GatewayId gateway,
      Optional<OrganisationId> organisation,
      Instant now,
      Instant end,
      String who)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into claim (code_sha256, gateway, organisation, made_at, made_by, expires_at)
            values (?, ?, (select id from organisation where name = ?), ?, ?, ?)""")) {
      insert.setBytes(1, code.sha256());
      insert.setString(2, gateway.value());
      insert.setString(3, text(organisation));
      insert.setTimestamp(4, Timestamp.from(now));
      insert.setString(5, who);
      insert.setTimestamp(6, Timestamp.from(end));
      insert.executeUpdate();
    }
  }

  /**
   * An open claim, held until its transaction ends.
   *
   * @param wasUsed whether the same key has had a certificate for it already.
   */
  record Open(long id, Optional<Integer> organisation, boolean wasUsed) {}

  /**
   * The claim of that code, if it may be used now with that key: it was not used before, or by the
   * same key, whose box has not heard the answer. The gateway must not have become another
   * organisation's meanwhile.
   */
  static Optional<Open> open(
      Connection connection, ClaimCode code, GatewayId gateway, byte[] keySha256, Instant now)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select id, organisation, used_at is not null from claim
            where code_sha256 = ? and gateway = ? and withdrawn_at is null and expires_at > ?
              and (used_at is null or key_sha256 = ?)
              and not exists (
                select from gateway g where g.id = claim.gateway
                  and g.organisation is not null and g.organisation <> claim.organisation)
            for update""")) {
      query.setBytes(1, code.sha256());
      query.setString(2, gateway.value());
      query.setTimestamp(3, Timestamp.from(now));
      query.setBytes(4, keySha256);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        long id = row.getLong(1);
        int organisation = row.getInt(2);
        return Optional.of(
            new Open(
                id,
                row.wasNull() ? Optional.empty() : Optional.of(organisation),
                row.getBoolean(3)));
      }
    }
  }

  static void use(Connection connection, Open claim, byte[] keySha256, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update claim set used_at = coalesce(used_at, ?), key_sha256 = ? where id = ?")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setBytes(2, keySha256);
      update.setLong(3, claim.id);
      update.executeUpdate();
    }
  }
}
