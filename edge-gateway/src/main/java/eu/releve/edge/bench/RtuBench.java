package eu.releve.edge.bench;

import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.link.RtuTiming;
import eu.releve.edge.plan.Piece;
import eu.releve.edge.poll.Installation;
import eu.releve.edge.poll.Lane;
import eu.releve.edge.poll.LaneView;
import eu.releve.edge.poll.Line;
import eu.releve.edge.poll.Spread;
import eu.releve.edge.poll.Tally;
import eu.releve.edge.serial.LineOpener;
import eu.releve.edge.serial.LineSettings;
import eu.releve.edge.serial.SerialLine;
import eu.releve.edge.simulate.ModbusStation;
import eu.releve.edge.simulate.line.Disturbance;
import eu.releve.edge.simulate.line.LineClock;
import eu.releve.edge.simulate.line.LineModel;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.Register;
import eu.releve.profile.Access;
import eu.releve.profile.Profiles;
import eu.releve.profile.Requests;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.SitePlan;
import eu.releve.provisioning.site.SitePlans;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How well a lane uses an RS-485 line of 9,600 baud with ten Eastron SDM630, and what a dead one of
 * them costs; on the line model, whose time is virtual.
 */
final class RtuBench {
  private static final LineSettings SETTINGS = new LineSettings(9_600, LineSettings.Parity.NONE, 1);
  private static final Duration TURNAROUND = Duration.ofMillis(20);
  private static final int METERS = 10;
  private static final int DEAD = 10;
  private static final Duration BACK_TO_BACK = Duration.ofSeconds(60);
  private static final Duration WITH_A_DEAD_ONE = Duration.ofMinutes(4);
  private static final int SEED = 1;

  /** Characters of a request, and of an answer without its words. */
  private static final int FRAME_CHARACTERS = 8 + 5;

  void run(Figures figures) throws Exception {
    figures.note(
        "rtu: seed %d, %d SDM630 at 9600 8N1, turnaround %d ms, the line as it is without noise",
        SEED, METERS, TURNAROUND.toMillis());
    Run all = new Run(Optional.empty());
    all.go(BACK_TO_BACK);
    figures.note("rtu: %s", all.counts());
    figures.note(
        "rtu: a little above 1 is possible: a receiver has the last character half a stop bit early");
    figures.figure("rtu.line_use", all.cheapestNanos() / all.elapsedNanos(), "ratio");
    Run nine = new Run(Optional.of(DEAD));
    nine.go(WITH_A_DEAD_ONE);
    figures.note("rtu: %s", nine.counts());
    figures.figure("rtu.dead_slave_share", nine.nanosOf(DEAD) / nine.elapsedNanos(), "ratio");
  }

  /** One lane on one line. */
  private static final class Run {
    private final LineModel model = new LineModel(Disturbance.NONE.onOnePair(), SEED);
    private final LineClock clock = new LineClock(model);
    private final Map<Integer, Long> nanosByUnit = new HashMap<>();
    private final SitePlan plan;
    private final Lane lane;

    Run(Optional<Integer> dead) throws Exception {
      for (int unit = 1; unit <= METERS; unit++) {
        if (dead.isEmpty() || dead.get() != unit) {
          model.attach(
              new ModbusStation(
                  unit,
                  SETTINGS,
                  () -> TURNAROUND,
                  Access.Modbus.WORDS_MAX,
                  (function, address, count) -> Optional.of(new byte[2 * count])));
        }
      }
      plan = SitePlans.load("rtu.yaml", planText(), Profiles.bundled());
      Installation installation = new Installation(plan, Optional.empty());
      Map<Register, Integer> numbers = new HashMap<>();
      installation.registers().forEach(each -> numbers.put(each.register(), numbers.size() + 1));
      Line line =
          installation.over(
              (Bus.ModbusRtu) plan.buses().getFirst(),
              new Booked(model.opener(SETTINGS), nanosByUnit),
              numbers,
              new Installation.Manners(Duration.ofSeconds(3), clock, Notebook.inMemory()));
      lane =
          new Lane(
              line, new Lane.Habits(Duration.ofMinutes(1), Spread.BY_METER), body -> {}, clock);
    }

    private static String planText() {
      StringBuilder text =
          new StringBuilder(
              """
              site: rtu
              zone: Europe/Brussels
              buses: [ { id: cellar, modbus-rtu: /dev/model, baud: 9600, parity: none, stop: 1 } ]
              points: [ { id: all, name: "all" } ]
              meters:
              """);
      for (int unit = 1; unit <= METERS; unit++) {
        text.append(
            String.format(
                Locale.ROOT,
                "  - { id: m%d, point: all, bus: cellar, unit: %d, profile: eastron-sdm630,"
                    + " from: 2025-01-01, period: 1s }%n",
                unit,
                unit));
      }
      return text.toString();
    }

    void go(Duration length) throws IOException {
      try (SerialLine idle = model.master(SETTINGS)) {
        while (model.elapsed().compareTo(length) < 0) {
          long wait = lane.nextDueBootMillis() - clock.bootMillis();
          if (wait > 0) {
            idle.pause(Duration.ofMillis(wait));
          }
          lane.cycle(clock.bootMillis());
        }
      }
    }

    Tally.Counts counts() {
      LaneView view = lane.view();
      return view.counts();
    }

    long nanosOf(int unit) {
      return nanosByUnit.getOrDefault(unit, 0L);
    }

    double elapsedNanos() {
      return model.elapsed().toNanos();
    }

    /** What the readings that were made would have cost at least. */
    double cheapestNanos() {
      Access.Modbus access = (Access.Modbus) plan.meters().getFirst().access();
      double polls = counts().readings() / (double) access.registers().size();
      return polls * cheapest(access);
    }
  }

  /**
   * The least line time in which a meter can be asked for all its registers, found apart from the
   * planner: the cheapest way through every place where one request may end and the next begin.
   */
  static long cheapest(Access.Modbus access) {
    long nanos = 0;
    for (int function = 3; function <= 4; function++) {
      int its = function;
      List<RegisterRange> ranges =
          Piece.of(access).stream()
              .map(Piece::range)
              .filter(range -> range.function() == its)
              .sorted((one, other) -> Integer.compare(one.address(), other.address()))
              .toList();
      long[] from = new long[ranges.size() + 1];
      Arrays.fill(from, 0, ranges.size(), Long.MAX_VALUE);
      for (int begin = ranges.size() - 1; begin >= 0; begin--) {
        for (int end : ends(ranges, begin, access.requests())) {
          int words = ranges.get(end - 1).end() - ranges.get(begin).address();
          from[begin] = Math.min(from[begin], nanosOf(words) + from[end]);
        }
      }
      nanos += from[0];
    }
    return nanos;
  }

  /** Behind which of the ranges a request that begins with one of them may end. */
  private static List<Integer> ends(List<RegisterRange> ranges, int begin, Requests limits) {
    List<Integer> ends = new ArrayList<>(List.of(begin + 1));
    for (int i = begin + 1; i < ranges.size(); i++) {
      int hole = ranges.get(i).address() - ranges.get(i - 1).end();
      if (hole > limits.holeWordsMax()
          || !limits.allows(ranges.get(begin).address(), ranges.get(i).end())) {
        break;
      }
      ends.add(i + 1);
    }
    return ends;
  }

  private static long nanosOf(int words) {
    return SETTINGS.characters(FRAME_CHARACTERS + 2L * words).toNanos()
        + TURNAROUND.toNanos()
        + RtuTiming.silence(SETTINGS).toNanos();
  }

  /** A line whose time is booked to the unit that was asked last. */
  private record Booked(LineOpener line, Map<Integer, Long> nanosByUnit) implements LineOpener {
    @Override
    public SerialLine open() throws IOException {
      SerialLine open = line.open();
      return new BookedLine(open, nanosByUnit);
    }

    @Override
    public boolean mayBeLateForEver() {
      return line.mayBeLateForEver();
    }

    @Override
    public String place() {
      return line.place();
    }
  }

  private static final class BookedLine implements SerialLine {
    private final SerialLine line;
    private final Map<Integer, Long> nanosByUnit;
    private int unit;

    BookedLine(SerialLine line, Map<Integer, Long> nanosByUnit) {
      this.line = line;
      this.nanosByUnit = nanosByUnit;
    }

    @FunctionalInterface
    private interface Use<T> {
      T of(SerialLine line) throws IOException;
    }

    private <T> T booked(Use<T> use) throws IOException {
      long before = line.nanos();
      T result = use.of(line);
      nanosByUnit.merge(unit, line.nanos() - before, Long::sum);
      return result;
    }

    @Override
    public LineSettings settings() {
      return line.settings();
    }

    @Override
    public void send(byte[] bytes) throws IOException {
      unit = bytes[0] & 0xFF;
      boolean unused =
          booked(
              on -> {
                on.send(bytes);
                return true;
              });
    }

    @Override
    public int receive(byte[] into, int offset, int length, Duration wait) throws IOException {
      return booked(on -> on.receive(into, offset, length, wait));
    }

    @Override
    public void pause(Duration time) throws IOException {
      boolean unused =
          booked(
              on -> {
                on.pause(time);
                return true;
              });
    }

    @Override
    public long nanos() {
      return line.nanos();
    }

    @Override
    public Duration latency() {
      return line.latency();
    }

    @Override
    public long damaged() {
      return line.damaged();
    }

    @Override
    public void close() {
      line.close();
    }
  }
}
