package eu.releve.cloud.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.cloud.SampleBuilding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Organisations are separated by the database, whatever a handler forgets to ask. */
class WhoSeesWhatTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  /** The same for everybody. */
  private static final Set<String> PUBLIC =
      Set.of("store", "purpose", "emission_factor", "price", "rule_limit");

  private static final String READABLE =
      """
      select string_agg(n.nspname || '.' || c.relname, ' ' order by c.relname, n.nspname)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('releve', 'shown') and c.relkind in ('r', 'v', 'p')
        and has_table_privilege('releve_api', c.oid, 'select')\
      """;

  private static Database database;
  private static String[] readable;
  private static int ours;
  private static int theirs;

  @BeforeAll
  static void twoOrganisations() throws Exception {
    database = TestDatabase.fresh();
    fill(SampleBuilding.in(database, "tilleuls-12", "ours"), "ours");
    fill(SampleBuilding.in(database, "chenes-3", "theirs"), "theirs");
    readable = text(database.ingest(), READABLE).split(" ");
    ours = key("ours");
    theirs = key("theirs");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  /** A row in each table: of a building, and of a register of a dwelling of it. */
  private static final List<String> ROWS =
      List.of(
          "insert into latest values (%2$d, now(), 1, 0, 1)",
          "insert into quarter_hour values (%2$d, now(), 1, 900000, 0)",
          "insert into local_day values (%2$d, '2026-03-01', 1, 0, 1, 1, 0, 0, 0)",
          "insert into local_month values (%2$d, '2026-03-01', 1, 0, 1, 1, 0, 0, 0)",
          "insert into rolled_up values (%2$d, 'UTC')",
          "insert into level_window select %2$d, now(), e, e, e, e"
              + " from (select array[1, 1, 1, 1, 1, 1, 1, 1]) o (e)",
          "insert into day_level values (%2$d, '2026-03-01', 2, 1, 1, 1)",
          "insert into month_level values (%2$d, '2026-03-01', 2, 1, 1, 1)",
          "insert into day_peak values (%2$d, '2026-03-01', 1, now())",
          "insert into month_peak values (%2$d, '2026-03-01', 1, now())",
          "insert into underived values (%2$d, 'why')",
          "insert into site_plan (building, version, digest, body) values (%1$d, 1, 0, '')",
          "insert into quarantine (batch, gateway, epoch, seq, reason, bytes)"
              + " select %1$d, gateway, 1, 1, 'why', '' from building where id = %1$d",
          "insert into undated (batch, gateway, boot_id, bytes)"
              + " select %1$d, gateway, gen_random_uuid(), '' from building where id = %1$d",
          "insert into fact (batch, position, gateway, kind, boot_id, boot_millis, code, text)"
              + " select %1$d, 0, gateway, 'event', gen_random_uuid(), 0, 'c', '' from building"
              + " where id = %1$d",
          "insert into boot (gateway, boot_id, wall_minus_boot)"
              + " select gateway, gen_random_uuid(), 1 from building where id = %1$d",
          "insert into fork (gateway, kind, epoch, reason)"
              + " select gateway, 'contradicts', 1, 'why' from building where id = %1$d",
          "insert into unknown_format (gateway, version, kind)"
              + " select gateway, 9, 0 from building where id = %1$d",
          "insert into decision (who, what, gateway, epoch, reason)"
              + " select 'who', 'settled', gateway, 1, 'why' from building where id = %1$d",
          "insert into certificate (serial, gateway, key_sha256, not_before, not_after,"
              + " issued_at) select 'c' || id, gateway, '', now(), now(), now() from building"
              + " where id = %1$d",
          "insert into audit (at, who, what, gateway, organisation, text)"
              + " select now(), 'who', 'revoked', gateway, organisation, '' from building"
              + " where id = %1$d",
          "insert into plan_push (gateway, version, organisation, parent, hash, body, author,"
              + " confirm_seconds, pushed_at, pushed_by, command, state, state_at)"
              + " select gateway, 1, organisation, '', '', '', '', 600, now(), '', '', 'waiting', now()"
              + " from building where id = %1$d",
          "insert into temperature_file (building, source, sha256, first_day, last_day, days,"
              + " brought_at, brought_by) values (%1$d, 's', repeat('0', 64), '2026-03-01',"
              + " '2026-03-01', 1, now(), 'who')",
          "insert into outdoor_day select id, '2026-03-01', 4000 from temperature_file"
              + " where building = %1$d",
          "insert into calorific_value (organisation, zone, first_day, next_day, version, kwh,"
              + " provisional, confirmed, source, made_at, made_by) select organisation, 'z',"
              + " '2026-03-01', '2026-04-01', 1, 11.5, false, false, 's', now(), 'w' from"
              + " building where id = %1$d",
          "insert into gas_supply (point, first_day, zone, normal, source, made_at, made_by)"
              + " select id, '2026-03-01', 'z', true, 's', now(), 'w' from point"
              + " where building = %1$d",
          "insert into closing (building, first_day, end_day, reason, made_at, made_by)"
              + " values (%1$d, '2026-01-01', '2027-01-01', 'r', now(), 'w')",
          "insert into closing_line (closing, position, register, point, title, meter, name,"
              + " unit, decimals, opening_at, opening_how, closing_at, closing_how, coverage,"
              + " estimated, quality, remark) select id, 1, %2$d, 'p', 't', 'm', 'n', 'kWh', 2,"
              + " now(), 'missing', now(), 'missing', 0, 0, 'missing', 'partial' from closing"
              + " where building = %1$d",
          "insert into closing_adjustment (closing, position, adjusted, register, point, title,"
              + " meter, name, unit, decimals, before, now) select id, 1, id, %2$d, 'p', 't',"
              + " 'm', 'n', 'kWh', 2, 0, 1 from closing where building = %1$d",
          "insert into virtual_point (building, name, version, valid_from, title, quantity, kind,"
              + " operands, parts, weights, author, at) values (%1$d, 'v', 1, '2026-03-01', '',"
              + " 'water-volume', 'sum', '{+main}', '{}', '{}', 'who', now())",
          "insert into standard_profile (building, name, sha256, first_instant, step_seconds,"
              + " weights, brought_at, brought_by) values (%1$d, 'p', repeat('0', 64), now(), 900,"
              + " '{1}', now(), 'who')",
          "insert into typed_entry (register, author, at) values (%2$d, 'who', now())",
          "insert into expected_use (point, quantity, annual, profile, first_day, author, at)"
              + " select id, 'water-volume', 1, 'p', '2026-03-01', 'who', now() from point"
              + " where building = %1$d",
          "insert into point (building, name, title) values (%1$d, 'other', '')",
          "insert into meter (building, name, point) select building, name, id from point"
              + " where building = %1$d and name = 'other'",
          "insert into register (meter, name, quantity, step, resolution_mantissa,"
              + " resolution_exponent, source_unit) select m.id, r.name, r.quantity, r.step, 1, 1,"
              + " 'kWh' from meter m, register r where m.building = %1$d and m.name = 'other'"
              + " and r.id = %2$d",
          "insert into point_check (building, point, checked_by, reason, author, at)"
              + " select m.building, m.point, p.id, 'r', 'who', now() from register r join meter m"
              + " on m.id = r.meter join point p on p.building = m.building where r.id = %2$d"
              + " and p.name = 'other'",
          "insert into occupancy (building, lot, occupant, first_day, author, at)"
              + " select building, id, 'o', '2026-03-01', 'who', now() from lot"
              + " where building = %1$d",
          "insert into occupancy_end (occupancy, day, reason, author, at)"
              + " select id, '2026-04-01', 'r', 'who', now() from occupancy"
              + " where building = %1$d",
          "insert into similar_month values (%1$d, '2026-03-01', 'water-volume', null, 11, 1,"
              + " null, now())",
          "insert into touched_day values (%1$d, '2026-03-01')",
          "insert into edit (register, kind, instant, reason, made_by)"
              + " values (%2$d, 'discard', now(), 'why', 'who')",
          "insert into edit_withdrawal (edit, reason, made_by)"
              + " select id, 'why', 'who' from edit where register = %2$d",
          "insert into shown_index select id, true, 'active-energy-import', 1 from meter"
              + " where building = %1$d",
          "insert into transfer (building, from_organisation, to_organisation, day, asked_at,"
              + " asked_by, reason, done_at) select b.id, b.organisation, o.id, '2026-03-01',"
              + " now(), 'w', 'r', now() from building b, organisation o where b.id = %1$d and"
              + " o.name = 'operator'",
          "insert into import (building, sha256, name, bytes, format, who, at, epoch, readings,"
              + " bad, absent, from_instant, to_instant) values (%1$d, '', 'f', 1, 'fluvius',"
              + " 'w', now(), %1$d, 0, 0, 0, now(), now())",
          "insert into import_difference select i.id, p.id, 'q', now(), now(), 1, 2, 100"
              + " from import i join point p on p.building = i.building where i.building = %1$d"
              + " order by p.id limit 1",
          "insert into photo (building, import, sha256, type, bytes, who, at)"
              + " select building, id, repeat('0', 64), 'image/png', '', 'w', now() from import"
              + " where building = %1$d",
          "insert into column_mapping (organisation, name, version, body, made_at, made_by)"
              + " select organisation, 'm', 1, '{}', now(), 'w' from building where id = %1$d",
          "insert into validated values (%1$d, '2026-03-01', '2026-03-01', 0)",
          "insert into remark (building, about, rule, since, last_day, ongoing, days, measured,"
              + " limit_value) values (%1$d, '', 'V21', '2026-03-01', '2026-03-01', true, 1, 1,"
              + " 0)",
          "insert into transfer_export select id, 0, '' from transfer where building = %1$d",
          "insert into carbon_month values (%1$d, '2026-03-01', 1, true, '1')",
          "insert into carbon_line values (%1$d, '2026-03-01', 'electricity', 1, 1, null, null)",
          "insert into night_flow select id, '2026-03-01', 1, 1, 1, 1 from point where building ="
              + " %1$d",
          "insert into finding select id, 'leak', '2026-03-01', '2026-03-01', true, 1, 1, 1, 1,"
              + " null, null, '1' from point where building = %1$d");

  /** A row in each table. */
  private static void fill(SampleBuilding building, String organisation) throws SQLException {
    SampleBuilding flat = building.dwelling("flat-1");
    int register = flat.register("active-energy-import", "active-energy-import", "Wh");
    building.reading(register, NOON, 1, building.batch(1));
    int id = building.building();
    for (String statement : ROWS) {
      SampleBuilding.execute(database.ingest(), statement.formatted(id, register));
    }
    fillContracts(id);
    fillGroups(id, organisation);
  }

  private static void fillContracts(int id) throws SQLException {
    for (String statement :
        List.of(
            "insert into contract (building, medium) values (%1$d, 'water')",
            "insert into contract_version select id, 1, 's', 'r', '2026-03-01', null, false, now(),"
                + " 'who', 'why' from contract where building = %1$d",
            "insert into contract_line select id, 1, 1, 'l', 'water', 'l', 'water-volume', 'm3',"
                + " null, null, 1, 6, '2026-03-01', null from contract where building = %1$d",
            "insert into bill (building, sha256, name, number, content, contract, version,"
                + " from_day, to_day, net, vat, gross, at, author) select building, repeat('0',"
                + " 64), 'f', '1', '', id, 1, '2026-03-01', '2026-04-01', 1, 0, 1, now(), 'who'"
                + " from contract where building = %1$d")) {
      SampleBuilding.execute(database.ingest(), statement.formatted(id));
    }
  }

  private static void fillGroups(int id, String organisation) throws SQLException {
    for (String statement :
        List.of(
            "insert into purchase_group (organisation, name, title)"
                + " select organisation, 'spring', '' from building where id = %1$d",
            "insert into consent (purchase_group, lot, given_by, valid_from, valid_to)"
                + " select g.id, l.id, '', '2026-01-01', '2027-01-01' from building b"
                + " join lot l on l.building = b.id"
                + " join purchase_group g on g.organisation = b.organisation where b.id = %1$d",
            "insert into account (organisation, name, password_hash, role)"
                + " select organisation, '%2$s', '', 'syndic' from building where id = %1$d",
            "insert into limit_set (organisation, rule, name, value, valid_from, set_at, set_by,"
                + " reason) select organisation, 'V08', 'percent', 200, '2026-03-01', now(), 'w',"
                + " 'r' from building where id = %1$d",
            "insert into access (account, kind, secret_sha256)"
                + " select id, 'token', sha256('%2$s') from account where name = '%2$s'")) {
      SampleBuilding.execute(database.api(Reach.EVERYTHING), statement.formatted(id, organisation));
    }
    SampleBuilding.execute(
        database.ingest(),
        "insert into group_month (purchase_group, month, outcome, rule)"
            + " select g.id, '2026-03-01', 'withheld', '1' from purchase_group g"
            + " join building b on b.organisation = g.organisation where b.id = "
            + id);
  }

  @Test
  void withoutAReachNoTableShowsARow() throws Exception {
    for (String table : readable) {
      if (!isPublic(table)) {
        assertThat(count(database.listening(), table)).as(table).isZero();
      }
    }
  }

  @Test
  void aQueryWithoutAnyConditionShowsOnlyTheRowsOfTheOrganisation() throws Exception {
    List<String> told = new ArrayList<>();
    for (String table : readable) {
      if (!isPublic(table)) {
        long own = count(database.api(Reach.of(ours)), table);
        long other = count(database.api(Reach.of(theirs)), table);
        long all = count(database.api(Reach.EVERYTHING), table);
        // The organisation of those who run the collector, and nothing else, is neither's.
        long nobodys = table.equals("releve.organisation") ? 1 : 0;
        assertThat(own).as(table).isPositive();
        assertThat(own + other + nobodys).as(table).isEqualTo(all);
        told.add(table);
      }
    }
    assertThat(told)
        .contains("shown.reading", "shown.quarter_hour", "shown.ledger", "releve.building")
        .doesNotContain("releve.reading", "releve.quarter_hour", "releve.ledger", "releve.latest");
    assertThat(text(database.api(Reach.of(ours)), "select string_agg(site, ' ') from building"))
        .isEqualTo("tilleuls-12");
    assertThat(
            text(
                database.api(Reach.of(ours)),
                """
                select string_agg(distinct b.site, ' ') from reading d join register r on r.id = d.register
                  join meter m on m.id = r.meter join building b on b.id = m.building\
                """))
        .isEqualTo("tilleuls-12");
  }

  @Test
  void whoFindsOutWhoAsksReachesAccountsAndNoBuilding() throws Exception {
    assertThat(count(database.api(Reach.ACCOUNTS), "account")).isEqualTo(2);
    assertThat(count(database.api(Reach.ACCOUNTS), "building")).isZero();
    assertThat(count(database.api(Reach.ACCOUNTS), "reading")).isZero();
  }

  @Test
  void anOrganisationWritesNothingForAnother() throws Exception {
    DataSource seen = database.api(Reach.of(ours));
    assertThatThrownBy(
            () ->
                SampleBuilding.execute(
                    seen,
                    "insert into purchase_group (organisation, name, title) values (?, 'x', '')",
                    theirs))
        .hasMessageContaining("row-level security");
    try (Connection connection = seen.getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("update consent set given_by = 'x'")).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatIsGivenBackSeesNothing() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(count(database.api(Reach.EVERYTHING), "building")).isEqualTo(2);
      assertThat(count(database.listening(), "building")).isZero();
    }
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      connection.commit();
      assertThat(count(connection, "building")).isZero();
    }
  }

  @Test
  void theViewsOwnerIsBoundByThePoliciesAndSoIsTheTablesOwner() throws Exception {
    assertThat(
            text(
                database.ingest(),
                """
                select string_agg(concat_ws(' ', r.rolname, r.rolsuper, r.rolbypassrls), ', ')
                from pg_class c join pg_roles r on r.oid = c.relowner
                  join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'shown' and c.relname = 'reading'\
                """))
        .isEqualTo("releve_views f f");
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local role releve_owner");
      assertThat(count(connection, "building")).isZero();
      connection.rollback();
    }
  }

  // SQL users are separated by who they are: a setting they could change says nothing.
  @Test
  void anSqlUserSeesTheOrganisationOfItsNameWhateverItSets() throws Exception {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local role none");
      statement.execute("create role releve_sql_ours nologin");
      statement.execute("grant usage on schema shown to releve_sql_ours");
      statement.execute("grant select on shown.reading, shown.ledger to releve_sql_ours");
      statement.execute("set local role releve_sql_ours");
      String register = "select string_agg(distinct register::text, ' ') from shown.reading";
      String own = text(connection, register);
      assertThat(own).isEqualTo(text(database.api(Reach.of(ours)), register));
      for (String setting : List.of("everything", "accounts", Integer.toString(theirs), "")) {
        statement.execute("select set_config('releve.reach', '" + setting + "', true)");
        assertThat(text(connection, register)).as(setting).isEqualTo(own);
        assertThat(count(connection, "shown.ledger")).isEqualTo(1);
      }
      connection.rollback();
    }
  }

  // A page of readings is read from the index and no further, however long the series.
  @Test
  void aPageOfReadingsIsReadInTheOrderOfItsIndex() throws Exception {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into reading
          select r.id, timestamptz '2026-01-01Z' + i * interval '1 minute', i, 0, 1
          from generate_series(1, 50000) i, (select min(id) as id from register) r\
          """);
      statement.execute("set role none");
      statement.execute("analyze releve.reading");
      statement.execute("set role releve_ingest");
    }
    String plan =
        text(
            database.api(Reach.of(ours)),
            """
            explain (format json) select instant, value, quality, batch from reading
            where register = (select min(id) from register) and instant >= '2026-01-01' and instant < '2027-01-01'
            order by instant, batch limit 10001\
            """);
    assertThat(plan).contains("reading_series").doesNotContain("\"Node Type\": \"Sort\"");
  }

  @Test
  void whatAPointUsedIsFoundByItsKey() throws Exception {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          insert into quarter_hour
          select r.id, timestamptz '2020-01-01Z' + i * interval '15 minutes', 1, 900000, 0
          from generate_series(1, 25000) i, register r\
          """);
      statement.execute("set role none");
      statement.execute("analyze releve.quarter_hour");
      statement.execute("set role releve_ingest");
    }
    String plan =
        text(
            database.api(Reach.of(ours)),
            """
            explain (format json) select r.quantity, date_trunc('day', q.starts, b.zone) as bucket,
              sum(q.consumption)
            from quarter_hour q join register r on r.id = q.register
              join meter m on m.id = r.meter join building b on b.id = m.building
            where m.point = 2 and q.starts >= '2020-03-01' and q.starts < '2020-04-01'
            group by r.quantity, bucket order by bucket\
            """);
    assertThat(plan).contains("quarter_hour_pkey");
  }

  private static boolean isPublic(String table) {
    return PUBLIC.contains(table.replaceFirst(".*\\.", ""));
  }

  private static int key(String organisation) throws SQLException {
    return Integer.parseInt(
        text(
            database.ingest(),
            "select id::text from organisation where name = '" + organisation + "'"));
  }

  private static long count(DataSource pool, String table) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return count(connection, table);
    }
  }

  private static long count(Connection connection, String table) throws SQLException {
    return Long.parseLong(text(connection, "select count(*)::text from " + table));
  }

  private static String text(DataSource pool, String query) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return text(connection, query);
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
