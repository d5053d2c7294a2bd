package eu.releve.cloud.enrol;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.authority.Authority;
import eu.releve.cloud.authority.CertificateRequest;
import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.ClaimCode;
import eu.releve.provisioning.tls.TlsMaterial;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on requests for certificates, and signs. */
public final class Enrolments {
  private static final Logger log = LoggerFactory.getLogger(Enrolments.class);
  private static final Duration PAUSE_MAX = Duration.ofMinutes(1);
  private static final int PAUSE_SHARE = 10;
  private static final String TWO_BOXES =
      "another box came in with this key, or with the certificate that follows this one: one key in"
          + " two boxes, or an image that was put back";

  private final DataSource pool;
  private final Authority authority;
  private final Duration life;
  private final InstantSource clock;

  /**
   * @param pool connections with role releve_ingest.
   * @param authority signs.
   * @param life how long certificates of gateways live.
   */
  public Enrolments(DataSource pool, Authority authority, Duration life, InstantSource clock) {
    this.pool = pool;
    this.authority = authority;
    this.life = life;
    this.clock = clock;
  }

  /**
   * The first certificate of a box, for a claim code; the code is then that box's alone.
   *
   * <p>The same key may ask again, as its box may not have heard the answer. That is no operator's
   * decision: it ends no waiting, and gets nothing while the key was found in two boxes.
   */
  Answer enrol(GatewayId gateway, ClaimCode code, CertificateRequest request) throws SQLException {
    if (!request.name().equals(gateway.value())) {
      return anotherName(request, gateway);
    }
    byte[] key = Certificates.sha256(request.key());
    Instant now = clock.instant();
    return Transaction.in(
        pool,
        connection -> {
          Certificates.hold(connection, gateway);
          Optional<Claims.Open> claim = Claims.open(connection, code, gateway, key, now);
          if (claim.isEmpty()) {
            return new Answer.Refused(
                Answer.Why.CODE, "the code is not one for " + gateway + " that may be used now");
          }
          if (Certificates.isRevoked(connection, gateway, key)) {
            return new Answer.Refused(
                Answer.Why.REVOKED,
                gateway + " was retired, or its key revoked: make the box a new key");
          }
          if (claim.get().wasUsed() && Certificates.isDoubled(connection, gateway)) {
            // Whoever copied the key may hold the label too: it decides nothing a second time.
            return new Answer.Wait(pause(), TWO_BOXES);
          }
          if (claim.get().organisation().isPresent()) {
            assign(connection, gateway, claim.get().organisation().get());
          }
          X509Certificate signed = authority.issue(gateway, request.key(), life);
          Claims.use(connection, claim.get(), key, now);
          if (!claim.get().wasUsed()) {
            Certificates.askNoMore(connection, gateway);
          }
          Certificates.note(
              connection,
              gateway,
              signed,
              now,
              OptionalLong.of(claim.get().id()),
              Optional.empty());
          Audit.note(
              connection,
              now,
              "gateway " + gateway,
              Audit.Deed.ENROLLED,
              gateway,
              "certificate " + Certificates.serial(signed));
          return new Answer.Issued(signed);
        });
  }

  private static Answer anotherName(CertificateRequest request, GatewayId gateway) {
    return new Answer.Refused(
        Answer.Why.REQUEST,
        "request: wanted the common name %s, found '%s'".formatted(gateway, request.name()));
  }

  /**
   * From now on the gateway, and what it reads that is nobody's, are the organisation's, as its
   * claim said. A building that went to another one meanwhile stays there.
   */
  private static void assign(Connection connection, GatewayId gateway, int organisation)
      throws SQLException {
    try (PreparedStatement upsert =
            connection.prepareStatement(
                """
                insert into gateway (id, organisation, claimed) values (?, ?, true)
                on conflict (id) do update set organisation = excluded.organisation, claimed = true
                """);
        PreparedStatement buildings =
            connection.prepareStatement(
                "update building set organisation = ?"
                    + " where gateway = ? and organisation is null")) {
      upsert.setString(1, gateway.value());
      upsert.setInt(2, organisation);
      upsert.executeUpdate();
      buildings.setInt(1, organisation);
      buildings.setString(2, gateway.value());
      buildings.executeUpdate();
    }
  }

  /**
   * The next certificate of a box that shows its present one, which the connection has proven.
   *
   * <p>One that is over, or whose successor somebody came in with already, or whose key was found
   * in two boxes, is decided by an operator: the box may have been stolen, or copied. What an
   * operator decided does not hold for a second box that is found afterwards.
   */
  Answer renew(X509Certificate shown, CertificateRequest request) throws SQLException {
    Optional<GatewayId> gateway = gateway(shown);
    if (gateway.isEmpty() || !authority.hasSigned(shown)) {
      return new Answer.Refused(Answer.Why.REVOKED, "the certificate is no gateway's of ours");
    }
    if (!request.name().equals(gateway.get().value())) {
      return anotherName(request, gateway.get());
    }
    Instant now = clock.instant();
    return Transaction.in(
        pool, connection -> renew(connection, gateway.get(), shown, request, now));
  }

  private Answer renew(
      Connection connection,
      GatewayId gateway,
      X509Certificate shown,
      CertificateRequest request,
      Instant now)
      throws SQLException {
    Certificates.hold(connection, gateway);
    Optional<Certificates.Known> found = Certificates.known(connection, shown);
    if (found.isEmpty()) {
      // A store that was restored from a backup lacks it; the authority's signature does not lie.
      log.warn("a certificate is not in the store gateway={}", gateway);
      seen(connection, gateway);
      Certificates.note(connection, gateway, shown, now, OptionalLong.empty(), Optional.empty());
      found = Certificates.known(connection, shown);
    }
    Certificates.Known known = found.orElseThrow();
    boolean isKeyRevoked =
        Certificates.isRevoked(connection, gateway, Certificates.sha256(request.key()))
            || Certificates.isRevoked(
                connection, gateway, Certificates.sha256(shown.getPublicKey()));
    // The connection has proven that somebody uses it; of boxes behind a broker nothing else does.
    boolean isTwin = Certificates.shown(connection, shown, now);
    if (isTwin) {
      Certificates.doubled(connection, gateway, Certificates.SIBLINGS, now);
    }
    if (known.isRevoked() || isKeyRevoked) {
      return new Answer.Refused(
          Answer.Why.REVOKED, gateway + " was retired, or this certificate or key revoked");
    }
    boolean isReadmitted = known.readmittedUntil().filter(now::isBefore).isPresent();
    boolean isOver = !now.isBefore(known.end());
    boolean isTold = known.isDoubled() || isTwin;
    if (isTold || (!isReadmitted && (isOver || known.isFollowed()))) {
      boolean isDoubled = isTold || known.isFollowed();
      return waits(connection, gateway, shown, isDoubled ? "two-boxes" : "expired", now);
    }
    X509Certificate signed = authority.issue(gateway, request.key(), life);
    Certificates.note(connection, gateway, signed, now, OptionalLong.empty(), Optional.of(shown));
    Certificates.askNoMore(connection, shown);
    Audit.note(
        connection,
        now,
        "gateway " + gateway,
        Audit.Deed.RENEWED,
        gateway,
        "certificate %s follows %s"
            .formatted(Certificates.serial(signed), Certificates.serial(shown)));
    return new Answer.Issued(signed);
  }

  private static void seen(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement("insert into gateway (id) values (?) on conflict do nothing")) {
      insert.setString(1, gateway.value());
      insert.executeUpdate();
    }
  }

  private Answer waits(
      Connection connection, GatewayId gateway, X509Certificate shown, String why, Instant now)
      throws SQLException {
    String reason =
        why.equals("expired")
            ? "the certificate is over: releve fleet readmit " + gateway
            : TWO_BOXES;
    if (Certificates.asks(connection, shown, why, now)) {
      log.warn("a gateway waits for an operator gateway={} why={}", gateway, why);
      Audit.note(connection, now, "gateway " + gateway, Audit.Deed.WAITS, gateway, reason);
    }
    return new Answer.Wait(pause(), reason);
  }

  private Duration pause() {
    Duration share = life.dividedBy(PAUSE_SHARE);
    return share.compareTo(PAUSE_MAX) < 0 ? share : PAUSE_MAX;
  }

  /** Whose certificate that is. */
  static Optional<GatewayId> gateway(X509Certificate certificate) {
    try {
      return TlsMaterial.commonName(certificate).map(GatewayId::new);
    } catch (IllegalArgumentException nobodys) {
      return Optional.empty();
    }
  }
}
