package eu.releve.edge.poll;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.poll.PulseLine.PulseMeter;
import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.EdgeSource;
import eu.releve.edge.pulse.Kept;
import eu.releve.edge.pulse.PulseIndex;
import eu.releve.edge.pulse.PulseInput;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.wire.Readings.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Counts the pulses of a bus of contacts: ten times a second it takes the edges that the kernel has
 * kept meanwhile, and once in each period of a meter its index becomes a reading.
 */
public final class PulseLane implements BusLane {
  /** The kernel keeps 1,024 edges of a line: ten thousand a second can come. */
  private static final long ROUND_MILLIS = 100;

  /** Of an edge that seems older the kernel's clock is not ours. */
  private static final long AGE_MILLIS_MAX = 3_600_000;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int CLOCK_TRIES = 5;

  private final PulseLine line;
  private final BootClock clock;
  private final PulseMemory memory;
  private final List<CountedMeter> meters = new ArrayList<>();
  private final Set<MeterId> wanted = ConcurrentHashMap.newKeySet();
  private final Map<MeterId, Long> typed = new ConcurrentHashMap<>();
  private final Tally tally = new Tally();
  private final Harvest harvest;
  private final BusState busState;
  private final EdgeSource.Sink sink = new Counting();
  private List<CountedMeter> listening = List.of();
  private long roundBootMillis;
  private boolean begun;
  private boolean unkept;

  /**
   * A lane that has counted nothing yet, and goes on from what was kept.
   *
   * @param habits how long readings are gathered, and how the meters' moments lie.
   * @param shelf where its batches go.
   */
  public PulseLane(PulseLine line, Lane.Habits habits, Shelf shelf, BootClock clock) {
    long now = clock.bootMillis();
    this.line = line;
    this.clock = clock;
    this.memory = new PulseMemory(line.notebook());
    this.roundBootMillis = now;
    this.harvest = new Harvest(line.bus(), habits.window(), shelf, tally, clock);
    this.busState = new BusState(line.bus(), now);
    for (PulseMeter meter : line.meters()) {
      MeterId id = meter.polled().id();
      Schedule schedule = new Schedule(id, meter.polled().periodMillis(), habits.spread());
      Kept kept = Kept.of(memory.of(id), meter.pulsed().register(), memory.isLost());
      meters.add(new CountedMeter(meter, new MeterState(meter.polled(), schedule, now), kept));
      kept.news().forEach(news -> harvest.event(id, news.code(), news.text(), now));
    }
  }

  @Override
  public long nextDueBootMillis() {
    return Math.max(clock.bootMillis(), Math.min(harvest.dueBootMillis(), roundBootMillis));
  }

  @Override
  public void cycle(long nowBootMillis) {
    harvest.retry(nowBootMillis);
    roundBootMillis = nowBootMillis + ROUND_MILLIS;
    if (!begun) {
      Map<MeterId, PulseIndex> indexes = new LinkedHashMap<>();
      meters.forEach(meter -> indexes.put(meter.id(), meter.index()));
      memory.begin(indexes, nowBootMillis);
      begun = true;
    }
    listening = meters.stream().filter(CountedMeter::listens).toList();
    line.source().drain(sink);
    long now = clock.bootMillis();
    listening.forEach(meter -> look(meter, now));
    lookAtBus(now);
    memory.look(now);
    lookAtDisk(now);
    harvest.close(now);
  }

  /** Counts what the source tells. */
  private final class Counting implements EdgeSource.Sink {
    @Override
    public void opened(int input) {
      meters.stream().filter(meter -> meter.line() == input).forEach(CountedMeter::opened);
    }

    @Override
    public void edge(int input, Edge edge) {
      for (CountedMeter meter : listening) {
        if (meter.line() == input && meter.take(edge)) {
          long now = clock.bootMillis();
          meter.pulsed(bootMillisOf(edge));
          tally.answered().incrementAndGet();
          memory.counted(meter.id(), meter.index(), now);
        }
      }
    }
  }

  /** Both clocks are read together: a machine that is busy may stop us in between. */
  private long bootMillisOf(Edge edge) {
    long closest = Long.MAX_VALUE;
    long nowBootMillis = 0;
    long age = 0;
    for (int i = 0; i < CLOCK_TRIES && closest > NANOS_PER_MILLI; i++) {
      long before = line.source().nowNanos();
      long boot = clock.bootMillis();
      long lasted = line.source().nowNanos() - before;
      if (lasted < closest) {
        closest = lasted;
        nowBootMillis = boot;
        age = (before - edge.nanos()) / NANOS_PER_MILLI;
      }
    }
    return 0 <= age && age <= Math.min(AGE_MILLIS_MAX, nowBootMillis)
        ? nowBootMillis - age
        : nowBootMillis;
  }

  private void look(CountedMeter meter, long now) {
    meter.quietUntil(line.source().nowNanos());
    long lost = meter.newlyLost();
    PulseInput.Counts counts = meter.counts();
    if (lost > 0 && !counts.storming()) {
      harvest.event(meter.id(), "edges-lost", lost + " edges found no room", now);
    }
    String fault = line.source().fault(meter.line());
    if (!fault.isEmpty()) {
      became(meter, Condition.BUS_DOWN, fault, now);
    } else if (counts.storming()) {
      became(meter, Condition.NONSENSE, storm(meter.mostHz(), counts), now);
    } else {
      became(meter, Condition.ANSWERS, "", now);
    }
    Optional<Long> index = Optional.ofNullable(typed.remove(meter.id()));
    index.ifPresent(steps -> set(meter, steps, now));
    boolean isDue = meter.state().schedule().dueBootMillis() <= now;
    if (fault.isEmpty() && (wanted.remove(meter.id()) || isDue || index.isPresent())) {
      meter.state().schedule().succeeded(now);
      read(meter, index.isPresent() ? Quality.TYPED_BY_HAND : Quality.GOOD, now);
    }
  }

  private static String storm(int mostHz, PulseInput.Counts counts) {
    return "storm: more than %d edges in a second, pulses faster than %d Hz or hum: %d edges not counted"
        .formatted(PulseInput.EDGES_PER_SECOND_MAX, mostHz, counts.stormEdges());
  }

  private void set(CountedMeter meter, long steps, long now) {
    PulseIndex before = meter.index();
    meter.index(before.typed(steps));
    memory.set(meter.id(), meter.index(), now);
    String step = meter.register().quantity().step().symbol();
    String was = before.value().map(value -> value + " " + step).orElse("too much");
    harvest.event(
        meter.id(), "pulse-index-set", "to %d %s, was %s".formatted(steps, step, was), now);
  }

  private void read(CountedMeter meter, Quality quality, long now) {
    Optional<Long> value = meter.index().value();
    Optional<Integer> number = meter.state().meter().numbers().of(meter.register());
    if (value.isPresent() && number.isPresent()) {
      memory.read(meter.id(), now);
      int bits = quality.and(meter.doubt()).bits();
      harvest.reading(new Row(number.get(), now, value.get(), bits));
      meter.state().said(new MeterView.LastValue(meter.register(), value.get(), bits, now));
    }
  }

  /** Told when it begins and when it ends: meanwhile more is at risk than is said elsewhere. */
  private void lookAtDisk(long now) {
    if (memory.isRefused() != unkept) {
      unkept = memory.isRefused();
      String code = unkept ? "pulses-unkept" : "pulses-kept";
      String text =
          unkept
              ? "the disk does not take counts: all since are lost if the program is killed"
              : "the disk takes counts again";
      listening.forEach(meter -> harvest.event(meter.id(), code, text, now));
    }
  }

  private void lookAtBus(long now) {
    List<String> faults =
        listening.stream()
            .map(meter -> line.source().fault(meter.line()))
            .filter(fault -> !fault.isEmpty())
            .toList();
    if (faults.isEmpty() || faults.size() < listening.size()) {
      busState.reached(now);
    } else {
      busState.lost(faults.getFirst(), now);
    }
  }

  private void became(CountedMeter meter, Condition now, String why, long at) {
    meter.state().became(now, why, at);
    harvest.condition(meter.state(), now, why, at);
  }

  /** The count as it is becomes a reading. */
  @Override
  public boolean readNow(MeterId meter) {
    boolean isOurs = meters.stream().anyMatch(its -> its.id().equals(meter));
    if (isOurs) {
      wanted.add(meter);
    }
    return isOurs;
  }

  /**
   * Sets what a meter's display says now, in the next round; may be called from any thread.
   *
   * @param index in the unit of the plan.
   * @return false where the meter is not of this bus, or where no display can say that.
   */
  public boolean setIndex(MeterId meter, BigDecimal index) {
    Optional<Long> steps =
        line.meters().stream()
            .filter(its -> its.polled().id().equals(meter))
            .map(its -> its.pulsed().register())
            .findFirst()
            .flatMap(register -> register.unit().toSteps(index, register.name().quantity()))
            .filter(value -> value >= 0);
    steps.ifPresent(value -> typed.put(meter, value));
    return steps.isPresent();
  }

  @Override
  public void stop() {
    // A round is short.
  }

  @Override
  public void finish() {
    if (begun) {
      listening = meters.stream().filter(CountedMeter::listens).toList();
      line.source().drain(sink);
      meters.forEach(meter -> memory.finish(meter.id(), meter.index()));
    }
    harvest.end();
  }

  @Override
  public long untold() {
    return harvest.untold();
  }

  @Override
  public LaneView view() {
    Stream<MeterState> installed =
        meters.stream().map(CountedMeter::state).filter(state -> state.meter().isInstalled());
    return harvest.view(
        line.endpoint(), busState.isReachable(), busState, installed, Optional.empty());
  }

  /** What is counted; may be called from any thread. */
  public PulseView pulses() {
    return new PulseView(line.bus(), meters.stream().map(CountedMeter::view).toList());
  }
}
