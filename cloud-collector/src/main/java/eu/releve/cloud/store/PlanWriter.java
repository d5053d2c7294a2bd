package eu.releve.cloud.store;

import eu.releve.cloud.derive.Again;
import eu.releve.provisioning.site.InstalledMeter;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SiteDescription;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what a site plan says of its building; what it no longer names stays, with its history.
 */
final class PlanWriter {
  private final Connection connection;
  private final int building;

  PlanWriter(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  void write(SiteDescription plan) throws SQLException {
    building(plan);
    lots(plan);
    points(plan);
    parents(plan);
    meters(plan);
    new Exchanges(connection, building).write(plan.meters());
  }

  private void building(SiteDescription plan) throws SQLException {
    // A zone that Java knows and the database does not would fail each page and each derivation.
    try (PreparedStatement known =
        connection.prepareStatement("select timestamptz 'epoch' at time zone ?")) {
      known.setString(1, plan.zone().getId());
      known.execute();
    }
    boolean moves;
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update building b set zone = ?, area_m2 = ?
            from building before where b.id = ? and before.id = b.id
            returning before.zone <> b.zone\
            """)) {
      update.setString(1, plan.zone().getId());
      update.setBigDecimal(2, plan.areaM2().orElse(null));
      update.setInt(3, building);
      try (ResultSet row = update.executeQuery()) {
        moves = row.next() && row.getBoolean(1);
      }
    }
    if (moves) {
      // Its days begin at other midnights: all its days and months are made again.
      int unused = Again.mark(connection, building);
      // Their quarter-hours stay, so that derivation finds nothing changed.
      StoredPlans.touchDays(connection, building);
    }
  }

  private void lots(SiteDescription plan) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into lot (building, name, kind, area_m2, shares) values (?, ?, ?, ?, ?)
            on conflict (building, name) do update set
              kind = excluded.kind, area_m2 = excluded.area_m2, shares = excluded.shares
            """)) {
      for (Lot lot : plan.lots()) {
        upsert.setInt(1, building);
        upsert.setString(2, lot.id().value());
        upsert.setString(3, lot.kind().name().toLowerCase(Locale.ROOT));
        upsert.setBigDecimal(4, lot.areaM2().orElse(null));
        upsert.setObject(5, lot.shares().orElse(null));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private void points(SiteDescription plan) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into point (building, name, title, lot)
            values (?, ?, ?, (select id from lot where building = ? and name = ?))
            on conflict (building, name) do update set title = excluded.title, lot = excluded.lot
            """)) {
      for (Point point : plan.points()) {
        upsert.setInt(1, building);
        upsert.setString(2, point.id().value());
        upsert.setString(3, point.name());
        upsert.setInt(4, building);
        upsert.setString(5, point.lot().map(Object::toString).orElse(null));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  /** After the points: a parent may stand below its child in the plan. */
  private void parents(SiteDescription plan) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            """
            update point set parent = (select id from point where building = ? and name = ?)
            where building = ? and name = ?
            """)) {
      for (Point point : plan.points()) {
        update.setInt(1, building);
        update.setString(2, point.parent().map(Object::toString).orElse(null));
        update.setInt(3, building);
        update.setString(4, point.id().value());
        update.addBatch();
      }
      update.executeBatch();
    }
  }

  private void meters(SiteDescription plan) throws SQLException {
    Map<String, Duration> periods = new LinkedHashMap<>();
    plan.meters().forEach(meter -> periods.put(meter.id().value(), meter.period()));
    int unused = Again.markReadOtherwise(connection, building, periods);
    try (PreparedStatement upsert =
        connection.prepareStatement(
            """
            insert into meter (building, name, point, profile, serial, installed_from, installed_to,
              period_seconds)
            values (?, ?, (select id from point where building = ? and name = ?), ?, ?, ?, ?, ?)
            on conflict (building, name) do update set
              point = excluded.point, profile = excluded.profile, serial = excluded.serial,
              installed_from = excluded.installed_from, installed_to = excluded.installed_to,
              period_seconds = excluded.period_seconds
            """)) {
      for (InstalledMeter meter : plan.meters()) {
        upsert.setInt(1, building);
        upsert.setString(2, meter.id().value());
        upsert.setInt(3, building);
        upsert.setString(4, meter.point().value());
        upsert.setString(5, meter.profile().map(Object::toString).orElse(null));
        upsert.setString(6, meter.serial().orElse(null));
        upsert.setObject(7, meter.from());
        upsert.setObject(8, meter.to().orElse(null));
        upsert.setInt(9, Math.toIntExact(Math.max(1, meter.period().toSeconds())));
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
