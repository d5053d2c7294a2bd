package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Tenure.Counted;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Two years of a point over four changes of the clock, with five meters replaced, one of them in a
 * month in which nothing was read, and displays that pass the end of their digits.
 */
class TwoYearsTest {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final Instant BEGIN = BRUSSELS.start(LocalDate.parse("2026-01-01"));
  private static final Instant END = BRUSSELS.start(LocalDate.parse("2028-01-01"));
  private static final Instant DARK = Instant.parse("2026-08-10T06:35:00Z");
  private static final Instant LIGHT = Instant.parse("2026-09-10T14:05:00Z");
  private static final long DIGITS = 100_000;
  private static final Duration EVERY = Duration.ofMinutes(5);

  private static final List<Instant> REPLACED =
      List.of(
          Instant.parse("2026-03-29T01:10:00Z"),
          Instant.parse("2026-08-20T09:35:00Z"),
          Instant.parse("2026-10-25T00:40:00Z"),
          Instant.parse("2027-02-02T13:25:00Z"),
          Instant.parse("2027-10-31T01:05:00Z"));

  @Test
  void theTotalsOfBothYearsAreWhatWasUsedToTheStep() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int count = Math.toIntExact(Duration.between(BEGIN, END).dividedBy(EVERY));
    long[] used = new long[count + 1];
    for (int i = 1; i <= count; i++) {
      used[i] = used[i - 1] + random.nextInt(8);
    }
    List<QuarterHour> quarters = quarters(used, random);
    for (LocalPeriod year : BRUSSELS.periods(Span.YEAR, BEGIN, END)) {
      Figure figure = figure(year, quarters);
      assertThat(figure.consumption())
          .as("%s, seed %d", year.name(), seed)
          .isEqualTo(used[step(year.to())] - used[step(year.from())]);
      assertThat(figure.statusOfTotal()).isLessThan(Status.INTERPOLATED);
      assertThat(figure.enclosedMillis()).isEqualTo(year.millis());
      Figure months =
          BRUSSELS.periods(Span.MONTH, year.from(), year.to()).stream()
              .map(month -> figure(month, quarters))
              .reduce(Figure::then)
              .orElseThrow();
      assertThat(months).as("%s, seed %d", year.name(), seed).isEqualTo(figure);
    }
    for (LocalPeriod month : BRUSSELS.periods(Span.MONTH, BEGIN, END)) {
      boolean dark = month.from().isBefore(LIGHT) && DARK.isBefore(month.to());
      assertThat(figure(month, quarters).isComparable()).as(month.name()).isEqualTo(!dark);
      if (!dark) {
        assertThat(figure(month, quarters).consumption())
            .as("%s, seed %d", month.name(), seed)
            .isEqualTo(used[step(month.to())] - used[step(month.from())]);
      }
    }
  }

  private static Figure figure(LocalPeriod period, List<QuarterHour> quarters) {
    long from = period.from().toEpochMilli();
    long to = period.to().toEpochMilli();
    return Figure.of(
        new Stretch(from, to),
        quarters.stream().filter(q -> from <= q.startMillis() && q.startMillis() < to).toList());
  }

  private static int step(Instant at) {
    return Math.toIntExact(Duration.between(BEGIN, at).dividedBy(EVERY));
  }

  private static List<QuarterHour> quarters(long[] used, Random random) {
    List<Instant> moments = new ArrayList<>(List.of(BEGIN));
    moments.addAll(REPLACED);
    moments.add(END);
    List<QuarterHour> quarters = new ArrayList<>();
    for (int i = 0; i + 1 < moments.size(); i++) {
      Instant from = moments.get(i);
      Instant to = moments.get(i + 1);
      long opening = random.nextInt((int) DIGITS);
      List<Index> readings = new ArrayList<>();
      for (Instant at = from; !at.isAfter(to); at = at.plus(EVERY)) {
        if (at.isBefore(DARK) || at.isAfter(LIGHT)) {
          readings.add(
              new Index(at.toEpochMilli(), (opening + used[step(at)] - used[step(from)]) % DIGITS));
        }
      }
      Tenure tenure =
          Tenure.of(
              Optional.of(from.toEpochMilli()),
              Optional.of(to.toEpochMilli()),
              Optional.of(opening),
              Optional.of((opening + used[step(to)] - used[step(from)]) % DIGITS),
              false);
      Counted counted = tenure.of(readings);
      // So slow that in a month it goes round once at most.
      Dial dial = Dial.ending(DIGITS).atMost(96);
      quarters.addAll(
          Counter.of(counted.readings(), dial, counted.doubted())
              .quarterHours(BEGIN.toEpochMilli(), END.toEpochMilli()));
    }
    return quarters;
  }
}
