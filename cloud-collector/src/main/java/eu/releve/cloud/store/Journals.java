package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;

/** Whose journal is whose: an epoch belongs to the gateway that used it first. */
final class Journals {
  /** Enough for every journal of a large installation; the rest is asked again. */
  private static final int KNOWN_MAX = 50_000;

  private final DataSource pool;
  private final Map<Long, GatewayId> owners = new ConcurrentHashMap<>();

  Journals(DataSource pool) {
    this.pool = pool;
  }

  /** What was true of another database. */
  void forget() {
    owners.clear();
  }

  /** The gateway that the epoch belongs to: the one given, unless another used it before. */
  GatewayId owner(GatewayId gateway, long epoch) throws SQLException {
    GatewayId known = owners.get(epoch);
    if (known != null) {
      return known;
    }
    GatewayId owner = register(gateway, epoch);
    if (owners.size() >= KNOWN_MAX) {
      owners.clear();
    }
    owners.put(epoch, owner);
    return owner;
  }

  private GatewayId register(GatewayId gateway, long epoch) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into gateway (id) values (?) on conflict do nothing")) {
        insert.setString(1, gateway.value());
        insert.executeUpdate();
      }
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into epoch (epoch, gateway) values (?, ?) on conflict do nothing")) {
        insert.setLong(1, epoch);
        insert.setString(2, gateway.value());
        insert.executeUpdate();
      }
      try (PreparedStatement select =
          connection.prepareStatement("select gateway from epoch where epoch = ?")) {
        select.setLong(1, epoch);
        try (ResultSet row = select.executeQuery()) {
          row.next();
          return new GatewayId(row.getString(1));
        }
      }
    }
  }
}
