package eu.releve.cloud.process;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/** A building with a main meter and flats, its quarter-hours written as derivation would. */
final class House {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");

  private final Database database;
  private final int building;

  private House(Database database, int building) {
    this.database = database;
    this.building = building;
  }

  static House in(Database database, String site) throws SQLException {
    return new House(database, SampleBuilding.in(database, site, "demo-syndic").building());
  }

  int building() {
    return building;
  }

  int lot(String name) throws SQLException {
    return lot(name, "dwelling");
  }

  int lot(String name, String kind) throws SQLException {
    return number(
        "insert into lot (building, name, kind) values (?, ?, ?) returning id",
        building,
        name,
        kind);
  }

  /** What the plan in force says of some points, as it is written there. */
  void plan(String points) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into site_plan (building, version, digest, body)
        select ?, coalesce(max(version), 0) + 1, 0, ? from site_plan where building = ?""",
        building,
        "points:\n" + points,
        building);
  }

  /** A point with one counter; {@code lot} and {@code parent} 0 for none. */
  int point(String name, int lot, int parent) throws SQLException {
    return number(
        """
        insert into point (building, name, title, lot, parent)
        values (?, ?, ?, nullif(?, 0), nullif(?, 0)) returning id""",
        building,
        name,
        "Le " + name,
        lot,
        parent);
  }

  /** One stored reading. */
  void reading(int register, Instant at, long value, int quality) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        "insert into reading values (?, ?::timestamptz, ?, ?::smallint, 1)",
        register,
        at.toString(),
        value,
        quality);
  }

  /** Another register of a point's meter. */
  int registerOfMeter(int point, String quantity, String step) throws SQLException {
    return number(
        """
        insert into register
          (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
        select id, ?, ?, ?, 1, 0, 'x' from meter where point = ? returning id\
        """,
        quantity,
        quantity,
        step,
        point);
  }

  int register(int point, String quantity, String step) throws SQLException {
    int meter =
        number(
            "insert into meter (building, name, point) values (?, ?, ?) returning id",
            building,
            "m-" + point,
            point);
    return number(
        """
        insert into register
          (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
        values (?, ?, ?, ?, 1, 1, 'x') returning id""",
        meter,
        quantity,
        quantity,
        step);
  }

  /** The same consumption in each quarter-hour of some local days. */
  void use(int register, LocalDate from, LocalDate to, long each) throws SQLException {
    use(register, from, to, each, 15);
  }

  /** The same, from readings that lie so far apart. */
  void use(int register, LocalDate from, LocalDate to, long each, int bracketMinutes)
      throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour
          (register, starts, consumption, covered_millis, quality, bracket_minutes)
        select ?, starts, ?, 900000, case when ? > 30 then 20 else 0 end, ?
        from generate_series(?::timestamptz, ?::timestamptz - interval '15 minutes',
          interval '15 minutes') as starts""",
        register,
        each,
        bracketMinutes,
        bracketMinutes,
        from.atStartOfDay(BRUSSELS).toInstant().toString(),
        to.atStartOfDay(BRUSSELS).toInstant().toString());
  }

  void touch(LocalDate from, LocalDate to) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into touched_day select ?, day::date
        from generate_series(?::date, ?::date - 1, interval '1 day') as day
        on conflict do nothing""",
        building,
        from,
        to);
  }

  /** Works until nothing is touched. */
  void process() throws SQLException {
    Processing processing = new Processing(database.ingest());
    while (processing.step() > 0) {}
  }

  /** Makes a month's results wrong: only what is computed again is right again. */
  void spoil(LocalDate month) throws SQLException {
    for (String sql :
        List.of(
            "update carbon_month set kg = kg + 1 where month = ?",
            "update carbon_line set amount = 0 where month = ?",
            "update night_flow set flow_ml = 7 where date_trunc('month', morning) = ?",
            "delete from group_month where month = ?")) {
      SampleBuilding.execute(database.ingest(), sql, month);
    }
  }

  /** All results of all processors, to the byte. */
  String results() throws SQLException {
    StringBuilder all = new StringBuilder();
    for (String table :
        new String[] {
          "carbon_month", "carbon_line", "night_flow", "finding", "group_month", "group_member"
        }) {
      all.append(table)
          .append('\n')
          .append(text("select string_agg(t::text, E'\\n' order by t::text) from %s t", table))
          .append('\n');
    }
    return all.toString();
  }

  /** How many nights are kept of a point. */
  int nightsKept(int point) throws SQLException {
    return number("select count(*)::int from night_flow where point = ?", point);
  }

  private String text(String query, String table) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement statement = connection.prepareStatement(query.formatted(table));
        ResultSet row = statement.executeQuery()) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }

  int number(String sql, Object... values) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
