package eu.releve.edge.poll;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.Defect;
import eu.releve.edge.link.Reply;
import eu.releve.measure.MeterId;
import eu.releve.measure.Quality;
import eu.releve.measure.RegisterName;
import eu.releve.wire.Readings.Row;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls the meters of one bus, one request at a time, and closes windows.
 *
 * <p>It has no thread of its own: whoever drives it asks when it is next due and calls {@link
 * #cycle}. Only {@link #stop}, {@link #readNow} and {@link #view} may be called from other threads.
 */
public final class Lane implements BusLane {
  /** A cycle ends after this time even if more meters are due, so that window 0 means something. */
  private static final long CYCLE_MILLIS_MAX = 250;

  private static final long LATER = Long.MAX_VALUE;
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

  private final Line line;
  private final BootClock clock;
  private final List<MeterState> states;
  private final Tally tally = new Tally();
  private final Harvest harvest;
  private final BusState busState;
  private final Set<MeterId> wanted = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;

  /**
   * How a lane works.
   *
   * @param window how long readings are gathered into one batch: 0 to 900 s.
   * @param spread how the meters' moments lie.
   */
  public record Habits(Duration window, Spread spread) {}

  /**
   * A lane that has asked nothing yet.
   *
   * @param line the bus and its meters.
   * @param habits how it works.
   * @param shelf where its batches go.
   * @param clock dates and schedules.
   */
  public Lane(Line line, Habits habits, Shelf shelf, BootClock clock) {
    long now = clock.bootMillis();
    this.line = line;
    this.clock = clock;
    this.harvest = new Harvest(line.bus(), habits.window(), shelf, tally, clock);
    this.busState = new BusState(line.bus(), now);
    this.states =
        line.meters().stream()
            .map(
                meter ->
                    new MeterState(
                        meter,
                        new Schedule(meter.id(), meter.periodMillis(), habits.spread()),
                        now))
            .toList();
  }

  /** When {@link #cycle} has something to do next, in milliseconds of the boot clock; not past. */
  @Override
  public long nextDueBootMillis() {
    long meters =
        wanted.isEmpty()
            ? states.stream()
                .mapToLong(state -> state.schedule().dueBootMillis())
                .min()
                .orElse(LATER)
            : clock.bootMillis();
    long due = Math.max(meters, line.link().notBeforeBootMillis());
    return Math.max(Math.min(due, harvest.dueBootMillis()), clock.bootMillis());
  }

  /**
   * Asks the meters that are due, the longest due first, and closes what is to be closed.
   *
   * @param nowBootMillis the boot clock's time.
   */
  @Override
  public void cycle(long nowBootMillis) {
    harvest.retry(nowBootMillis);
    long end = nowBootMillis + CYCLE_MILLIS_MAX;
    if (nowBootMillis >= line.link().notBeforeBootMillis()) {
      boolean reached = wanted.isEmpty() || readWanted();
      for (MeterState state : reached ? due(nowBootMillis) : List.<MeterState>of()) {
        if (stopping || clock.bootMillis() > end) {
          break;
        }
        if (!spare(state) && !poll(state)) {
          break;
        }
      }
    }
    harvest.close(clock.bootMillis());
  }

  /** Asks what a person wants to see; false when the bus is gone. */
  private boolean readWanted() {
    for (MeterState state : states) {
      boolean isWanted = wanted.remove(state.meter().id());
      boolean mayBeAsked =
          state.meter().isInstalled()
              && state.meter().budget().map(budget -> budget.standing().enough()).orElse(true);
      // Not a reading by itself: those keep their pace, only the day's count goes down.
      if (isWanted && mayBeAsked && !askAll(state)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean readNow(MeterId meter) {
    boolean isOurs = installed().anyMatch(state -> state.meter().id().equals(meter));
    if (isOurs) {
      wanted.add(meter);
    }
    return isOurs;
  }

  private List<MeterState> due(long nowBootMillis) {
    return states.stream()
        .filter(state -> state.schedule().dueBootMillis() <= nowBootMillis)
        .sorted(Comparator.comparingLong(state -> state.schedule().dueBootMillis()))
        .toList();
  }

  /** Those that hang there now. */
  private Stream<MeterState> installed() {
    return states.stream().filter(state -> state.meter().isInstalled());
  }

  /**
   * Whether the meter is left alone now, because its battery is spared or another hangs in its
   * place: it is due again when it may be asked.
   */
  private boolean spare(MeterState state) {
    long now = clock.bootMillis();
    long notBefore =
        state.meter().isInstalled()
            ? state.meter().budget().map(ReadBudget::notBeforeBootMillis).orElse(Long.MIN_VALUE)
            : now + Today.LOOK_MILLIS;
    state.schedule().notBefore(notBefore);
    return notBefore > now;
  }

  /** Asks one meter everything; false when the bus is gone. */
  private boolean poll(MeterState state) {
    state.meter().budget().ifPresent(ReadBudget::begin);
    boolean reached = askAll(state);
    state.meter().budget().ifPresent(ReadBudget::end);
    return reached;
  }

  private boolean askAll(MeterState state) {
    long began = clock.bootMillis();
    Findings findings = new Findings();
    Agenda.Round round = state.meter().agenda().begin();
    Optional<Question> question = round.next();
    while (question.isPresent() && ask(state, question.get(), round, findings)) {
      question = round.next();
    }
    findings.end();
    long now = clock.bootMillis();
    round.end().ifPresent(lesson -> learned(state, lesson, now));
    if (findings.isUnreachable()) {
      busState.lost(findings.detail(), now);
      states.forEach(each -> each.became(Condition.BUS_DOWN, findings.detail(), now));
      return false;
    }
    settle(state, findings, now - began, now);
    return findings.condition() != Condition.BUS_DOWN;
  }

  /** Asks one question; false when it makes no sense to ask another. */
  private boolean ask(MeterState state, Question question, Agenda.Round round, Findings findings) {
    Reply reply = question.ask();
    count(reply);
    if (reply instanceof Reply.Refused refused && round.refused(refused.exceptionCode())) {
      findings.noteUnlessAnswered(refused);
      return true;
    }
    findings.note(reply);
    if (reply instanceof Reply.Answered answer) {
      round.answered(answer.bytes());
      read(state, question, answer, findings);
    }
    return switch (reply) {
      case Reply.Answered answered -> true;
      case Reply.Refused refused -> true;
      // A meter that is mute about one thing only is asked the others: once, for that costs time.
      case Reply.Silent silent -> findings.isMuteInPart();
      default -> false;
    };
  }

  private void learned(MeterState state, String lesson, long now) {
    LOG.info("meter is learned bus={} meter={} {}", line.bus(), state.meter().id(), lesson);
    harvest.event(state.meter().id(), "meter-map-learned", lesson, now);
  }

  private void settle(MeterState state, Findings findings, long lasted, long now) {
    if (findings.condition() == Condition.BUS_DOWN) {
      busState.lost(findings.detail(), now);
    } else {
      busState.reached(now);
    }
    findings
        .failure()
        .ifPresentOrElse(
            failure -> state.schedule().failed(failure, now, lasted),
            () -> state.schedule().succeeded(now));
    state.became(findings.condition(), findings.detail(), now);
    // A bus that is down tells itself.
    if (findings.condition() != Condition.BUS_DOWN) {
      harvest.condition(state, findings.condition(), findings.detail(), now);
    }
  }

  private void count(Reply reply) {
    if (!(reply instanceof Reply.Unreachable)) {
      tally.asked().incrementAndGet();
    }
    switch (reply) {
      case Reply.Answered answered -> tally.answered().incrementAndGet();
      case Reply.Silent silent -> tally.silent().incrementAndGet();
      case Reply.Refused refused -> tally.refused().incrementAndGet();
      case Reply.Nonsense nonsense -> tally.nonsense(nonsense.defect());
      case Reply.Collided collided -> tally.collided();
      case Reply.Cut cut -> tally.cut().incrementAndGet();
      case Reply.Unreachable unreachable -> tally.unreachable().incrementAndGet();
    }
  }

  private void read(MeterState state, Question question, Reply.Answered answer, Findings findings) {
    Optional<Question.Meaning.Registers> meaning = meaning(question, answer, findings);
    if (meaning.isEmpty()) {
      return;
    }
    Doubts.Said first = new Doubts.Said(meaning.get().registers(), answer.bootMillis());
    Set<RegisterName> doubtful = state.doubts().of(first);
    if (doubtful.isEmpty() || !question.mayBeRepeated()) {
      keep(state, first, meaning.get(), Set.of(), findings);
      return;
    }
    tally.doubted().incrementAndGet();
    Reply again = question.ask();
    count(again);
    if (again instanceof Reply.Answered second) {
      meaning(question, second, findings)
          .ifPresent(
              later -> {
                var said = new Doubts.Said(later.registers(), second.bootMillis());
                keep(state, said, later, state.doubts().of(said, first), findings);
              });
    } else {
      findings.note(again);
      keep(state, first, meaning.get(), doubtful, findings);
    }
  }

  private Optional<Question.Meaning.Registers> meaning(
      Question question, Reply.Answered answer, Findings findings) {
    return switch (question.decode(answer.bytes())) {
      case Question.Meaning.Unreadable unreadable -> {
        tally.nonsense(Defect.OTHER);
        findings.noteNonsense(unreadable.reason());
        yield Optional.empty();
      }
      case Question.Meaning.Registers registers -> Optional.of(registers);
    };
  }

  private void keep(
      MeterState state,
      Doubts.Said said,
      Question.Meaning.Registers meaning,
      Set<RegisterName> withheld,
      Findings findings) {
    // Before its values, and whether or not they are any: whoever has a value has its words.
    meaning.words().ifPresent(block -> state.heard(block, said.bootMillis()));
    for (Decoded decoded : said.registers()) {
      if (withheld.contains(decoded.name())) {
        tally.withheld().incrementAndGet();
        findings.noteNonsense(decoded.name() + ": it moves as no counter can");
      } else {
        keep(state, decoded, meaning.quality(), said.bootMillis(), findings);
      }
    }
  }

  private void keep(
      MeterState state, Decoded decoded, Quality said, long bootMillis, Findings findings) {
    switch (decoded.outcome()) {
      case Outcome.Value value -> keep(state, decoded.name(), value.steps(), said, bootMillis);
      case Outcome.Unavailable unavailable -> tally.withoutValue().incrementAndGet();
      case Outcome.Refused refused -> {
        tally.nonsense(Defect.OTHER);
        findings.noteNonsense(decoded.name() + ": " + refused.reason());
      }
    }
  }

  private void keep(
      MeterState state, RegisterName name, long value, Quality said, long bootMillis) {
    int number =
        state
            .meter()
            .numbers()
            .of(name)
            .orElseThrow(
                () -> new IllegalStateException(state.meter().id() + "/" + name + " undeclared"));
    int quality = said.bits();
    harvest.reading(new Row(number, bootMillis, value, quality));
    state.said(new MeterView.LastValue(name, value, quality, bootMillis));
    state.doubts().believe(name, value, bootMillis);
  }

  /** Lets a cycle end after the request in flight; may be called from any thread. */
  @Override
  public void stop() {
    stopping = true;
  }

  /** Closes the window, whatever its age, after the last cycle. */
  @Override
  public void finish() {
    harvest.end();
  }

  @Override
  public long untold() {
    return harvest.untold();
  }

  /** The bus as it is now; may be called from any thread. */
  @Override
  public LaneView view() {
    return harvest.view(
        line.endpoint(), line.link().isConnected(), busState, installed(), line.budget());
  }
}
