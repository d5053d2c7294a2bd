package eu.releve.cloud.store;

import eu.releve.wire.Digest;
import eu.releve.wire.Readings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** The rows of one transaction, after its numbers are claimed. */
final class Writing {
  private final Connection connection;
  private final Catalogues catalogues;
  private final Plausible plausible;
  private final Newest newest = new Newest();
  private final Touched touched = new Touched();
  private final List<Dated> dated = new ArrayList<>();
  private final Map<UUID, Boots.Boot> boots = new HashMap<>();
  private boolean mayDate;

  /** Readings with their date and their batch. */
  record Dated(Readings readings, Series series, long wallMinusBoot, long batch) {}

  Writing(Connection connection, Catalogues catalogues, Plausible plausible) {
    this.connection = connection;
    this.catalogues = catalogues;
    this.plausible = plausible;
  }

  /** Writes what was claimed; gives the buildings that have new readings. */
  Set<Integer> write(List<Ledger.Claim> claims) throws SQLException {
    for (Ledger.Claim claim : claims) {
      if (claim.batch().isPresent()) {
        write(claim.opened(), claim.batch().get());
      }
    }
    copy();
    if (!boots.isEmpty()) {
      mayDate |= Boots.learn(connection, boots.values());
    }
    return touched.buildings();
  }

  /** Whether batches that were or are kept undated may have a date by now. */
  boolean mayDate() {
    return mayDate;
  }

  private void write(Opened opened, long batch) throws SQLException {
    switch (opened) {
      case Opened.Rows rows -> rows(rows, batch);
      case Opened.Listed listed ->
          catalogues.write(connection, listed.arrival(), listed.catalogue());
      case Opened.Happened happened -> {
        new FactWriter(connection, plausible).write(happened.arrival(), happened.facts(), batch);
        Boots.wallMinusBoot(connection, happened.arrival(), plausible)
            .ifPresent(wallMinusBoot -> learned(happened.arrival(), wallMinusBoot));
        mayDate = true;
      }
      case Opened.Poison poison -> quarantine(poison, batch);
    }
  }

  private void rows(Opened.Rows rows, long batch) throws SQLException {
    OptionalLong wallMinusBoot = Boots.wallMinusBoot(connection, rows.arrival(), plausible);
    if (wallMinusBoot.isPresent()) {
      learned(rows.arrival(), wallMinusBoot.getAsLong());
      plausible.demand(rows.readings(), wallMinusBoot.getAsLong());
      dated.add(new Dated(rows.readings(), rows.series(), wallMinusBoot.getAsLong(), batch));
    } else {
      undated(rows.arrival(), batch);
      mayDate = true;
    }
  }

  /** What else is known of that boot may wait for its date. */
  private void learned(Arrival arrival, long wallMinusBoot) {
    Boots.Boot boot = new Boots.Boot(arrival.gateway(), arrival.header().bootId(), wallMinusBoot);
    boots.put(boot.id(), boot);
  }

  void add(Dated readings) {
    dated.add(readings);
  }

  /** Writes the readings that have a date. */
  void copy() throws SQLException {
    if (dated.isEmpty()) {
      return;
    }
    ReadingCopy copy = new ReadingCopy(connection, newest, touched);
    try {
      for (Dated readings : dated) {
        copy.add(readings.readings, readings.series, readings.wallMinusBoot, readings.batch);
      }
      copy.end();
    } finally {
      copy.cancel();
    }
    newest.write(connection);
    touched.write(connection);
  }

  Set<Integer> buildings() {
    return touched.buildings();
  }

  private void undated(Arrival arrival, long batch) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into undated (batch, gateway, boot_id, bytes) values (?, ?, ?, ?)")) {
      insert.setLong(1, batch);
      insert.setString(2, arrival.gateway().value());
      insert.setObject(3, arrival.header().bootId());
      insert.setBytes(4, arrival.bytes());
      insert.executeUpdate();
    }
  }

  private void quarantine(Opened.Poison poison, long batch) throws SQLException {
    Arrival arrival = poison.arrival();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into quarantine (batch, gateway, epoch, seq, reason, bytes, catalogue)
            values (?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, batch);
      insert.setString(2, arrival.gateway().value());
      insert.setLong(3, arrival.header().epoch());
      insert.setLong(4, arrival.header().seq());
      insert.setString(5, poison.reason().replace('\0', '?'));
      insert.setBytes(6, arrival.bytes());
      insert.setObject(7, poison.catalogue().map(Digest::bits).orElse(null), Types.BIGINT);
      insert.executeUpdate();
    }
  }
}
