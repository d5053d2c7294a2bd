package eu.releve.cloud.derive;

import eu.releve.cloud.database.Database;
import eu.releve.cloud.database.TestDatabase;
import eu.releve.cloud.delivery.Figures;
import eu.releve.edge.simulate.ReferenceBuilding;
import eu.releve.measure.BusId;
import eu.releve.measure.Kind;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Readings.Row;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./releve bench derive}: readings of the reference building to quarter-hours, days, months,
 * levels and peaks, in CPU seconds of this process and of PostgreSQL's back-ends.
 *
 * <p>The building's days are marked as commits mark them, each by itself, and derived as the
 * collector does; the first ones warm both up and are not counted. A late day is one of a year that
 * misses it; on time it is the day after the year. The two sides take turns.
 */
final class DeriveBench {
  private static final long SEED = 1;
  private static final int WARM_DAYS = 3;
  private static final int DAYS = Integer.getInteger("days", 8);
  private static final int PURE_ROUNDS = 3;
  private static final int TURNS = 6;

  private final Figures figures = Figures.alone();

  private DeriveBench() {}

  /** Prints the figures; exits with 3 if it could not. */
  public static void main(String[] arguments) throws Exception {
    int exit = 0;
    try {
      String part = arguments.length == 0 ? "" : arguments[0];
      DeriveBench bench = new DeriveBench();
      bench.figures.note("derive: seed %d, %d days", SEED, DAYS);
      bench.figures.print("derive.readings_per_second_core.yardstick", Figures.loopMillis(), "ms");
      if (!part.equals("late")) {
        bench.building();
      }
      if (!part.equals("building")) {
        bench.lateDay();
      }
    } catch (IOException | SQLException couldNot) {
      System.err.println("releve bench derive: " + couldNot.getMessage());
      exit = 3;
    }
    System.exit(exit);
  }

  private void building() throws Exception {
    ReferenceBuilding building = ReferenceBuilding.of(SEED);
    try (Database database = TestDatabase.fresh()) {
      Bench store = new Bench(database, building.zone().getId());
      Map<Integer, Integer> registers = new HashMap<>();
      for (Catalogue.Entry entry : building.catalogue().entries()) {
        registers.put(entry.number(), store.register(entry));
      }
      List<List<Row>> days = new ArrayList<>();
      for (int day = 0; day < WARM_DAYS + DAYS; day++) {
        List<Row> rows = new ArrayList<>();
        for (BusId bus : building.buses()) {
          rows.addAll(building.rows(bus, day));
        }
        days.add(rows);
        store.write(rows, registers, ReferenceBuilding.WALL_MINUS_BOOT);
      }
      pure(building, days);
      store.settle();
      store.mark(days.subList(0, WARM_DAYS), registers, ReferenceBuilding.WALL_MINUS_BOOT);
      store.derive();
      List<List<Row>> counted = days.subList(WARM_DAYS, days.size());
      long readings = counted.stream().mapToLong(List::size).sum();
      store.mark(counted, registers, ReferenceBuilding.WALL_MINUS_BOOT);
      Cpu cpu = store.derive();
      figures.note(
          "derive: %d readings, %.2f s of this process and %.2f s of the back-ends",
          readings, cpu.ownNanos() / 1e9, cpu.databaseNanos() / 1e9);
      figures.print("derive.readings_per_second_core", readings / cpu.seconds(), "1/s");
      store.note(figures);
    }
  }

  /** The same readings by the functions alone, in memory, one register after the other. */
  private void pure(ReferenceBuilding building, List<List<Row>> days) {
    Map<Integer, List<Index>> readings = new HashMap<>();
    for (List<Row> day : days) {
      for (Row row : day) {
        readings
            .computeIfAbsent(row.register(), first -> new ArrayList<>())
            .add(new Index(row.bootMillis() + ReferenceBuilding.WALL_MINUS_BOOT, row.value()));
      }
    }
    LocalCalendar calendar = LocalCalendar.of(building.zone());
    List<LocalPeriod> periods = new ArrayList<>();
    for (int day = 0; day < days.size(); day++) {
      LocalDate date = ReferenceBuilding.FIRST_DAY.plusDays(day);
      periods.add(calendar.holding(Span.DAY, date).orElseThrow());
    }
    double seconds = 0;
    long sum = 0;
    long count = 0;
    for (int round = 0; round < 2 * PURE_ROUNDS; round++) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (Catalogue.Entry entry : building.catalogue().entries()) {
        List<Index> of = readings.getOrDefault(entry.number(), List.of());
        sum += pure(entry, of, periods);
        count += round < PURE_ROUNDS ? 0 : of.size();
      }
      long taken = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
      seconds += round < PURE_ROUNDS ? 0 : taken / 1e9;
    }
    figures.note("derive: the functions alone, sum %d", sum);
    figures.print("derive.pure_readings_per_second_core", count / seconds, "1/s");
  }

  private static long pure(Catalogue.Entry entry, List<Index> readings, List<LocalPeriod> days) {
    Kind kind = entry.register().quantity().kind();
    long from = days.getFirst().from().toEpochMilli();
    long to = days.getLast().to().toEpochMilli();
    return switch (kind) {
      case COUNTER -> {
        List<QuarterHour> quarters =
            Counter.of(readings, Dial.of(entry.resolution())).quarterHours(from, to);
        long sum = 0;
        int at = 0;
        for (LocalPeriod day : days) {
          int begin = at;
          while (at < quarters.size() && quarters.get(at).startMillis() < day.to().toEpochMilli()) {
            at++;
          }
          Stretch over = new Stretch(day.from().toEpochMilli(), day.to().toEpochMilli());
          sum += Figure.of(over, quarters.subList(begin, at)).consumption().longValue();
        }
        yield sum;
      }
      case GAUGE ->
          new Gauge(readings, Duration.ofMinutes(15))
              .quarterHours(from, to).stream().reduce(Level::and).map(Level::max).orElse(0L);
      case DEMAND -> Peak.of(new Stretch(from, to), readings).map(Peak::value).orElse(0L);
      case STATE -> 0;
    };
  }

  private void lateDay() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      YearOfReadings year = new YearOfReadings(new Bench(database, "Europe/Brussels"), SEED);
      year.write(TURNS);
      Optional<Cpu> late = Optional.empty();
      Optional<Cpu> onTime = Optional.empty();
      for (int turn = 0; turn < TURNS; turn++) {
        Cpu one = year.onTime(turn);
        Cpu other = year.late(turn);
        figures.note(
            "derive: a day on time %.1f ms, late %.1f ms",
            one.seconds() * 1_000, other.seconds() * 1_000);
        if (turn > 0) {
          onTime = Optional.of(onTime.map(one::and).orElse(one));
          late = Optional.of(late.map(other::and).orElse(other));
        }
      }
      figures.print(
          "derive.late_day_ratio",
          late.orElseThrow().seconds() / onTime.orElseThrow().seconds(),
          "ratio");
    }
  }
}
