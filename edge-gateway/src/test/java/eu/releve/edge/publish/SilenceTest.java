package eu.releve.edge.publish;

import static eu.releve.edge.publish.Silence.Verdict.ALIVE;
import static eu.releve.edge.publish.Silence.Verdict.ASK;
import static eu.releve.edge.publish.Silence.Verdict.DEAD;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SilenceTest {
  private final Silence silence = new Silence(10_000);

  @Test
  void aLineOnWhichSomethingIsOnTheWayIsAskedOnceAndGivenUpAfterTenSeconds() {
    silence.begin(0);
    assertThat(silence.judge(100, true, 1_000)).isEqualTo(ALIVE);
    assertThat(silence.waitMillis(1_000)).isEqualTo(5_000);
    assertThat(silence.judge(100, true, 5_999)).isEqualTo(ALIVE);
    assertThat(silence.judge(100, true, 6_000)).isEqualTo(ASK);
    assertThat(silence.judge(100, true, 6_001)).isEqualTo(ALIVE);
    assertThat(silence.waitMillis(6_001)).isEqualTo(4_999);
    assertThat(silence.judge(100, true, 11_000)).isEqualTo(DEAD);
  }

  @Test
  void anyByteIsASignOfLife() {
    silence.begin(0);
    assertThat(silence.judge(100, true, 6_000)).isEqualTo(ALIVE);
    assertThat(silence.judge(100, true, 12_000)).isEqualTo(ASK);
    assertThat(silence.judge(104, true, 15_999)).isEqualTo(ALIVE);
    assertThat(silence.judge(104, true, 25_998)).isEqualTo(ASK);
  }

  @Test
  void aLineOnWhichNothingIsOnTheWayIsNotJudged() {
    silence.begin(0);
    assertThat(silence.judge(0, false, 3_600_000)).isEqualTo(ALIVE);
    assertThat(silence.judge(0, true, 3_609_999)).as("counted from what was sent").isEqualTo(ASK);
  }

  // 64 KiB at 9.6 kbit/s take a minute: each time given up it would begin again for ever.
  @Test
  void patienceDoublesUntilSomethingGetsThrough() {
    for (long patience : new long[] {10_000, 20_000, 40_000, 80_000, 160_000, 160_000}) {
      silence.begin(0);
      assertThat(silence.judge(0, true, patience - 1)).isNotEqualTo(DEAD);
      assertThat(silence.judge(0, true, patience)).isEqualTo(DEAD);
    }
    silence.progressed();
    silence.begin(0);
    assertThat(silence.judge(0, true, 10_000)).isEqualTo(DEAD);
  }
}
