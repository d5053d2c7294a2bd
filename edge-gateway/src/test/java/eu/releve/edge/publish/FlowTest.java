package eu.releve.edge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

/** Against a line of a given speed and length, on virtual time. */
class FlowTest {
  private static final int BATCH = 400;
  private final Flow flow = new Flow();

  // 256 kbit/s over a mobile network.
  @Test
  void aSlowLineIsFullAndANewBatchWaitsLessThanASecondForIt() {
    Run run = run(32_000, 80, BATCH, 60_000);
    assertThat(run.use).isGreaterThan(0.95);
    assertThat(run.waitMillisMax).isLessThan(1_000);
  }

  @Test
  void aLineWithALongDelayIsFullToo() {
    Run run = run(125_000, 700, 4_000, 60_000);
    assertThat(run.use).isGreaterThan(0.9);
    assertThat(run.waitMillisMax).isLessThan(2_000);
  }

  @Test
  void aFastLineIsBoundedByWhatMayBeOnTheWayAtAll() {
    run(100_000_000, 1, 60_000, 5_000);
    assertThat(flow.bytesMax()).isEqualTo(Pace.IN_FLIGHT_BYTES_MAX);
  }

  @Test
  void aLineThatBecomesSlowIsBelieved() {
    run(1_000_000, 20, BATCH, 10_000);
    long before = flow.bytesMax();
    Run run = run(32_000, 20, BATCH, 60_000);
    assertThat(before).isGreaterThan(400_000);
    assertThat(flow.bytesMax()).isLessThan(40_000);
    assertThat(run.use).isGreaterThan(0.95);
  }

  private record Run(double use, long waitMillisMax) {}

  private record OnTheLine(long arrivesMillis, long sentMillis) {}

  private long clockMillis;

  /** Always something to send; the wait is measured in the second half. */
  private Run run(long bytesPerSecond, long delayMillis, int batch, long millis) {
    long start = clockMillis;
    long freeMicros = start * 1_000;
    long arrived = 0;
    long waitMax = 0;
    Deque<OnTheLine> line = new ArrayDeque<>();
    for (long now = start; now < start + millis; now++) {
      int acknowledged = 0;
      while (!line.isEmpty() && line.getFirst().arrivesMillis() + delayMillis <= now) {
        OnTheLine one = line.removeFirst();
        acknowledged++;
        arrived += batch;
        if (now > start + millis / 2) {
          waitMax = Math.max(waitMax, one.arrivesMillis() - one.sentMillis());
        }
      }
      flow.settled(acknowledged, now);
      while (flow.bytes() < flow.bytesMax()) {
        flow.sent(batch, now);
        freeMicros = Math.max(freeMicros, now * 1_000) + batch * 1_000_000L / bytesPerSecond;
        line.addLast(new OnTheLine(freeMicros / 1_000, now));
      }
    }
    clockMillis = start + millis;
    // What was on the way ends with the line's old speed.
    flow.settled(line.size(), clockMillis);
    return new Run(arrived / (bytesPerSecond * (millis / 1_000.0)), waitMax);
  }
}
