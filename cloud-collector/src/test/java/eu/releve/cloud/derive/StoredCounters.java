package eu.releve.cloud.derive;

import eu.releve.cloud.SampleBuilding;
import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Counters whose readings lie in the store, and what is derived from them. */
abstract class StoredCounters {
  static final Instant START = Instant.parse("2026-09-20T22:00:00Z");
  static final Duration EVERY = Duration.ofMinutes(30);

  Database database;
  SampleBuilding building;
  long batch;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    building = SampleBuilding.in(database, "tilleuls-12", "syndic");
    batch = building.batch(1);
  }

  @AfterEach
  void stop() {
    database.close();
  }

  void derive() throws SQLException {
    Deriver deriver = new Deriver(database.ingest());
    while (deriver.step() > 0) {}
  }

  /** Readings of one batch, as a commit leaves them. */
  void read(int register, List<Index> readings, long from) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into reading (register, instant, value, quality, batch)
                select ?, timestamptz 'epoch' + m * interval '1 millisecond', v, 0, ?
                from unnest(?::int8[], ?::int8[]) as t(m, v)\
                """)) {
      insert.setInt(1, register);
      insert.setLong(2, from);
      insert.setArray(
          3, connection.createArrayOf("int8", readings.stream().map(Index::millis).toArray()));
      insert.setArray(
          4, connection.createArrayOf("int8", readings.stream().map(Index::value).toArray()));
      insert.executeUpdate();
    }
    long first = readings.stream().mapToLong(Index::millis).min().orElseThrow();
    long last = readings.stream().mapToLong(Index::millis).max().orElseThrow();
    building.touch(register, Instant.ofEpochMilli(first), Instant.ofEpochMilli(last));
  }

  /** Some weeks of half-hours, day after day much the same. */
  static List<Index> weeks(Random random, int weeks) {
    List<Index> readings = new ArrayList<>();
    long index = 1_000_000;
    for (int i = 0; i <= weeks * 7 * 48; i++) {
      readings.add(new Index(START.plus(EVERY.multipliedBy(i)).toEpochMilli(), index));
      index += 20 + (i % 48) * 10L + random.nextInt(40);
    }
    return readings;
  }

  static List<Index> without(List<Index> readings, int from, int to) {
    List<Index> left = new ArrayList<>(readings.subList(0, from));
    left.addAll(readings.subList(to, readings.size()));
    return left;
  }

  Instant now() throws SQLException {
    return Instant.parse(
        text(
            "select to_char(clock_timestamp() at time zone 'UTC',"
                + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"));
  }

  /** The rows of the register as memory has them. */
  String remembered(int register) throws SQLException {
    return remembered(database.ingest(), register);
  }

  /** The same, with no more rights than whoever asks has. */
  String remembered(DataSource pool, int register) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      Instant known = now();
      Counting counting = Counting.of(connection, List.of(register), Optional.of(known)).getFirst();
      long from = START.minus(Duration.ofDays(1)).toEpochMilli();
      StringBuilder rows = new StringBuilder();
      for (QuarterHour quarter :
          new AsKnown(connection, counting, known)
              .quarterHours(from, from + Duration.ofDays(50).toMillis())) {
        rows.append(rows.isEmpty() ? "" : "\n")
            .append(quarter.startMillis() / 1_000)
            .append(' ')
            .append(quarter.consumption())
            .append(' ')
            .append(quarter.coveredMillis())
            .append(' ')
            .append(quarter.status().code())
            .append(' ')
            .append(quarter.bracketMinutes());
      }
      return rows.toString();
    }
  }

  String rows(int register) throws SQLException {
    return text(
        "select string_agg(extract(epoch from starts)::int8 || ' ' || consumption || ' ' ||"
            + " covered_millis || ' ' || quality || ' ' || bracket_minutes, E'\n' order by starts)"
            + " from quarter_hour where register = "
            + register);
  }

  long number(String query) throws SQLException {
    return Long.parseLong(text(query));
  }

  String text(String query) throws SQLException {
    try (Connection connection = database.ingest().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
