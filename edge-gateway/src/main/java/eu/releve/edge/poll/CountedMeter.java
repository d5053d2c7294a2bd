package eu.releve.edge.poll;

import eu.releve.edge.poll.PulseLine.PulseMeter;
import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.Kept;
import eu.releve.edge.pulse.PulseIndex;
import eu.releve.edge.pulse.PulseInput;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import java.util.OptionalLong;

/** A meter with its count; changed by the lane, looked at by the console. */
final class CountedMeter {
  private final PulseMeter meter;
  private final MeterState state;
  private final PulseInput input;
  private PulseIndex index;
  private boolean doubted;
  private boolean listening;
  private boolean wasOpened;
  private long lostTold;
  private OptionalLong lastPulseBootMillis = OptionalLong.empty();

  CountedMeter(PulseMeter meter, MeterState state, Kept kept) {
    this.meter = meter;
    this.state = state;
    this.input = new PulseInput(meter.pulsed().contact());
    this.index = kept.index();
    this.doubted = kept.doubted();
  }

  MeterId id() {
    return meter.polled().id();
  }

  int line() {
    return meter.input();
  }

  RegisterName register() {
    return meter.pulsed().register().name();
  }

  /** How many pulses a second it gives at most. */
  int mostHz() {
    return meter.pulsed().contact().mostHz();
  }

  MeterState state() {
    return state;
  }

  synchronized PulseIndex index() {
    return index;
  }

  synchronized void index(PulseIndex now) {
    index = now;
  }

  /** Its line was opened; after the first time nobody knows what came while it was shut. */
  synchronized void opened() {
    doubted |= wasOpened;
    wasOpened = true;
    input.begin();
  }

  /** Whether it hangs at its line; one that did not before begins anew. */
  synchronized boolean listens() {
    boolean now = meter.polled().isInstalled();
    if (now && !listening) {
      input.begin();
    }
    listening = now;
    return now;
  }

  /** Whether the edge ended a pulse, which is counted. */
  synchronized boolean take(Edge edge) {
    boolean pulse = input.take(edge);
    if (pulse) {
      index = index.counted();
    }
    return pulse;
  }

  synchronized void quietUntil(long nanos) {
    input.quietUntil(nanos);
  }

  /** A pulse was counted that ended then. */
  synchronized void pulsed(long bootMillis) {
    lastPulseBootMillis = OptionalLong.of(bootMillis);
  }

  synchronized PulseInput.Counts counts() {
    return input.counts();
  }

  /** Edges lost outside storms since this was asked last. */
  synchronized long newlyLost() {
    PulseInput.Counts counts = input.counts();
    long now = counts.lost() - lostTold;
    lostTold = counts.lost();
    doubted |= now > 0 || counts.storming();
    return now;
  }

  /** What is known against the next reading, once. */
  synchronized Quality doubt() {
    Quality quality = doubted ? Quality.DEVICE_ERROR : Quality.GOOD;
    doubted = input.counts().storming();
    return quality;
  }

  synchronized PulseView.MeterPulses view() {
    return new PulseView.MeterPulses(
        id(),
        index.pulses(),
        meter.pulsed().register().unit(),
        lastPulseBootMillis,
        input.counts());
  }
}
