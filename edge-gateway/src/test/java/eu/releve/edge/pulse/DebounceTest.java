package eu.releve.edge.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is a pulse, by the kernel's times alone. */
class DebounceTest {
  private final Debounce debounce = new Debounce(Duration.ofMillis(15));
  private long sequence;

  @Test
  void aPulseIsAClosedContactAfterAnOpenOneEachLongEnough() {
    assertThat(closes(100)).isFalse();
    assertThat(opens(130)).isTrue();
    assertThat(closes(160)).isFalse();
    assertThat(opens(175)).isTrue();
    assertThat(closes(190)).isFalse();
    assertThat(opens(204)).as("closed for 14 ms").isFalse();
  }

  @Test
  void bouncesAreNoPulses() {
    closes(100);
    assertThat(opens(101)).isFalse();
    assertThat(closes(102)).isFalse();
    assertThat(opens(103)).isFalse();
    assertThat(closes(104)).isFalse();
    assertThat(opens(134)).isTrue();
    assertThat(closes(135)).isFalse();
    assertThat(opens(136)).isFalse();
  }

  // A relay that lets go for a moment in the middle of a pulse.
  @Test
  void aPulseThatIsInterruptedIsOne() {
    closes(100);
    assertThat(opens(130)).isTrue();
    closes(131);
    assertThat(opens(170)).as("not open for long enough in between").isFalse();
    closes(200);
    assertThat(opens(230)).isTrue();
  }

  // The kernel looks at the line a moment after the interrupt: the bounce is over already.
  @Test
  void twoEdgesOfOneDirectionAreABounceThatNobodySaw() {
    closes(100);
    assertThat(closes(101)).isFalse();
    assertThat(opens(131)).isTrue();
    assertThat(opens(132)).isFalse();
    assertThat(closes(140)).isFalse();
    assertThat(opens(170)).as("open for 8 ms only since the last edge").isFalse();
  }

  @Test
  void whatEdgesAreMissingInIsNoPulse() {
    closes(100);
    sequence += 4;
    assertThat(opens(200)).isFalse();
    assertThat(debounce.missing()).isEqualTo(4);
    closes(230);
    assertThat(debounce.missing()).isZero();
    assertThat(opens(260)).isTrue();
  }

  @Test
  void numbersBeginAgainAfterTheLast() {
    debounce.take(new Edge(true, 100_000_000, Edge.SEQUENCE_MAX));
    debounce.take(new Edge(false, 130_000_000, 1));
    assertThat(debounce.missing()).as("0 is no number of an edge").isZero();
    debounce.take(new Edge(true, 160_000_000, 2));
    assertThat(debounce.missing()).isZero();
  }

  // A reed contact rests closed for hours where the water stopped there.
  @Test
  void aContactThatIsFoundClosedGivesItsPulseWhenItOpens() {
    assertThat(debounce.take(new Edge(true, 100_000_000, 0))).isFalse();
    assertThat(opens(130)).isTrue();
    debounce.begin();
    sequence = 0;
    assertThat(opens(1_000)).as("nobody knows how long it was closed").isFalse();
    closes(1_100);
    assertThat(opens(1_200)).isTrue();
  }

  private boolean closes(long millis) {
    return debounce.take(new Edge(true, millis * 1_000_000, ++sequence));
  }

  private boolean opens(long millis) {
    return debounce.take(new Edge(false, millis * 1_000_000, ++sequence));
  }
}
