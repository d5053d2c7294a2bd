package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.publish.Course.Stretch;
import org.junit.jupiter.api.Test;

class CourseTest {
  private final Course course = new Course(Pace.USUAL);

  @Test
  void noMoreIsInFlightThanTheServerTakes() {
    course.connected(0, false, 3, 0);
    course.sent(1, 100, 0);
    course.sent(2, 100, 0);
    assertThat(course.room()).isEqualTo(1);
    course.sent(3, 100, 0);
    assertThat(course.room()).isZero();
    course.settled(2, 0);
    assertThat(course.room()).isEqualTo(2);
  }

  // What the console calls a collector that takes everything and confirms nothing.
  @Test
  void silenceOfTheStoreIsCountedFromTheFirstBatchThatItLeftUnanswered() {
    course.connected(0, false, 64, 0);
    assertThat(course.unansweredSinceMillis()).isEmpty();
    course.sent(1, 1, 1_000);
    course.sent(2, 1, 5_000);
    assertThat(course.unansweredSinceMillis()).hasValue(1_000);
    assertThat(course.isOverdue(60_000)).isTrue();
    course.repeat(false);
    course.sent(1, 1, 60_000);
    assertThat(course.unansweredSinceMillis()).hasValue(1_000);
    course.connected(0, false, 64, 70_000);
    course.sent(1, 1, 70_000);
    assertThat(course.unansweredSinceMillis()).as("no receipt on that one either").hasValue(1_000);
    course.sent(2, 1, 70_000);
    course.receipted(1, 80_000);
    assertThat(course.unansweredSinceMillis()).hasValue(80_000);
    course.receipted(2, 81_000);
    assertThat(course.unansweredSinceMillis()).isEmpty();
  }

  // Two days without a cable are no silence of the store.
  @Test
  void aNewConnectionAfterReceiptsBeginsAnew() {
    course.connected(0, false, 64, 0);
    course.sent(1, 1, 0);
    course.sent(2, 1, 0);
    course.receipted(1, 1_000);
    course.connected(1, false, 64, 200_000_000);
    assertThat(course.unansweredSinceMillis()).isEmpty();
  }

  @Test
  void largeBatchesAreBoundedByTheirBytesButOneIsAlwaysLetThrough() {
    course.connected(0, false, 64, 0);
    assertThat(course.room()).as("one place is for a sign of life").isEqualTo(63);
    course.sent(1, (int) Pace.IN_FLIGHT_BYTES_MAX, 0);
    assertThat(course.room()).isZero();
  }

  // A broker without a collector behind it acknowledges everything and throws away what overflows.
  @Test
  void acknowledgedButUnreceiptedBatchesAreBoundedToo() {
    course.connected(0, false, 64, 0);
    for (int seq = 1; seq <= Pace.AHEAD_MAX; seq++) {
      course.sent(seq, 1, 0);
      course.settled(1, 0);
    }
    assertThat(course.room()).isZero();
    course.receipted(10, 1);
    assertThat(course.room()).isEqualTo(10);
  }

  // Else the fact that fills the hole could be further away than may be sent ahead.
  @Test
  void whereTheNextNumberIsNoLongerHeldFactsGoFirstAndThenTheRestInOrder() {
    course.connected(203, true, 64, 0);
    assertThat(course.next(5_000)).contains(new Stretch(203, 5_000, 63, true));
    course.sent(4_999, 1, 0);
    assertThat(course.sentSeq()).as("the backlog waits").isEqualTo(203);
    assertThat(course.next(5_000)).contains(new Stretch(4_999, 5_000, 62, true));
    course.passed(5_000);
    assertThat(course.next(5_000))
        .hasValueSatisfying(
            stretch -> {
              assertThat(stretch.after()).isEqualTo(203);
              assertThat(stretch.upTo()).isEqualTo(5_000);
              assertThat(stretch.isFacts()).isFalse();
            });
  }

  @Test
  void withoutAReceiptThePatienceDoublesFromHalfAMinuteToTenMinutes() {
    course.connected(5, false, 64, 0);
    course.sent(6, 1, 1_000);
    long now = 1_000;
    for (long seconds : new long[] {30, 60, 120, 240, 480, 600, 600}) {
      assertThat(course.waitMillis(now)).isEqualTo(seconds * 1_000);
      assertThat(course.isOverdue(now + seconds * 1_000 - 1)).isFalse();
      now += seconds * 1_000;
      assertThat(course.isOverdue(now)).isTrue();
      assertThat(course.repeat(false)).isEqualTo(1);
      assertThat(course.sentSeq()).isEqualTo(5);
      course.settled(1, 0);
      course.sent(6, 1, now);
    }
    course.receipted(6, now);
    course.sent(7, 1, now);
    assertThat(course.waitMillis(now))
        .as("a receipt gives the first patience back")
        .isEqualTo(30_000);
  }

  @Test
  void patienceCountsFromTheFirstBatchSentAfterAQuietHour() {
    course.connected(5, false, 64, 0);
    course.sent(6, 1, 3_600_000);
    assertThat(course.isOverdue(3_600_001)).isFalse();
  }

  @Test
  void aNewConnectionGoesOnFromTheReceiptAndKeepsItsPatience() {
    course.connected(5, false, 64, 0);
    course.sent(6, 1, 0);
    assertThat(course.isOverdue(30_000)).isTrue();
    course.connected(5, false, 64, 40_000);
    assertThat(course.sentSeq()).isEqualTo(5);
    course.sent(6, 1, 40_000);
    assertThat(course.waitMillis(40_000)).isEqualTo(60_000);
  }

  @Test
  void anotherStoreTakesPublishingBack() {
    course.connected(5, false, 64, 0);
    course.moved(2, false, 0);
    assertThat(course.sentSeq()).isEqualTo(2);
  }

  @Test
  void whatIsAppendedWhileABacklogDrainsIsSentAheadOfIt() {
    course.connected(0, false, 64, 0);
    assertThat(course.next(1_000)).contains(new Stretch(0, 1_000, 59, false));
    course.sent(1, 100, 0);
    course.sent(2, 100, 0);
    assertThat(course.next(1_002))
        .as("two new ones")
        .contains(new Stretch(1_000, 1_002, 61, false));
    course.sent(1_001, 100, 0);
    course.sent(1_002, 100, 0);
    assertThat(course.next(1_002)).contains(new Stretch(2, 1_000, 55, false));
    course.passed(999);
    course.sent(1_000, 100, 0);
    assertThat(course.sentSeq()).as("the backlog has caught up").isEqualTo(1_002);
    assertThat(course.next(1_002)).isEmpty();
    assertThat(course.next(1_003).map(Stretch::after)).contains(1_002L);
  }

  @Test
  void fewBatchesAreNoBacklogAndGoInOrder() {
    course.connected(0, false, 64, 0);
    assertThat(course.next(Pace.BACKLOG_MIN)).contains(new Stretch(0, Pace.BACKLOG_MIN, 63, false));
    course.sent(1, 100, 0);
    assertThat(course.next(Pace.BACKLOG_MIN + 1).map(Stretch::after)).contains(1L);
  }

  @Test
  void aBacklogThatFillsTheLineDoesNotKeepANewBatchOut() {
    course.connected(0, false, 64, 0);
    course.next(1_000);
    course.sent(1, (int) Flow.BYTES_FIRST, 0);
    assertThat(course.next(1_000)).isEmpty();
    assertThat(course.next(1_001).map(Stretch::after)).contains(1_000L);
    course.sent(1_001, (int) Flow.BYTES_FIRST, 0);
    assertThat(course.next(1_002)).as("but many new ones do not flood it").isEmpty();
  }

  @Test
  void placesAreKeptForNewBatches() {
    course.connected(0, false, 64, 0);
    course.next(1_000);
    for (int seq = 1; seq <= 59; seq++) {
      course.sent(seq, 1, 0);
    }
    assertThat(course.next(1_000)).isEmpty();
    assertThat(course.next(1_001)).contains(new Stretch(1_000, 1_001, 4, false));
  }

  @Test
  void aRepetitionBeginsAtTheReceiptWithWhatWasSentAheadToo() {
    course.connected(0, false, 64, 0);
    course.next(1_000);
    course.sent(1, 100, 0);
    course.next(1_001);
    course.sent(1_001, 100, 0);
    course.receipted(1, 0);
    assertThat(course.isOverdue(30_000)).as("what was sent ahead waits").isTrue();
    assertThat(course.repeat(false)).isEqualTo(1);
    assertThat(course.next(1_001).map(Stretch::after)).contains(1L);
  }

  @Test
  void aReceiptThatReachesTheEndOfTheBacklogJoinsBoth() {
    course.connected(0, false, 64, 0);
    course.next(1_000);
    course.next(1_005);
    for (int seq = 1_001; seq <= 1_005; seq++) {
      course.sent(seq, 100, 0);
    }
    course.receipted(1_003, 0);
    assertThat(course.sentSeq()).isEqualTo(1_005);
    assertThat(course.next(1_005)).isEmpty();
  }

  @Test
  void newBatchesThatNoReceiptCoversAreBoundedToo() {
    course.connected(0, false, 64, 0);
    course.next(1_000);
    for (long seq = 1_001; seq <= 1_000 + Pace.LIVE_AHEAD_MAX; seq++) {
      assertThat(course.next(90_000).map(Stretch::after)).contains(seq - 1);
      course.sent(seq, 1, 0);
      course.settled(1, 0);
    }
    assertThat(course.next(90_000).map(Stretch::after)).as("the backlog goes on").contains(0L);
  }
}
