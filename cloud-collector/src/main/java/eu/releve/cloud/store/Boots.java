package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Header;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Dates batches: by their own wall clock when it is trusted and can be right, else by what is known
 * of the boot.
 */
final class Boots {
  private Boots() {}

  /** What to add to the boot clock of a batch to get milliseconds since 1970, if that is known. */
  static OptionalLong wallMinusBoot(Connection connection, Arrival arrival, Plausible plausible)
      throws SQLException {
    Header header = arrival.header();
    return header.trust() == ClockTrust.SYNCHRONISED && plausible.isWallClock(header)
        ? OptionalLong.of(header.wallMinusBoot())
        : known(connection, arrival.gateway(), header.bootId());
  }

  /** What a time fact has said of that boot. */
  static OptionalLong known(Connection connection, GatewayId gateway, UUID boot)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select wall_minus_boot from boot where gateway = ? and boot_id = ?")) {
      statement.setString(1, gateway.value());
      statement.setObject(2, boot);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }

  /** Notes a time fact; the first one of a boot counts. */
  static void learn(Connection connection, GatewayId gateway, UUID boot, long wallMinusBoot)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into boot (gateway, boot_id, wall_minus_boot) values (?, ?, ?)
            on conflict do nothing
            """)) {
      statement.setString(1, gateway.value());
      statement.setObject(2, boot);
      statement.setLong(3, wallMinusBoot);
      statement.executeUpdate();
    }
  }

  /**
   * A batch with a believed clock dates its boot, if others of that boot wait for a date: a clock
   * was set right, the gateway's or the collector's.
   *
   * @return whether something can be dated now.
   */
  static boolean learn(Connection connection, Collection<Boot> boots) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into boot (gateway, boot_id, wall_minus_boot)
            select ?, ?, ? where exists (
              select from undated where gateway = ? and boot_id = ?)
              or exists (select from fact where gateway = ? and boot_id = ? and at is null)
            on conflict do nothing
            """)) {
      for (Boot boot : boots) {
        statement.setString(1, boot.gateway().value());
        statement.setObject(2, boot.id());
        statement.setLong(3, boot.wallMinusBoot());
        statement.setString(4, boot.gateway().value());
        statement.setObject(5, boot.id());
        statement.setString(6, boot.gateway().value());
        statement.setObject(7, boot.id());
        statement.addBatch();
      }
      return Arrays.stream(statement.executeBatch()).anyMatch(count -> count > 0);
    }
  }

  /** A boot that has a date now and batches that still wait for it, if there is one. */
  static Optional<Boot> datable(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                """
                select gateway, boot_id, wall_minus_boot
                from undated join boot using (gateway, boot_id) limit 1
                """);
        ResultSet row = statement.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Boot(
                  new GatewayId(row.getString(1)), row.getObject(2, UUID.class), row.getLong(3)))
          : Optional.empty();
    }
  }

  /**
   * A boot whose wall clock is known.
   *
   * @param wallMinusBoot milliseconds.
   */
  record Boot(GatewayId gateway, UUID id, long wallMinusBoot) {}
}
