package eu.releve.cloud.push;

import eu.releve.cloud.enrol.Audit;
import eu.releve.cloud.mqtt.Commands;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.wire.PlanOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The pushed plans in the store; what became of them is written where their events are stored. */
public final class Pushes implements Commands {
  private static final int WAITING_MAX = 10_000;

  private final DataSource pool;

  /**
   * @param pool connections with role releve_ingest.
   */
  public Pushes(DataSource pool) {
    this.pool = pool;
  }

  /**
   * What is known of a gateway before a push.
   *
   * @param organisation whose it is; nothing where it is nobody's.
   * @param inForce the text of the plan that it told last; nothing before its first.
   * @param onTrial the version that it tries now.
   * @param next the version that the next push gets.
   */
  record Known(
      Optional<OrganisationId> organisation,
      Optional<String> inForce,
      Optional<Long> onTrial,
      long next) {}

  Known known(GatewayId gateway) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select o.name,
                  (select p.body from building b join lateral (
                      select body from site_plan where building = b.id
                      order by epoch = b.catalogue_epoch desc nulls last, seq desc nulls last,
                        version desc limit 1) p on true
                    left join epoch e on e.epoch = b.catalogue_epoch
                    where b.gateway = g.id
                    order by e.first_seen desc nulls last, b.catalogue_seq desc nulls last limit 1),
                  (select max(version) from plan_push where gateway = g.id and state = 'applied'),
                  (select coalesce(max(greatest(version, highest)), 0) + 1 from plan_push
                    where gateway = g.id)
                from gateway g left join organisation o on o.id = g.organisation
                where g.id = ?""")) {
      query.setString(1, gateway.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return new Known(Optional.empty(), Optional.empty(), Optional.empty(), 1);
        }
        Optional<String> organisation = Optional.ofNullable(row.getString(1));
        Optional<String> inForce = Optional.ofNullable(row.getString(2));
        long version = row.getLong(3);
        Optional<Long> onTrial = row.wasNull() ? Optional.empty() : Optional.of(version);
        return new Known(organisation.map(OrganisationId::new), inForce, onTrial, row.getLong(4));
      }
    }
  }

  /**
   * Keeps a push until it is answered; one that waits still gives way to it.
   *
   * @param who the account that pushed it.
   * @throws SQLException also when another push got the version at the same moment.
   */
  void keep(PlanOrder order, String plan, byte[] command, String who, Instant now)
      throws SQLException {
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        // The new row first: whoever stores an answer meanwhile holds an older one, and waits for
        // nothing of this.
        insert(connection, order, plan, command, who, now);
        replace(connection, order, now);
        Audit.note(
            connection,
            now,
            who,
            Audit.Deed.PLAN_PUSHED,
            order.gateway(),
            "version %d %s".formatted(order.version(), order.plan()));
        connection.commit();
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private static void insert(
      Connection connection, PlanOrder order, String plan, byte[] command, String who, Instant now)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into plan_push (gateway, version, organisation, parent, hash, body, author,
              confirm_seconds, pushed_at, pushed_by, command, state, state_at)
            select g.id, ?, g.organisation, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?
            from gateway g join organisation o on o.id = g.organisation
            where g.id = ? and o.name = ?""")) {
      insert.setLong(1, order.version());
      insert.setString(2, order.parent());
      insert.setString(3, order.plan());
      insert.setString(4, plan);
      insert.setString(5, order.author());
      insert.setLong(6, order.within().toSeconds());
      insert.setTimestamp(7, Timestamp.from(now));
      insert.setString(8, who);
      insert.setBytes(9, command);
      insert.setTimestamp(10, Timestamp.from(now));
      insert.setString(11, order.gateway().value());
      insert.setString(12, order.organisation().value());
      if (insert.executeUpdate() != 1) {
        throw new SQLException(order.gateway() + " is no longer " + order.organisation() + "'s");
      }
    }
  }

  private static void replace(Connection connection, PlanOrder order, Instant now)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update plan_push set state = 'replaced', state_at = ?
            where gateway = ? and version < ? and state in ('waiting', 'sent')""")) {
      update.setTimestamp(1, Timestamp.from(now));
      update.setString(2, order.gateway().value());
      update.setLong(3, order.version());
      update.executeUpdate();
    }
  }

  @Override
  public List<Waiting> waiting() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select distinct on (gateway) gateway, version, state = 'sent' from plan_push
                where state in ('waiting', 'sent') order by gateway, version desc limit ?""")) {
      query.setInt(1, WAITING_MAX);
      List<Waiting> waiting = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          waiting.add(
              new Waiting(new GatewayId(row.getString(1)), row.getLong(2), row.getBoolean(3)));
        }
      }
      return waiting;
    }
  }

  @Override
  public byte[] bytes(Waiting waiting) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                "select command from plan_push where gateway = ? and version = ?")) {
      query.setString(1, waiting.gateway().value());
      query.setLong(2, waiting.version());
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          return row.getBytes(1);
        }
        throw new SQLException("no push " + waiting);
      }
    }
  }

  @Override
  public void sent(Waiting waiting) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update plan_push set state = 'sent', state_at = now()
                where gateway = ? and version = ? and state = 'waiting'""")) {
      update.setString(1, waiting.gateway().value());
      update.setLong(2, waiting.version());
      update.executeUpdate();
    }
  }
}
