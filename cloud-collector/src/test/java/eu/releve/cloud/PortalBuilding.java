package eu.releve.cloud;

import eu.releve.cloud.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/**
 * A building for the portal's tests: sixteen flats, a lift, a heat pump and a solar roof, with
 * intervals written straight into the store.
 *
 * <p>Common points have a figure each quarter-hour of the last months, flats of the last days; what
 * is older has one a day that covers all of it.
 */
final class PortalBuilding {
  static final String ORGANISATION = "demo-syndic";
  private static final List<String> FLATS =
      List.of(
          "1a", "1b", "1c", "1d", "2a", "2b", "2c", "2d", "3a", "3b", "3c", "3d", "4a", "4b", "4c",
          "4d");

  private final Database database;
  private final Instant now;
  private final int building;
  private int power;

  private PortalBuilding(Database database, String site, Instant now) throws SQLException {
    this.database = database;
    this.now = now;
    SampleBuilding.execute(
        database.ingest(),
        "insert into organisation (name, title) values (?, ?) on conflict do nothing",
        ORGANISATION,
        "Syndic Martin");
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into gateway (id, organisation, online, state_changed_at)
        select ?, id, true, ? from organisation where name = ?""",
        "gw-" + site,
        Timestamp.from(now.minusSeconds(86_400 * 40)),
        ORGANISATION);
    building =
        key(
            """
            insert into building (site, gateway, organisation, zone, area_m2)
            select ?, ?, id, 'Europe/Brussels', 1480 from organisation where name = ? returning id""",
            site,
            "gw-" + site,
            ORGANISATION);
  }

  /** A building without a meter. */
  static PortalBuilding empty(Database database, String site, Instant now) throws SQLException {
    return new PortalBuilding(database, site, now);
  }

  /** A building with readings from one instant to another. */
  static PortalBuilding full(Database database, String site, Instant from, Instant now)
      throws SQLException {
    PortalBuilding full = new PortalBuilding(database, site, now);
    full.common(from);
    for (String flat : FLATS) {
      full.flat(flat, from);
    }
    return full;
  }

  int building() {
    return building;
  }

  private void common(Instant from) throws SQLException {
    int main = point("main-elec", "Électricité, compteur général", 0, 0);
    int energy = counter(main, "e-main", "active-energy-import", "Wh", 412_806_300L);
    power = register(meterOf(main), "active-power", "mW");
    latest(power, now.minusSeconds(4), 18_420_000L);
    quarters(energy, from, "900 + 700 * day + 260 * wave + 400 * winter");
    String[][] parts = {
      {"lift", "Ascenseur", "30 + 90 * day + 30 * wave"},
      {"ventilation", "Ventilation", "150 + 4 * wave"},
      {"heat-pump", "Pompe à chaleur", "120 + 380 * winter + 60 * wave"}
    };
    for (String[] part : parts) {
      int point = point(part[0], part[1], 0, main);
      quarters(
          counter(point, "e-" + part[0], "active-energy-import", "Wh", 31_204_500L), from, part[2]);
    }
    int roof = point("pv", "Toiture solaire", 0, 0);
    int meter = meter("e-pv", roof);
    latest(register(meter, "active-energy-import", "Wh"), now.minusSeconds(3), 1_200L);
    latest(register(meter, "active-energy-export", "Wh"), now.minusSeconds(3), 22_410_900L);
    latest(register(meter, "active-power", "mW"), now.minusSeconds(3), -6_310_000L);
    int water = point("main-cold", "Eau froide, compteur général", 0, 0);
    quarters(
        counter(water, "w-main", "water-volume", "mL", 9_412_380_000L),
        from,
        "8000 + 95000 * day + 5000 * wave");
  }

  private void flat(String flat, Instant from) throws SQLException {
    int lot =
        key(
            """
            insert into lot (building, name, kind, area_m2, shares)
            values (?, ?, 'dwelling', 70, 60) returning id""",
            building,
            "flat-" + flat);
    String label = flat.toUpperCase(Locale.ROOT);
    int main = pointKey("main-elec");
    int cold = pointKey("main-cold");
    int seed = flat.hashCode() % 7;
    uses(
        counter(
            point("flat-" + flat + "-elec", "Électricité " + label, lot, main),
            "e-" + flat,
            "active-energy-import",
            "Wh",
            9_120_400L),
        from,
        2_200 + 400 * seed,
        "1 + winter * 0.3");
    uses(
        counter(
            point("flat-" + flat + "-cold", "Eau froide " + label, lot, cold),
            "w-" + flat,
            "water-volume",
            "mL",
            412_380_000L),
        from,
        140_000 + 24_000 * seed,
        "1");
    uses(
        counter(
            point("flat-" + flat + "-heat", "Chauffage " + label, lot, 0),
            "h-" + flat,
            "heat-energy",
            "J",
            82_000_000_000L),
        from,
        6_000_000 + 900_000L * seed,
        "0.5 + 12 * winter");
  }

  private int point(String name, String title, int lot, int parent) throws SQLException {
    return key(
        """
        insert into point (building, name, title, lot, parent)
        values (?, ?, ?, nullif(?, 0), nullif(?, 0)) returning id""",
        building,
        name,
        title,
        lot,
        parent);
  }

  private int pointKey(String name) throws SQLException {
    return key("select id from point where building = ? and name = ?", building, name);
  }

  private int meterOf(int point) throws SQLException {
    return key("select id from meter where point = ?", point);
  }

  private int meter(String name, int point) throws SQLException {
    return key(
        "insert into meter (building, name, point) values (?, ?, ?) returning id",
        building,
        name,
        point);
  }

  private int counter(int point, String meter, String quantity, String step, long index)
      throws SQLException {
    int register = register(meter(meter, point), quantity, step);
    latest(register, now.minusSeconds(20), index);
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into reading (register, instant, value, quality, batch)
        select ?, ?::timestamptz - i * interval '1 minute', ?, 0, 1 from generate_series(0, 9) i""",
        register,
        Timestamp.from(now.minusSeconds(20)).toString(),
        index);
    return register;
  }

  private int register(int meter, String quantity, String step) throws SQLException {
    return key(
        """
        insert into register
          (meter, name, quantity, step, resolution_mantissa, resolution_exponent, source_unit)
        values (?, ?, ?, ?, 1, 0, ?) returning id""",
        meter,
        quantity,
        quantity,
        step,
        step);
  }

  /** What a register shows now. */
  private void latest(int register, Instant instant, long value) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into latest (register, instant, value, quality, batch) values (?, ?, ?, 0, 1)
        on conflict (register) do update set instant = excluded.instant, value = excluded.value""",
        register,
        Timestamp.from(instant),
        value);
  }

  /** Another reading of the building's power, announced as ingest does. */
  void power(Instant instant, long milliwatts) throws SQLException {
    latest(power, instant, milliwatts);
    SampleBuilding.execute(
        database.ingest(), "select pg_notify('releve_live', ?)", Integer.toString(building));
  }

  private static final String SHAPE =
      """
      cross join lateral (select
        greatest(0, sin((extract(hour from l.t) - 6) * pi() / 14)) as day,
        sin(extract(epoch from l.t) / 4700) as wave,
        0.5 + 0.5 * cos((extract(doy from l.t) - 20) * 2 * pi() / 365) as winter) shape
      """;

  /** A figure each quarter-hour of the last weeks, and one a day before. */
  private void quarters(int register, Instant from, String amount) throws SQLException {
    Instant fine = Instant.parse("2025-12-30T23:00:00Z");
    if (from.isBefore(fine)) {
      days(register, from, fine.minusSeconds(3_600), 96, amount.replace("day", "0.45"));
    }
    quartersOnly(register, from.isBefore(fine) ? fine : from, amount);
  }

  private void quartersOnly(int register, Instant from, String amount) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality)
        select ?, g, round(%s), 900000, 0
        from generate_series(?::timestamptz, ?::timestamptz, interval '15 minutes') g
        cross join lateral (select g at time zone 'Europe/Brussels' as t) l %s"""
            .formatted(amount, SHAPE),
        register,
        from.toString(),
        now.toString());
  }

  /** A household's use: by day more than by night, so much a day. */
  private void uses(int register, Instant from, long mean, String factor) throws SQLException {
    ZoneId zone = ZoneId.of("Europe/Brussels");
    Instant fine = now.atZone(zone).toLocalDate().minusDays(2).atStartOfDay(zone).toInstant();
    days(register, from, fine.minusSeconds(3_600), mean, factor);
    // The half wave of a day's 14 hours adds up to 35.6 quarter-hours.
    quartersOnly(
        register, fine, "%d * (%s) * (0.2 / 96 + 0.8 * day / 35.6)".formatted(mean, factor));
  }

  /** A figure each day that covers all of it. */
  private void days(int register, Instant from, Instant to, long mean, String factor)
      throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality)
        select ?, l.t at time zone 'Europe/Brussels', round(? * (%s) * (1 + 0.2 * wave)), 86400000, 0
        from generate_series(?::timestamptz at time zone 'Europe/Brussels',
          ?::timestamptz at time zone 'Europe/Brussels', interval '1 day') g
        cross join lateral (select date_trunc('day', g) as t) l %s"""
            .formatted(factor, SHAPE),
        register,
        mean,
        from.toString(),
        to.toString());
  }

  /** Takes away what was measured from one instant to another. */
  void gap(Instant from, Instant to) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        delete from quarter_hour q using register r, meter m
        where q.register = r.id and r.meter = m.id and m.building = ?
          and q.starts >= ? and q.starts < ?""",
        building,
        Timestamp.from(from),
        Timestamp.from(to));
  }

  /** The meter's last reading is from then. */
  void silence(String meter, Instant since) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        update latest t set instant = ? from register r join meter m on m.id = r.meter
        where t.register = r.id and m.building = ? and m.name = ?""",
        Timestamp.from(since),
        building,
        meter);
  }

  /** The gateway went away then, and nothing came since. */
  void offline(Instant since) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        update gateway g set online = false, state_changed_at = ?
        from building b where b.gateway = g.id and b.id = ?""",
        Timestamp.from(since),
        building);
    SampleBuilding.execute(
        database.ingest(),
        """
        update latest t set instant = least(t.instant, ?) from register r join meter m on m.id = r.meter
        where t.register = r.id and m.building = ?""",
        Timestamp.from(since),
        building);
    gap(since, now.plusSeconds(900));
  }

  /** The gateway is there, and no meter has answered it since then. */
  void quiet(Instant since) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        update latest t set instant = least(t.instant, ?) from register r join meter m on m.id = r.meter
        where t.register = r.id and m.building = ?""",
        Timestamp.from(since),
        building);
    gap(since, now.plusSeconds(900));
  }

  /** A meter that the plan has and that never answered. */
  void neverHeard(String name, String title) throws SQLException {
    meter("e-" + name, point(name, title, 0, 0));
  }

  /** A meter that was taken out after its last reading. */
  void takenOut(String name, String title, Instant last) throws SQLException {
    int point = point(name, title, 0, pointKey("main-elec"));
    latest(register(meter("e-" + name, point), "active-energy-import", "Wh"), last, 88_000L);
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_to = ? where building = ? and name = ?",
        java.sql.Date.valueOf(last.atOffset(java.time.ZoneOffset.UTC).toLocalDate()),
        building,
        "e-" + name);
  }

  /** A second water meter in a flat, of water that came in through the main one. */
  void hotWater(String flat) throws SQLException {
    int lot = key("select id from lot where building = ? and name = ?", building, "flat-" + flat);
    uses(
        counter(
            point(
                "flat-" + flat + "-hot",
                "Eau chaude " + flat.toUpperCase(Locale.ROOT),
                lot,
                pointKey("main-cold")),
            "hw-" + flat,
            "water-volume",
            "mL",
            12_380_000L),
        Instant.parse("2025-02-01T00:00:00Z"),
        60_000,
        "1");
  }

  private int key(String sql, Object... values) throws SQLException {
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
