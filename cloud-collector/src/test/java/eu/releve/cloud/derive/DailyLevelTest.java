package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mean of a gauge over a local day. */
class DailyLevelTest {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");

  private static LocalPeriod day(String date) {
    return BRUSSELS.holding(Span.DAY, LocalDate.parse(date)).orElseThrow();
  }

  /** A reading every so often, which rises by one with each. */
  private static List<Index> rising(Instant from, Instant to, Duration every) {
    List<Index> readings = new ArrayList<>();
    for (Instant at = from; !at.isAfter(to); at = at.plus(every)) {
      readings.add(new Index(at.toEpochMilli(), readings.size()));
    }
    return readings;
  }

  @Test
  void theDayOfTheSpringChangeHasTheMeanOfTwentyThreeHours() {
    LocalPeriod day = day("2026-03-29");
    DailyLevel level =
        DailyLevel.of(day, rising(day.from(), day.to(), Duration.ofHours(1))).orElseThrow();
    assertThat(level.coveredMillis()).isEqualTo(Duration.ofHours(23).toMillis());
    assertThat(level.min()).isZero();
    assertThat(level.max()).isEqualTo(23);
    assertThat(level.mean()).as("11.5, half-even").isEqualTo(12);
    assertThat(level.isOfAlmostAll(day)).isTrue();
  }

  // The mean goes by time: 100 for an hour and 0 for the rest is no 50.
  @Test
  void aMeanGoesByTimeNotByReadings() {
    LocalPeriod day = day("2026-03-01");
    List<Index> readings = new ArrayList<>();
    long start = day.from().toEpochMilli();
    for (int minute = 0; minute < 60; minute++) {
      readings.add(new Index(start + minute * 60_000L, 24_000));
    }
    readings.add(new Index(start + 3_600_000, 0));
    for (int minutes = 61; minutes <= 24 * 60; minutes++) {
      readings.add(new Index(start + minutes * 60_000L, 0));
    }
    assertThat(DailyLevel.of(day, readings).orElseThrow().mean()).isBetween(980L, 1_000L);
  }

  @Test
  void aReadingBeforeAndOneAfterTheDayTellHowItBeganAndEnded() {
    LocalPeriod day = day("2026-03-01");
    List<Index> readings =
        rising(
            day.from().minus(Duration.ofMinutes(10)),
            day.to().plus(Duration.ofMinutes(10)),
            Duration.ofMinutes(20));
    assertThat(DailyLevel.of(day, readings).orElseThrow().coveredMillis())
        .isEqualTo(Duration.ofHours(24).toMillis());
  }

  @Test
  void aDayWithAHoleOfThreeHoursIsNotKnown() {
    LocalPeriod day = day("2026-03-01");
    List<Index> readings = rising(day.from(), day.to(), Duration.ofMinutes(15));
    readings.removeIf(
        index -> {
          long hours = (index.millis() - day.from().toEpochMilli()) / 3_600_000;
          return hours >= 3 && hours < 6;
        });
    DailyLevel level = DailyLevel.of(day, readings).orElseThrow();
    assertThat(level.coveredMillis()).isEqualTo(Duration.ofMinutes(24 * 60 - 195).toMillis());
    assertThat(level.isOfAlmostAll(day)).isFalse();
  }

  @Test
  void twoReadingsADayApartTellNothingBetweenThem() {
    LocalPeriod day = day("2026-03-01");
    assertThat(DailyLevel.of(day, rising(day.from(), day.to(), Duration.ofHours(12)))).isEmpty();
    assertThat(DailyLevel.of(day, List.of())).isEmpty();
  }
}
