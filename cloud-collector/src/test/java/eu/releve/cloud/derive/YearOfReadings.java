package eu.releve.cloud.derive;

import eu.releve.wire.Readings.Row;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A year of 36 registers, read once in a quarter-hour: 24 counters and 12 gauges. Some days are
 * missing, and come when all the others are there.
 */
final class YearOfReadings {
  private static final int COUNTERS = 24;
  private static final int GAUGES = 12;
  private static final int DAYS = 365;
  private static final int PER_DAY = 96;
  private static final long FIRST_MILLIS = Instant.parse("2025-01-31T23:00:00Z").toEpochMilli();

  private final Bench store;
  private final Map<Integer, Integer> registers = new HashMap<>();
  private final long[] values = new long[COUNTERS + GAUGES];
  private final List<List<Row>> days = new ArrayList<>();
  private final Random random;

  YearOfReadings(Bench store, long seed) throws SQLException {
    this.store = store;
    this.random = new Random(seed);
    for (int i = 0; i < COUNTERS; i++) {
      registers.put(
          1 + i,
          store.register("m" + i, "active-energy-import", "active-energy-import", "Wh", 1, 1));
    }
    for (int i = COUNTERS; i < COUNTERS + GAUGES; i++) {
      registers.put(1 + i, store.register("m" + i, "voltage", "voltage", "mV", 1, 2));
    }
  }

  /** Stores and derives the year but for the days that will be late. */
  void write(int late) throws SQLException, IOException {
    for (int day = 0; day < DAYS + late; day++) {
      days.add(day(day));
    }
    List<List<Row>> there = new ArrayList<>(days.subList(0, DAYS));
    for (int turn = 0; turn < late; turn++) {
      there.remove(days.get(lateDay(turn)));
    }
    for (List<Row> day : there) {
      store.write(day, registers, FIRST_MILLIS);
    }
    store.settle();
    store.mark(there, registers, FIRST_MILLIS);
    Cpu unused = store.derive();
    store.settle();
  }

  private static int lateDay(int turn) {
    return 100 + 17 * turn;
  }

  /** The next day after the year comes. */
  Cpu onTime(int turn) throws SQLException, IOException {
    return comes(days.get(DAYS + turn));
  }

  /** A day of the year comes that nobody had yet. */
  Cpu late(int turn) throws SQLException, IOException {
    return comes(days.get(lateDay(turn)));
  }

  private Cpu comes(List<Row> day) throws SQLException, IOException {
    store.write(day, registers, FIRST_MILLIS);
    store.mark(List.of(day), registers, FIRST_MILLIS);
    return store.derive();
  }

  private List<Row> day(int day) {
    List<Row> rows = new ArrayList<>();
    for (int quarter = 0; quarter < PER_DAY; quarter++) {
      for (int register = 0; register < values.length; register++) {
        values[register] =
            register < COUNTERS
                ? values[register] + 10L * random.nextInt(40)
                : 230_000 + 100L * random.nextInt(60);
        long millis =
            ((long) day * PER_DAY + quarter) * QuarterHour.MILLIS + 7_000L * register + 3_000;
        rows.add(new Row(1 + register, millis, values[register], 0));
      }
    }
    return rows;
  }
}
