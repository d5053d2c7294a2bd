package eu.releve.edge.poll;

import eu.releve.decode.Outcome;
import eu.releve.decode.Stated;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.journal.Declared;
import eu.releve.edge.link.Defect;
import eu.releve.edge.poll.CustomerPort.PortMeter;
import eu.releve.edge.port.MeterTime;
import eu.releve.edge.port.PortLink;
import eu.releve.edge.port.PortSpeech;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.wire.Readings.Row;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a meter says by itself at its customer's port, and closes windows: of each meter of
 * the plan the first telegram of each period is kept, and each value that the meter dates once.
 */
public final class PortLane implements BusLane {
  /** How often it is looked whether the port has fallen silent, and whether something waits. */
  private static final long LOOK_MILLIS = 1_000;

  /** The slowest meters speak every ten seconds. */
  private static final long SILENT_MILLIS = 60_000;

  /** Sub-meters are read once an hour or oftener. */
  private static final long OLD_MILLIS = 2 * 3_600_000;

  private static final Logger LOG = LoggerFactory.getLogger(PortLane.class);

  private final CustomerPort line;
  private final BootClock clock;
  private final List<Listened> meters = new ArrayList<>();
  private final Set<MeterId> wanted = ConcurrentHashMap.newKeySet();
  private final Tally tally = new Tally();
  private final Harvest harvest;
  private final BusState busState;
  private long lookBootMillis;
  private long heardBootMillis;
  private long garbageThen;
  private long droppedThen;
  private String who = "";
  private boolean closed;
  private volatile boolean stopping;

  /** A meter with what is known of it. */
  private static final class Listened {
    private final PortMeter meter;
    private final MeterState state;
    private final Map<RegisterName, Dated> dated = new HashMap<>();
    private long toldBootMillis;

    Listened(PortMeter meter, MeterState state, long nowBootMillis) {
      this.meter = meter;
      this.state = state;
      this.toldBootMillis = nowBootMillis;
    }
  }

  /** A value that the meter dates, as it was kept. */
  private record Dated(Instant taken, long value) {}

  /**
   * A lane that has heard nothing yet.
   *
   * @param habits how long readings are gathered, and how the meters' moments lie.
   * @param shelf where its batches go.
   */
  public PortLane(CustomerPort line, Lane.Habits habits, Shelf shelf, BootClock clock) {
    long now = clock.bootMillis();
    this.line = line;
    this.clock = clock;
    this.lookBootMillis = now;
    this.heardBootMillis = now;
    this.harvest = new Harvest(line.bus(), habits.window(), shelf, tally, clock);
    this.busState = new BusState(line.bus(), now);
    for (PortMeter meter : line.meters()) {
      PolledMeter unasked =
          new PolledMeter(
              meter.id(),
              meter.periodMillis(),
              Agenda.of(List.of()),
              line.discoveries().numbersOf(meter.id()),
              Limits.NONE,
              Optional.empty(),
              meter.installed());
      Schedule schedule = new Schedule(meter.id(), meter.periodMillis(), habits.spread());
      meters.add(new Listened(meter, new MeterState(unasked, schedule, now), now));
    }
  }

  @Override
  public long nextDueBootMillis() {
    long now = clock.bootMillis();
    return line.link().hasMore()
        ? now
        : Math.max(now, Math.min(harvest.dueBootMillis(), lookBootMillis));
  }

  @Override
  public void cycle(long nowBootMillis) {
    harvest.retry(nowBootMillis);
    lookBootMillis = nowBootMillis + LOOK_MILLIS;
    listenWhereAllowed();
    for (var next = line.link().poll();
        next.isPresent() && !stopping && !closed;
        next = line.link().poll()) {
      heard(next.get());
    }
    tellDropped();
    look(clock.bootMillis());
    harvest.close(clock.bootMillis());
  }

  /** A port that no meter's customer wants to be read any more is not even listened to. */
  private void listenWhereAllowed() {
    Optional<LocalDate> today = today(Optional.empty());
    if (!closed && !meters.isEmpty() && meters.stream().allMatch(its -> hasEnded(its, today))) {
      closed = true;
      line.link().close();
      busState.left(clock.bootMillis());
    }
    if (!closed) {
      line.link().start();
    }
  }

  private void tellDropped() {
    long dropped = line.link().dropped();
    if (dropped > droppedThen) {
      LOG.warn("frames gave way, nobody took them bus={} dropped={}", line.bus(), dropped);
      droppedThen = dropped;
    }
  }

  /** Those that hang there now. */
  private Stream<Listened> installed() {
    return meters.stream().filter(its -> its.state.meter().isInstalled());
  }

  private void look(long now) {
    Optional<LocalDate> today = today(Optional.empty());
    installed().filter(its -> hasEnded(its, today)).forEach(its -> ended(its, now));
    if (closed) {
      return;
    }
    if (line.link().isConnected()) {
      busState.reached(now);
      if (now - heardBootMillis > SILENT_MILLIS) {
        String why = silence(now);
        installed()
            .filter(its -> !hasEnded(its, today))
            .forEach(its -> became(its, Condition.SILENT, why, now));
      }
    } else if (!line.link().fault().isEmpty()) {
      busState.lost(line.link().fault(), now);
      installed().forEach(its -> its.state.became(Condition.BUS_DOWN, line.link().fault(), now));
    }
  }

  /** Bytes without a frame are those of another speed or another language. */
  private String silence(long now) {
    long seconds = (now - heardBootMillis) / 1_000;
    long garbage = line.link().garbage() - garbageThen;
    return garbage == 0
        ? "nothing came for %d s".formatted(seconds)
        : "%d bytes and no frame for %d s".formatted(garbage, seconds);
  }

  private void heard(PortLink.Frame frame) {
    tally.asked().incrementAndGet();
    long at = frame.bootMillis();
    heardBootMillis = at;
    garbageThen = line.link().garbage();
    switch (line.language().read(frame.bytes())) {
      case PortSpeech.Unusable unusable -> {
        tally.nonsense(unusable.defect());
        Optional<LocalDate> today = today(Optional.empty());
        installed()
            .filter(its -> !hasEnded(its, today))
            .forEach(its -> became(its, Condition.NONSENSE, unusable.reason(), at));
      }
      case PortSpeech.Told told -> {
        tally.answered().incrementAndGet();
        told.defects().forEach(unusable -> tally.nonsense(unusable.defect()));
        introduce(told.who());
        installed().forEach(its -> told(its, told, at));
      }
    }
  }

  /** Says once who speaks, and again when that changes. */
  private void introduce(String now) {
    if (!now.equals(who)) {
      LOG.info("port speaks bus={} {}", line.bus(), now);
      who = now;
    }
  }

  private void told(Listened its, PortSpeech.Told told, long at) {
    Optional<LocalDate> today = today(told.at());
    if (hasEnded(its, today)) {
      ended(its, at);
    } else if (its.meter.consent().isPresent() ? today.isEmpty() : told.belgian()) {
      String why =
          told.belgian() && its.meter.consent().isEmpty()
              ? "a Belgian meter, and the plan has no consent of its customer"
              : "what day it is cannot be told, nor whether the customer still consents";
      became(its, Condition.NOT_ALLOWED, why, at);
    } else {
      Optional.ofNullable(told.channels().get(its.meter.channel()))
          .ifPresentOrElse(stated -> told(its, told, stated, at), () -> unmentioned(its, at));
    }
  }

  private void unmentioned(Listened its, long at) {
    if (at - its.toldBootMillis > SILENT_MILLIS) {
      String why = "telegrams do not speak of channel " + its.meter.channel();
      became(its, Condition.SILENT, why, at);
    }
  }

  private void told(Listened its, PortSpeech.Told told, List<Stated> stated, long at) {
    its.toldBootMillis = at;
    Optional<String> wrong = told.defects().stream().map(PortSpeech.Unusable::reason).findFirst();
    boolean isDue = its.state.schedule().dueBootMillis() <= at;
    if (wanted.remove(its.meter.id()) || isDue) {
      its.state.schedule().succeeded(at);
      Optional<String> refused = keep(its, stated, MeterTime.of(at, told.at(), clock));
      wrong = wrong.or(() -> refused);
    }
    Condition now = wrong.isPresent() ? Condition.NONSENSE : Condition.ANSWERS;
    became(its, now, wrong.orElse(""), at);
  }

  /** What of it is no value. */
  private Optional<String> keep(Listened its, List<Stated> stated, MeterTime time) {
    learn(its.meter.id(), stated);
    Optional<String> wrong = Optional.empty();
    List<Kept> old = new ArrayList<>();
    for (Stated each : stated) {
      switch (each.outcome()) {
        case Outcome.Value value -> {
          if (isNew(its, each, value.steps())) {
            Kept kept = Kept.of(each, value.steps(), time);
            if (kept.at() < time.receivedBootMillis() - OLD_MILLIS) {
              old.add(kept);
            } else {
              keep(its, kept);
            }
          }
        }
        case Outcome.Unavailable unavailable -> tally.withoutValue().incrementAndGet();
        case Outcome.Refused refused -> {
          tally.nonsense(Defect.OTHER);
          wrong = Optional.of(each.name() + ": " + refused.reason());
        }
      }
    }
    keepApart(its, old);
    return wrong;
  }

  private void learn(MeterId meter, List<Stated> stated) {
    line.discoveries()
        .seen(
            meter,
            stated.stream()
                .filter(each -> each.outcome() instanceof Outcome.Value)
                .map(each -> new Declared(meter, each.name(), each.resolution(), each.unit()))
                .toList());
  }

  private static boolean isNew(Listened its, Stated stated, long value) {
    return stated
        .taken()
        .map(taken -> !new Dated(taken, value).equals(its.dated.get(stated.name())))
        .orElse(true);
  }

  /**
   * A batch of its own for what was long ago: what is derived from the present values must not be
   * derived anew from there on.
   */
  private void keepApart(Listened its, List<Kept> old) {
    if (!old.isEmpty()) {
      harvest.finish();
      old.forEach(kept -> keep(its, kept));
      harvest.finish();
    }
  }

  private void keep(Listened its, Kept kept) {
    its.state
        .meter()
        .numbers()
        .of(kept.name())
        .ifPresent(
            number -> {
              harvest.reading(new Row(number, kept.at(), kept.value(), kept.quality()));
              kept.taken()
                  .ifPresent(taken -> its.dated.put(kept.name(), new Dated(taken, kept.value())));
              its.state.said(
                  new MeterView.LastValue(kept.name(), kept.value(), kept.quality(), kept.at()));
            });
  }

  /** A value with its instant on the boot clock, and what is known against it. */
  private record Kept(
      RegisterName name, long value, long at, int quality, Optional<Instant> taken) {
    static Kept of(Stated stated, long value, MeterTime time) {
      Optional<Long> taken = stated.taken().flatMap(time::bootMillisOf);
      boolean isUncertain = stated.taken().isPresent() && taken.isEmpty();
      Quality quality = isUncertain ? Quality.TIME_UNCERTAIN : Quality.GOOD;
      long at = taken.orElse(time.receivedBootMillis());
      return new Kept(stated.name(), value, at, quality.bits(), stated.taken());
    }
  }

  /** The building's where it is known, else the meter's. */
  private Optional<LocalDate> today(Optional<Instant> meter) {
    return line.today()
        .get()
        .or(() -> meter.map(instant -> LocalDate.ofInstant(instant, line.zone())));
  }

  private static boolean hasEnded(Listened its, Optional<LocalDate> today) {
    return its.meter
        .consent()
        .filter(consent -> today.filter(day -> !consent.holdsOn(day)).isPresent())
        .isPresent();
  }

  private void ended(Listened its, long at) {
    its.meter
        .consent()
        .ifPresent(
            consent ->
                became(
                    its,
                    Condition.NOT_ALLOWED,
                    "the consent %s ended on %s".formatted(consent.reference(), consent.ends()),
                    at));
  }

  private void became(Listened its, Condition now, String why, long at) {
    its.state.became(now, why, at);
    harvest.condition(its.state, now, why, at);
  }

  /** Nobody asks: the next telegram is kept, whenever it comes. */
  @Override
  public boolean readNow(MeterId meter) {
    boolean isOurs = installed().anyMatch(its -> its.meter.id().equals(meter));
    if (isOurs) {
      wanted.add(meter);
    }
    return isOurs;
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
        installed().map(its -> its.state),
        Optional.empty());
  }
}
