package eu.releve.edge.simulate;

import eu.releve.measure.RegisterName;
import eu.releve.provisioning.site.Meter;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** One meter of the plan while it is played: its fault and what it has answered. */
final class PlayedMeter {
  private final Meter meter;
  private final Truth truth;
  private final InstantSource clock;
  private final Recorder recorder;
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong nonsense = new AtomicLong();
  private volatile Fault fault = Fault.NONE;

  PlayedMeter(Meter meter, Truth truth, InstantSource clock, Recorder recorder) {
    this.meter = meter;
    this.truth = truth;
    this.clock = clock;
    this.recorder = recorder;
  }

  Meter meter() {
    return meter;
  }

  Fault fault() {
    return fault;
  }

  void fault(Fault now) {
    fault = now;
  }

  /** How many right answers it has given. */
  long answers() {
    return answers.get();
  }

  Instant now() {
    return clock.instant();
  }

  /** Everything it measures at that moment. */
  Values valuesAt(Instant moment) {
    return register -> truth.valueAt(meter.id(), register, moment);
  }

  /** Writes the answer down; it may be sent afterwards. */
  void record(Map<RegisterName, Long> written, Instant moment) throws IOException {
    List<Answer> lines =
        written.entrySet().stream()
            .map(entry -> new Answer(meter.id(), entry.getKey(), entry.getValue(), moment))
            .toList();
    recorder.answered(lines);
    answers.incrementAndGet();
  }

  /** The number of this nonsense, from 0: each is another. */
  long nextNonsense() {
    return nonsense.getAndIncrement();
  }

  /** Waits as a slow meter does. */
  void dawdle() throws InterruptedException {
    if (fault.kind() == Fault.Kind.SLOW) {
      Thread.sleep(fault.delay());
    }
  }
}
