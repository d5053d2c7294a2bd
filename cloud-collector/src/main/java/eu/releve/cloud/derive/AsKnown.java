package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The quarter-hours of a register as they were derived at an instant, from what had been committed
 * and typed by then: the same derivation, in memory. Meters, what displays said when they were
 * exchanged, which meter checks which and how cold it was are as they are now.
 */
final class AsKnown implements MeasuredDays {
  /** So much is read at once; a register that is read each second has 700,000 readings in it. */
  private static final long WINDOW_MILLIS = Duration.ofDays(8).toMillis();

  private final Connection connection;
  private final Counting counting;
  private final Instant known;
  private final ReadingsAround readings;
  private final Likeness likeness;
  private final Map<LocalDate, Optional<List<Long>>> days = new HashMap<>();

  /**
   * @param counting with the edits of that instant.
   */
  AsKnown(Connection connection, Counting counting, Instant known) {
    this.connection = connection;
    this.counting = counting;
    this.known = known;
    this.readings = new ReadingsAround(connection, counting, Optional.of(known));
    Likeness likeDays =
        new LikeDays(counting.calendar(), this, StoredColdDays.of(connection, counting));
    this.likeness =
        counting.checkedBy().isEmpty() ? likeDays : new CheckMeter(this::checked).or(likeDays);
  }

  /** Those that begin from one instant to another, both multiples of 15 minutes. */
  List<QuarterHour> quarterHours(long fromMillis, long toMillis) throws SQLException {
    List<QuarterHour> quarters = new ArrayList<>();
    for (long from = fromMillis; from < toMillis; from += WINDOW_MILLIS) {
      Stretch window = new Stretch(from, Math.min(from + WINDOW_MILLIS, toMillis));
      quarters.addAll(
          counting.intervals().isPresent()
              ? plain(window)
              : of(line(window).shapedIn(window, likeness), window));
    }
    return quarters;
  }

  /** What the meters that check this one had measured by then, without what is guessed of them. */
  private List<QuarterHour> checked(long fromMillis, long toMillis) throws SQLException {
    List<QuarterHour> quarters = new ArrayList<>();
    for (Counting check : Counting.of(connection, counting.checkedBy(), Optional.of(known))) {
      AsKnown other = new AsKnown(connection, check, known);
      for (long from = fromMillis; from < toMillis; from += WINDOW_MILLIS) {
        Stretch window = new Stretch(from, Math.min(from + WINDOW_MILLIS, toMillis));
        quarters.addAll(other.plain(window));
      }
    }
    return quarters;
  }

  private List<QuarterHour> plain(Stretch window) throws SQLException {
    Optional<IntervalsAround> amounts = counting.intervals();
    return amounts.isPresent()
        ? amounts
            .get()
            .of(connection, window, Optional.of(known))
            .quarterHours(window.fromMillis(), window.toMillis())
        : of(line(window), window);
  }

  private Counter line(Stretch window) throws SQLException {
    return Counter.of(
        readings.of(window.fromMillis(), window.toMillis(), Rewriting.ALL_AROUND), counting.dial());
  }

  /** A day of a gap of more than 400 days belongs to where it begins. */
  private static List<QuarterHour> of(Counter counter, Stretch window) {
    return counter.quarterHours(counter.cutBefore(window.fromMillis()), window.toMillis()).stream()
        .filter(quarter -> quarter.startMillis() >= window.fromMillis())
        .toList();
  }

  @Override
  public Optional<List<Long>> of(LocalDate day) throws SQLException {
    if (!days.containsKey(day)) {
      LocalPeriod period = counting.calendar().holding(Span.DAY, day).orElseThrow();
      Stretch over = new Stretch(period.from().toEpochMilli(), period.to().toEpochMilli());
      days.put(day, MeasuredDays.whole(period, of(line(over), over)));
    }
    return days.getOrDefault(day, Optional.empty());
  }
}
