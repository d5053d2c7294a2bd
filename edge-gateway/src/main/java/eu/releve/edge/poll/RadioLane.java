package eu.releve.edge.poll;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MeterIdentity;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.wmbus.Key;
import eu.releve.decode.wmbus.Obstacle;
import eu.releve.decode.wmbus.Opening;
import eu.releve.decode.wmbus.Opening.Opened;
import eu.releve.decode.wmbus.Protection;
import eu.releve.decode.wmbus.Wireless;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.Defect;
import eu.releve.edge.poll.RadioLine.RadioMeter;
import eu.releve.edge.poll.RadioView.MeterRadio;
import eu.releve.edge.radio.Hearing;
import eu.releve.edge.radio.Reception;
import eu.releve.measure.MeterId;
import eu.releve.provisioning.keys.KeyAddress;
import eu.releve.provisioning.keys.KeyMatch;
import eu.releve.wire.Readings.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes what a receiver has heard, opens it, and closes windows: each telegram of a meter of the
 * plan is one reading, dated when it was received.
 */
public final class RadioLane implements BusLane {
  /** How often it is looked whether a meter has fallen silent, and whether something waits. */
  private static final long LOOK_MILLIS = 1_000;

  private final RadioLine line;
  private final BootClock clock;
  private final Wireless wireless;
  private final List<Listened> meters = new ArrayList<>();
  private final Tally tally = new Tally();
  private final AtomicLong repeats = new AtomicLong();
  private final Harvest harvest;
  private final BusState busState;
  private long lookBootMillis;
  private volatile boolean stopping;

  /** A meter with what is known of it. */
  private static final class Listened {
    private final RadioMeter meter;
    private final MeterState state;
    private final Reception reception;
    private volatile Optional<Opening> last = Optional.empty();
    private volatile boolean hasKey;

    Listened(RadioMeter meter, MeterState state, Reception reception, boolean hasKey) {
      this.meter = meter;
      this.state = state;
      this.reception = reception;
      this.hasKey = hasKey;
    }
  }

  /**
   * A lane that has heard nothing yet.
   *
   * @param habits how long readings are gathered; when meters are asked does not matter here.
   * @param shelf where its batches go.
   */
  public RadioLane(RadioLine line, Lane.Habits habits, Shelf shelf, BootClock clock) {
    long now = clock.bootMillis();
    this.line = line;
    this.clock = clock;
    this.lookBootMillis = now;
    this.wireless = new Wireless(line.means().formats());
    this.harvest = new Harvest(line.bus(), habits.window(), shelf, tally, clock);
    this.busState = new BusState(line.bus(), now);
    for (RadioMeter meter : line.meters()) {
      PolledMeter unasked =
          new PolledMeter(
              meter.id(),
              LOOK_MILLIS,
              Agenda.of(List.of()),
              meter.numbers(),
              Limits.NONE,
              Optional.empty());
      Schedule never = new Schedule(meter.id(), LOOK_MILLIS, habits.spread());
      boolean hasKey =
          line.means().keys().all().keySet().stream()
              .anyMatch(address -> address.meets(meter.address()));
      meters.add(
          new Listened(meter, new MeterState(unasked, never, now), new Reception(now), hasKey));
    }
  }

  @Override
  public long nextDueBootMillis() {
    long now = clock.bootMillis();
    if (line.link().hasMore()) {
      return now;
    }
    return Math.max(now, Math.min(harvest.dueBootMillis(), lookBootMillis));
  }

  @Override
  public void cycle(long nowBootMillis) {
    harvest.retry(nowBootMillis);
    lookBootMillis = nowBootMillis + LOOK_MILLIS;
    line.link().start();
    for (var next = line.link().poll(); next.isPresent(); next = line.link().poll()) {
      heard(next.get());
      if (stopping) {
        break;
      }
    }
    long now = clock.bootMillis();
    if (line.link().isConnected()) {
      busState.reached(now);
    } else if (!line.link().fault().isEmpty()) {
      busState.lost(line.link().fault(), now);
    }
    meters.stream()
        .filter(meter -> meter.reception.isSilent(now))
        .forEach(meter -> became(meter, Condition.SILENT, silence(meter, now), now));
    harvest.close(now);
  }

  private static String silence(Listened meter, long now) {
    Reception.View view = meter.reception.view(now);
    return view.lastBootMillis().isEmpty()
        ? "not heard since the start"
        : "not heard for " + (now - view.lastBootMillis().getAsLong()) / 1_000 + " s";
  }

  private void heard(Hearing hearing) {
    KeyAddress sender = KeyAddress.of(hearing.meter());
    meters.stream()
        .filter(meter -> sender.meets(meter.meter.address()))
        .findFirst()
        .ifPresent(meter -> heard(meter, hearing));
  }

  private void heard(Listened meter, Hearing hearing) {
    tally.asked().incrementAndGet();
    long at = hearing.bootMillis();
    if (!meter.reception.heard(hearing.frame(), hearing.rssiDbm(), at)) {
      repeats.incrementAndGet();
      return;
    }
    line.means().telegrams().heard(meter.meter.id(), hearing.frame().stripped(), at);
    Optional<Key> key = line.means().keys().of(hearing.meter());
    Opening opening = guarded(wireless.open(hearing.frame(), key), key, hearing.meter());
    meter.hasKey = key.isPresent();
    meter.last = Optional.of(opening);
    switch (opening) {
      case Opened opened -> opened(meter, opened.answer(), at);
      case Opening.Waiting waiting -> tally.answered().incrementAndGet();
      case Opening.Refused refused -> {
        // A telegram without data is no fault: an installation request, a format.
        if (refused.why() == Obstacle.NO_DATA) {
          tally.answered().incrementAndGet();
        } else {
          nonsense(meter, refused.reason(), at);
        }
      }
    }
  }

  /** What could be forged by anybody is not believed where a key says that it need not be. */
  private static Opening guarded(Opening opening, Optional<Key> key, MeterIdentity meter) {
    return opening instanceof Opened opened
            && key.isPresent()
            && opened.protection() == Protection.NONE
        ? new Opening.Refused(
            Obstacle.UNPROTECTED, meter.identification() + " has a key and sent without encryption")
        : opening;
  }

  private void opened(Listened meter, MbusAnswer answer, long at) {
    switch (answer) {
      // The meter's own error or alarm: its telegram is in order.
      case MbusAnswer.Refused refused when refused.why().isMeters() -> {
        tally.refused().incrementAndGet();
        became(meter, Condition.REFUSES, refused.reason(), at);
      }
      case MbusAnswer.Refused refused -> nonsense(meter, refused.reason(), at);
      case Telegram telegram -> {
        tally.answered().incrementAndGet();
        int quality = telegram.header().quality().bits();
        Optional<String> refused = Optional.empty();
        for (Decoded decoded : meter.meter.records().in(telegram)) {
          switch (decoded.outcome()) {
            case Outcome.Value value -> keep(meter, decoded, value.steps(), quality, at);
            case Outcome.Unavailable unavailable -> tally.withoutValue().incrementAndGet();
            case Outcome.Refused odd -> {
              tally.nonsense(Defect.OTHER);
              refused = Optional.of(decoded.name() + ": " + odd.reason());
            }
          }
        }
        became(
            meter,
            refused.isPresent() ? Condition.NONSENSE : Condition.ANSWERS,
            refused.orElse(""),
            at);
      }
    }
  }

  private void keep(Listened meter, Decoded decoded, long value, int quality, long at) {
    int number =
        meter
            .meter
            .numbers()
            .of(decoded.name())
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        meter.meter.id() + "/" + decoded.name() + " undeclared"));
    harvest.reading(new Row(number, at, value, quality));
    meter.state.said(new MeterView.LastValue(decoded.name(), value, quality, at));
  }

  private void nonsense(Listened meter, String reason, long at) {
    tally.nonsense(Defect.OTHER);
    became(meter, Condition.NONSENSE, reason, at);
  }

  private void became(Listened meter, Condition now, String why, long at) {
    meter.state.became(now, why, at);
    harvest.condition(meter.state, now, why, at);
  }

  /** Nobody asks a radio meter. */
  @Override
  public boolean readNow(MeterId meter) {
    return false;
  }

  @Override
  public void stop() {
    stopping = true;
  }

  @Override
  public void finish() {
    harvest.end();
  }

  @Override
  public long untold() {
    return harvest.untold();
  }

  @Override
  public LaneView view() {
    return harvest.view(
        line.endpoint(),
        line.link().isConnected(),
        busState,
        meters.stream().map(meter -> meter.state),
        Optional.empty());
  }

  /** How its meters are heard; may be called from any thread. */
  public RadioView radio() {
    long now = clock.bootMillis();
    return new RadioView(
        line.bus(),
        meters.stream()
            .map(
                meter ->
                    new MeterRadio(
                        meter.meter.id(),
                        meter.reception.view(now),
                        KeyMatch.state(meter.hasKey, meter.last)))
            .toList(),
        line.link().strangers().listed(),
        new RadioView.Counts(
            line.link().strangers().telegrams(),
            line.link().damaged(),
            repeats.get(),
            line.link().dropped()));
  }
}
