package eu.releve.cloud.store;

import eu.releve.measure.Quality;
import eu.releve.wire.Body;
import eu.releve.wire.Digest;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.Wire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Turns batches kept as bytes into readings once their boot has a date, and dates its facts. Those
 * of a boot that was only placed are marked.
 *
 * <p>It runs after every commit that could have made one datable, and at the start: a batch that
 * comes while the time fact of its boot is being committed is found by whichever ends last.
 */
public final class Dating {
  /** Some 200 batches of 64 KiB at most are in memory at once. */
  private static final int PORTION = 200;

  private final DataSource pool;
  private final Catalogues catalogues;
  private final Plausible plausible;
  private final Placing placing;

  Dating(DataSource pool, Catalogues catalogues, Plausible plausible) {
    this.pool = pool;
    this.catalogues = catalogues;
    this.plausible = plausible;
    this.placing = new Placing(pool, plausible);
  }

  /** Dates everything that can be dated; gives the buildings that have new readings. */
  public Set<Integer> run() throws SQLException {
    Set<Integer> buildings = new HashSet<>();
    placing.run();
    dateFacts();
    Optional<Boots.Boot> boot = next();
    while (boot.isPresent()) {
      try (Connection connection = pool.getConnection()) {
        connection.setAutoCommit(false);
        try {
          buildings.addAll(portion(connection, boot.get()));
          connection.commit();
        } catch (SQLException | RuntimeException failed) {
          connection.rollback();
          throw failed;
        }
      }
      boot = next();
    }
    return buildings;
  }

  private Optional<Boots.Boot> next() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return Boots.datable(connection);
    }
  }

  private Set<Integer> portion(Connection connection, Boots.Boot boot) throws SQLException {
    Writing writing = new Writing(connection, catalogues, plausible);
    List<Long> batches = new ArrayList<>();
    // Waits for another collector that dates the same ones, and then finds them gone.
    try (PreparedStatement take =
        connection.prepareStatement(
            """
            delete from undated where batch in (
              select batch from undated where gateway = ? and boot_id = ? order by batch limit ?)
            returning batch, bytes
            """)) {
      take.setString(1, boot.gateway().value());
      take.setObject(2, boot.id());
      take.setInt(3, PORTION);
      try (ResultSet row = take.executeQuery()) {
        while (row.next()) {
          Writing.Dated dated = dated(boot, row.getLong(1), row.getBytes(2));
          if (plausible.are(dated.readings(), boot.wallMinusBoot())) {
            writing.add(dated);
            batches.add(dated.batch());
          } else {
            quarantine(connection, boot, dated.batch(), row.getBytes(2));
          }
        }
      }
    }
    writing.copy();
    note(connection, batches);
    return writing.buildings();
  }

  /** From when on their readings count: before, nobody knew of when they are. */
  private static void note(Connection connection, List<Long> batches) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update ledger set dated_at = clock_timestamp() where batch = any (?)")) {
      update.setArray(1, connection.createArrayOf("bigint", batches.toArray()));
      update.executeUpdate();
    }
  }

  private Writing.Dated dated(Boots.Boot boot, long batch, byte[] bytes) throws SQLException {
    try {
      Digest catalogue = Wire.open(bytes).header().catalogue();
      Series series =
          catalogues
              .find(boot.gateway(), catalogue)
              .orElseThrow(() -> new SQLException("catalogue " + catalogue + " is gone"));
      Body body = Wire.body(Wire.open(bytes), bytes, series.catalogue());
      if (body instanceof Readings readings) {
        Readings told = boot.placed() ? marked(readings) : readings;
        return new Writing.Dated(told, series, boot.wallMinusBoot(), batch);
      }
      throw new SQLException("an undated batch holds " + body.getClass().getSimpleName());
    } catch (MalformedBatchException damaged) {
      throw new SQLException("a stored batch cannot be read any more", damaged);
    }
  }

  /** Their order is right and their distances are; where they lie is not known. */
  private static Readings marked(Readings readings) {
    return new Readings(
        readings.rows().stream()
            .map(
                row ->
                    new Readings.Row(
                        row.register(),
                        row.bootMillis(),
                        row.value(),
                        row.quality() | Quality.TIME_UNCERTAIN.bits()))
            .toList());
  }

  private void quarantine(Connection connection, Boots.Boot boot, long batch, byte[] bytes)
      throws SQLException {
    try (PreparedStatement move =
        connection.prepareStatement(
            """
            with moved as (
              update ledger set status = 'quarantined' where batch = ? returning batch, epoch, seq)
            insert into quarantine (batch, gateway, epoch, seq, reason, bytes, needs)
            select batch, ?, epoch, seq, ?, ?, ?
            from moved
            """)) {
      move.setLong(1, batch);
      move.setString(2, boot.gateway().value());
      move.setString(3, plausible.reason());
      move.setBytes(4, bytes);
      move.setLong(5, Wire.open(bytes).header().catalogue().bits());
      move.executeUpdate();
    } catch (MalformedBatchException damaged) {
      throw new SQLException("a stored batch cannot be read any more", damaged);
    }
  }

  /** A boot may have facts and not one reading. */
  private void dateFacts() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update fact f
                set at = timestamptz 'epoch'
                  + (f.boot_millis + b.wall_minus_boot) * interval '1 millisecond'
                from boot b
                where f.at is null and b.gateway = f.gateway and b.boot_id = f.boot_id
                """)) {
      update.executeUpdate();
    }
  }
}
