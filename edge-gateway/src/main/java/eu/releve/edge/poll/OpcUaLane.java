package eu.releve.edge.poll;

import eu.releve.decode.Outcome;
import eu.releve.decode.opcua.EngineeringUnit;
import eu.releve.decode.opcua.OpcUaDecoder;
import eu.releve.decode.opcua.SourceTime;
import eu.releve.decode.opcua.SourceTime.Occasion;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.Defect;
import eu.releve.edge.link.Reply;
import eu.releve.edge.link.opcua.Answer;
import eu.releve.edge.link.opcua.NodeReading;
import eu.releve.edge.link.opcua.Told;
import eu.releve.edge.poll.OpcUaLine.Place;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.profile.OpcUaRegister;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings.Row;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an OPC-UA server for the values of meters once in their periods, takes what it tells between
 * of its own, and closes windows.
 */
public final class OpcUaLane implements BusLane {
  /** How often it is looked whether the server has told something, where it watches. */
  private static final long LOOK_MILLIS = 1_000;

  /** A cycle ends after so many told values, so that meters are asked too. */
  private static final int TOLD_MAX = 20_000;

  private static final long CLOCKS_APART_MILLIS = 60_000;
  private static final Logger LOG = LoggerFactory.getLogger(OpcUaLane.class);

  private final OpcUaLine line;
  private final BootClock clock;
  private final List<ServerMeterState> meters;
  private final Tally tally = new Tally();
  private final ServerTally own = new ServerTally();
  private final Losses losses = new Losses();
  private final Watching watching;
  private final Handover handover;
  private final Window window;
  private final Events events;
  private final BusState busState;
  private final Set<MeterId> wanted = ConcurrentHashMap.newKeySet();
  private long lookBootMillis;
  private long learnt;
  private boolean clockTold;
  private volatile boolean stopping;

  /**
   * A lane that has asked nothing yet.
   *
   * @param habits how long readings are gathered, and how the meters' moments lie.
   * @param shelf where its batches go.
   */
  public OpcUaLane(OpcUaLine line, Lane.Habits habits, Shelf shelf, BootClock clock) {
    long now = clock.bootMillis();
    this.line = line;
    this.clock = clock;
    this.lookBootMillis = now;
    this.watching = new Watching(line.places());
    this.window = new Window(habits.window());
    this.events = new Events(habits.window().toMillis());
    this.handover = new Handover(line.bus(), shelf, tally);
    this.busState = new BusState(line.bus(), now);
    this.meters =
        line.meters().stream()
            .map(
                meter -> {
                  PolledMeter polled = meter.polled();
                  Schedule schedule =
                      new Schedule(polled.id(), polled.periodMillis(), habits.spread());
                  return new ServerMeterState(meter, new MeterState(polled, schedule, now));
                })
            .toList();
  }

  @Override
  public long nextDueBootMillis() {
    long now = clock.bootMillis();
    if (line.link().hasMore() || !wanted.isEmpty()) {
      return now;
    }
    long due =
        installed()
            .mapToLong(meter -> meter.state().schedule().dueBootMillis())
            .min()
            .orElse(Long.MAX_VALUE);
    due = line.places().isEmpty() ? due : Math.min(due, lookBootMillis);
    due = Math.max(due, line.link().notBeforeBootMillis());
    due = Math.min(due, Math.min(window.closesBootMillis(), events.closesBootMillis()));
    return Math.max(now, Math.min(due, handover.retryBootMillis()));
  }

  @Override
  public void cycle(long nowBootMillis) {
    handover.retry(nowBootMillis);
    lookBootMillis = nowBootMillis + LOOK_MILLIS;
    if (nowBootMillis >= line.link().notBeforeBootMillis()) {
      Optional<String> failure = line.link().listen();
      failure.ifPresent(reason -> lost(reason, clock.bootMillis()));
      if (failure.isEmpty()) {
        lookWhatIsWatched(clock.bootMillis());
        ask(nowBootMillis);
      }
    }
    take();
    long now = clock.bootMillis();
    losses.news(line.link().counts(), now).ifPresent(what -> tellLoss(what, now));
    if (now >= window.closesBootMillis()) {
      closeWindow(now);
    }
    if (now >= events.closesBootMillis()) {
      handover.take(events.take(now), now);
    }
  }

  private void lookWhatIsWatched(long now) {
    Map<Integer, String> unwatched = line.link().unwatched();
    for (Watching.News news : watching.news(unwatched)) {
      ServerMeterState meter = meters.get(news.meter());
      meter.unwatched(news.unwatched());
      if (meter.state().meter().isInstalled()) {
        LOG.info("watching has changed bus={} meter={} {}", line.bus(), id(meter), news.text());
        tell(meter, news.code(), news.text(), now);
        became(meter, meter.condition(), meter.detail(), now);
      }
    }
    own.unwatched().set(unwatched.size());
  }

  /** Those that hang there now: what a node holds before and after is another meter's. */
  private Stream<ServerMeterState> installed() {
    return meters.stream().filter(meter -> meter.state().meter().isInstalled());
  }

  /** Asks the meters that are due, the longest due first, and those that a person wants. */
  private void ask(long nowBootMillis) {
    List<ServerMeterState> due =
        installed()
            .filter(
                meter ->
                    wanted.contains(id(meter))
                        || meter.state().schedule().dueBootMillis() <= nowBootMillis)
            .sorted(Comparator.comparingLong(meter -> meter.state().schedule().dueBootMillis()))
            .toList();
    for (ServerMeterState meter : due) {
      wanted.remove(id(meter));
      if (stopping || !ask(meter)) {
        return;
      }
    }
  }

  private static MeterId id(ServerMeterState meter) {
    return meter.state().meter().id();
  }

  /** Asks one meter; false when the server is gone. */
  private boolean ask(ServerMeterState meter) {
    long began = clock.bootMillis();
    Answer answer = line.link().read(meter.nodes());
    long now = clock.bootMillis();
    return switch (answer) {
      case Answer.Given given -> {
        tally.asked().incrementAndGet();
        tally.answered().incrementAndGet();
        reached(given.serverMillis(), now);
        keep(meter, given);
        meter.state().schedule().succeeded(now);
        became(meter, meter.condition(), meter.detail(), now);
        yield true;
      }
      case Answer.Failed failed -> failed(meter, failed.why(), now - began, now);
    };
  }

  private boolean failed(ServerMeterState meter, Reply why, long lasted, long now) {
    Findings findings = new Findings();
    findings.note(why);
    switch (why) {
      case Reply.Silent silent -> tally.silent().incrementAndGet();
      case Reply.Refused refused -> tally.refused().incrementAndGet();
      case Reply.Unreachable unreachable -> tally.unreachable().incrementAndGet();
      default -> tally.cut().incrementAndGet();
    }
    if (findings.isUnreachable()) {
      lost(findings.detail(), now);
      return false;
    }
    tally.asked().incrementAndGet();
    meter.state().schedule().failed(findings.failure().orElse(Schedule.Failure.WRONG), now, lasted);
    if (findings.condition() == Condition.BUS_DOWN) {
      lost(findings.detail(), now);
      return false;
    }
    became(meter, findings.condition(), findings.detail(), now);
    return findings.condition() != Condition.SILENT;
  }

  /** The server cannot be reached: told once, by the bus. */
  private void lost(String reason, long now) {
    busState.lost(reason, now);
    busState.because(reason);
    meters.forEach(meter -> meter.state().became(Condition.BUS_DOWN, reason, now));
  }

  /**
   * The server answers; after each connection, and when a node has appeared, it is looked what it
   * says of units and time.
   */
  private void reached(OptionalLong serverMillis, long now) {
    busState.reached(now);
    if (line.link().learnt() == learnt) {
      return;
    }
    learnt = line.link().learnt();
    Map<String, EngineeringUnit> units = line.link().units();
    meters.forEach(meter -> compare(meter, units, now));
    own.otherUnits().set(meters.stream().mapToLong(ServerMeterState::unread).sum());
    serverMillis.ifPresent(server -> compare(server, now));
  }

  private void compare(ServerMeterState meter, Map<String, EngineeringUnit> units, long now) {
    Map<RegisterName, String> other = new HashMap<>();
    for (OpcUaRegister register : meter.meter().registers()) {
      Optional.ofNullable(units.get(register.node()))
          .flatMap(unit -> unit.objection(register))
          .ifPresent(why -> other.put(register.name(), why));
    }
    other.forEach(
        (register, why) -> {
          if (meter.isRead(register)) {
            LOG.warn(
                "unit is another bus={} meter={} register={} {}",
                line.bus(),
                id(meter),
                register,
                why);
            tell(meter, "opcua-unit", register + ": " + why, now);
          }
        });
    meter.otherUnits(other);
  }

  /** A server with a wrong clock is read all the same; whoever looks after it should know. */
  private void compare(long serverMillis, long now) {
    long apart = serverMillis - clock.wallMillis();
    boolean isApart =
        clock.trust() == ClockTrust.SYNCHRONISED && Math.abs(apart) > CLOCKS_APART_MILLIS;
    if (isApart && !clockTold) {
      LOG.warn("server's clock is wrong bus={} ahead_s={}", line.bus(), apart / 1_000);
      String text = "bus %s: the server's clock is %d s ahead".formatted(line.bus(), apart / 1_000);
      events.add(new Facts.Event(now, "opcua-clock", text));
    }
    clockTold = isApart;
  }

  private void keep(ServerMeterState meter, Answer.Given given) {
    Map<String, NodeReading> byNode = new HashMap<>();
    List<String> nodes = meter.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      byNode.put(nodes.get(i), given.readings().get(i));
    }
    for (OpcUaRegister register : meter.meter().registers()) {
      NodeReading reading = byNode.get(register.node());
      if (reading != null && meter.isRead(register.name())) {
        // The same stamp again: the server says that it still holds, now.
        OptionalLong stamp =
            meter.isRepeated(register.name(), reading.sourceMillis())
                ? OptionalLong.empty()
                : reading.sourceMillis();
        SourceTime.Moment moment =
            SourceTime.of(stamp, given.serverMillis(), given.bootMillis(), Occasion.ASKED);
        keep(meter, register, reading, moment);
      }
    }
  }

  /** Takes what the server has told of its own. */
  private void take() {
    for (int i = 0; i < TOLD_MAX && !stopping; i++) {
      Optional<Told> next = line.link().poll();
      if (next.isEmpty()) {
        return;
      }
      take(next.get());
    }
  }

  private void take(Told told) {
    if (told.place() >= line.places().size()) {
      return;
    }
    Place place = line.places().get(told.place());
    ServerMeterState meter = meters.get(place.meter());
    reached(told.serverMillis(), told.bootMillis());
    if (!meter.state().meter().isInstalled()) {
      return;
    }
    if (meter.isRead(place.register().name())) {
      SourceTime.Moment moment =
          SourceTime.of(
              told.reading().sourceMillis(),
              told.serverMillis(),
              told.bootMillis(),
              told.isFirst() ? Occasion.ASKED : Occasion.CHANGED);
      keep(meter, place.register(), told.reading(), moment);
    }
    became(meter, meter.condition(), meter.detail(), told.bootMillis());
  }

  private void keep(
      ServerMeterState meter,
      OpcUaRegister register,
      NodeReading reading,
      SourceTime.Moment moment) {
    OpcUaDecoder.Said said = OpcUaDecoder.decode(register, reading.value());
    switch (said.outcome()) {
      case Outcome.Value value -> {
        if (reading.value().status().isUncertain()) {
          own.uncertain().incrementAndGet();
        }
        if (!moment.quality().isGood()) {
          own.undated().incrementAndGet();
        }
        meter.well(register.name());
        meter.stamped(register.name(), reading.sourceMillis());
        Quality quality = said.quality().and(moment.quality());
        keep(meter, register.name(), value.steps(), quality.bits(), moment.bootMillis());
      }
      case Outcome.Unavailable unavailable -> tally.withoutValue().incrementAndGet();
      case Outcome.Refused refused -> {
        if (reading.value().status().isBad()) {
          own.badStatuses().incrementAndGet();
          tally.withoutValue().incrementAndGet();
        } else {
          tally.nonsense(Defect.OTHER);
        }
        meter.wrong(register.name(), refused.reason());
      }
    }
  }

  private void keep(
      ServerMeterState meter, RegisterName name, long value, int quality, long bootMillis) {
    int number =
        meter
            .state()
            .meter()
            .numbers()
            .of(name)
            .orElseThrow(() -> new IllegalStateException(id(meter) + "/" + name + " undeclared"));
    if (window.isFull()) {
      closeWindow(clock.bootMillis());
    }
    window.add(new Row(number, bootMillis, value, quality));
    tally.readings().incrementAndGet();
    meter.state().said(new MeterView.LastValue(name, value, quality, bootMillis));
  }

  /** One line and one fact when a fault begins, and when it ends. */
  private void became(ServerMeterState meter, Condition now, String why, long at) {
    meter.state().became(now, why, at);
    meter.state().fault().after(now, at).ifPresent(news -> tell(meter, news, now, why, at));
  }

  private void tell(ServerMeterState meter, Fault.News news, Condition now, String why, long at) {
    switch (news) {
      case Fault.News.Began began -> {
        LOG.warn(
            "meter is at fault bus={} meter={} fault={} detail={}",
            line.bus(),
            id(meter),
            now,
            why);
        tell(meter, "meter-" + words(now), why, at);
      }
      case Fault.News.Ended ended -> {
        LOG.info("meter is back bus={} meter={} was={}", line.bus(), id(meter), ended.was());
        tell(meter, "meter-back", "was " + words(ended.was()), at);
      }
    }
  }

  private void tell(ServerMeterState meter, String code, String text, long at) {
    events.add(new Facts.Event(at, code, "bus " + line.bus() + ", " + id(meter) + ": " + text));
  }

  private void tellLoss(String what, long at) {
    LOG.warn("changes are lost bus={} {}", line.bus(), what);
    events.add(new Facts.Event(at, "opcua-loss", "bus " + line.bus() + ": " + what));
  }

  private static String words(Condition condition) {
    return condition.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void closeWindow(long nowBootMillis) {
    handover.take(window.take(), nowBootMillis);
  }

  @Override
  public boolean readNow(MeterId meter) {
    boolean isOurs = installed().anyMatch(its -> id(its).equals(meter));
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
    long now = clock.bootMillis();
    if (!window.isEmpty()) {
      closeWindow(now);
    }
    losses.rest(line.link().counts(), now).ifPresent(what -> tellLoss(what, now));
    if (!events.isEmpty()) {
      handover.take(events.take(now), now);
    }
    handover.end(now);
  }

  @Override
  public long untold() {
    return handover.untold();
  }

  @Override
  public LaneView view() {
    return new LaneView(
        line.bus(),
        line.endpoint(),
        line.link().isConnected(),
        busState.isReachable(),
        busState.sinceBootMillis(),
        busState.detail(),
        window.size(),
        handover.waitingReadings(),
        tally.counts(),
        installed().map(meter -> meter.state().view()).toList());
  }

  /** What is counted of the server besides; may be called from any thread. */
  public OpcUaView server() {
    return new OpcUaView(line.bus(), line.link().counts(), own.counts());
  }
}
