package eu.releve.cloud.imports;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import eu.releve.cloud.store.Arrival;
import eu.releve.cloud.store.Opened;
import eu.releve.cloud.store.Store;
import eu.releve.cloud.store.TestJournal;
import eu.releve.measure.GatewayId;
import eu.releve.measure.SiteId;
import eu.releve.wire.Catalogue;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files in a real store, derived as readings of a gateway are. */
class ImportsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("dd-MM-uuuu HH:mm:ss", Locale.ROOT);
  private static final String EAN =
      "meter = (select id from meter where name = 'f-541448820050357909')";
  private static final String SUB_METERING =
      "meter_number;meter_type;location;reading_date;reading_value;previous_value;unit;estimated\n";
  private static final Imports.Wish LOOK = new Imports.Wish(false, false, false);
  private static final Imports.Wish STORE = new Imports.Wish(true, false, false);
  private static final Imports.Wish PARTIAL = new Imports.Wish(true, true, false);

  private Database database;
  private Imports imports;
  private int building;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    Store store = new Store(database.ingest(), database.store(), () -> NOW);
    imports = new Imports(database.ingest(), store, () -> NOW, new SecureRandom());
    number("insert into organisation (name, title) values ('syndic-a', 'A') returning id");
    building =
        imports
            .make(
                new SiteId("tilleuls-12"),
                BRUSSELS,
                (int) number("select id from organisation where name = 'syndic-a'"))
            .orElseThrow();
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private Imports.Answer take(String text, Imports.Wish wish) throws Exception {
    return imports.take(
        new Imports.Brought(building, "file.csv", text.getBytes(StandardCharsets.UTF_8), "anne"),
        wish);
  }

  private void derive() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  private long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  private String text(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "0";
    }
  }

  private long consumed(String register) throws SQLException {
    return number(
        "select coalesce(sum(consumption), 0) from quarter_hour where register ="
            + " (select id from register where name = '"
            + register
            + "' and "
            + EAN
            + ")");
  }

  private static String row(Instant from, Instant to, String register, long wattHours) {
    return ImportFileTest.fluvius(
        FORM.format(from.atZone(BRUSSELS)),
        FORM.format(to.atZone(BRUSSELS)),
        register,
        wattHours / 1_000 + "," + String.format(Locale.ROOT, "%03d", wattHours % 1_000),
        "Uitgelezen");
  }

  private static String file(List<String> rows) {
    return ImportFileTest.FLUVIUS + "\r\n" + String.join("\r\n", rows) + "\r\n";
  }

  @Test
  void monthsOfQuarterHoursOverBothChangesOfClocksAddUpToTheFileExactly() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> rows = new ArrayList<>();
    long[] sums = new long[2];
    Instant end = LocalDate.of(2025, 11, 1).atStartOfDay(BRUSSELS).toInstant();
    for (Instant at = LocalDate.of(2025, 3, 1).atStartOfDay(BRUSSELS).toInstant();
        at.isBefore(end);
        at = at.plusSeconds(900)) {
      int tariff = at.atZone(BRUSSELS).getHour() < 7 ? 1 : 0;
      long value = random.nextInt(2_500);
      sums[tariff] += value;
      rows.add(row(at, at.plusSeconds(900), tariff == 1 ? "Afname Nacht" : "Afname Dag", value));
    }
    Imports.Answer answer = take(file(rows), STORE);
    assertThat(answer.parsed().bad()).isEmpty();
    assertThat(answer.number()).isPresent();
    derive();
    assertThat(consumed("active-energy-import.t1")).as("seed %d", seed).isEqualTo(sums[0]);
    assertThat(consumed("active-energy-import.t2")).isEqualTo(sums[1]);
    assertThat(consumed("active-energy-import")).isEqualTo(sums[0] + sums[1]);
    assertThat(
            number(
                "select count(*) from quarter_hour q join register r on r.id = q.register"
                    + " where r.name = r.quantity and q.quality = 0 and q.covered_millis = 900000"))
        .isEqualTo(rows.size());
    assertThat(number("select count(*) from underived")).isZero();
    // The source is kept, and its meter counts as a dwelling's.
    assertThat(
            text("select name || ' ' || format || ' ' || who || ' ' || length(sha256) from import"))
        .isEqualTo("file.csv fluvius anne 64");
    assertThat(text("select l.kind from point p join lot l on l.id = p.lot")).isEqualTo("dwelling");
    assertThat(number("select count(*) from ledger where status <> 'stored'")).isZero();
  }

  @Test
  void daysAreSpreadAndAddUpAndAGapStaysAGap() throws Exception {
    List<String> rows = new ArrayList<>();
    for (LocalDate day :
        List.of(LocalDate.of(2025, 3, 29), LocalDate.of(2025, 3, 30), LocalDate.of(2025, 10, 26))) {
      rows.add(
          row(
              day.atStartOfDay(BRUSSELS).toInstant(),
              day.plusDays(1).atStartOfDay(BRUSSELS).toInstant(),
              "Afname Totaal",
              10_001));
    }
    take(file(rows), STORE);
    derive();
    assertThat(consumed("active-energy-import")).isEqualTo(30_003);
    assertThat(number("select count(*) from quarter_hour")).isEqualTo(96 + 92 + 100);
    assertThat(number("select count(*) from quarter_hour where quality = 20")).isEqualTo(288);
    assertThat(
            number(
                "select sum(consumption) from quarter_hour q join building b on true"
                    + " where (q.starts at time zone b.zone)::date = '2025-03-30'"))
        .isEqualTo(10_001);
  }

  // In whatever order files come, and whatever they say again, the last word counts.
  @Test
  void filesThatOverlapAndCorrectEachOtherDeriveAsOneFileWould() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Instant begin = Instant.parse("2026-02-01T00:00:00Z");
    long[] truth = new long[400];
    List<int[]> files = List.of(new int[] {200, 300}, new int[] {0, 250}, new int[] {240, 400});
    for (int[] range : files) {
      List<String> rows = new ArrayList<>();
      for (int i = range[0]; i < range[1]; i++) {
        truth[i] = random.nextInt(3_000);
        Instant at = begin.plusSeconds(900L * i);
        rows.add(row(at, at.plusSeconds(900), "Afname Totaal", truth[i]));
      }
      assertThat(take(file(rows), STORE).number()).isPresent();
      derive();
    }
    StringBuilder derived = new StringBuilder();
    StringBuilder wanted = new StringBuilder();
    for (int i = 0; i < truth.length; i++) {
      wanted.append(truth[i]).append(' ');
      derived
          .append(
              text(
                  "select consumption from quarter_hour where starts = '"
                      + begin.plusSeconds(900L * i)
                      + "'"))
          .append(' ');
    }
    assertThat(derived.toString()).as("seed %d", seed).isEqualTo(wanted.toString());
  }

  @Test
  void theSameBytesAreStoredOnceAndALookStoresNothing() throws Exception {
    Instant at = Instant.parse("2026-02-01T00:00:00Z");
    String file = file(List.of(row(at, at.plusSeconds(900), "Afname Dag", 5)));
    Imports.Answer look = take(file, LOOK);
    assertThat(look.number()).isEmpty();
    assertThat(look.series()).hasSize(2).allMatch(Summary::isNew);
    assertThat(number("select count(*) from meter")).isZero();
    assertThat(number("select count(*) from ledger")).isZero();
    Optional<Integer> first = take(file, STORE).number();
    assertThat(first).isPresent();
    Imports.Answer again = take(file, STORE);
    assertThat(again.number()).isEmpty();
    assertThat(again.before()).isEqualTo(first);
    assertThat(number("select count(*) from reading")).isEqualTo(2);
    assertThat(number("select count(*) from import")).isEqualTo(1);
  }

  @Test
  void oneBadRowKeepsAFileOutUnlessTheGoodOnesAreWished() throws Exception {
    String file =
        SUB_METERING
            + "12345678;water_cold;Flat 3B;31/12/2024;100;;m3;Non\n"
            + "12345678;water_cold;Flat 3B;31/12/2025;142,5;100;m3;Non\n"
            + "12345678;water_cold;Flat 3B;31/13/2025;143;;m3;Non\n"
            + "12345678;water_cold;Flat 3B;31/12/2027;200;;m3;Non\n";
    Imports.Answer refused = take(file, STORE);
    assertThat(refused.number()).isEmpty();
    assertThat(refused.parsed().bad()).extracting(BadRow::line).containsExactly(4, 5);
    assertThat(number("select count(*) from reading")).isZero();
    assertThat(take(file, PARTIAL).number()).isPresent();
    derive();
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(42_500_000);
    assertThat(number("select bad from import")).isEqualTo(2);
    assertThat(text("select title from point")).isEqualTo("Flat 3B");
  }

  @Test
  void anIndexOfAMeterThatThePlanKnowsIsARowOfItsSeries() throws Exception {
    SampleBuilding sample = SampleBuilding.in(database, "chenes-3", "syndic-a");
    building = sample.building();
    int register = sample.register("active-energy-import", "active-energy-import", "Wh");
    number("update meter set serial = 'AB-77' where name = 'main' returning id");
    sample.reading(register, Instant.parse("2026-01-01T00:00:00Z"), 500_000, sample.batch(1));
    take(SUB_METERING + "ab-77;electricity;;30/11/2025;400;;kWh;Oui\n", STORE);
    derive();
    assertThat(number("select count(*) from reading where register = " + register)).isEqualTo(2);
    assertThat(number("select sum(consumption) from quarter_hour where register = " + register))
        .isEqualTo(100_000);
    assertThat(text("select gateway from building where id = " + building))
        .isEqualTo("gw-chenes-3");
  }

  @Test
  void whatAMeterMeasuresAtThePointIsNotCountedTwice() throws Exception {
    SampleBuilding sample = SampleBuilding.in(database, "chenes-3", "syndic-a");
    building = sample.building();
    int register = sample.register("active-energy-import", "active-energy-import", "Wh");
    number("update meter set serial = '541448820050357909' where name = 'main' returning id");
    Instant since = Instant.parse("2026-02-01T00:30:00Z");
    long batch = sample.batch(1);
    for (int i = 0; i < 3; i++) {
      sample.reading(register, since.plusSeconds(900L * i), 1_000 + i, batch);
    }
    sample.touch(register, since, since.plusSeconds(1_800));
    derive();
    List<String> rows = new ArrayList<>();
    for (int i = -2; i < 2; i++) {
      Instant at = since.plusSeconds(900L * i);
      rows.add(row(at, at.plusSeconds(900), "Afname Dag", 7));
    }
    Imports.Answer answer = take(file(rows), STORE);
    assertThat(answer.parsed().bad()).isEmpty();
    assertThat(answer.beside()).isEqualTo(2);
    assertThat(answer.number()).isPresent();
    assertThat(number("select count(distinct point) from meter where building = " + building))
        .isEqualTo(1);
    Imports.Answer days =
        take(
            file(
                List.of(
                    row(
                        LocalDate.of(2026, 1, 1).atStartOfDay(BRUSSELS).toInstant(),
                        LocalDate.of(2026, 1, 2).atStartOfDay(BRUSSELS).toInstant(),
                        "Afname Dag",
                        7))),
            STORE);
    assertThat(days.parsed().bad())
        .singleElement()
        .satisfies(bad -> assertThat(bad.wanted()).isEqualTo("15m as before"));
  }

  @Test
  void aGatewayThatComesLaterGoesOnWithTheBuilding() throws Exception {
    take(SUB_METERING + "meter-1;electricity;;30/11/2025;400;;kWh;Non\n", STORE);
    number(
        "insert into gateway (id, organisation) select 'gw-9', id from organisation"
            + " where name = 'syndic-a' returning organisation");
    number("update building set site = 'site-gw-9' returning id");
    TestJournal journal = new TestJournal("gw-9", 5, 1);
    SealedBatch batch = journal.catalogueBatch();
    Store store = new Store(database.ingest(), database.store(), () -> NOW);
    store.commit(
        List.of(
            new Opened.Listed(
                new Arrival(
                    new GatewayId("gw-9"), Wire.open(batch.bytes()), batch.bytes(), batch.digest()),
                (Catalogue) Wire.body(Wire.open(batch.bytes()), batch.bytes(), Catalogue.EMPTY))));
    assertThat(number("select count(*) from building")).isEqualTo(1);
    assertThat(text("select gateway from building")).isEqualTo("gw-9");
    assertThat(
            number(
                "select count(*) from reading d join register r on r.id = d.register"
                    + " join meter m on m.id = r.meter where m.name = 'meter-1'"))
        .isEqualTo(1);
    // And files go on being taken for it.
    Imports.Answer more =
        take(SUB_METERING + "meter-1;electricity;;31/10/2025;300;;kWh;Non\n", STORE);
    assertThat(more.number()).isPresent();
    derive();
    assertThat(number("select sum(consumption) from quarter_hour")).isEqualTo(100_000);
  }
}
