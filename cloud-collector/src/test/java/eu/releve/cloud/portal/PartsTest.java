package eu.releve.cloud.portal;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.measure.Quantity;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a building's total is the sum of, and of what parts, as its points stand below each other.
 */
class PartsTest {
  private static final Calendar CALENDAR =
      new Calendar(
          Messages.of(Locale.FRENCH),
          ZoneId.of("Europe/Brussels"),
          Instant.parse("2026-03-18T10:30:00Z"));

  private Database database;
  private SampleBuilding house;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    house = SampleBuilding.in(database, "tilleuls-12", "demo-syndic");
    uses(house.register("active-energy-import", "active-energy-import", "Wh"), 100_000);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void uses(int register, long dailyWattHours) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into quarter_hour (register, starts, consumption, covered_millis, quality)
        select ?, g at time zone 'Europe/Brussels', ?, 86400000, 0
        from generate_series('2026-02-01'::timestamp, '2026-03-17', interval '1 day') g\
        """,
        register,
        dailyWattHours);
  }

  /** A dwelling's meter somewhere in the building. */
  private SampleBuilding flat(String lot, int below, long dailyWattHours) throws SQLException {
    SampleBuilding flat = house.dwelling(lot);
    below(flat.point(), below);
    uses(flat.register("active-energy-import", "active-energy-import", "Wh"), dailyWattHours);
    return flat;
  }

  private void below(int point, int above) throws SQLException {
    SampleBuilding.execute(
        database.ingest(), "update point set parent = ? where id = ?", above, point);
  }

  /** A common point: a dwelling's whose lot is taken away. */
  private SampleBuilding common(String name, int below) throws SQLException {
    SampleBuilding common = house.dwelling(name);
    below(common.point(), below);
    SampleBuilding.execute(
        database.ingest(), "update point set lot = null where id = ?", common.point());
    SampleBuilding.execute(database.ingest(), "delete from lot where name = ?", name);
    return common;
  }

  private List<Place> places() throws SQLException {
    return new Inventory(database.api(Reach.EVERYTHING))
        .places(
            house.building(),
            List.of(Quantity.ACTIVE_ENERGY_IMPORT, Quantity.ACTIVE_ENERGY_EXPORT),
            CALENDAR.today());
  }

  private Use page(String view, String at, String of) throws SQLException {
    Usage usage = new Usage(database.api(Reach.EVERYTHING));
    return new UsePage(house.building(), places(), usage, CALENDAR)
        .of(new UsePage.Asked("electricity", view, at, of))
        .orElseThrow();
  }

  @Test
  void whatStandsBelowAPointThatCountsNothingIsNotCountedTwice() throws Exception {
    int bare = common("riser-a", house.point()).point();
    flat("1a", bare, 10_000);
    int mute = common("riser-b", house.point()).point();
    flat("1b", mute, 10_000);
    SampleBuilding.execute(database.ingest(), "delete from meter where point = ?", bare);
    assertThat(places()).extracting(Place::title).doesNotContain("riser-a").contains("riser-b");
    assertThat(page("month", "2026-02-10", "").total()).isEqualTo("2\u202f800\u202fkWh");
  }

  @Test
  @DisplayName("G19: units of heat-cost allocators are in no total and no part of a page")
  void unitsOfHeatCostAllocatorsAreInNoTotal() throws Exception {
    flat("1a", house.point(), 10_000);
    for (Medium medium : Medium.values()) {
      String before = usePage(medium).toString();
      SampleBuilding radiator = house.dwelling("radiator-" + medium.id());
      uses(radiator.register("allocation", "allocation", "1"), 1_000_000);
      assertThat(usePage(medium).toString()).isEqualTo(before);
    }
    assertThat(Medium.of(Quantity.ALLOCATION)).isEmpty();
  }

  /** The page of a medium, of all places whatever they count. */
  private Use usePage(Medium medium) throws SQLException {
    List<Place> all =
        new Inventory(database.api(Reach.EVERYTHING))
            .places(house.building(), List.of(Quantity.values()), CALENDAR.today());
    return new UsePage(house.building(), all, new Usage(database.api(Reach.EVERYTHING)), CALENDAR)
        .of(new UsePage.Asked(medium.id(), "month", "2026-02-10", ""))
        .orElseThrow();
  }

  @Test
  void aMeterBelowAnotherOfTheSameLotIsNotCountedTwice() throws Exception {
    SampleBuilding flat = flat("1a", house.point(), 10_000);
    SampleBuilding boiler = flat("boiler", flat.point(), 4_000);
    SampleBuilding.execute(
        database.ingest(),
        "update point set lot = (select lot from point where id = ?) where id = ?",
        flat.point(),
        boiler.point());
    Scope lot = Scope.lots(places(), Medium.ELECTRICITY).getFirst();
    assertThat(lot.places()).extracting(Place::title).containsExactly("1a");
    assertThat(page("year", "2026-02-10", lot.id()).total()).isEqualTo("280\u202fkWh");
    assertThat(Scope.meters(places(), Medium.ELECTRICITY)).hasSize(2);
  }

  @Test
  void aMeterAboveOthersIsNoPartBesideThem() throws Exception {
    SampleBuilding riser = common("riser", house.point());
    uses(riser.register("active-energy-import", "active-energy-import", "Wh"), 70_000);
    for (String lot : List.of("1a", "1b", "1c")) {
      flat(lot, riser.point(), 20_000);
    }
    SampleBuilding lift = common("lift", house.point());
    uses(lift.register("active-energy-import", "active-energy-import", "Wh"), 10_000);
    SampleBuilding second = common("second", house.point());
    SampleBuilding.execute(
        database.ingest(), "update point set parent = null where id = ?", second.point());
    uses(second.register("active-energy-import", "active-energy-import", "Wh"), 5_000);

    assertThat(page("month", "2026-02-10", "").parts())
        .extracting(part -> part.name() + " " + part.value())
        .containsExactly(
            "lift 280\u202fkWh",
            "second 140\u202fkWh",
            "Lot 1A 560\u202fkWh",
            "Lot 1B 560\u202fkWh",
            "Lot 1C 560\u202fkWh",
            "Autres usages, sans compteur propre 840\u202fkWh");
  }

  @Test
  void aRiserAboveFewFlatsAloneIsShownInMonthsAndAboveElevenByDays() throws Exception {
    SampleBuilding riser = common("riser", house.point());
    uses(riser.register("active-energy-import", "active-energy-import", "Wh"), 70_000);
    SampleBuilding lift = common("lift", house.point());
    uses(lift.register("active-energy-import", "active-energy-import", "Wh"), 10_000);
    for (int i = 0; i < 10; i++) {
      flat("flat-" + i, riser.point(), 5_000);
    }
    assertThat(page("day", "2026-03-17", "p" + riser.point()).view()).isEqualTo(View.YEAR);
    assertThat(page("day", "2026-03-17", "p" + riser.point()).total())
        .as("of February, the month that is over")
        .isEqualTo("1\u202f960\u202fkWh");
    assertThat(page("day", "2026-03-17", "").view()).isEqualTo(View.DAY);
    flat("flat-10", riser.point(), 5_000);
    assertThat(page("day", "2026-03-17", "p" + riser.point()).view()).isEqualTo(View.DAY);
  }

  @Test
  void whatTheBuildingMakesItselfIsNotCountedAsUsed() throws Exception {
    SampleBuilding roof = common("roof", house.point());
    SampleBuilding.execute(
        database.ingest(), "update point set parent = null where id = ?", roof.point());
    uses(roof.register("active-energy-import", "active-energy-import", "Wh"), 5_000);
    assertThat(page("month", "2026-02-10", "").total()).isEqualTo("2\u202f940\u202fkWh");
    SampleBuilding.execute(
        database.ingest(),
        """
        insert into site_plan (building, version, digest, body)
        values (?, 1, 0, 'points: [ { id: roof-elec, bought: false } ]')\
        """,
        house.building());
    assertThat(page("month", "2026-02-10", "").total()).isEqualTo("2\u202f800\u202fkWh");
  }

  private void root(String lot) throws SQLException {
    SampleBuilding root = flat(lot, house.point(), 5_000);
    SampleBuilding.execute(
        database.ingest(), "update point set parent = null where id = ?", root.point());
  }

  @Test
  void aFlatBesideTheCommonMeterIsCountedInMonthsThatAreOverAndInNothingFiner() throws Exception {
    root("1a");
    String main = "p" + house.point();
    for (String view : List.of("day", "month")) {
      Use whole = page(view, "2026-03-17", "");
      assertThat(whole.total()).as(view).isEqualTo(page(view, "2026-03-17", main).total());
      assertThat(whole.rows())
          .extracting(Use.Row::plain)
          .isEqualTo(page(view, "2026-03-17", main).rows().stream().map(Use.Row::plain).toList());
      assertThat(whole.notes()).anyMatch(note -> note.contains("relevés à part"));
    }
    assertThat(page("month", "2026-02-10", "").total()).isEqualTo("2\u202f940\u202fkWh");
    assertThat(page("month", "2026-02-10", "").rows().getFirst().value())
        .isEqualTo(page("month", "2026-02-10", main).rows().getFirst().value());
    List<Use.Row> months = page("year", "2026-02-10", "").rows();
    assertThat(months.get(1).plain()).isEqualTo("2940");
    assertThat(months.get(2).plain()).as("the month that runs").isEqualTo("1700");
    assertThat(page("year", "2026-02-10", "").total()).isEqualTo("4\u202f640\u202fkWh");
  }

  @Test
  void elevenFlatsBesideTheCommonMeterAreCountedAtEveryStep() throws Exception {
    for (int i = 0; i < 11; i++) {
      root("flat-" + i);
    }
    assertThat(page("month", "2026-03-17", "").rows().getFirst().plain()).isEqualTo("155");
    assertThat(page("month", "2026-03-17", "").notes())
        .noneMatch(note -> note.contains("relevés à part"));
  }

  @Test
  void aDayOnWhichFewOfManyFlatsWereMeasuredHasNoFigureAndTheMonthHasOne() throws Exception {
    SampleBuilding.execute(
        database.ingest(), "update meter set point = null where point = ?", house.point());
    for (int i = 0; i < 11; i++) {
      root("flat-" + i);
    }
    assertThat(page("month", "2026-02-10", "").rows().get(9).plain()).isEqualTo("55");
    SampleBuilding.execute(
        database.ingest(),
        """
        delete from quarter_hour where starts = '2026-02-10'::timestamp at time zone 'Europe/Brussels'
          and register = (select max(id) from register)\
        """);
    Use month = page("month", "2026-02-10", "");
    assertThat(month.rows().get(8).plain()).isEqualTo("55");
    assertThat(month.rows().get(9).plain()).isEmpty();
    assertThat(month.rows().get(9).note()).startsWith("trop peu de logements");
    assertThat(month.total()).isEqualTo("1\u202f535\u202fkWh");
    assertThat(page("day", "2026-02-10", "").total()).isEqualTo("–");
  }

  @Test
  void whatFewHouseholdsUseTogetherHasNoFigureADay() throws Exception {
    SampleBuilding lift = common("lift", house.point());
    uses(lift.register("active-energy-import", "active-energy-import", "Wh"), 10_000);
    for (int i = 0; i < 10; i++) {
      flat("flat-" + i, house.point(), 5_000);
    }
    assertThat(page("day", "2026-03-17", "").parts()).isEmpty();
    assertThat(page("month", "2026-03-17", "").parts()).isEmpty();
    flat("flat-10", house.point(), 5_000);
    assertThat(page("day", "2026-03-17", "").parts())
        .extracting(Use.Part::name)
        .containsExactly("lift", "Logements et autres usages");
  }
}
