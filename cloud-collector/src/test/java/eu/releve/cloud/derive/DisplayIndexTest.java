package eu.releve.cloud.derive;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.cloud.derive.DisplayIndex.How;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What somebody would have read on a display at midnight. */
class DisplayIndexTest {
  private static final long MIDNIGHT = Instant.parse("2025-12-31T23:00:00Z").toEpochMilli();
  private static final long MINUTE = 60_000;

  private static Index at(long minutes, long value) {
    return new Index(MIDNIGHT + minutes * MINUTE, value);
  }

  private static DisplayIndex midnight(Dial dial, Index... readings) {
    return DisplayIndex.at(
        MIDNIGHT, new Tenure.Counted(List.of(readings), Set.of(), Set.of()), dial, Tenure.WHOLE);
  }

  private static DisplayIndex midnight(Index... readings) {
    return midnight(Dial.UNKNOWN, readings);
  }

  @Test
  @DisplayName("A3, G13: 23:52 -> 1000.0 and 00:07 -> 1003.0 show 1001.6 at midnight")
  void anIndexBetweenTwoReadingsIsInterpolated() {
    DisplayIndex index = midnight(at(-8, 1_000_000), at(7, 1_003_000));
    assertThat(index.value()).contains(1_001_600L);
    assertThat(index.how()).isEqualTo(How.MEASURED);
    assertThat(index.before()).contains(at(-8, 1_000_000));
    assertThat(index.after()).contains(at(7, 1_003_000));
    assertThat(index.sinceBefore()).isEqualTo(1_600);
    assertThat(index.untilAfter()).isEqualTo(1_400);
  }

  @Test
  @DisplayName("A3: further apart than half an hour interpolated, than two hours estimated")
  void howFarReadingsLieApartIsTold() {
    assertThat(midnight(at(-15, 0), at(15, 30)).how()).isEqualTo(How.MEASURED);
    assertThat(midnight(at(-15, 0), at(16, 31)).how()).isEqualTo(How.INTERPOLATED);
    assertThat(midnight(at(-60, 0), at(60, 120)).how()).isEqualTo(How.INTERPOLATED);
    assertThat(midnight(at(-60, 0), at(61, 121)).how()).isEqualTo(How.ESTIMATED);
  }

  @Test
  void aReadingAtMidnightIsTheIndex() {
    DisplayIndex index = midnight(at(-900, 0), at(0, 77), at(900, 100));
    assertThat(index.value()).contains(77L);
    assertThat(index.how()).isEqualTo(How.MEASURED);
    assertThat(index.before()).isEqualTo(index.after());
  }

  @Test
  void beforeTheFirstAndAfterTheLastReadingTheIndexIsMissingAndTheNearestIsTold() {
    DisplayIndex early = midnight(at(5, 10), at(20, 20));
    assertThat(early.value()).isEmpty();
    assertThat(early.how()).isEqualTo(How.MISSING);
    assertThat(early.before()).isEmpty();
    assertThat(early.after()).contains(at(5, 10));
    DisplayIndex late = midnight(at(-20, 10), at(-5, 20));
    assertThat(late.how()).isEqualTo(How.MISSING);
    assertThat(late.before()).contains(at(-5, 20));
    assertThat(midnight().how()).isEqualTo(How.MISSING);
  }

  @Test
  @DisplayName("A2, G3: over the end of the digits the display begins at zero again")
  void aDisplayThatRollsOverShowsWhatFollowsItsEnd() {
    Dial dial = Dial.ending(1_000_000);
    assertThat(midnight(dial, at(-5, 999_990), at(20, 15)).value()).contains(999_995L);
    assertThat(midnight(dial, at(-20, 999_990), at(5, 15)).value()).contains(10L);
    assertThat(midnight(Dial.ending(1L << 32), at(-5, 4_294_967_290L), at(5, 6)).value())
        .contains(0L);
  }

  @Test
  @DisplayName("A2: 120,345.2 -> 12.4 began anew: nobody knows what it showed between")
  void aCounterThatBeganAnewIsUncertainBetween() {
    DisplayIndex index = midnight(at(-5, 120_345_200), at(10, 12_400));
    assertThat(index.value()).contains(120_345_200L);
    assertThat(index.how()).isEqualTo(How.UNCERTAIN);
  }

  @Test
  @DisplayName("A2, G3: 5000.0 -> 4999.8 is a dip, and never the index")
  void aReadingThatIsNotBelievedIsNoIndex() {
    DisplayIndex index = midnight(at(-10, 5_000_000), at(0, 4_999_800), at(10, 5_000_100));
    assertThat(index.value()).contains(5_000_050L);
    assertThat(index.before()).contains(at(-10, 5_000_000));
  }

  @Test
  void whatSomebodyReadOnTheDisplayIsTheIndexAndIsCalledRead() {
    Tenure tenure =
        Tenure.of(
            Optional.empty(), Optional.of(MIDNIGHT), Optional.empty(), Optional.of(98_812L), false);
    DisplayIndex index =
        DisplayIndex.at(MIDNIGHT, tenure.of(List.of(at(-30, 98_765))), Dial.UNKNOWN, tenure);
    assertThat(index.value()).contains(98_812L);
    assertThat(index.how()).isEqualTo(How.READ);
    Tenure dark =
        Tenure.of(
            Optional.empty(), Optional.of(MIDNIGHT), Optional.empty(), Optional.empty(), true);
    DisplayIndex unread =
        DisplayIndex.at(MIDNIGHT, dark.of(List.of(at(-30, 98_765))), Dial.UNKNOWN, dark);
    assertThat(unread.value()).contains(98_765L);
    assertThat(unread.how()).isEqualTo(How.UNCERTAIN);
  }

  // Two lists that meet show the same index there: what one ends with the next begins with.
  @Test
  @DisplayName("A3, G13: the difference of two indexes is what the quarter-hours between add up to")
  void theDifferenceOfTwoIndexesIsTheSumOfTheQuarterHoursBetween() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Index> readings = new ArrayList<>();
    long millis = MIDNIGHT - 400 * MINUTE;
    long value = 1_000_000;
    while (millis < MIDNIGHT + 3_000 * MINUTE) {
      readings.add(new Index(millis, value));
      millis += (1 + random.nextInt(90)) * MINUTE + random.nextInt(60_000);
      value += random.nextInt(5_000);
    }
    Tenure.Counted counted = new Tenure.Counted(readings, Set.of(), Set.of());
    Counter counter = Counter.of(readings, Dial.UNKNOWN);
    for (int i = 0; i < 400; i++) {
      long from = MIDNIGHT + random.nextInt(100) * QuarterHour.MILLIS;
      long to = from + (1 + random.nextInt(90)) * QuarterHour.MILLIS;
      long sum = counter.quarterHours(from, to).stream().mapToLong(QuarterHour::consumption).sum();
      long opening =
          DisplayIndex.at(from, counted, Dial.UNKNOWN, Tenure.WHOLE).value().orElseThrow();
      long closing = DisplayIndex.at(to, counted, Dial.UNKNOWN, Tenure.WHOLE).value().orElseThrow();
      assertThat(closing - opening).as("seed %d", seed).isEqualTo(sum);
    }
  }
}
