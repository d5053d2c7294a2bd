package eu.releve.cloud.enrol;

import eu.releve.cloud.audit.Audit;
import eu.releve.measure.GatewayId;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the store knows of the certificates that were signed for gateways. */
final class Certificates {
  /** How two boxes are found by what they hold. */
  static final String SIBLINGS = "two boxes came in with certificates that follow the same one";

  private static final Logger log = LoggerFactory.getLogger(Certificates.class);

  private Certificates() {}

  /**
   * One certificate.
   *
   * @param end when it ends.
   * @param isRevoked whether it, or its gateway, lets nobody in any more.
   * @param isFollowed whether a gateway has come in with the one that renewed it.
   * @param isDoubled whether its key was found in two boxes, and no operator has decided since.
   * @param readmittedUntil until when an operator lets its gateway renew it nevertheless.
   */
  record Known(
      Instant end,
      boolean isRevoked,
      boolean isFollowed,
      boolean isDoubled,
      Optional<Instant> readmittedUntil) {}

  /**
   * Keeps others from deciding about a gateway until the transaction ends: what is revoked
   * meanwhile would not be what is signed. Before anything else is held.
   *
   * @return false when there is no such gateway yet.
   */
  static boolean hold(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select 1 from gateway where id = ? for update")) {
      query.setString(1, gateway.value());
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  static String serial(X509Certificate certificate) {
    return serial(certificate.getSerialNumber());
  }

  private static String serial(BigInteger number) {
    return number.toString(16);
  }

  static byte[] sha256(PublicKey key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /** Writes one down; a second time it stays as it is. */
  static void note(
      Connection connection,
      GatewayId gateway,
      X509Certificate certificate,
      Instant issued,
      OptionalLong claim,
      Optional<X509Certificate> renews)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into certificate
              (serial, gateway, key_sha256, not_before, not_after, issued_at, claim, renews)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
      insert.setString(1, serial(certificate));
      insert.setString(2, gateway.value());
      insert.setBytes(3, sha256(certificate.getPublicKey()));
      insert.setTimestamp(4, Timestamp.from(certificate.getNotBefore().toInstant()));
      insert.setTimestamp(5, Timestamp.from(certificate.getNotAfter().toInstant()));
      insert.setTimestamp(6, Timestamp.from(issued));
      insert.setObject(7, claim.isPresent() ? claim.getAsLong() : null);
      insert.setString(8, renews.map(Certificates::serial).orElse(null));
      insert.executeUpdate();
    }
  }

  /** What is known of one. */
  static Optional<Known> known(Connection connection, X509Certificate certificate)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.not_after, c.revoked_at is not null or g.retired_at is not null,
              exists (select from certificate n where n.renews = c.serial and n.shown_at is not null),
              c.asked_why is not distinct from 'two-boxes', c.readmitted_until
            from certificate c join gateway g on g.id = c.gateway where c.serial = ?""")) {
      query.setString(1, serial(certificate));
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new Known(
                row.getTimestamp(1).toInstant(),
                row.getBoolean(2),
                row.getBoolean(3),
                row.getBoolean(4),
                Optional.ofNullable(instant(row.getTimestamp(5)))));
      }
    }
  }

  private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }

  /** Whether that key was in a certificate that was revoked, or the gateway is no more. */
  static boolean isRevoked(Connection connection, GatewayId gateway, byte[] keySha256)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (select from certificate where key_sha256 = ? and revoked_at is not null)
              or exists (select from gateway where id = ? and retired_at is not null)""")) {
      query.setBytes(1, keySha256);
      query.setString(2, gateway.value());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /**
   * Somebody has come with it, to an endpoint or for the next one.
   *
   * @return whether that is new, and somebody has come with another one that follows the same: two
   *     boxes hold one key.
   */
  static boolean shown(Connection connection, X509Certificate certificate, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update certificate c set shown_at = ? where serial = ? and shown_at is null
            returning renews is not null and exists (
              select from certificate o
              where o.renews = c.renews and o.serial <> c.serial and o.shown_at is not null)""")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setString(2, serial(certificate));
      try (ResultSet row = update.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /**
   * One key is in two boxes, and nobody can say in which it belongs: none of the gateway's
   * certificates is renewed until an operator decides, nor one that is over and was readmitted
   * before this was found. The gateway is held.
   *
   * @param how it was found, for the audit trail.
   */
  static void doubled(Connection connection, GatewayId gateway, String how, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update certificate set asked_at = ?, asked_why = 'two-boxes', readmitted_until = null
            where gateway = ? and revoked_at is null and greatest(not_after, readmitted_until) > ?
              and asked_why is distinct from 'two-boxes'""")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setString(2, gateway.value());
      update.setTimestamp(3, Timestamp.from(now));
      if (update.executeUpdate() == 0) {
        return;
      }
    }
    log.warn("one key is in two boxes gateway={} found={}", gateway, how);
    Audit.note(
        connection,
        now,
        "gateway " + gateway,
        Audit.Deed.WAITS,
        gateway,
        how + ": one key in two boxes");
  }

  /** A box with a new code needs no decision about what it had before. */
  static void askNoMore(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update certificate set asked_at = null, asked_why = null
            where gateway = ? and asked_at is not null""")) {
      update.setString(1, gateway.value());
      update.executeUpdate();
    }
  }

  /** What was over by a clock that had gone ahead was renewed: nothing is left to decide. */
  static void askNoMore(Connection connection, X509Certificate renewed) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update certificate set asked_at = null, asked_why = null
            where serial = ? and asked_why = 'expired'""")) {
      update.setString(1, serial(renewed));
      update.executeUpdate();
    }
  }

  /** Whether one of its keys was found in two boxes, and no operator has decided since. */
  static boolean isDoubled(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (
              select from certificate
              where gateway = ? and revoked_at is null and asked_why = 'two-boxes')""")) {
      query.setString(1, gateway.value());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** Its gateway asks for another, and an operator has to decide; tells whether that is new. */
  static boolean asks(Connection connection, X509Certificate certificate, String why, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update certificate c set asked_at = ?, asked_why = ?
            from certificate old where old.serial = c.serial and c.serial = ?
            returning old.asked_why is distinct from c.asked_why""")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setString(2, why);
      update.setString(3, serial(certificate));
      try (ResultSet row = update.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
