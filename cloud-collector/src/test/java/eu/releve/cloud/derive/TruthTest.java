package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Tenure.Counted;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random points whose use is known by the minute, read by meters that roll over, are exchanged, go
 * silent and are heard twice and late: their figures add up to what was used, to the step.
 */
class TruthTest {
  private static final int ROUNDS = Integer.getInteger("rounds", 200);
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final int MINUTES = 4 * 24 * 60;
  private static final int MOST_A_MINUTE = 40;
  private static final long END = 1_000_000;
  private static final Dial DIAL = Dial.ending(END).atMost(60L * MOST_A_MINUTE);

  /** One meter: from when to when it was there, and what was read of it. */
  private record Stay(Tenure tenure, List<Index> readings) {}

  /** What was used in all, and the meters that counted it. */
  private record Truth(long used, List<Stay> stays) {}

  // Over the last Sunday of March, so that one of the days is short.
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final long START = Instant.parse("2026-03-27T09:07:00Z").toEpochMilli();
  private static final Stretch WHOLE =
      new Stretch(QuarterHour.floor(START), QuarterHour.floor(START) + 5 * 96 * QuarterHour.MILLIS);

  @Test
  void allPartsOfAllMetersAddUpToWhatWasUsed() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      Truth truth = truth(random);
      List<QuarterHour> quarters = quarters(truth);
      BigInteger used = BigInteger.valueOf(truth.used);
      String which = "seed %d round %d".formatted(seed, round);
      Figure figure = Figure.of(WHOLE, quarters);
      assertThat(figure.consumption()).as(which).isEqualTo(used);
      assertThat(figure.status()).as(which).isLessThan(Status.UNCERTAIN);
      assertThat(figure.enclosedMillis()).as(which).isEqualTo(MINUTES * MINUTE);
      assertThat(partition(random, quarters)).as(which).isEqualTo(figure);
      assertThat(days(quarters)).as(which).isEqualTo(used);
    }
  }

  @Test
  void g2WhatIsDerivedDoesNotDependOnTheOrderOfArrival() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      for (Stay stay : truth(random).stays) {
        List<Index> arrived = new ArrayList<>(stay.readings);
        arrived.addAll(stay.readings.subList(0, stay.readings.size() / 2));
        Collections.shuffle(arrived, random);
        TreeMap<Long, Long> kept = new TreeMap<>();
        arrived.forEach(reading -> kept.put(reading.millis(), reading.value()));
        List<Index> sorted = new ArrayList<>();
        kept.forEach((millis, value) -> sorted.add(new Index(millis, value)));
        assertThat(quarters(new Stay(stay.tenure, sorted)))
            .as("seed %d round %d", seed, round)
            .isEqualTo(quarters(stay));
      }
    }
  }

  private static List<QuarterHour> quarters(Truth truth) {
    return truth.stays.stream().flatMap(stay -> quarters(stay).stream()).toList();
  }

  private static List<QuarterHour> quarters(Stay stay) {
    Counted counted = stay.tenure.of(stay.readings);
    return Counter.of(counted.readings(), DIAL, counted.doubted())
        .quarterHours(WHOLE.fromMillis(), WHOLE.toMillis());
  }

  /** The same period from parts of random length, put together again. */
  private static Figure partition(Random random, List<QuarterHour> quarters) {
    List<Figure> parts = new ArrayList<>();
    long begin = WHOLE.fromMillis();
    while (begin < WHOLE.toMillis()) {
      long to = Math.min(WHOLE.toMillis(), begin + QuarterHour.MILLIS * (1 + random.nextInt(90)));
      Stretch part = new Stretch(begin, to);
      parts.add(Figure.of(part, within(part, quarters)));
      begin = to;
    }
    return parts.stream().reduce(Figure::then).orElseThrow();
  }

  private static BigInteger days(List<QuarterHour> quarters) {
    Instant first = Instant.ofEpochMilli(START).minus(Duration.ofDays(1));
    BigInteger sum = BigInteger.ZERO;
    for (LocalPeriod day : BRUSSELS.periods(Span.DAY, first, first.plus(Duration.ofDays(8)))) {
      Stretch over = new Stretch(day.from().toEpochMilli(), day.to().toEpochMilli());
      sum = sum.add(Figure.of(over, within(over, quarters)).consumption());
    }
    return sum;
  }

  private static List<QuarterHour> within(Stretch over, List<QuarterHour> quarters) {
    return quarters.stream()
        .filter(
            quarter ->
                over.fromMillis() <= quarter.startMillis()
                    && quarter.startMillis() < over.toMillis())
        .toList();
  }

  private static Truth truth(Random random) {
    long[] used = new long[MINUTES + 1];
    int usual = 1 + random.nextInt(MOST_A_MINUTE);
    for (int i = 1; i <= MINUTES; i++) {
      used[i] = used[i - 1] + random.nextInt(usual + 1);
    }
    List<Integer> changes = new ArrayList<>(List.of(0));
    int exchanges = random.nextInt(4);
    for (int i = 1; i <= exchanges; i++) {
      changes.add(i * MINUTES / (exchanges + 1) + random.nextInt(120));
    }
    changes.add(MINUTES);
    List<Stay> stays = new ArrayList<>();
    for (int i = 0; i + 1 < changes.size(); i++) {
      stays.add(stay(random, used, changes.get(i), changes.get(i + 1)));
    }
    return new Truth(used[MINUTES], stays);
  }

  /** A meter that stood somewhere when it came, often near the end of its digits. */
  private static Stay stay(Random random, long[] used, int from, int to) {
    long opening = random.nextBoolean() ? END - 1 - random.nextInt(20_000) : random.nextInt(1_000);
    List<Index> readings = new ArrayList<>();
    int minute = from + random.nextInt(5);
    while (minute <= to) {
      readings.add(at(minute, (opening + used[minute] - used[from]) % END));
      boolean silent = random.nextInt(60) == 0;
      minute += silent ? 60 + random.nextInt(600) : 1 + random.nextInt(20);
    }
    return new Stay(
        Tenure.of(
            Optional.of(START + from * MINUTE),
            Optional.of(START + to * MINUTE),
            Optional.of(opening),
            Optional.of((opening + used[to] - used[from]) % END),
            false),
        readings);
  }

  private static Index at(int minute, long value) {
    return new Index(START + minute * MINUTE, value);
  }
}
