package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CourseTest {
  private final Course course = new Course(Pace.USUAL);

  @Test
  void noMoreIsInFlightThanTheServerTakes() {
    course.connected(0, 3, 0);
    course.sent(1, 100, 0);
    course.sent(2, 100, 0);
    assertThat(course.room()).isEqualTo(1);
    course.sent(3, 100, 0);
    assertThat(course.room()).isZero();
    course.settled(2, 200);
    assertThat(course.room()).isEqualTo(2);
  }

  // What the console calls a collector that takes everything and confirms nothing.
  @Test
  void silenceOfTheStoreIsCountedFromTheFirstBatchThatItLeftUnanswered() {
    course.connected(0, 64, 0);
    assertThat(course.unansweredSinceMillis()).isEmpty();
    course.sent(1, 1, 1_000);
    course.sent(2, 1, 5_000);
    assertThat(course.unansweredSinceMillis()).hasValue(1_000);
    assertThat(course.isOverdue(60_000)).isTrue();
    course.repeat();
    course.sent(1, 1, 60_000);
    assertThat(course.unansweredSinceMillis()).hasValue(1_000);
    course.connected(0, 64, 70_000);
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
    course.connected(0, 64, 0);
    course.sent(1, 1, 0);
    course.sent(2, 1, 0);
    course.receipted(1, 1_000);
    course.connected(1, 64, 200_000_000);
    assertThat(course.unansweredSinceMillis()).isEmpty();
  }

  @Test
  void largeBatchesAreBoundedByTheirBytesButOneIsAlwaysLetThrough() {
    course.connected(0, 64, 0);
    assertThat(course.room()).isEqualTo(64);
    course.sent(1, (int) Pace.IN_FLIGHT_BYTES_MAX, 0);
    assertThat(course.room()).isZero();
  }

  // A broker without a collector behind it acknowledges everything and throws away what overflows.
  @Test
  void acknowledgedButUnreceiptedBatchesAreBoundedToo() {
    course.connected(0, 64, 0);
    for (int seq = 1; seq <= Pace.AHEAD_MAX; seq++) {
      course.sent(seq, 1, 0);
      course.settled(1, 1);
    }
    assertThat(course.room()).isZero();
    course.receipted(10, 1);
    assertThat(course.room()).isEqualTo(10);
  }

  @Test
  void withoutAReceiptThePatienceDoublesFromHalfAMinuteToTenMinutes() {
    course.connected(5, 64, 0);
    course.sent(6, 1, 1_000);
    long now = 1_000;
    for (long seconds : new long[] {30, 60, 120, 240, 480, 600, 600}) {
      assertThat(course.waitMillis(now)).isEqualTo(seconds * 1_000);
      assertThat(course.isOverdue(now + seconds * 1_000 - 1)).isFalse();
      now += seconds * 1_000;
      assertThat(course.isOverdue(now)).isTrue();
      assertThat(course.repeat()).isEqualTo(1);
      assertThat(course.sentSeq()).isEqualTo(5);
      course.settled(1, 1);
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
    course.connected(5, 64, 0);
    course.sent(6, 1, 3_600_000);
    assertThat(course.isOverdue(3_600_001)).isFalse();
  }

  @Test
  void aNewConnectionGoesOnFromTheReceiptAndKeepsItsPatience() {
    course.connected(5, 64, 0);
    course.sent(6, 1, 0);
    assertThat(course.isOverdue(30_000)).isTrue();
    course.connected(5, 64, 40_000);
    assertThat(course.sentSeq()).isEqualTo(5);
    course.sent(6, 1, 40_000);
    assertThat(course.waitMillis(40_000)).isEqualTo(60_000);
  }

  @Test
  void anotherStoreTakesPublishingBack() {
    course.connected(5, 64, 0);
    course.moved(2, 0);
    assertThat(course.sentSeq()).isEqualTo(2);
  }
}
