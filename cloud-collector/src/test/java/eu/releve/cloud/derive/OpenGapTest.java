package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is guessed of the time since a counter's last reading. */
class OpenGapTest {
  private static final LocalCalendar BRUSSELS = LocalCalendar.of("Europe/Brussels");
  private static final LocalDate WEDNESDAY = LocalDate.parse("2026-06-24");
  private static final Instant LAST = BRUSSELS.start(WEDNESDAY).plus(Duration.ofHours(10));

  private final TreeMap<LocalDate, List<Long>> known = new TreeMap<>();

  private static List<Long> even(long each) {
    return Collections.nCopies(LikeDays.QUARTERS, each);
  }

  private List<QuarterHour> guessed(Instant last, Instant to) throws Exception {
    return new OpenGap(BRUSSELS, last.toEpochMilli(), day -> Optional.ofNullable(known.get(day)))
        .quarterHours(last.toEpochMilli(), to.toEpochMilli());
  }

  @Test
  @DisplayName("A9.4: an open gap takes the course of like days at the level of four weeks")
  void theNearestDaysTellTheCourseAndFourWeeksHowHighItIs() throws Exception {
    // Three days with all of it in the afternoon, and before them of the same four weeks 9 others,
    // twice as high; what lies before is another season.
    List<Long> afternoon = IntStream.range(0, 96).mapToObj(i -> i < 48 ? 0L : 10L).toList();
    int days = 0;
    for (int i = 1; i <= 56; i++) {
      LocalDate day = WEDNESDAY.minusDays(i);
      if (LikeDays.areAlike(WEDNESDAY.getDayOfWeek(), day.getDayOfWeek())) {
        known.put(day, ++days <= 3 ? afternoon : even(i <= 28 ? 10 : 1_000));
      }
    }
    int recent = known.tailMap(WEDNESDAY.minusDays(28)).size();
    List<QuarterHour> guessed = guessed(LAST, BRUSSELS.start(WEDNESDAY.plusDays(2)));
    assertThat(guessed).extracting(QuarterHour::status).containsOnly(Status.ESTIMATED_FULL);
    assertThat(guessed).extracting(QuarterHour::coveredMillis).containsOnly(0);
    assertThat(guessed.getFirst().startMillis()).isEqualTo(LAST.toEpochMilli());
    assertThat(guessed).hasSize(56 + 96);
    assertThat(guessed.subList(0, 8)).extracting(QuarterHour::consumption).containsOnly(0L);
    long day = (3 * 480L + (recent - 3) * 960L) / recent;
    assertThat(guessed.get(8).consumption()).isEqualTo(Math.round(day / 48.0));
    Stretch over =
        new Stretch(
            BRUSSELS.start(WEDNESDAY.plusDays(1)).toEpochMilli(),
            BRUSSELS.start(WEDNESDAY.plusDays(2)).toEpochMilli());
    Figure figure = Figure.of(over, guessed.subList(56, 152));
    assertThat(figure.estimatedShare()).isEqualTo("1.0000");
    assertThat(figure.coverage()).isEqualTo("0.0000");
    assertThat(figure.statusOfTotal()).isEqualTo(Status.ESTIMATED_FULL);
    assertThat(figure.isBillable()).isFalse();
  }

  @Test
  void ofAQuarterHourThatWasReadInPartTheRestIsGuessed() throws Exception {
    known.put(WEDNESDAY.minusDays(7), even(90));
    Instant within = LAST.plus(Duration.ofMinutes(5));
    List<QuarterHour> guessed = guessed(within, LAST.plus(Duration.ofMinutes(30)));
    assertThat(guessed).extracting(QuarterHour::consumption).containsExactly(60L, 90L);
    Stretch over = new Stretch(LAST.toEpochMilli(), LAST.toEpochMilli() + QuarterHour.MILLIS);
    QuarterHour read = new QuarterHour(over.fromMillis(), 7, 300_000, Status.MEASURED, 5);
    Figure both = Figure.of(over, List.of(read)).and(Figure.of(over, guessed.subList(0, 1)));
    assertThat(both.consumption()).isEqualTo(67);
    assertThat(both.estimated()).isEqualTo(60);
    assertThat(both.status()).isEqualTo(Status.ESTIMATED_FULL);
    assertThat(both.enclosedMillis()).isEqualTo(300_000);
  }

  @Test
  void daysThatAreLikeNoOtherAndWhatIsTooLongAgoAreNotGuessed() throws Exception {
    known.put(WEDNESDAY.minusDays(7), even(90));
    List<QuarterHour> guessed = guessed(LAST, BRUSSELS.start(WEDNESDAY.plusDays(4)));
    // Wednesday and Thursday; nothing was read on a Friday.
    assertThat(guessed).hasSize(56 + 96);
    List<QuarterHour> late = guessed(LAST, BRUSSELS.start(WEDNESDAY.plusDays(400)));
    assertThat(late.getLast().startMillis())
        .isLessThan(BRUSSELS.start(WEDNESDAY.plusDays(OpenGap.DAYS_MAX)).toEpochMilli());
    assertThat(guessed(LAST, LAST)).isEmpty();
    known.clear();
    assertThat(guessed(LAST, LAST.plus(Duration.ofHours(1)))).isEmpty();
  }

  @Test
  void whereTheNearestUsedNothingWhatOthersUsedIsSpreadEvenly() throws Exception {
    for (int i : List.of(1, 6, 7)) {
      known.put(WEDNESDAY.minusDays(i), even(0));
    }
    known.put(WEDNESDAY.minusDays(8), even(8));
    assertThat(guessed(LAST, LAST.plus(Duration.ofHours(1))))
        .extracting(QuarterHour::consumption)
        .containsOnly(2L);
    assertThat(BigInteger.valueOf(known.size())).isEqualTo(4);
  }
}
