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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Dates batches: by their own wall clock when it is trusted and can be right, else by what is known
 * of the boot.
 */
final class Boots {
  private static final Comparator<Boot> ORDER =
      Comparator.comparing((Boot boot) -> boot.gateway().value()).thenComparing(Boot::id);

  private Boots() {}

  /** What a batch says itself, where its clock can be believed. */
  static OptionalLong own(Header header, Plausible plausible) {
    return header.trust() == ClockTrust.SYNCHRONISED && plausible.isWallClock(header)
        ? OptionalLong.of(header.wallMinusBoot())
        : OptionalLong.empty();
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
   * A batch with a believed clock dates its boot; the first one counts. Others of that boot may
   * wait for a date, and a boot without one is placed beside it.
   *
   * @return whether something may be datable now.
   */
  static boolean learn(Connection connection, Collection<Boot> boots) throws SQLException {
    // By gateway and boot: every collector locks rows in the same order.
    List<Boot> sorted = boots.stream().sorted(ORDER).toList();
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into boot (gateway, boot_id, wall_minus_boot, placed) values (?, ?, ?, ?)
            on conflict do nothing
            """)) {
      for (Boot boot : sorted) {
        statement.setString(1, boot.gateway().value());
        statement.setObject(2, boot.id());
        statement.setLong(3, boot.wallMinusBoot());
        statement.setBoolean(4, boot.placed());
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
                select gateway, boot_id, wall_minus_boot, placed
                from undated join boot using (gateway, boot_id) limit 1
                """);
        ResultSet row = statement.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Boot(
                  new GatewayId(row.getString(1)),
                  row.getObject(2, UUID.class),
                  row.getLong(3),
                  row.getBoolean(4)))
          : Optional.empty();
    }
  }

  /**
   * A boot that has a date.
   *
   * @param wallMinusBoot milliseconds.
   * @param placed whether nobody ever told its time: it lies between its neighbours.
   */
  record Boot(GatewayId gateway, UUID id, long wallMinusBoot, boolean placed) {
    static Boot known(GatewayId gateway, UUID id, long wallMinusBoot) {
      return new Boot(gateway, id, wallMinusBoot, false);
    }
  }
}
