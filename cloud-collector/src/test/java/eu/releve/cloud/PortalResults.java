package eu.releve.cloud;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import java.sql.SQLException;

/** What processors would have found in a building of the portal's tests. */
final class PortalResults {
  private final Database database;
  private final int building;

  PortalResults(Database database, int building) {
    this.database = database;
    this.building = building;
  }

  private void write(String sql, Object... values) throws SQLException {
    SampleBuilding.execute(database.ingest(), sql, values);
  }

  /** A leak in flat 3B that goes on. */
  void leak() throws SQLException {
    write(
        """
        insert into price (id, version, what, region, amount, basis, boundary, source, confirmed,
          valid_from)
        values ('water-test', 'test', 'water', 'BE', 4.50, 'm3', '', 'test', false, '2021-01-01')""");
    write(
        """
        insert into finding (point, kind, since, last_night, ongoing, nights, usual_ml,
          usual_nights, flow_ml, lost_ml, price, cost, rule)
        select id, 'leak', '2026-03-06', '2026-03-18', true, 13, 0, 28, 25000, 7800000,
          'water-test', 35.10, 'test' from point where building = ? and name = 'flat-3b-cold'""",
        building);
  }

  /** Fourteen months of emissions, the last still running. */
  void carbon() throws SQLException {
    write(
        """
        insert into carbon_month (building, month, kg, complete, rule)
        select ?, m, round(640 + 310 * cos(extract(month from m) * pi() / 6)
          * case when m = '2026-03-01' then 0.5 else 1 end), true, 'test'
        from generate_series('2025-02-01'::date, '2026-03-01', interval '1 month') m""",
        building);
    write(
        """
        insert into emission_factor (id, version, activity, region, kg_per_unit, basis, boundary,
          source, confirmed, valid_from)
        values ('test', 'test', 'electricity', 'BE', 0.15, 'kWh', 'life cycle', 'test', false,
          '2021-01-01')""");
    write(
        """
        insert into carbon_line (building, month, activity, amount, coverage, factor, kg)
        select building, month, 'electricity', 1000, case when month = '2025-02-01' then 0.5 else 1
          end, 'test', kg from carbon_month where building = ?""",
        building);
  }

  private void group(String name, String title, String flats) throws SQLException {
    SampleBuilding.execute(
        database.api(Reach.EVERYTHING),
        """
        insert into purchase_group (organisation, name, title)
        select organisation, ?, ? from building where id = ?""",
        name,
        title,
        building);
    SampleBuilding.execute(
        database.api(Reach.EVERYTHING),
        """
        insert into consent (purchase_group, lot, given_by, valid_from, valid_to)
        select g.id, l.id, 'test', '2026-01-01', '2027-01-01' from purchase_group g, lot l
        where g.name = ? and l.building = ? and l.name similar to ?""",
        name,
        building,
        flats);
  }

  /** A group that may be told. */
  void groupTold() throws SQLException {
    group("spring", "Achat groupé de printemps", "flat-%");
    write(
        """
        insert into group_month (purchase_group, month, outcome, households, total_wh, load_factor,
          curve_wh, rule)
        select id, '2026-02-01', 'told', 16, 4120500, 0.412,
          (select array_agg(round(900 + 700 * greatest(0, sin((i % 96 - 24) * pi() / 60))
             + 900 * exp(-((i % 96 - 76) ^ 2) / 60.0))::bigint order by i)
           from generate_series(0, 2687) i), 'test'
        from purchase_group where name = 'spring'""");
  }

  /** A group with too few households. */
  void groupWithheld() throws SQLException {
    group("small", "Petit groupe", "flat-[12]%");
    write(
        """
        insert into group_month (purchase_group, month, outcome, reason, found, wanted, households,
          rule)
        select id, '2026-02-01', 'withheld', 'too-few-households', 8, 11, 8, 'test'
        from purchase_group where name = 'small'""");
  }
}
