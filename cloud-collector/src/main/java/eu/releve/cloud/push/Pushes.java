package eu.releve.cloud.push;

import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.mqtt.Commands;
import eu.releve.measure.GatewayId;
import eu.releve.measure.OrganisationId;
import eu.releve.provisioning.push.PlanReport;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.wire.PlanOrder;
import java.sql.Array;
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
  /** Answered pushes that are kept of a gateway, the newest; besides the last confirmed one. */
  static final int ANSWERED_KEPT = 20;

  private static final int WAITING_MAX = 10_000;
  private static final int HANDOVERS_MAX = 100;

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
   * @param standing whether it can come and fetch it.
   * @param building that it reads, its key; 0 where it has told of none.
   * @param inForce the text of the plan that it told last; nothing before its first, or where it
   *     has said since that it has none.
   * @param onTrial the version that it tries now.
   * @param next the version that the next push gets.
   * @param from whose push it confirmed last.
   */
  record Known(
      Optional<OrganisationId> organisation,
      Standing standing,
      int building,
      Optional<String> inForce,
      Optional<Long> onTrial,
      long next,
      Optional<OrganisationId> from) {
    /** The hash of the plan that another one takes the place of; before the first that of none. */
    String parent() {
      return inForce.map(SitePlan::hash).orElseGet(SitePlan.NONE::hash);
    }

    private static final Known NOTHING =
        new Known(
            Optional.empty(),
            new Standing.In(),
            0,
            Optional.empty(),
            Optional.empty(),
            1,
            Optional.empty());
  }

  /** Whether a gateway can come and fetch what waits for it. */
  sealed interface Standing {
    /** It gets in, as far as is known. */
    record In() implements Standing {}

    /** All its certificates are revoked, and it has not enrolled anew. */
    record Revoked() implements Standing {}

    /** Nobody gets in under its name any more. */
    record Retired(Optional<GatewayId> successor) implements Standing {}
  }

  Known known(GatewayId gateway) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select o.name, g.retired_at is not null, g.replaced_by,
                  exists (select from certificate where gateway = g.id and revoked_at is not null)
                    and not exists (
                      select from certificate where gateway = g.id and revoked_at is null),
                  coalesce(t.building, 0), t.body,
                  (select max(version) from plan_push where gateway = g.id and state = 'applied'),
                  (select coalesce(max(greatest(version, highest)), 0) + 1 from plan_push
                    where gateway = g.id),
                  (select f.name from plan_push p join organisation f on f.id = p.organisation
                    where p.gateway = g.id and p.state = 'confirmed'
                    order by p.version desc limit 1),
                  (select array[state, report, hash, parent] from plan_push
                    where gateway = g.id and state in ('confirmed', 'returned', 'refused')
                    order by version desc limit 1)
                from gateway g left join organisation o on o.id = g.organisation
                  left join lateral (
                    select b.id as building, p.body from building b join lateral (
                        select body from site_plan where building = b.id
                        order by epoch = b.catalogue_epoch desc nulls last, seq desc nulls last,
                          version desc limit 1) p on true
                      left join epoch e on e.epoch = b.catalogue_epoch
                      where b.gateway = g.id
                      order by e.first_seen desc nulls last, b.catalogue_seq desc nulls last
                      limit 1) t on true
                where g.id = ?""")) {
      query.setString(1, gateway.value());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? known(row) : Known.NOTHING;
      }
    }
  }

  private static Known known(ResultSet row) throws SQLException {
    Standing standing = new Standing.In();
    if (row.getBoolean(2)) {
      standing = new Standing.Retired(Optional.ofNullable(row.getString(3)).map(GatewayId::new));
    } else if (row.getBoolean(4)) {
      standing = new Standing.Revoked();
    }
    long version = row.getLong(7);
    Array last = row.getArray(10);
    String[] answered = last == null ? new String[0] : (String[]) last.getArray();
    return new Known(
        Optional.ofNullable(row.getString(1)).map(OrganisationId::new),
        standing,
        row.getInt(5),
        Optional.ofNullable(row.getString(6)).filter(told -> !isGone(told, answered)),
        version == 0 ? Optional.empty() : Optional.of(version),
        row.getLong(8),
        Optional.ofNullable(row.getString(9)).map(OrganisationId::new));
  }

  /**
   * Whether a gateway has answered since that it reads by no plan: its first one went back, or the
   * file of the one that it told is no longer there.
   *
   * @param answered state, report, hash and parent of the last push that was answered.
   */
  private static boolean isGone(String told, String[] answered) {
    if (answered.length == 0) {
      return false;
    }
    String hash = SitePlan.hash(told);
    boolean isAboutIt = hash.equals(answered[2]) || hash.equals(answered[3]);
    return isAboutIt
        && PlanReport.parse("plan-" + answered[0], answered[1])
            .filter(report -> report.inForce().equals(SitePlan.NONE.hash()))
            .isPresent();
  }

  /** A building went from one organisation to another; from nobody where nothing is named. */
  record Handover(Optional<OrganisationId> from, OrganisationId to) {}

  /** The transfers of a building that are done, the last first; at most 100. */
  List<Handover> handovers(int building) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select f.name, o.name from transfer t
                  join organisation o on o.id = t.to_organisation
                  left join organisation f on f.id = t.from_organisation
                where t.building = ? and t.done_at is not null
                order by t.done_at desc, t.id desc limit ?""")) {
      query.setInt(1, building);
      query.setInt(2, HANDOVERS_MAX);
      List<Handover> found = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(
              new Handover(
                  Optional.ofNullable(row.getString(1)).map(OrganisationId::new),
                  new OrganisationId(row.getString(2))));
        }
      }
      return found;
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
        prune(connection, order);
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
            where g.id = ? and o.name = ? and g.retired_at is null for key share of g""")) {
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
        throw new SQLException(
            order.gateway() + " was retired, or is no longer " + order.organisation() + "'s");
      }
    }
  }

  /**
   * Forgets the oldest answered pushes; the audit trail keeps who pushed them. The last confirmed
   * one says whose plan the gateway follows, and one whose gateway has met more than the new
   * version says how to go on.
   */
  private static void prune(Connection connection, PlanOrder order) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            """
            with answered as (
              select version, state, highest from plan_push
              where gateway = ? and state not in ('waiting', 'sent', 'applied'))
            delete from plan_push where gateway = ? and version in (
              select version from answered
              where highest <= ?
                and version <> coalesce(
                  (select max(version) from answered where state = 'confirmed'), 0)
                and version not in (
                  select version from answered order by version desc limit ?))""")) {
      delete.setString(1, order.gateway().value());
      delete.setString(2, order.gateway().value());
      delete.setLong(3, order.version());
      delete.setInt(4, ANSWERED_KEPT);
      delete.executeUpdate();
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
                select distinct on (gateway) gateway, version, hash, state = 'sent'
                from plan_push where state in ('waiting', 'sent')
                order by gateway, version desc limit ?""")) {
      query.setInt(1, WAITING_MAX);
      List<Waiting> waiting = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          waiting.add(
              new Waiting(
                  new GatewayId(row.getString(1)),
                  row.getLong(2),
                  row.getString(3),
                  row.getBoolean(4)));
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
