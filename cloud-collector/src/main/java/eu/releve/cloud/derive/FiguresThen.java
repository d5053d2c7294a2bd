package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a point used, as it is not stored: as it was known at an instant, or with what is guessed of
 * the time since its last reading.
 */
public final class FiguresThen {
  /** How long the time may be of which everything is derived again in memory. */
  public static final Duration KNOWN_MAX = Duration.ofDays(400);

  private final Connection connection;
  private final int point;

  /** A register of the point that counts a whole quantity. */
  private record Whole(int register, String quantity, String step) {}

  /**
   * @param connection sees what whoever asks may see.
   * @param point its key.
   */
  public FiguresThen(Connection connection, int point) {
    this.connection = connection;
    this.point = point;
  }

  /**
   * The figures as they were stored when everything committed and typed by an instant was derived.
   *
   * @param periods whole quarter-hours, by rising begin, none over another; the last begins at most
   *     400 days after the first.
   * @throws IllegalArgumentException when it begins later.
   */
  public List<PointFigures.Course> asKnown(List<Stretch> periods, Instant known)
      throws SQLException {
    if (periods.isEmpty()) {
      return List.of();
    }
    long from = periods.getFirst().fromMillis();
    long to = periods.getLast().toMillis();
    long begins = periods.getLast().fromMillis() - from;
    require(
        begins <= KNOWN_MAX.toMillis(),
        "known: wanted at most %d days from the first begin to the last, found %d",
        KNOWN_MAX.toDays(),
        Duration.ofMillis(begins).toDays());
    List<PointFigures.Course> courses = new ArrayList<>();
    for (Map.Entry<String, List<Whole>> quantity : registers().entrySet()) {
      List<QuarterHour> quarters = new ArrayList<>();
      for (Counting counting : counting(quantity.getValue(), Optional.of(known))) {
        quarters.addAll(new AsKnown(connection, counting, known).quarterHours(from, to));
      }
      if (!quarters.isEmpty()) {
        String step = quantity.getValue().getFirst().step;
        courses.add(new PointFigures.Course(quantity.getKey(), step, figures(periods, quarters)));
      }
    }
    return courses;
  }

  /**
   * The figures as they are stored, with what is guessed from the last reading on.
   *
   * @param periods whole quarter-hours, by rising begin, none over another.
   * @param now until when.
   */
  public List<PointFigures.Course> withOpenGap(List<Stretch> periods, Instant now)
      throws SQLException {
    Map<String, PointFigures.Course> stored = new TreeMap<>();
    for (PointFigures.Course course : PointFigures.of(connection, point, periods)) {
      stored.put(course.quantity(), course);
    }
    Map<String, List<Whole>> registers = registers();
    Map<String, ExpectedUse> expected = ExpectedUse.of(connection, point);
    Set<String> quantities = new TreeSet<>(registers.keySet());
    quantities.addAll(expected.keySet());
    for (String quantity : quantities) {
      List<QuarterHour> guessed =
          guessed(
              newest(registers.getOrDefault(quantity, List.of())),
              Optional.ofNullable(expected.get(quantity)),
              QuarterHour.floor(now.toEpochMilli()));
      if (!guessed.isEmpty()) {
        String step = Quantity.of(quantity).orElseThrow().step().symbol();
        stored.merge(
            quantity,
            new PointFigures.Course(quantity, step, figures(periods, guessed)),
            FiguresThen::beside);
      }
    }
    return List.copyOf(stored.values());
  }

  private static PointFigures.Course beside(
      PointFigures.Course stored, PointFigures.Course guessed) {
    List<Figure> together = new ArrayList<>();
    for (int i = 0; i < stored.figures().size(); i++) {
      together.add(stored.figures().get(i).and(guessed.figures().get(i)));
    }
    return new PointFigures.Course(stored.quantity(), stored.step(), together);
  }

  /** From like days, and where there are none, from what somebody expects. */
  private List<QuarterHour> guessed(List<Whole> registers, Optional<ExpectedUse> expected, long now)
      throws SQLException {
    List<QuarterHour> guessed = new ArrayList<>();
    Optional<Long> last = Optional.empty();
    for (Counting counting : counting(registers, Optional.empty())) {
      if (counting.intervals().isPresent() || counting.tenure().toMillis() <= now) {
        return List.of();
      }
      last = lastMillis(counting, now);
      if (last.isPresent() && last.get() < now) {
        guessed.addAll(
            new OpenGap(counting.calendar(), last.get(), new StoredDays(connection, counting))
                .quarterHours(last.get(), now));
      }
    }
    if (expected.isPresent()) {
      Set<Long> known = new HashSet<>();
      guessed.forEach(quarter -> known.add(quarter.startMillis()));
      long from = last.orElse(expected.get().beginMillis());
      guessed.addAll(expected.get().quarterHours(from, now, known));
    }
    return guessed;
  }

  private Optional<Long> lastMillis(Counting counting, long now) throws SQLException {
    return Counter.of(
            new ReadingsAround(connection, counting).of(now, now, Rewriting.ALL_AROUND),
            counting.dial())
        .lastMillis();
  }

  /**
   * Of meters that followed each other the one that was read last: of the others' time, that one
   * tells, whether or not somebody noted that they were exchanged.
   */
  private List<Whole> newest(List<Whole> registers) throws SQLException {
    if (registers.size() < 2) {
      return registers;
    }
    Map<Integer, Long> last = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.id, q.starts from unnest(?::int4[]) as r(id) cross join lateral (
              select starts from quarter_hour where register = r.id
              order by starts desc limit 1) q\
            """)) {
      query.setArray(
          1,
          connection.createArrayOf("integer", registers.stream().map(Whole::register).toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          last.put(row.getInt(1), row.getTimestamp(2).getTime());
        }
      }
    }
    Optional<Long> newest = last.values().stream().max(Comparator.naturalOrder());
    return registers.stream()
        .filter(register -> Optional.ofNullable(last.get(register.register)).equals(newest))
        .toList();
  }

  private List<Counting> counting(List<Whole> registers, Optional<Instant> known)
      throws SQLException {
    return Counting.of(connection, registers.stream().map(Whole::register).toList(), known);
  }

  private static List<Figure> figures(List<Stretch> periods, List<QuarterHour> quarters) {
    List<QuarterHour> sorted =
        quarters.stream().sorted(Comparator.comparingLong(QuarterHour::startMillis)).toList();
    List<Figure> figures = new ArrayList<>();
    int from = 0;
    for (Stretch period : periods) {
      while (from < sorted.size() && sorted.get(from).startMillis() < period.fromMillis()) {
        from++;
      }
      int to = from;
      while (to < sorted.size() && sorted.get(to).startMillis() < period.toMillis()) {
        to++;
      }
      figures.add(Figure.of(period, sorted.subList(from, to)));
      from = to;
    }
    return figures;
  }

  private Map<String, List<Whole>> registers() throws SQLException {
    Map<String, List<Whole>> registers = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.id, r.quantity, r.step from register r join meter m on m.id = r.meter
            where m.point = ? and r.name = r.quantity order by r.quantity, r.id\
            """)) {
      query.setInt(1, point);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Whole whole = new Whole(row.getInt(1), row.getString(2), row.getString(3));
          registers.computeIfAbsent(whole.quantity, first -> new ArrayList<>()).add(whole);
        }
      }
    }
    return registers;
  }
}
