package eu.releve.cloud.closing;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.closing.Closings.Outcome;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.derive.Deriver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** A building with meters, its readings stored and derived as those of a gateway are. */
final class ClosedBuilding {
  static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");

  private static final Instant NOW = Instant.parse("2027-03-01T10:00:00Z");

  private final Database database;
  private final String site;
  private final SampleBuilding sample;
  private long batches;

  ClosedBuilding(Database database, String site) throws SQLException {
    this.database = database;
    this.site = site;
    this.sample = SampleBuilding.in(database, site, "syndic-a");
  }

  SampleBuilding sample() {
    return sample;
  }

  Closing.Place place() {
    return new Closing.Place(sample.building(), site, BRUSSELS, Optional.empty());
  }

  Closing.Place place(String lot) throws SQLException {
    int key = (int) number("select id from lot where name = '" + lot + "'");
    return new Closing.Place(
        sample.building(), site, BRUSSELS, Optional.of(new Closing.Lot(key, lot)));
  }

  /** A lot with one point and one water meter, read to the litre. */
  int water(String lot, String serial) throws SQLException {
    sample.dwelling(lot);
    number(
        "update point set title = 'Eau froide "
            + lot
            + "' where name = '"
            + lot
            + "-elec'"
            + " returning id");
    number("update meter set serial = '" + serial + "' where name = '" + lot + "' returning id");
    return register("(select id from meter where name = '" + lot + "')", "water-volume", "mL", 3);
  }

  /** A register that tells ten to the exponent of its steps. */
  int register(String meter, String quantity, String step, int exponent) throws SQLException {
    String unit = Map.of("mL", "m3", "Wh", "kWh", "J", "MWh").getOrDefault(step, "1");
    return (int)
        number(
            "insert into register (meter, name, quantity, step, resolution_mantissa,"
                + " resolution_exponent, source_unit) values (%s, '%s', '%s', '%s', 1, %d, '%s')"
                    .formatted(meter, quantity, quantity, step, exponent, unit)
                + " returning id");
  }

  /** A meter that takes the place of another one at its point. */
  int meter(String name, String pointOf) throws SQLException {
    return (int)
        number(
            "insert into meter (building, name, point, serial) select building, '%s', point, '%s'"
                    .formatted(name, "S-" + name)
                + " from meter where name = '"
                + pointOf
                + "' returning id");
  }

  /** That somebody noted when a meter came or went, and what it showed. */
  void handover(String meter, boolean closing, Instant at, String register, long shown)
      throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        "update meter set %s = ? where name = ?".formatted(closing ? "removed_at" : "installed_at"),
        Timestamp.from(at),
        meter);
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into shown_index (meter, closing, register, value)
        select id, ?, ?, ? from meter where name = ?\
        """,
        closing,
        register,
        shown,
        meter);
  }

  /** One reading of a batch of its own, marked as a commit marks it. */
  void read(int register, String instant, long value) throws SQLException {
    Instant at = Instant.parse(instant);
    sample.reading(register, at, value, sample.batch(++batches));
    sample.touch(register, at, at);
  }

  void derive() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  long number(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement statement = connection.prepareStatement(query);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** The list as the API sees it. */
  Closing look(Period period) throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      return new Closings(connection).look(place(), period);
    }
  }

  Outcome tried(Closing.Place place, Period period) throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      Outcome outcome =
          new Closings(connection)
              .close(new Closings.Wish(place, period, "Décompte annuel", NOW, "anne"));
      connection.commit();
      return outcome;
    }
  }

  Closing closed(Closing.Place place, Period period) throws SQLException {
    return switch (tried(place, period)) {
      case Outcome.Closed closed -> closed.closing();
      case Outcome other -> throw new AssertionError(other.toString());
    };
  }

  /** As it is stored. */
  Closing found(Closing closing) throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      return new Closings(connection).find(closing.made().orElseThrow().id()).orElseThrow();
    }
  }

  Closings.Since since(Closing closing) throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      return new Closings(connection).since(closing);
    }
  }

  static Line line(Closing closing, String meter) {
    return closing.lines().stream()
        .filter(line -> line.meter().meter().equals(meter))
        .findFirst()
        .orElseThrow();
  }
}
