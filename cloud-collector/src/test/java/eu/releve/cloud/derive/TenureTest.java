package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import eu.releve.cloud.derive.QuarterHour.Status;
import eu.releve.cloud.derive.Tenure.Counted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Meters that follow each other at a point; the names begin with the vector that a test shows. */
class TenureTest {
  private static final long NOON = Instant.parse("2026-03-01T12:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private static Index at(long minutes, long value) {
    return new Index(NOON + minutes * MINUTE, value);
  }

  private static Tenure until(long minutes, Optional<Long> closing, boolean unread) {
    return Tenure.of(
        Optional.empty(), Optional.of(NOON + minutes * MINUTE), Optional.empty(), closing, unread);
  }

  private static Tenure since(long minutes, long opening) {
    return Tenure.of(
        Optional.of(NOON + minutes * MINUTE),
        Optional.empty(),
        Optional.of(opening),
        Optional.empty(),
        false);
  }

  private static List<QuarterHour> used(Tenure tenure, Index... readings) {
    Counted counted = tenure.of(List.of(readings));
    return Counter.of(counted.readings(), Dial.ending(1_000_000), counted.doubted())
        .quarterHours(NOON - 600 * MINUTE, NOON + 600 * MINUTE);
  }

  private static Figure hours(List<QuarterHour> one, List<QuarterHour> other) {
    List<QuarterHour> both = new ArrayList<>(one);
    both.addAll(other);
    return Figure.of(new Stretch(NOON - 600 * MINUTE, NOON + 600 * MINUTE), both);
  }

  @Test
  void a2AnExchangedMeterUsedWhatBothDisplaysSay() {
    List<QuarterHour> old = used(until(7, Optional.of(98_812L), false), at(-8, 98_765));
    List<QuarterHour> next = used(since(7, 3), at(22, 45));
    Figure both = hours(old, next);
    assertThat(both.consumption()).isEqualTo(47 + 42);
    assertThat(both.status()).isEqualTo(Status.MEASURED);
    assertThat(both.measuredMillis()).as("neither hole nor overlap").isEqualTo(30 * MINUTE);
  }

  // Behind transformers of 40 the display stands at 1,000, behind 80 it goes on from there.
  @Test
  void g5AChangeOfTransformersLeavesWhatWasBeforeAndDoublesWhatComes() {
    List<QuarterHour> before =
        used(until(0, Optional.of(40L * 1_000), false), at(-30, 40 * 980), at(-15, 40 * 990));
    List<QuarterHour> after = used(since(0, 80L * 1_000), at(15, 80 * 1_010), at(30, 80 * 1_020));
    assertThat(before).extracting(QuarterHour::consumption).containsExactly(400L, 400L);
    assertThat(after).extracting(QuarterHour::consumption).containsExactly(800L, 800L);
    assertThat(hours(before, after).status()).isEqualTo(Status.MEASURED);
  }

  @Test
  void whatWasReadOutsideOfItsTimeCountsNowhere() {
    List<QuarterHour> old =
        used(until(0, Optional.of(500L), false), at(-15, 400), at(0, 499), at(15, 3));
    assertThat(old).extracting(QuarterHour::consumption).containsExactly(100L);
    assertThat(used(since(0, 3), at(-15, 400), at(0, 2), at(15, 10)))
        .extracting(QuarterHour::consumption)
        .containsExactly(7L);
  }

  @Test
  void aMeterThatNobodyCouldReadEndsWithItsLastReadingInDoubt() {
    List<QuarterHour> old = used(until(0, Optional.empty(), true), at(-30, 400), at(-15, 410));
    assertThat(old)
        .extracting(QuarterHour::consumption, QuarterHour::status)
        .containsExactly(tuple(10L, Status.MEASURED), tuple(0L, Status.UNCERTAIN));
  }

  @Test
  void aMeterThatWasRemovedBeforeItCameIsRefused() {
    assertThatThrownBy(
            () ->
                Tenure.of(
                    Optional.of(NOON),
                    Optional.of(NOON),
                    Optional.empty(),
                    Optional.empty(),
                    false))
        .hasMessageContaining("is not after");
  }
}
