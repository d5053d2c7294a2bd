package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.wire.BatchKind;
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
  private final Map<Key, Boots.Boot> boots = new HashMap<>();
  private final List<Forks.Told> contradictions = new ArrayList<>();
  private boolean mayDate;

  /** A boot is told apart by its gateway too: two on one machine share the kernel's id. */
  private record Key(GatewayId gateway, UUID boot) {}

  /** Readings with their date and their batch. */
  record Dated(Readings readings, Series series, long wallMinusBoot, long batch) {}

  Writing(Connection connection, Catalogues catalogues, Plausible plausible) {
    this.connection = connection;
    this.catalogues = catalogues;
    this.plausible = plausible;
  }

  /** Writes what was claimed; gives the buildings that have new readings. */
  Set<Integer> write(List<Ledger.Claim> claims) throws SQLException {
    CatalogueWriter.lockGateways(connection, claims);
    for (Ledger.Claim claim : claims) {
      if (claim.batch().isPresent()) {
        one(claim.opened(), claim.batch().get());
      }
    }
    return end();
  }

  /** Writes one batch that has its key; gives the buildings that have new readings. */
  Set<Integer> write(Opened opened, long batch) throws SQLException {
    one(opened, batch);
    return end();
  }

  /**
   * What several batches may want to write is written last, each table's rows in one order and the
   * tables in this one: of two transactions one may wait for the other, never both.
   */
  private Set<Integer> end() throws SQLException {
    copy();
    Forks.note(connection, contradictions);
    if (!boots.isEmpty()) {
      mayDate |= Boots.learn(connection, boots.values());
    }
    return touched.buildings();
  }

  /** Whether batches that were or are kept undated may have a date by now. */
  boolean mayDate() {
    return mayDate;
  }

  private void one(Opened opened, long batch) throws SQLException {
    switch (opened) {
      case Opened.Rows rows -> rows(rows, batch);
      case Opened.Listed listed -> {
        catalogues.write(connection, listed.arrival(), listed.catalogue());
        // A journal that begins anew says it once more behind what it carries over.
        mayDate = true;
      }
      case Opened.Happened happened -> {
        GatewayId gateway = happened.arrival().gateway();
        FactWriter.times(happened.arrival(), happened.facts(), plausible)
            .forEach(
                time -> learned(Boots.Boot.known(gateway, time.bootId(), time.wallMinusBoot())));
        OptionalLong wallMinusBoot = date(happened.arrival());
        new FactWriter(connection)
            .write(happened.arrival(), happened.facts(), batch, wallMinusBoot);
        contradictions.addAll(FactWriter.contradictions(happened.arrival(), happened.facts()));
        mayDate = true;
      }
      case Opened.Poison poison -> quarantine(poison, batch);
    }
  }

  private void rows(Opened.Rows rows, long batch) throws SQLException {
    OptionalLong wallMinusBoot = date(rows.arrival());
    if (wallMinusBoot.isPresent()) {
      plausible.demand(rows.readings(), wallMinusBoot.getAsLong());
      dated.add(new Dated(rows.readings(), rows.series(), wallMinusBoot.getAsLong(), batch));
    } else {
      undated(rows.arrival(), batch);
      mayDate = true;
    }
  }

  /**
   * What to add to the boot clock of a batch to get milliseconds since 1970, if that is known: by
   * its own clock, or by what this transaction or one before learned of its boot.
   */
  private OptionalLong date(Arrival arrival) throws SQLException {
    UUID boot = arrival.header().bootId();
    OptionalLong own = Boots.own(arrival.header(), plausible);
    own.ifPresent(told -> learned(Boots.Boot.known(arrival.gateway(), boot, told)));
    if (own.isPresent()) {
      return own;
    }
    Boots.Boot known = boots.get(new Key(arrival.gateway(), boot));
    return known == null
        ? Boots.known(connection, arrival.gateway(), boot)
        : OptionalLong.of(known.wallMinusBoot());
  }

  /** The first one counts. What else is known of that boot may wait for its date. */
  private void learned(Boots.Boot boot) {
    boots.putIfAbsent(new Key(boot.gateway(), boot.id()), boot);
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
            "insert into undated (batch, gateway, boot_id, bytes, epoch, seq)"
                + " values (?, ?, ?, ?, ?, ?)")) {
      insert.setLong(1, batch);
      insert.setString(2, arrival.gateway().value());
      insert.setObject(3, arrival.header().bootId());
      insert.setBytes(4, arrival.bytes());
      insert.setLong(5, arrival.header().epoch());
      insert.setLong(6, arrival.header().seq());
      insert.executeUpdate();
    }
  }

  private void quarantine(Opened.Poison poison, long batch) throws SQLException {
    Arrival arrival = poison.arrival();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into quarantine (batch, gateway, epoch, seq, reason, bytes, catalogue, needs)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)) {
      insert.setLong(1, batch);
      insert.setString(2, arrival.gateway().value());
      insert.setLong(3, arrival.header().epoch());
      insert.setLong(4, arrival.header().seq());
      insert.setString(5, poison.reason().replace('\0', '?'));
      insert.setBytes(6, arrival.bytes());
      insert.setObject(7, poison.catalogue().map(Digest::bits).orElse(null), Types.BIGINT);
      boolean needs = arrival.header().kind() == BatchKind.READINGS;
      insert.setObject(8, needs ? arrival.header().catalogue().bits() : null, Types.BIGINT);
      insert.executeUpdate();
    }
  }
}
