package eu.releve.cloud;

import eu.releve.cloud.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import javax.sql.DataSource;

/** Rows that ingest would have written: a building with a point, its meter and registers. */
public final class SampleBuilding {
  private static final long EPOCH = 0x1234_5678_9abc_def0L;

  private final Database database;
  private final int building;
  private final int point;
  private final int meter;
  private final long epoch;

  private SampleBuilding(Database database, String site, String organisation) throws SQLException {
    this.database = database;
    this.epoch = EPOCH + site.hashCode();
    execute(
        database.ingest(),
        "insert into organisation (name, title) values (?, ?) on conflict do nothing",
        organisation,
        organisation);
    execute(
        database.ingest(),
        "insert into gateway (id, organisation) select ?, id from organisation where name = ?",
        "gw-" + site,
        organisation);
    execute(
        database.ingest(), "insert into epoch (epoch, gateway) values (?, ?)", epoch, "gw-" + site);
    building =
        key(
            """
            insert into building (site, gateway, organisation, zone)
            select ?, ?, id, 'Europe/Brussels' from organisation where name = ? returning id""",
            site,
            "gw-" + site,
            organisation);
    point =
        key(
            "insert into point (building, name, title) values (?, ?, ?) returning id",
            building,
            "main-elec",
            "Compteur <général>");
    meter =
        key(
            "insert into meter (building, name, point) values (?, ?, ?) returning id",
            building,
            "main",
            point);
  }

  private SampleBuilding(SampleBuilding whole, String lot) throws SQLException {
    this.database = whole.database;
    this.epoch = whole.epoch;
    this.building = whole.building;
    int dwelling =
        key(
            "insert into lot (building, name, kind) values (?, ?, 'dwelling') returning id",
            building,
            lot);
    point =
        key(
            "insert into point (building, name, title, lot) values (?, ?, ?, ?) returning id",
            building,
            lot + "-elec",
            lot,
            dwelling);
    meter =
        key(
            "insert into meter (building, name, point) values (?, ?, ?) returning id",
            building,
            lot,
            point);
  }

  /** A dwelling of the same building, with a point and a meter of its own. */
  public SampleBuilding dwelling(String lot) throws SQLException {
    return new SampleBuilding(this, lot);
  }

  /** A building of that organisation, whose gateway is {@code gw-SITE}. */
  public static SampleBuilding in(Database database, String site, String organisation)
      throws SQLException {
    return new SampleBuilding(database, site, organisation);
  }

  /** The building's key. */
  public int building() {
    return building;
  }

  /** The point's key. */
  public int point() {
    return point;
  }

  /** The journal's number. */
  public long epoch() {
    return epoch;
  }

  /** A register of the meter. */
  public int register(String name, String quantity, String step) throws SQLException {
    return key(
        """
        insert into register
          (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
        values (?, ?, ?, ?, 1, 1, 'kWh') returning id""",
        meter,
        name,
        quantity,
        step);
  }

  /** A stored batch without rows yet. */
  public long batch(long seq) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into ledger (epoch, seq, kind, digest, status, rows)
                values (?, ?, 1, 0, 'stored', 1) returning batch""")) {
      insert.setLong(1, epoch);
      insert.setLong(2, seq);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** One stored reading. */
  public void reading(int register, Instant instant, long value, long batch) throws SQLException {
    reading(register, instant, value, 0, batch);
  }

  /** One stored reading with something known against it. */
  public void reading(int register, Instant instant, long value, int quality, long batch)
      throws SQLException {
    execute(
        database.ingest(),
        "insert into reading (register, instant, value, quality, batch) values (?, ?, ?, ?, ?)",
        register,
        Timestamp.from(instant),
        value,
        quality,
        batch);
  }

  /** What a commit with readings of that range leaves for derivation. */
  public void touch(int register, Instant from, Instant to) throws SQLException {
    execute(
        database.ingest(),
        """
        insert into touched (building, registers, from_instant, to_instant)
        values (?, array[?::integer], ?, ?)""",
        building,
        register,
        Timestamp.from(from),
        Timestamp.from(to));
  }

  private int key(String insert, Object... values) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement statement = filled(connection, insert, values);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Runs a statement with its parameters. */
  public static void execute(DataSource pool, String sql, Object... values) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement statement = filled(connection, sql, values)) {
      statement.execute();
      if (!connection.getAutoCommit()) {
        connection.commit();
      }
    }
  }

  private static PreparedStatement filled(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }
}
