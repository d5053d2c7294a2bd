package eu.releve.cloud.store;

import eu.releve.wire.Readings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** The rows of one transaction, after its numbers are claimed. */
final class Writing {
  private final Connection connection;
  private final Catalogues catalogues;
  private final Newest newest = new Newest();
  private final Touched touched = new Touched();
  private final List<Dated> dated = new ArrayList<>();

  /** Readings with their date and their batch. */
  record Dated(Readings readings, Series series, long wallMinusBoot, long batch) {}

  Writing(Connection connection, Catalogues catalogues) {
    this.connection = connection;
    this.catalogues = catalogues;
  }

  /** Writes what was claimed; gives the buildings that have new readings. */
  Set<Integer> write(List<Ledger.Claim> claims) throws SQLException {
    for (Ledger.Claim claim : claims) {
      if (claim.batch().isPresent()) {
        write(claim.opened(), claim.batch().get());
      }
    }
    copy();
    return touched.buildings();
  }

  private void write(Opened opened, long batch) throws SQLException {
    switch (opened) {
      case Opened.Rows rows -> rows(rows, batch);
      case Opened.Listed listed ->
          catalogues.write(connection, listed.arrival(), listed.catalogue());
      case Opened.Happened happened ->
          FactWriter.write(connection, happened.arrival(), happened.facts(), batch);
      case Opened.Poison poison -> quarantine(poison, batch);
    }
  }

  private void rows(Opened.Rows rows, long batch) throws SQLException {
    OptionalLong wallMinusBoot = Boots.wallMinusBoot(connection, rows.arrival());
    if (wallMinusBoot.isPresent()) {
      dated.add(new Dated(rows.readings(), rows.series(), wallMinusBoot.getAsLong(), batch));
    } else {
      undated(rows.arrival(), batch);
    }
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
            insert into quarantine (batch, gateway, epoch, seq, reason, bytes)
            values (?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, batch);
      insert.setString(2, arrival.gateway().value());
      insert.setLong(3, arrival.header().epoch());
      insert.setLong(4, arrival.header().seq());
      insert.setString(5, poison.reason().replace('\0', '?'));
      insert.setBytes(6, arrival.bytes());
      insert.executeUpdate();
    }
  }
}
