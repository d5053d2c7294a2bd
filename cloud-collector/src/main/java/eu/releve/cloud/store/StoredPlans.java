package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.measure.SiteId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans in force that could not be followed when they came: a newer collector may read what an
 * older one did not.
 */
public final class StoredPlans {
  private static final Logger log = LoggerFactory.getLogger(StoredPlans.class);

  /** What is left over is read at the next start. */
  private static final int PLANS_MAX = 10_000;

  private static final String IN_FORCE =
      """
      select b.id, b.gateway, b.site, p.version, p.body, p.problem
      from building b join lateral (
        select * from site_plan where building = b.id
        order by epoch = b.catalogue_epoch desc nulls last, seq desc nulls last, version desc
        limit 1) p on true
      where p.problem is not null""";

  private final DataSource pool;

  StoredPlans(DataSource pool) {
    this.pool = pool;
  }

  private record Plan(
      int building, GatewayId gateway, SiteId site, int version, String text, String problem) {}

  /**
   * Reads them once more.
   *
   * @return how many can be followed now.
   */
  public int readAgain() throws SQLException {
    int healed = 0;
    try (Connection connection = pool.getConnection()) {
      for (Plan plan : unfollowed(connection, IN_FORCE + " order by b.id limit " + PLANS_MAX)) {
        connection.setAutoCommit(false);
        try {
          healed += readAgain(connection, plan.gateway, plan.building) ? 1 : 0;
          connection.commit();
        } catch (SQLException | RuntimeException failed) {
          connection.rollback();
          throw failed;
        }
        connection.setAutoCommit(true);
      }
    }
    return healed;
  }

  /** Under the gateway's lock: meanwhile another plan may have come. */
  private static boolean readAgain(Connection connection, GatewayId gateway, int building)
      throws SQLException {
    CatalogueWriter.lockGateway(connection, gateway);
    for (Plan plan : unfollowed(connection, IN_FORCE + " and b.id = " + building)) {
      Optional<String> problem =
          CatalogueWriter.follow(
              connection,
              plan.building,
              Totals.of(connection, plan.building),
              new CatalogueWriter.Said(plan.site, plan.text),
              true);
      if (problem.isEmpty()) {
        log.info("plan can be followed now gateway={} site={}", gateway, plan.site);
        note(connection, plan, problem);
        touchDays(connection, plan.building);
        return true;
      }
      if (!problem.get().equals(plan.problem)) {
        note(connection, plan, problem);
      }
    }
    return false;
  }

  private static List<Plan> unfollowed(Connection connection, String query) throws SQLException {
    List<Plan> plans = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(query);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        plans.add(
            new Plan(
                row.getInt(1),
                new GatewayId(row.getString(2)),
                new SiteId(row.getString(3)),
                row.getInt(4),
                row.getString(5),
                row.getString(6)));
      }
    }
    return plans;
  }

  private static void note(Connection connection, Plan plan, Optional<String> problem)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update site_plan set problem = ? where building = ? and version = ?")) {
      update.setString(1, problem.map(reason -> reason.replace('\0', '?')).orElse(null));
      update.setInt(2, plan.building);
      update.setInt(3, plan.version);
      update.executeUpdate();
    }
  }

  /** What was computed of the building so far knew neither its points nor its zone. */
  static void touchDays(Connection connection, int building) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day (building, day)
            select distinct b.id, (q.starts at time zone b.zone)::date
            from building b join meter m on m.building = b.id join register r on r.meter = m.id
              join quarter_hour q on q.register = r.id
            where b.id = ? on conflict do nothing""")) {
      mark.setInt(1, building);
      mark.executeUpdate();
    }
  }
}
