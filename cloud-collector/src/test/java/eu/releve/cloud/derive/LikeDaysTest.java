package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The course that gaps of a known total are given. */
class LikeDaysTest {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final LocalDate MONDAY = LocalDate.parse("2026-06-01");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  /** A counter that stood at zero when a day began, and each day counts by the same course. */
  private static List<Index> readings(LocalDate first, LocalDate end, IntUnaryOperator course) {
    List<Index> readings = new ArrayList<>();
    Instant at = BRUSSELS.start(first);
    long index = 0;
    while (!at.isAfter(BRUSSELS.start(end))) {
      readings.add(new Index(at.toEpochMilli(), index));
      index += course.applyAsInt(LikeDays.quarterOf(local(at)));
      at = at.plus(QUARTER);
    }
    return readings;
  }

  private static LocalTime local(Instant at) {
    return at.atZone(BRUSSELS.zone()).toLocalTime();
  }

  /** More and more over the day. */
  private static int rising(int quarter) {
    return 10 + quarter;
  }

  private static List<Index> without(List<Index> readings, Instant after, Instant before) {
    return readings.stream()
        .filter(r -> r.millis() <= after.toEpochMilli() || r.millis() >= before.toEpochMilli())
        .toList();
  }

  private static LikeDays days(List<Index> readings) {
    Counter counter = Counter.of(readings, Dial.UNKNOWN);
    return new LikeDays(
        BRUSSELS,
        day -> {
          LocalPeriod period = BRUSSELS.holding(Span.DAY, day).orElseThrow();
          return MeasuredDays.whole(period, quarters(counter, period.from(), period.to()));
        },
        Optional.empty());
  }

  private static List<QuarterHour> quarters(Counter counter, Instant from, Instant to) {
    return counter.quarterHours(from.toEpochMilli(), to.toEpochMilli());
  }

  private static Counter shaped(List<Index> readings) throws Exception {
    Stretch all = new Stretch(readings.getFirst().millis(), readings.getLast().millis());
    return Counter.of(readings, Dial.UNKNOWN).shapedIn(all, days(readings));
  }

  @Test
  @DisplayName("G21: a gap of three days adds up exactly and takes the course of like days")
  void aGapOfThreeDaysTakesTheCourseOfLikeDays() throws Exception {
    List<Index> whole = readings(MONDAY, MONDAY.plusWeeks(5), LikeDaysTest::rising);
    LocalDate gone = MONDAY.plusWeeks(3).plusDays(1);
    Instant from = BRUSSELS.start(gone);
    Instant to = BRUSSELS.start(gone.plusDays(3));
    List<Index> read = without(whole, from, to);
    List<QuarterHour> truth = quarters(Counter.of(whole, Dial.UNKNOWN), from, to);
    List<QuarterHour> gap = quarters(shaped(read), from, to);
    assertThat(gap).extracting(QuarterHour::status).containsOnly(Status.ESTIMATED_SHAPE);
    assertThat(gap)
        .extracting(QuarterHour::consumption)
        .isEqualTo(truth.stream().map(QuarterHour::consumption).toList());
    Figure figure = Figure.of(new Stretch(from.toEpochMilli(), to.toEpochMilli()), gap);
    assertThat(figure.estimatedShare()).isEqualTo("1.0000");
    assertThat(figure.coverage()).isEqualTo("0.0000");
    assertThat(figure.isBillable()).isFalse();
    // And nothing else is like what was estimated.
    LikeDays days = days(read);
    assertThat(days.nearest(gone.plusDays(7), -1, 7, 3)).isEmpty();
    assertThat(days.nearest(gone.plusDays(7), -1, 14, 3)).hasSize(3);
  }

  @Test
  @DisplayName("A3: the total over a gap stays measured, its course does not")
  void aGapWithinAPeriodLeavesTheTotalMeasured() throws Exception {
    List<Index> whole = readings(MONDAY, MONDAY.plusWeeks(5), LikeDaysTest::rising);
    Instant from = BRUSSELS.start(MONDAY.plusDays(22)).plus(Duration.ofHours(9));
    List<Index> read = without(whole, from, from.plus(Duration.ofHours(30)));
    Stretch over =
        new Stretch(
            BRUSSELS.start(MONDAY.plusDays(22)).toEpochMilli(),
            BRUSSELS.start(MONDAY.plusDays(24)).toEpochMilli());
    Figure figure = Figure.of(over, shaped(read).quarterHours(over.fromMillis(), over.toMillis()));
    assertThat(figure.status()).isEqualTo(Status.ESTIMATED_SHAPE);
    assertThat(figure.statusOfTotal()).isEqualTo(Status.MEASURED);
    assertThat(figure.consumption()).isEqualTo(BigInteger.valueOf(2 * (96 * 10 + 95 * 96 / 2)));
  }

  @Test
  void aGapOfTwoHoursStaysStraightAndOneOfMoreDoesNot() throws Exception {
    List<Index> whole = readings(MONDAY, MONDAY.plusWeeks(3), LikeDaysTest::rising);
    Instant from = BRUSSELS.start(MONDAY.plusDays(15)).plus(Duration.ofHours(9));
    Instant two = from.plus(Duration.ofHours(2));
    assertThat(quarters(shaped(without(whole, from, two)), from, two))
        .extracting(QuarterHour::status)
        .containsOnly(Status.INTERPOLATED);
    Instant more = two.plus(QUARTER);
    assertThat(quarters(shaped(without(whole, from, more)), from, more))
        .extracting(QuarterHour::status)
        .containsOnly(Status.ESTIMATED_SHAPE);
  }

  @Test
  void onlyMidweekDaysAreLikeOthers() throws Exception {
    List<Index> readings = readings(MONDAY, MONDAY.plusWeeks(8), quarter -> 1);
    LikeDays days = days(readings);
    LocalDate wednesday = MONDAY.plusWeeks(7).plusDays(2);
    assertThat(days.nearest(wednesday, -1, 7, 9)).hasSize(3);
    for (int other : List.of(0, 4, 5, 6)) {
      assertThat(days.nearest(wednesday.plusDays(other - 2), -1, 7, 9)).as("%d", other).hasSize(1);
    }
    assertThat(days.nearest(wednesday, -1, LikeDays.REACH_DAYS, 99)).hasSize(3 * 7 + 1);
  }

  @Test
  void theThreeNearestBeforeTellTheCourseAndOnlyWithoutThemThoseAfter() throws Exception {
    TreeMap<LocalDate, List<Long>> known = new TreeMap<>();
    LikeDays days =
        new LikeDays(BRUSSELS, day -> Optional.ofNullable(known.get(day)), Optional.empty());
    LocalDate monday = MONDAY;
    known.put(monday.plusWeeks(1), even(7));
    known.put(monday.plusWeeks(9), even(100));
    assertThat(days.shape(monday).orElseThrow().getFirst()).isEqualTo(6 * 7);
    LikeDays again =
        new LikeDays(BRUSSELS, day -> Optional.ofNullable(known.get(day)), Optional.empty());
    for (int week = 1; week <= 4; week++) {
      known.put(monday.minusWeeks(week), even(week));
    }
    assertThat(again.shape(monday).orElseThrow().getFirst()).isEqualTo(2 * (1 + 2 + 3));
    // Nine weeks off is too far.
    assertThat(again.shape(monday.minusWeeks(13))).isEmpty();
    assertThat(again.shape(monday.minusWeeks(12))).isPresent();
  }

  @Test
  @DisplayName("A9.3: of heat, a day has as much more as it was colder than the days it is like")
  void aDayOfHeatIsAsHighAsItWasCold() throws Exception {
    LocalDate tuesday = MONDAY.plusDays(1);
    Map<LocalDate, Long> cold = new HashMap<>();
    for (int i = 1; i <= 7; i++) {
      cold.put(tuesday.minusDays(i), 5_000L);
    }
    cold.put(tuesday, 5_000L);
    cold.put(tuesday.plusDays(1), 10_000L);
    assertThat(ofTwoDays(tuesday, cold, 3_000)).containsExactly(1_000L, 2_000L);
    // A day that was not cold had nothing, and where all were warm, warmth tells nothing.
    cold.put(tuesday, 0L);
    assertThat(ofTwoDays(tuesday, cold, 3_000)).containsExactly(0L, 3_000L);
    cold.replaceAll((day, known) -> 0L);
    assertThat(ofTwoDays(tuesday, cold, 3_000)).containsExactly(1_500L, 1_500L);
    // What is known of one day only corrects that one.
    cold.replaceAll((day, known) -> 5_000L);
    cold.remove(tuesday);
    cold.put(tuesday.plusDays(1), 10_000L);
    assertThat(ofTwoDays(tuesday, cold, 3_000)).containsExactly(1_000L, 2_000L);
    assertThat(ofTwoDays(tuesday, Map.of(), 3_000)).containsExactly(1_500L, 1_500L);
  }

  /** What two days have of a total when all days before them are alike, but for the cold. */
  private static List<Long> ofTwoDays(LocalDate first, Map<LocalDate, Long> cold, long total)
      throws Exception {
    LikeDays days =
        new LikeDays(
            BRUSSELS,
            day -> day.isBefore(first) ? Optional.of(even(10)) : Optional.empty(),
            Optional.of(
                asked ->
                    cold.keySet().containsAll(asked)
                        ? Optional.of(
                            asked.stream()
                                .map(day -> BigInteger.valueOf(cold.getOrDefault(day, 0L)))
                                .toList())
                        : Optional.empty()));
    long begin = BRUSSELS.start(first).toEpochMilli();
    long middle = BRUSSELS.start(first.plusDays(1)).toEpochMilli();
    long end = BRUSSELS.start(first.plusDays(2)).toEpochMilli();
    long one = days.of(new Stretch(begin, end)).orElseThrow().risen(total, middle);
    return List.of(one, total - one);
  }

  private static List<Long> even(long each) {
    return Collections.nCopies(LikeDays.QUARTERS, each);
  }

  @Test
  void withoutALikeDayOrWithOneThatUsedNothingAGapStaysStraight() throws Exception {
    List<Index> whole = readings(MONDAY, MONDAY.plusDays(3), LikeDaysTest::rising);
    // A Monday has no other Monday within three days.
    Instant from = BRUSSELS.start(MONDAY).plus(Duration.ofHours(6));
    Instant to = from.plus(Duration.ofHours(6));
    assertThat(quarters(shaped(without(whole, from, to)), from, to))
        .extracting(QuarterHour::status)
        .containsOnly(Status.INTERPOLATED);
    // Nothing was ever used at night, and something was in this one.
    List<Index> idle = readings(MONDAY, MONDAY.plusWeeks(3), quarter -> quarter < 24 ? 0 : 5);
    Instant night = BRUSSELS.start(MONDAY.plusWeeks(2));
    List<Index> used = new ArrayList<>();
    for (Index reading : without(idle, night, night.plus(Duration.ofHours(6)))) {
      boolean after = reading.millis() > night.toEpochMilli();
      used.add(new Index(reading.millis(), reading.value() + (after ? 12 : 0)));
    }
    List<QuarterHour> straight = quarters(shaped(used), night, night.plus(Duration.ofHours(6)));
    assertThat(straight).extracting(QuarterHour::status).containsOnly(Status.INTERPOLATED);
    assertThat(straight.stream().mapToLong(QuarterHour::consumption).sum()).isEqualTo(12);
  }

  // 2026-10-25: from 3 o'clock back to 2.
  @Test
  void anHourThatTheClocksRepeatHasItsCourseTwice() throws Exception {
    LocalDate sunday = LocalDate.parse("2026-10-25");
    List<Index> whole = readings(sunday.minusWeeks(5), sunday.plusDays(2), quarter -> quarter + 1);
    Instant from = BRUSSELS.start(sunday);
    Instant to = BRUSSELS.start(sunday.plusDays(1));
    List<QuarterHour> gap = quarters(shaped(without(whole, from, to)), from, to);
    assertThat(gap).hasSize(100);
    assertThat(gap).extracting(QuarterHour::status).containsOnly(Status.ESTIMATED_SHAPE);
    assertThat(gap.subList(8, 12))
        .extracting(QuarterHour::consumption)
        .containsExactly(9L, 10L, 11L, 12L);
    assertThat(gap.subList(12, 16))
        .extracting(QuarterHour::consumption)
        .containsExactly(9L, 10L, 11L, 12L);
  }

  @Test
  void anHourThatTheClocksLeaveOutHasNoCourseAndSuchADayIsLikeNoOther() throws Exception {
    LocalDate sunday = LocalDate.parse("2026-03-29");
    List<Index> whole = readings(sunday.minusWeeks(5), sunday.plusWeeks(2), quarter -> quarter + 1);
    Instant from = BRUSSELS.start(sunday);
    Instant to = BRUSSELS.start(sunday.plusDays(1));
    List<QuarterHour> gap = quarters(shaped(without(whole, from, to)), from, to);
    assertThat(gap).hasSize(92);
    assertThat(gap.subList(7, 9)).extracting(QuarterHour::consumption).containsExactly(8L, 13L);
    LikeDays days = days(whole);
    assertThat(days.nearest(sunday.plusWeeks(1), -1, 7, 9)).isEmpty();
    assertThat(days.nearest(sunday.plusWeeks(1), -1, 14, 9)).hasSize(1);
  }

  @Test
  void whatACounterCountsSinceARestartHasNoCourse() throws Exception {
    List<Index> whole = readings(MONDAY, MONDAY.plusWeeks(3), LikeDaysTest::rising);
    Instant from = BRUSSELS.start(MONDAY.plusDays(15)).plus(Duration.ofHours(9));
    Instant to = from.plus(Duration.ofHours(5));
    long lost = whole.getFirst().value() + 50_000;
    List<Index> restarted = new ArrayList<>();
    for (Index reading : without(whole, from, to)) {
      boolean after = reading.millis() >= to.toEpochMilli();
      restarted.add(new Index(reading.millis(), reading.value() - (after ? lost : 0)));
    }
    assertThat(quarters(shaped(restarted), from, to))
        .extracting(QuarterHour::status)
        .containsOnly(Status.UNCERTAIN);
  }

  // However a gap is cut into periods, and whatever its course, its parts add up to it.
  @Test
  void theQuarterHoursOfAnyGapAddUpToItsTotal() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      int[] course = random.ints(96, 0, 1 + random.nextInt(1_000)).toArray();
      List<Index> whole = readings(MONDAY, MONDAY.plusWeeks(3), quarter -> course[quarter]);
      int first = 1_400 + random.nextInt(300);
      int last = first + 9 + random.nextInt(250);
      long noise = random.nextLong(1_000_000);
      List<Index> read = new ArrayList<>(whole.subList(0, first));
      // The readings around it lie anywhere, and the total is anything.
      long shift = random.nextInt(900_000);
      for (Index reading : whole.subList(last, whole.size())) {
        read.add(new Index(reading.millis() + shift, reading.value() + noise));
      }
      Counter shaped = shaped(read);
      List<QuarterHour> quarters =
          shaped.quarterHours(read.getFirst().millis(), read.getLast().millis() + 900_000);
      String which = "seed %d round %d".formatted(seed, round);
      assertThat(quarters.stream().mapToLong(QuarterHour::consumption).sum())
          .as(which)
          .isEqualTo(read.getLast().value());
      assertThat(quarters.stream().map(QuarterHour::status))
          .as(which)
          .contains(Status.ESTIMATED_SHAPE);
      assertThat(quarters.stream().map(QuarterHour::startMillis).toList())
          .as(which)
          .isSorted()
          .doesNotHaveDuplicates();
      int cut = random.nextInt(quarters.size());
      long at = quarters.get(cut).startMillis();
      List<QuarterHour> parts = new ArrayList<>(shaped.quarterHours(0, at));
      parts.addAll(shaped.quarterHours(at, read.getLast().millis() + 900_000));
      assertThat(parts).as(which).isEqualTo(quarters);
    }
  }

  @Test
  void aQuarterHourThatRestsOnWhatSomebodyTypedSaysSo() {
    List<Index> readings = readings(MONDAY, MONDAY.plusDays(1), LikeDaysTest::rising);
    Index typed = readings.get(40);
    Counter counter =
        Counter.of(new Tenure.Counted(readings, Set.of(), Set.of(typed.millis())), Dial.UNKNOWN);
    Instant from = BRUSSELS.start(MONDAY);
    List<QuarterHour> quarters = quarters(counter, from, from.plus(Duration.ofDays(1)));
    assertThat(quarters.stream().filter(q -> q.status() == Status.EDITED).toList())
        .isEqualTo(quarters.subList(39, 41));
    assertThat(quarters.subList(0, 39))
        .extracting(QuarterHour::status)
        .containsOnly(Status.MEASURED);
  }
}
