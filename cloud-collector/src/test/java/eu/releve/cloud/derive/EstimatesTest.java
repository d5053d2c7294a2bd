package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.SampleBuilding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Gaps, edits and what was known then, in the store. */
class EstimatesTest extends StoredCounters {
  private static final int ROUNDS = Integer.getInteger("rounds", 2);

  /** A register of a meter of its own. */
  private int counter(String lot) throws SQLException {
    return building.dwelling(lot).register("active-energy-import", "active-energy-import", "Wh");
  }

  private int edit(int register, Index typed) throws SQLException {
    return edit(register, typed.millis(), "index", Long.toString(typed.value()));
  }

  private int discard(int register, long millis) throws SQLException {
    return edit(register, millis, "discard", "");
  }

  private int edit(int register, long millis, String kind, String value) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into edit (register, kind, instant, value, reason, made_by)
                values (?, ?, ?, nullif(?, '')::int8, 'why', 'who') returning id\
                """)) {
      insert.setInt(1, register);
      insert.setString(2, kind);
      insert.setTimestamp(3, new Timestamp(millis));
      insert.setString(4, value);
      building.touch(register, Instant.ofEpochMilli(millis), Instant.ofEpochMilli(millis));
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private void withdraw(int register, int edit, long millis) throws SQLException {
    SampleBuilding.execute(
        database.ingest(),
        "insert into edit_withdrawal (edit, reason, made_by) values (?, 'why', 'who')",
        edit);
    building.touch(register, Instant.ofEpochMilli(millis), Instant.ofEpochMilli(millis));
  }

  @Test
  @DisplayName("G21: the store fills a gap of three days by like days, and again when they come")
  void aGapIsFilledAndFilledAgainWhenLikeDaysArrive() throws Exception {
    int register = counter("flat-1");
    List<Index> whole = weeks(new Random(1), 5);
    // Three days in the fourth week, and only what comes after it is there at first.
    List<Index> late = whole.subList(0, 21 * 48);
    int gap = 23 * 48;
    List<Index> soon = without(whole.subList(21 * 48, whole.size()), 2 * 48 + 1, 5 * 48);
    read(register, soon, batch);
    derive();
    assertThat(shaped(register)).isEqualTo(3 * 96);
    String first = rows(register);
    read(register, late, building.batch(2));
    derive();
    assertThat(shaped(register)).isEqualTo(3 * 96);
    assertThat(rows(register)).isNotEqualTo(first);
    assertThat(number("select sum(consumption) from quarter_hour where quality = 40"))
        .isEqualTo(whole.get(gap + 3 * 48).value() - whole.get(gap).value());
    // What was missing comes after all: nothing is estimated any more.
    read(register, whole.subList(gap + 1, gap + 3 * 48), building.batch(3));
    derive();
    assertThat(shaped(register)).isZero();
    assertThat(number("select count(*) from quarter_hour where quality <> 0")).isZero();
  }

  @Test
  @DisplayName("G2: late arrivals, edits and withdrawals in any order derive as a rebuild does")
  void whatArrivesInAnyOrderDerivesAsARebuildDoes() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    long shaped = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String which = "seed %d round %d".formatted(seed, round);
      List<Index> read = withGaps(random, weeks(random, 6));
      List<Deed> deeds = deeds(random, read);
      int atOnce = counter("once-" + round);
      for (Deed deed : deeds) {
        deed.to(atOnce);
      }
      derive();
      shaped += shaped(atOnce);
      Collections.shuffle(deeds, random);
      int stepwise = counter("steps-" + round);
      for (Deed deed : deeds) {
        deed.to(stepwise);
        if (random.nextInt(3) == 0) {
          derive();
        }
      }
      derive();
      String incremental = rows(stepwise);
      assertThat(incremental).as(which).isEqualTo(rows(atOnce));
      SampleBuilding.execute(
          database.ingest(), "delete from quarter_hour where register = ?", stepwise);
      building.touch(
          stepwise,
          Instant.ofEpochMilli(read.getFirst().millis()),
          Instant.ofEpochMilli(read.getLast().millis()));
      derive();
      assertThat(rows(stepwise)).as("rebuilt, %s", which).isEqualTo(incremental);
      assertThat(remembered(stepwise)).as("in memory, %s", which).isEqualTo(incremental);
    }
    assertThat(shaped).as("quarter-hours with the course of like days, seed %d", seed).isPositive();
  }

  /** Something that happens to a register. */
  @FunctionalInterface
  private interface Deed {
    void to(int register) throws SQLException;
  }

  private List<Deed> deeds(Random random, List<Index> read) throws SQLException {
    List<Deed> deeds = new ArrayList<>();
    int from = 0;
    while (from < read.size()) {
      int to = Math.min(read.size(), from + 1 + random.nextInt(300));
      List<Index> part = List.copyOf(read.subList(from, to));
      deeds.add(register -> read(register, part, batch));
      from = to;
    }
    // Of two edits of one instant the later would count: here each has its own.
    List<Index> edited = new ArrayList<>(read.subList(1, read.size() - 1));
    Collections.shuffle(edited, random);
    for (Index one : edited.subList(0, 8)) {
      long between = one.millis() + random.nextInt(3) * 600_000L;
      switch (random.nextInt(4)) {
        case 0 -> deeds.add(register -> discard(register, one.millis()));
        case 1 -> deeds.add(register -> edit(register, new Index(between, one.value() + 3)));
        case 2 ->
            deeds.add(
                register -> {
                  int edit = edit(register, new Index(between, one.value() + 5_000));
                  derive();
                  withdraw(register, edit, between);
                });
        default ->
            deeds.add(
                register -> {
                  int edit = discard(register, one.millis());
                  withdraw(register, edit, one.millis());
                });
      }
    }
    // Also what there is nothing before, or after.
    deeds.add(register -> discard(register, read.getFirst().millis()));
    deeds.add(register -> discard(register, read.getLast().millis()));
    return deeds;
  }

  /** Some gaps of hours and of days, and once a fall. */
  private static List<Index> withGaps(Random random, List<Index> whole) {
    List<Index> read = new ArrayList<>(whole);
    for (int i = 0; i < 7; i++) {
      int from = random.nextInt(read.size() - 400);
      int length = random.nextBoolean() ? 2 + random.nextInt(20) : 48 + random.nextInt(150);
      read.subList(from + 1, from + length).clear();
    }
    int restart = 100 + random.nextInt(read.size() - 200);
    long stood = read.get(restart).value();
    for (int i = restart; i < read.size(); i++) {
      read.set(i, new Index(read.get(i).millis(), read.get(i).value() - stood));
    }
    return read;
  }

  // What of a gap is of the 56th day may have no quarter-hour by which gaps are found.
  @Test
  void aDayThatComesLateReachesTheGapAtTheEndOfItsEightWeeks() throws Exception {
    String monday = "2026-05-04T00:00";
    String tuesday = "2026-06-23T00:00";
    lateDayReaches(
        quarters(monday, "2026-05-05T00:00"),
        quarters(tuesday, "2026-06-24T00:00"),
        quarters("2026-06-29T12:00", "2026-06-29T22:15"),
        quarters("2026-06-30T00:30", "2026-06-30T12:00"));
  }

  @Test
  void aDayThatComesLateReachesTheGapAtTheBeginOfTheEightWeeksBeforeIt() throws Exception {
    lateDayReaches(
        quarters("2026-03-02T00:00", "2026-03-03T00:00"),
        quarters("2026-01-04T12:00", "2026-01-04T22:30"),
        quarters("2026-01-05T00:45", "2026-01-05T12:00"),
        quarters("2026-01-11T00:00", "2026-01-12T00:00"));
  }

  @SafeVarargs
  private void lateDayReaches(List<Index> late, List<Index>... soon) throws Exception {
    int register = counter("late");
    for (List<Index> part : soon) {
      read(register, part, batch);
    }
    derive();
    String without = rows(register);
    read(register, late, building.batch(2));
    derive();
    String incremental = rows(register);
    assertThat(shaped(register)).isPositive();
    assertThat(incremental).isNotEqualTo(without);
    SampleBuilding.execute(
        database.ingest(), "delete from quarter_hour where register = ?", register);
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    building.touch(register, begin, begin.plus(Duration.ofDays(365)));
    derive();
    assertThat(rows(register)).isEqualTo(incremental);
  }

  /** A reading each quarter-hour of local time, ever faster over the day. */
  private static List<Index> quarters(String from, String to) {
    ZoneId brussels = ZoneId.of("Europe/Brussels");
    Instant at = LocalDateTime.parse(from).atZone(brussels).toInstant();
    Instant end = LocalDateTime.parse(to).atZone(brussels).toInstant();
    long start = LocalDateTime.parse("2026-01-01T00:00").atZone(brussels).toEpochSecond();
    List<Index> readings = new ArrayList<>();
    for (; !at.isAfter(end); at = at.plusSeconds(900)) {
      long passed = (at.getEpochSecond() - start) / 900;
      readings.add(new Index(at.toEpochMilli(), 20_000 * passed + passed % 96 * (passed % 96)));
    }
    return readings;
  }

  @Test
  @DisplayName("A4: as known on D is what the store held on D")
  void asKnownThenIsWhatWasStoredThen() throws Exception {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    SampleBuilding flat = building.dwelling("flat-1");
    int register = flat.register("active-energy-import", "active-energy-import", "Wh");
    List<Index> read = withGaps(random, weeks(random, 6));
    List<Index> late = new ArrayList<>();
    List<Index> soon = new ArrayList<>();
    for (int i = 0; i < read.size(); i++) {
      (i / 60 % 4 == 3 ? late : soon).add(read.get(i));
    }
    read(register, soon, batch);
    edit(register, new Index(soon.get(100).millis(), soon.get(100).value() + 1));
    int withdrawn = discard(register, soon.get(200).millis());
    derive();
    List<Stretch> days = days();
    String then = figures(flat, days);
    Instant known = now();
    read(register, late, building.batch(2));
    // Another value of one instant, an edit more, and one less.
    read(
        register,
        List.of(new Index(soon.get(300).millis(), soon.get(300).value() + 2)),
        building.batch(3));
    discard(register, soon.get(400).millis());
    withdraw(register, withdrawn, soon.get(200).millis());
    derive();
    assertThat(figures(flat, days)).as("seed %d", seed).isNotEqualTo(then);
    try (Connection connection = database.ingest().getConnection()) {
      assertThat(String.valueOf(PointFigures.of(connection, flat.point(), days, known)))
          .as("seed %d", seed)
          .isEqualTo(then);
      assertThat(String.valueOf(PointFigures.of(connection, flat.point(), days, now())))
          .as("seed %d", seed)
          .isEqualTo(figures(flat, days));
    }
  }

  @Test
  void amountsOfIntervalsAndBatchesThatGotTheirDateLateAreAsKnownThenToo() throws Exception {
    SampleBuilding flat = building.dwelling("flat-1");
    int amounts = flat.register("water-volume", "water-volume", "mL");
    int index = flat.register("active-energy-import", "active-energy-import", "Wh");
    SampleBuilding.execute(
        database.ingest(), "update register set per = '15m' where id = ?", amounts);
    Instant noon = START.plus(Duration.ofHours(14));
    List<Index> first = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      first.add(new Index(noon.plus(Duration.ofMinutes(15L * i)).toEpochMilli(), 100 + i));
    }
    read(amounts, first.subList(0, 30), batch);
    read(index, first, batch);
    // It came at once, and nobody knew of when it is.
    long undated = building.batch(2);
    derive();
    List<Stretch> days = days();
    String then = figures(flat, days);
    Instant known = now();
    read(amounts, List.of(new Index(first.get(3).millis(), 7_000)), building.batch(3));
    read(index, List.of(new Index(first.get(40).millis() + 600_000, 500)), undated);
    SampleBuilding.execute(
        database.ingest(),
        "update ledger set dated_at = clock_timestamp() where batch = ?",
        undated);
    derive();
    assertThat(figures(flat, days)).isNotEqualTo(then);
    try (Connection connection = database.ingest().getConnection()) {
      assertThat(String.valueOf(PointFigures.of(connection, flat.point(), days, known)))
          .isEqualTo(then);
      assertThat(String.valueOf(PointFigures.of(connection, flat.point(), days, now())))
          .isEqualTo(figures(flat, days));
    }
  }

  // A reading a minute is derived once a minute: nothing may be looked for far and wide.
  @Test
  void gapsAreFoundByAnIndexOfTheirOwn() throws Exception {
    int register = counter("flat-1");
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement rows =
            connection.prepareStatement(
                """
                insert into quarter_hour
                select ?, timestamptz '2026-01-01Z' + i * interval '15 minutes', 1, 900000,
                  case when i between 5000 and 5200 then 40 else 0 end,
                  case when i between 5000 and 5200 then 3000 else 1 end
                from generate_series(1, 25000) i\
                """);
        Statement statement = connection.createStatement()) {
      rows.setInt(1, register);
      rows.executeUpdate();
      statement.execute("set role none");
      statement.execute("analyze releve.quarter_hour");
      statement.execute("set role releve_ingest");
    }
    assertThat(
            text(
                "explain (format json) "
                    + StaleGaps.GAPS
                        .replaceFirst("\\?", Integer.toString(register))
                        .replaceFirst("\\?", "'2026-02-01Z'")
                        .replaceFirst("\\?", "'2026-06-01Z'")))
        .contains("quarter_hour_of_gap");
  }

  private static List<Stretch> days() {
    LocalCalendar brussels = LocalCalendar.of("Europe/Brussels");
    return brussels.periods(Span.DAY, START, START.plus(Duration.ofDays(45))).stream()
        .map(day -> new Stretch(day.from().toEpochMilli(), day.to().toEpochMilli()))
        .toList();
  }

  private String figures(SampleBuilding flat, List<Stretch> days) throws SQLException {
    try (Connection connection = database.ingest().getConnection()) {
      return String.valueOf(PointFigures.of(connection, flat.point(), days));
    }
  }

  @Test
  void aRegisterThatIsReadOnceADayHasStraightGaps() throws Exception {
    int register = counter("flat-1");
    List<Index> daily = new ArrayList<>();
    List<Index> whole = weeks(new Random(2), 5);
    for (int i = 0; i < whole.size(); i += 48) {
      daily.add(whole.get(i));
    }
    read(register, daily, batch);
    derive();
    assertThat(text("select string_agg(distinct quality::text, ' ') from quarter_hour"))
        .isEqualTo("20");
  }

  private long shaped(int register) throws SQLException {
    return number(
        "select count(*) from quarter_hour where quality = 40 and register = " + register);
  }
}
