package eu.releve.edge.poll;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.plan.BusBudget;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings.Row;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a lane has brought in since its last batch, readings and events, and its way to the journal.
 *
 * <p>It belongs to the thread that drives the lane; only {@link #view} may be called from others.
 */
final class Harvest {
  private static final Logger LOG = LoggerFactory.getLogger(Harvest.class);

  private final BusId bus;
  private final BootClock clock;
  private final Tally tally;
  private final Window window;
  private final Events events;
  private final Handover handover;

  /**
   * Nothing yet.
   *
   * @param window how long readings are gathered into one batch: 0 to 900 s.
   * @param shelf where the batches go.
   */
  Harvest(BusId bus, Duration window, Shelf shelf, Tally tally, BootClock clock) {
    this.bus = bus;
    this.clock = clock;
    this.tally = tally;
    this.window = new Window(window);
    this.events = new Events(window.toMillis());
    this.handover = new Handover(bus, shelf, tally);
  }

  /** Gathers a reading; a full window is closed before. */
  void reading(Row row) {
    if (window.isFull()) {
      closeWindow(row.bootMillis());
    }
    window.add(row);
    tally.readings().incrementAndGet();
  }

  /** Gathers something that happened to a meter. */
  void event(MeterId meter, String code, String text, long bootMillis) {
    events.add(new Facts.Event(bootMillis, code, "bus " + bus + ", " + meter + ": " + text));
  }

  /** One line and one event when a meter's fault begins, and when it ends. */
  void condition(MeterState state, Condition now, String why, long bootMillis) {
    state
        .fault()
        .after(now, bootMillis)
        .ifPresent(news -> tell(state.meter().id(), news, now, why, bootMillis));
  }

  private void tell(MeterId meter, Fault.News news, Condition now, String why, long bootMillis) {
    switch (news) {
      case Fault.News.Began began -> {
        LOG.warn("meter is at fault bus={} meter={} fault={} detail={}", bus, meter, now, why);
        event(meter, "meter-" + words(now), why, bootMillis);
      }
      case Fault.News.Ended ended -> {
        LOG.info("meter is back bus={} meter={} was={}", bus, meter, ended.was());
        event(meter, "meter-back", "was " + words(ended.was()), bootMillis);
      }
    }
  }

  private static String words(Condition condition) {
    return condition.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** When something is to be closed or handed over again, by the boot clock. */
  long dueBootMillis() {
    long closes = Math.min(window.closesBootMillis(), events.closesBootMillis());
    return Math.min(closes, handover.retryBootMillis());
  }

  /** Tries again what the journal has refused, when it is time. */
  void retry(long nowBootMillis) {
    handover.retry(nowBootMillis);
  }

  /** Closes what has reached its age. */
  void close(long nowBootMillis) {
    if (nowBootMillis >= window.closesBootMillis()) {
      closeWindow(nowBootMillis);
    }
    if (nowBootMillis >= events.closesBootMillis()) {
      handover.take(events.take(nowBootMillis), nowBootMillis);
    }
  }

  /** Closes everything, whatever its age. */
  void finish() {
    long now = clock.bootMillis();
    if (!window.isEmpty()) {
      closeWindow(now);
    }
    if (!events.isEmpty()) {
      handover.take(events.take(now), now);
    }
  }

  /** The same for the last time: what the journal does not take now is gone. */
  void end() {
    finish();
    handover.end(clock.bootMillis());
  }

  /** Readings that are gone, and no fact says so, once it has ended; from any thread. */
  long untold() {
    return handover.untold();
  }

  private void closeWindow(long nowBootMillis) {
    handover.take(window.take(), nowBootMillis);
  }

  /**
   * The lane's bus with what is on it, for the console; may be called from any thread.
   *
   * @param connected whether a connection is open now.
   */
  LaneView view(
      String endpoint,
      boolean connected,
      BusState state,
      Stream<MeterState> meters,
      Optional<BusBudget> budget) {
    return new LaneView(
        bus,
        endpoint,
        connected,
        state.isReachable(),
        state.sinceBootMillis(),
        state.detail(),
        window.size(),
        handover.waitingReadings(),
        tally.counts(),
        meters.map(MeterState::view).toList(),
        budget);
  }
}
