package eu.releve.edge.poll;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.edge.link.opcua.OpcUaLink.Counts;
import org.junit.jupiter.api.Test;

class LossesTest {
  private final Losses losses = new Losses();

  private static Counts counts(long begun, long overflows, long lostMessages, long shortQueues) {
    return new Counts(9, begun, 2, 1_000, overflows, lostMessages, shortQueues);
  }

  @Test
  void whatIsNoLossIsNotTold() {
    assertThat(losses.news(Counts.NONE, 0)).isEmpty();
    assertThat(losses.news(counts(1, 0, 0, 0), 1)).isEmpty();
  }

  @Test
  void aLossIsToldAtOnceAndWhatFollowsWithinAMinuteTogether() {
    assertThat(losses.news(counts(1, 2, 0, 0), 1_000))
        .contains("before 2 values the server had to drop others, its queues were full");
    assertThat(losses.news(counts(1, 3, 0, 0), 2_000)).isEmpty();
    assertThat(losses.news(counts(1, 7, 1, 0), 60_999)).isEmpty();
    assertThat(losses.news(counts(1, 7, 1, 0), 61_000))
        .contains(
            "before 5 values the server had to drop others, its queues were full; "
                + "1 messages never came and the server no longer has them");
    assertThat(losses.news(counts(1, 7, 1, 0), 200_000)).isEmpty();
  }

  @Test
  void atTheEndTheRestIsToldHoweverEarly() {
    assertThat(losses.news(counts(2, 0, 0, 0), 1_000))
        .hasValueSatisfying(what -> assertThat(what).contains("watching began anew"));
    assertThat(losses.rest(counts(3, 0, 0, 0), 1_001)).isPresent();
    assertThat(losses.rest(counts(3, 0, 0, 0), 1_002)).isEmpty();
  }

  @Test
  void aServerThatKeepsFewerChangesThanWantedIsNamed() {
    assertThat(losses.news(counts(1, 0, 0, 4), 0))
        .contains("of 4 nodes the server keeps fewer changes than the plan wants");
  }
}
