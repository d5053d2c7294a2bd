package eu.releve.cloud.process;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.Reach;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.derive.Deriver;
import eu.releve.cloud.validate.LimitBook;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Remarks;
import eu.releve.cloud.validate.Rule;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rules over touched days, on a real PostgreSQL. */
class ValidationTest {
  private static final ZoneId BRUSSELS = ZoneId.of("Europe/Brussels");
  private static final String ENERGY = "active-energy-import";
  private static final LocalDate JANUARY = LocalDate.of(2026, 1, 1);
  private static final LocalDate FEBRUARY = LocalDate.of(2026, 2, 1);
  private static final LocalDate MARCH = LocalDate.of(2026, 3, 1);

  private Database database;
  private House house;

  @BeforeEach
  void open() throws Exception {
    database = TestDatabase.fresh();
    house = House.in(database, "tilleuls-12");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private List<Remark> remarks() throws SQLException {
    try (Connection connection = database.api(Reach.EVERYTHING).getConnection()) {
      return new Remarks(connection, house.building())
          .of(JANUARY.minusYears(5), JANUARY.plusYears(5), 1_000).stream()
              .map(Remarks.Named::remark)
              .toList();
    }
  }

  private List<Remark> remarks(Rule rule) throws SQLException {
    return remarks().stream().filter(remark -> remark.subject().rule() == rule).toList();
  }

  /** A main meter with two flats, all of the same course; the flats count half each. */
  private record Tree(int main, int left, int right) {}

  private Tree tree() throws SQLException {
    int main = house.point("main", 0, 0);
    int left = house.point("left", house.lot("a"), main);
    int right = house.point("right", house.lot("b"), main);
    return new Tree(
        house.register(main, ENERGY, "Wh"),
        house.register(left, ENERGY, "Wh"),
        house.register(right, ENERGY, "Wh"));
  }

  private void use(Tree tree, LocalDate from, LocalDate to, long main) throws SQLException {
    house.use(tree.main(), from, to, main);
    house.use(tree.left(), from, to, 500);
    house.use(tree.right(), from, to, 500);
  }

  private void forget(int register, LocalDate from, LocalDate to) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        "delete from quarter_hour where register = ? and starts >= ?::timestamptz"
            + " and starts < ?::timestamptz",
        register,
        from.atStartOfDay(BRUSSELS).toInstant().toString(),
        to.atStartOfDay(BRUSSELS).toInstant().toString());
  }

  @Test
  @DisplayName("G22: 12 % that nobody counts for seven days are one remark, not 60")
  void anImbalanceOfSevenDaysIsOneRemark() throws Exception {
    Tree tree = tree();
    LocalDate begin = JANUARY.plusDays(9);
    LocalDate end = begin.plusDays(7);
    use(tree, JANUARY, begin, 1_000);
    use(tree, begin, end, 1_136);
    use(tree, end, FEBRUARY, 1_000);
    house.touch(JANUARY, FEBRUARY);
    house.process();

    assertThat(remarks()).hasSize(1);
    Remark told = remarks().getFirst();
    assertThat(told.subject().rule()).isEqualTo(Rule.BALANCE);
    assertThat(told.since()).isEqualTo(begin);
    assertThat(told.last()).isEqualTo(end.minusDays(1));
    assertThat(told.cleanOn()).contains(end);
    assertThat(told.shown().measured()).isEqualByComparingTo("12.0");
    assertThat(told.shown().limit()).isEqualByComparingTo("3");

    // Late data close it: the left flat used what was missing.
    forget(tree.left(), begin, end);
    house.use(tree.left(), begin, end, 636);
    house.touch(begin, end);
    house.process();
    assertThat(remarks()).isEmpty();
  }

  @Test
  @DisplayName("V10: meters that are read each hour are balanced, those read each day are not")
  void metersThatAreReadEachHourAreBalanced() throws Exception {
    int main = house.point("main", 0, 0);
    int flat = house.point("flat", house.lot("a"), main);
    int whole = house.register(main, "water-volume", "mL");
    int part = house.register(flat, "water-volume", "mL");
    LocalDate rarely = JANUARY.plusDays(5);
    LocalDate end = JANUARY.plusDays(10);
    for (int register : List.of(whole, part)) {
      house.use(register, JANUARY, rarely, register == whole ? 1_000 : 900, 60);
      house.use(register, rarely, end, register == whole ? 1_000 : 900, 1_440);
    }
    house.touch(JANUARY, end);
    house.process();
    assertThat(remarks(Rule.BALANCE)).hasSize(1);
    assertThat(remarks(Rule.BALANCE).getFirst().last()).isEqualTo(rarely.minusDays(1));
    assertThat(remarks(Rule.BALANCE).getFirst().days()).isEqualTo(5);
    // Of the other days too little is known to say that it is over.
    assertThat(remarks(Rule.BALANCE).getFirst().isOngoing()).isTrue();
  }

  @Test
  void theDayThatRunsIsNotJudgedAndARemarkGoesOnUntilItIsOver() throws Exception {
    Tree tree = tree();
    use(tree, JANUARY, JANUARY.plusDays(10), 1_000);
    use(tree, JANUARY.plusDays(10), JANUARY.plusDays(13), 1_136);
    house.touch(JANUARY, JANUARY.plusDays(13));
    house.process();
    Remark open = remarks().getFirst();
    assertThat(open.isOngoing()).isTrue();
    assertThat(open.last()).isEqualTo(JANUARY.plusDays(11));

    use(tree, JANUARY.plusDays(13), JANUARY.plusDays(15), 1_000);
    house.touch(JANUARY.plusDays(13), JANUARY.plusDays(15));
    house.process();
    Remark over = remarks().getFirst();
    assertThat(over.last()).isEqualTo(JANUARY.plusDays(12));
    assertThat(over.cleanOn()).contains(JANUARY.plusDays(13));
  }

  @Test
  @DisplayName("G11: over both changes of the clocks a steady load raises nothing")
  void daysOf23And25HoursRaiseNothing() throws Exception {
    Tree tree = tree();
    int water = house.register(house.point("water", 0, 0), "water-volume", "mL");
    for (LocalDate from : List.of(LocalDate.of(2026, 3, 1), LocalDate.of(2026, 10, 1))) {
      use(tree, from, from.plusMonths(2), 1_000);
      house.use(water, from, from.plusMonths(2), 1_000);
      house.touch(from, from.plusMonths(2));
    }
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_from = '2026-01-01' where point is not null");
    house.process();
    assertThat(remarks())
        .filteredOn(remark -> !remark.subject().rule().equals(Rule.MISSING))
        .isEmpty();
    // Between May and October nothing was read: one remark a meter.
    assertThat(remarks(Rule.MISSING)).hasSize(4);
    assertThat(remarks(Rule.MISSING))
        .allSatisfy(gap -> assertThat(gap.since()).isEqualTo(LocalDate.of(2026, 5, 1)))
        .allSatisfy(gap -> assertThat(gap.last()).isEqualTo(LocalDate.of(2026, 9, 30)));
  }

  @Test
  @DisplayName("G14: a meter's clock an hour ahead is a remark on its zone, and no hour is doubled")
  void aMetersClockAnHourAheadIsRemarked() throws Exception {
    int point = house.point("main", 0, 0);
    int energy = house.register(point, ENERGY, "Wh");
    int clock = house.registerOfMeter(point, "meter-clock", "local-s");
    long value = 0;
    for (Instant at = start(JANUARY);
        at.isBefore(start(JANUARY.plusDays(3)));
        at = at.plusSeconds(900)) {
      value += 250;
      long local = at.atZone(BRUSSELS).toLocalDateTime().toEpochSecond(ZoneOffset.UTC);
      house.reading(energy, at, value, 0);
      house.reading(clock, at, local + 3_600, 0);
    }
    derive(energy, JANUARY, JANUARY.plusDays(3));
    house.process();
    Remark told = remarks(Rule.CLOCK).getFirst();
    assertThat(remarks(Rule.CLOCK)).hasSize(1);
    assertThat(told.subject().about()).isEqualTo("meter-clock");
    assertThat(told.shown().measured()).isEqualByComparingTo("3600");
    assertThat(told.since()).isEqualTo(JANUARY);
    // The gateway dates readings: 96 quarter-hours a day, each once.
    assertThat(
            house.number(
                "select count(*)::int from quarter_hour where register = ? and starts >="
                    + " ?::timestamptz and starts < ?::timestamptz",
                energy,
                start(JANUARY).toString(),
                start(JANUARY.plusDays(1)).toString()))
        .isEqualTo(96);
  }

  @Test
  @DisplayName("V17, V20: values that decoders and meters marked")
  void markedValuesAreRemarked() throws Exception {
    int point = house.point("boiler", 0, 0);
    house.use(house.register(point, ENERGY, "Wh"), JANUARY, JANUARY.plusDays(4), 100);
    int supply = house.registerOfMeter(point, "supply-temperature", "mdegC");
    house.reading(supply, start(JANUARY.plusDays(1)).plusSeconds(60), 128_800, 2);
    house.reading(supply, start(JANUARY.plusDays(2)).plusSeconds(60), 55_000, 1);
    house.reading(supply, start(JANUARY.plusDays(2)).plusSeconds(120), 55_000, 0);
    house.touch(JANUARY, JANUARY.plusDays(4));
    house.process();
    assertThat(remarks(Rule.RANGE)).extracting(Remark::since).containsExactly(JANUARY.plusDays(1));
    assertThat(remarks(Rule.DEVICE)).extracting(Remark::since).containsExactly(JANUARY.plusDays(2));
  }

  @Test
  @DisplayName("G5: V18 is silent when the exchange is declared, and tells when it is not")
  void anUndeclaredRatioIsRemarkedUntilSomebodyDeclaresIt() throws Exception {
    int point = house.point("main", 0, 0);
    int register = house.register(point, ENERGY, "Wh");
    LocalDate change = JANUARY.plusDays(15);
    house.use(register, JANUARY, change, 400);
    house.use(register, change, FEBRUARY, 800);
    house.touch(JANUARY, FEBRUARY);
    house.process();
    assertThat(remarks(Rule.MULTIPLIER)).hasSize(1);
    Remark told = remarks(Rule.MULTIPLIER).getFirst();
    assertThat(told.since()).isBetween(change.minusDays(1), change);
    assertThat(told.isOngoing()).isTrue();
    assertThat(told.shown().measured()).isEqualByComparingTo("200");

    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_at = ?::timestamptz where point = ?",
        change.atTime(12, 0).atZone(BRUSSELS).toInstant().toString(),
        point);
    house.touch(change.minusDays(1), change.plusDays(1));
    house.process();
    assertThat(remarks(Rule.MULTIPLIER)).isEmpty();
  }

  @Test
  @DisplayName("V13: a meter that the plan says is gone goes on counting")
  void whatIsCountedAfterTheMetersLastDayIsRemarked() throws Exception {
    int point = house.point("old", 0, 0);
    house.use(house.register(point, ENERGY, "Wh"), JANUARY, JANUARY.plusDays(9), 100);
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_to = ?::date where point = ?",
        JANUARY.plusDays(5).toString(),
        point);
    house.touch(JANUARY, JANUARY.plusDays(9));
    house.process();
    Remark told = remarks(Rule.INACTIVE).getFirst();
    assertThat(told.since()).isEqualTo(JANUARY.plusDays(6));
    assertThat(told.last()).isEqualTo(JANUARY.plusDays(7));
  }

  @Test
  @DisplayName("V11: two months on end at three times the usual are one remark")
  void monthsOnEndAreOneRemark() throws Exception {
    int register = house.register(house.point("main", 0, 0), "water-volume", "mL");
    house.use(register, JANUARY, MARCH, 1_000);
    house.use(register, MARCH, MARCH.plusMonths(1), 3_000);
    house.use(register, MARCH.plusMonths(1), MARCH.plusMonths(2), 9_000);
    house.use(register, MARCH.plusMonths(2), MARCH.plusMonths(2).plusDays(2), 9_000);
    house.touch(JANUARY, MARCH.plusMonths(2).plusDays(2));
    house.process();
    assertThat(remarks(Rule.USAGE)).hasSize(1);
    Remark told = remarks(Rule.USAGE).getFirst();
    assertThat(told.since()).isEqualTo(MARCH);
    assertThat(told.last()).isEqualTo(MARCH.plusMonths(2).minusDays(1));
    assertThat(told.shown().measured()).isEqualByComparingTo("300.0");
  }

  @Test
  void aLimitThatTheOrganisationSetsHoldsFromItsDayOn() throws Exception {
    Tree tree = tree();
    use(tree, JANUARY, FEBRUARY, 1_136);
    house.touch(JANUARY, FEBRUARY);
    house.process();
    assertThat(remarks(Rule.BALANCE).getFirst().isOngoing()).isTrue();

    LocalDate from = JANUARY.plusDays(9);
    set(Rule.BALANCE, "electricity-percent", "15", from);
    house.process();
    Remark told = remarks(Rule.BALANCE).getFirst();
    assertThat(told.last()).isEqualTo(from.minusDays(1));
    assertThat(told.cleanOn()).contains(from);

    // What was set last counts, whichever day it begins with.
    set(Rule.BALANCE, "electricity-percent", "2", JANUARY);
    house.process();
    assertThat(remarks(Rule.BALANCE).getFirst().isOngoing()).isTrue();
    assertThat(remarks(Rule.BALANCE).getFirst().shown().limit()).isEqualByComparingTo("2");
  }

  @Test
  void theSameDataGiveTheSameRemarksInWhateverOrderTheyCome() throws Exception {
    long seed = Long.getLong("releve.seed", 20261201L);
    Random random = new Random(seed);
    Tree tree = tree();
    SampleBuilding.execute(
        database.ingest(),
        "update meter set installed_from = '2026-01-01' where point is not null");
    List<LocalDate> days = new ArrayList<>(JANUARY.datesUntil(MARCH).toList());
    List<Long> mains = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      mains.add(List.of(1_000L, 1_000L, 1_000L, 1_136L, 0L, 2_500L).get(random.nextInt(6)));
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    for (int i = 0; i < order.size(); i++) {
      LocalDate day = days.get(order.get(i));
      use(tree, day, day.plusDays(1), mains.get(order.get(i)));
      house.touch(day, day.plusDays(1));
      if (random.nextInt(4) == 0) {
        house.process();
      }
    }
    house.process();
    String arrived = kept();
    assertThat(remarks()).as("seed %d", seed).isNotEmpty();

    SampleBuilding.execute(database.ingest(), "delete from validated");
    SampleBuilding.execute(database.ingest(), "delete from remark_day");
    SampleBuilding.execute(database.ingest(), "delete from remark");
    house.touch(JANUARY, MARCH);
    house.process();
    assertThat(kept()).as("seed %d", seed).isEqualTo(arrived);
  }

  /** All that is kept, to the byte. */
  private String kept() throws SQLException {
    StringBuilder all = new StringBuilder();
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("remark", "remark_day", "validated")) {
        try (ResultSet row =
            statement.executeQuery(
                "select string_agg(t::text, E'\\n' order by t::text) from %s t".formatted(table))) {
          row.next();
          all.append(row.getString(1)).append('\n');
        }
      }
    }
    return all.toString();
  }

  @Test
  void aGaugeThatComesLateHasItsDaysJudgedAgain() throws Exception {
    int point = house.point("boiler", 0, 0);
    house.use(house.register(point, ENERGY, "Wh"), JANUARY, JANUARY.plusDays(4), 100);
    int supply = house.registerOfMeter(point, "supply-temperature", "mdegC");
    house.touch(JANUARY, JANUARY.plusDays(4));
    house.process();
    assertThat(remarks(Rule.STUCK)).isEmpty();
    for (Instant at = start(JANUARY.plusDays(1));
        at.isBefore(start(JANUARY.plusDays(2)));
        at = at.plusSeconds(900)) {
      house.reading(supply, at, 55_000, 0);
    }
    derive(supply, JANUARY.plusDays(1), JANUARY.plusDays(2));
    house.process();
    assertThat(remarks(Rule.STUCK)).extracting(Remark::since).containsExactly(JANUARY.plusDays(1));
  }

  @Test
  void whatIsTakenBackTakesItsRemarksWithIt() throws Exception {
    Tree tree = tree();
    use(tree, JANUARY, FEBRUARY, 2_000);
    use(tree, FEBRUARY, MARCH, 1_000);
    house.touch(JANUARY, MARCH);
    house.process();
    assertThat(remarks(Rule.BALANCE)).extracting(Remark::since).containsExactly(JANUARY);
    for (int register : List.of(tree.main(), tree.left(), tree.right())) {
      forget(register, JANUARY, FEBRUARY);
    }
    house.touch(JANUARY, FEBRUARY);
    house.process();
    assertThat(remarks()).isEmpty();
    use(tree, JANUARY, FEBRUARY, 2_000);
    house.touch(JANUARY, FEBRUARY);
    house.process();
    assertThat(remarks(Rule.BALANCE)).hasSize(1);
    for (int register : List.of(tree.main(), tree.left(), tree.right())) {
      forget(register, JANUARY, MARCH);
    }
    house.touch(JANUARY, MARCH);
    house.process();
    assertThat(remarks()).as("nothing of the building is known any more").isEmpty();
    assertThat(house.number("select count(*)::int from remark_day")).isZero();
  }

  @Test
  void aCheckThatFailsCostsNoOtherResult() throws Exception {
    int water = house.register(house.point("water", 0, 0), "water-volume", "mL");
    house.use(water, JANUARY, FEBRUARY, 1_000);
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set role none");
      // Of a later version of the program.
      statement.execute(
          "insert into releve.rule_limit values ('V99', 'n', 1, 'u', 1, 0, 2, 's', false)");
      statement.execute("set role releve_ingest");
    }
    house.touch(JANUARY, FEBRUARY);
    house.process();
    assertThat(house.number("select count(*)::int from carbon_month")).isEqualTo(1);
    assertThat(house.number("select count(*)::int from touched_day")).isZero();
    assertThat(remarks()).isEmpty();
  }

  @Test
  @DisplayName("V05, V07, V09, G3: what derivation itself holds")
  void whatDerivationHoldsNeedsNoRemark() throws Exception {
    int register = house.register(house.point("main", 0, 0), ENERGY, "Wh");
    Instant begin = start(JANUARY);
    long value = 1_000_000;
    for (int i = 0; i <= 96; i++) {
      Instant at = begin.plusSeconds(900L * i);
      value += 100;
      // At noon the counter shows a little less, and twice the same is told twice.
      house.reading(register, at, i == 48 ? value - 300 : value, 0);
      house.reading(register, at, i == 48 ? value - 300 : value, 0);
    }
    derive(register, JANUARY, JANUARY.plusDays(1));
    assertThat(
            house.number(
                "select sum(consumption)::int from quarter_hour where register = ?", register))
        .isEqualTo(9_600);
    assertThat(
            house.number(
                "select min(consumption)::int from quarter_hour where register = ?", register))
        .isNotNegative();
    assertThat(Rule.DUPLICATE.where()).contains("derivation");
    assertThat(Rule.NEGATIVE.where()).contains("derivation");
    assertThat(Rule.SUM.isRun()).isFalse();
  }

  private void set(Rule rule, String name, String value, LocalDate from) throws SQLException {
    int organisation =
        house.number("select organisation from building where id = ?", house.building());
    try (Connection connection = database.api(Reach.of(organisation)).getConnection()) {
      int number =
          new LimitBook(connection)
              .set(
                  organisation,
                  new LimitBook.Setting(
                      rule, name, new BigDecimal(value), from, "anne", "no sub-meter in the hall"),
                  Instant.parse("2026-02-01T10:00:00Z"));
      assertThat(number).isPositive();
      connection.commit();
    }
  }

  private static Instant start(LocalDate day) {
    return day.atStartOfDay(BRUSSELS).toInstant();
  }

  private void derive(int register, LocalDate from, LocalDate to) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        "insert into touched (building, registers, from_instant, to_instant)"
            + " values (?, array[?::integer], ?::timestamptz, ?::timestamptz)",
        house.building(),
        register,
        start(from).toString(),
        start(to).toString());
    int done = new Deriver(database.ingest()).step();
    assertThat(done).isPositive();
  }
}
