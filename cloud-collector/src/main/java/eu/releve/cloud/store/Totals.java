package eu.releve.cloud.store;

import eu.releve.measure.MeterId;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.wire.Catalogue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the meters of a building count in all, as catalogues say it.
 *
 * @param byMeter the quantities of their totals, by the meter's name.
 */
record Totals(Map<String, Set<Quantity>> byMeter) {
  /** As the store has it. */
  static Totals of(Connection connection, int building) throws SQLException {
    Map<String, Set<Quantity>> byMeter = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select m.name, r.quantity from meter m join register r on r.meter = m.id
            where m.building = ? and r.name = r.quantity\
            """)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String meter = row.getString(1);
          Optional<Quantity> quantity = Quantity.of(row.getString(2));
          quantity.ifPresent(one -> add(byMeter, meter, one));
        }
      }
    }
    return new Totals(byMeter);
  }

  /** The same, and what a catalogue says that is about to be written: of its meters that counts. */
  Totals with(Catalogue catalogue) {
    Map<String, Set<Quantity>> all = new HashMap<>(byMeter);
    catalogue.entries().forEach(entry -> all.remove(entry.meter().value()));
    for (Catalogue.Entry entry : catalogue.entries()) {
      Quantity quantity = entry.register().quantity();
      if (entry.register().equals(RegisterName.of(quantity))) {
        add(all, entry.meter().value(), quantity);
      }
    }
    return new Totals(all);
  }

  private static void add(Map<String, Set<Quantity>> all, String meter, Quantity quantity) {
    all.computeIfAbsent(meter, first -> new HashSet<>()).add(quantity);
  }

  Set<Quantity> of(MeterId meter) {
    return byMeter.getOrDefault(meter.value(), Set.of());
  }
}
