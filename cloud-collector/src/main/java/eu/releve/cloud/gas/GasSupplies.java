package eu.releve.cloud.gas;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** Under which circumstances points are supplied with gas: added, never changed. */
public final class GasSupplies {
  /** The most that is kept of one point. */
  public static final int SUPPLIES_MAX = 200;

  private static final int INTEGER = Types.INTEGER;

  private final Connection connection;

  /**
   * @param connection that sees and may write what whoever asks may.
   */
  public GasSupplies(Connection connection) {
    this.connection = connection;
  }

  /**
   * What was said once.
   *
   * @param inForce whether nothing newer was said of the same first day.
   */
  public record Told(int id, GasSupply supply, boolean inForce) {}

  /** All that was said of a point, the newest first. */
  public List<Told> of(int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select %s, s.id,
              s.id = max(s.id) over (partition by s.first_day)
            from gas_supply s where s.point = ? order by s.id desc limit ?\
            """
                .formatted(GasTables.SUPPLY))) {
      query.setInt(1, point);
      query.setInt(2, SUPPLIES_MAX);
      List<Told> told = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          told.add(new Told(row.getInt(11), GasTables.supply(row), row.getBoolean(12)));
        }
      }
      return told;
    }
  }

  /** Whether gas is counted there in cubic metres. */
  public boolean isCounted(int point) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (select from meter m join register r on r.meter = m.id
              where m.point = ? and r.name = any (?))\
            """)) {
      query.setInt(1, point);
      Object[] names = GasUse.QUANTITIES.stream().map(quantity -> quantity.id()).toArray();
      query.setArray(2, connection.createArrayOf("text", names));
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /**
   * Adds what somebody says; the building's months from then on are processed again.
   *
   * @return its key.
   */
  public int add(int point, GasSupply supply) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into gas_supply (point, first_day, zone, normal, altitude_m, delivery_pa,
              temperature_mdeg, compressibility, source, made_at, made_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id\
            """)) {
      insert.setInt(1, point);
      insert.setObject(2, supply.from());
      insert.setString(3, supply.zone());
      insert.setBoolean(4, supply.metered().isEmpty());
      insert.setObject(5, supply.metered().map(GasState::altitudeMetres).orElse(null), INTEGER);
      insert.setObject(6, supply.metered().map(GasState::deliveryPascals).orElse(null), INTEGER);
      insert.setObject(7, supply.metered().map(GasState::milliDegrees).orElse(null), INTEGER);
      BigDecimal compressibility = supply.metered().map(GasState::compressibility).orElse(null);
      insert.setObject(8, compressibility, Types.NUMERIC);
      insert.setString(9, supply.source());
      insert.setTimestamp(10, Timestamp.from(supply.madeAt()));
      insert.setString(11, supply.madeBy());
      int id;
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        id = row.getInt(1);
      }
      touch(point, supply);
      return id;
    }
  }

  private void touch(int point, GasSupply supply) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day (building, day)
            select p.building, month::date from point p cross join generate_series(
              date_trunc('month', ?::date::timestamp), ?::date, interval '1 month') as month
            where p.id = ? on conflict do nothing\
            """)) {
      mark.setObject(1, supply.from());
      mark.setObject(2, CalorificValues.today(supply.madeAt()));
      mark.setInt(3, point);
      mark.executeUpdate();
    }
  }
}
