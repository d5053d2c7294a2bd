package eu.releve.edge.poll;

import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.Transformers;
import eu.releve.decode.sunspec.SunSpecChain;
import eu.releve.decode.sunspec.SunSpecChain.Header;
import eu.releve.decode.sunspec.SunSpecWalk;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.ModbusLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.link.RegisterRange;
import eu.releve.edge.plan.Cost;
import eu.releve.profile.Access;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a SunSpec device: finds its models on the way along their chain, and then reads them, each
 * only while its header is where it was and says what it said.
 *
 * <p>A header that has changed sends it along the chain again at once. Without such a sign it goes
 * there once an hour, because a meter may have been added behind the others, and because an
 * inverter has by day what it had not when it was asked at night.
 */
final class SunSpecAgenda implements Agenda {
  private static final long WALK_MILLIS = 3_600_000;
  private static final int ILLEGAL_FUNCTION = 1;

  private final Way way;
  private final SunSpecMemory memory;
  private final Silences silences = new Silences();
  private final ModbusDecoder nothing = new ModbusDecoder(List.of(), Transformers.NONE);
  private Optional<Known> known;
  private long walkBootMillis;

  /**
   * How the device is reached.
   *
   * @param cost of a request on its bus.
   */
  record Way(ModbusLink link, ModbusUnit unit, Cost cost, BootClock clock) {}

  /** A device whose chain is known. */
  private record Known(SunSpecLayout layout, ModbusAgenda values) {}

  SunSpecAgenda(Way way, SunSpecMemory memory) {
    this.way = way;
    this.memory = memory;
    this.known = memory.recall().map(this::known);
    this.walkBootMillis = way.clock().bootMillis() + WALK_MILLIS;
  }

  private Known known(SunSpecLayout layout) {
    Access.Modbus access = layout.access();
    return new Known(
        layout,
        new ModbusAgenda(
            way.link(),
            way.unit(),
            new ModbusAgenda.Wants(layout.pieces(), access.requests(), way.cost()),
            new ModbusDecoder(access.registers(), memory.transformers()),
            way.clock(),
            memory.map(access)));
  }

  @Override
  public Round begin() {
    memory.declareAgain();
    return new Visit();
  }

  private ModbusQuestion words(int address, int count) {
    return new ModbusQuestion(
        way.link(), way.unit(), new RegisterRange(3, address, count), nothing, way.clock());
  }

  /**
   * Takes a chain that was walked.
   *
   * @param moved whether a header has said that the old one no longer holds.
   * @return what there is to tell.
   */
  private Optional<String> take(SunSpecWalk.Arrived arrived, boolean moved) {
    boolean marked = arrived.ending() == SunSpecWalk.Ending.MARKED;
    // A way that broke off says nothing against a chain that still holds, nor does another try.
    walkBootMillis = marked ? way.clock().bootMillis() + WALK_MILLIS : Long.MAX_VALUE;
    SunSpecChain chain = arrived.device().chain();
    Optional<SunSpecChain> before = known.map(its -> its.layout().chain());
    boolean same = before.equals(Optional.of(chain));
    if (before.isPresent() && !same && !marked && !moved) {
      return Optional.empty();
    }
    SunSpecLayout layout =
        memory.keep(
            chain,
            arrived.device().access().stream()
                .flatMap(access -> access.registers().stream())
                .toList());
    if (known.isEmpty() || !known.get().layout().equals(layout)) {
      known = Optional.of(known(layout));
    }
    return same ? Optional.empty() : Optional.of(told(chain, marked, before));
  }

  private static String told(SunSpecChain chain, boolean marked, Optional<SunSpecChain> before) {
    return chain.words()
        + (marked ? "" : "; its chain breaks off")
        + before.map(its -> "; it has changed, before: " + its.words()).orElse("");
  }

  /** One poll. */
  private final class Visit implements Round {
    private final Set<Header> verified = new HashSet<>();
    private Optional<SunSpecWalk> walk = Optional.empty();
    private Optional<ModbusAgenda.Reading> reading = Optional.empty();
    private Optional<SunSpecQuestion> asked = Optional.empty();

    /** Waits until its model's header was read. */
    private Optional<SunSpecQuestion.Values> held = Optional.empty();

    /** With which exception what waits was refused; 0 while it was not asked. */
    private int refusedBefore;

    private Optional<String> news = Optional.empty();
    private boolean heard = true;
    private boolean moved;
    private boolean over;

    @Override
    public Optional<Question> next() {
      if (!heard) {
        // Mute about these words: the others are asked. A step is taken again.
        held = Optional.empty();
        refusedBefore = 0;
      }
      heard = false;
      asked = over ? Optional.empty() : question();
      return asked.map(question -> question);
    }

    private Optional<SunSpecQuestion> question() {
      if (known.isEmpty() && walk.isEmpty()) {
        walk = Optional.of(SunSpecWalk.begin());
      }
      if (walk.isPresent()) {
        Optional<SunSpecQuestion> step = step(walk.get());
        if (step.isPresent() || over) {
          return step;
        }
      }
      Optional<SunSpecQuestion> values = values();
      if (values.isPresent() || way.clock().bootMillis() < walkBootMillis) {
        return values;
      }
      walkBootMillis = way.clock().bootMillis() + WALK_MILLIS;
      walk = Optional.of(SunSpecWalk.begin());
      return step(walk.get());
    }

    /** The next step of the walk; nothing when it has ended, or when the whole round has. */
    private Optional<SunSpecQuestion> step(SunSpecWalk from) {
      SunSpecWalk at = from instanceof SunSpecWalk.Asking ? silences.from(from) : from;
      walk = Optional.of(at);
      return switch (at) {
        case SunSpecWalk.Asking asking ->
            Optional.of(
                new SunSpecQuestion.Step(
                    words(asking.address(), asking.words()), asking, silences));
        case SunSpecWalk.Stranger stranger -> ended();
        case SunSpecWalk.Arrived arrived -> {
          if (SunSpecQuestion.Step.objection(arrived).isPresent()) {
            yield ended();
          }
          // What was found by the way is read at once, unless the values came before it.
          over = known.isPresent() && !moved;
          Optional<String> told = take(arrived, moved);
          news = told.or(() -> news);
          walk = Optional.empty();
          silences.forget();
          yield Optional.empty();
        }
      };
    }

    private Optional<SunSpecQuestion> ended() {
      silences.forget();
      over = true;
      return Optional.empty();
    }

    private Optional<SunSpecQuestion> values() {
      if (known.isEmpty()) {
        return Optional.empty();
      }
      SunSpecLayout layout = known.get().layout();
      if (reading.isEmpty()) {
        reading = Optional.of(known.get().values().begin());
      }
      if (held.isEmpty()) {
        held =
            reading
                .flatMap(ModbusAgenda.Reading::nextRead)
                .map(
                    read ->
                        new SunSpecQuestion.Values(
                            read, layout.headerOf(read.range()), memory.numbers()));
      }
      return held.map(values -> isBelieved(values) ? values : heading(values.header()));
    }

    private boolean isBelieved(SunSpecQuestion.Values values) {
      return refusedBefore == 0 && (values.holdsHeader() || verified.contains(values.header()));
    }

    private SunSpecQuestion heading(Header header) {
      return new SunSpecQuestion.Heading(words(header.address(), Header.WORDS), header);
    }

    @Override
    public void answered(byte[] answer) {
      heard = true;
      switch (asked.orElseThrow()) {
        case SunSpecQuestion.Step step -> walk = Optional.of(step.step().answered(answer));
        case SunSpecQuestion.Heading heading -> {
          if (!heading.header().matches(answer, 0)) {
            moved();
            return;
          }
          verified.add(heading.header());
          settle();
        }
        case SunSpecQuestion.Values values -> {
          if (!values.fits(answer)) {
            moved();
            return;
          }
          if (values.holdsHeader()) {
            verified.add(values.header());
          }
          held = Optional.empty();
          reading.ifPresent(its -> its.answered(answer));
        }
      }
    }

    /** What was refused is refused although the model is where it was. */
    private void settle() {
      if (refusedBefore > 0) {
        int code = refusedBefore;
        refusedBefore = 0;
        held = Optional.empty();
        boolean unused = reading.map(its -> its.refused(code)).orElse(false);
      }
    }

    @Override
    public boolean refused(int exceptionCode) {
      heard = true;
      boolean isEnd = SunSpecQuestion.Step.isEnd(exceptionCode);
      return switch (asked.orElseThrow()) {
        case SunSpecQuestion.Step step -> isEnd ? refused(step.step()) : failed();
        case SunSpecQuestion.Heading heading -> isEnd ? moved() : failed();
        case SunSpecQuestion.Values values ->
            (isEnd && exceptionCode != ILLEGAL_FUNCTION)
                ? refused(values, exceptionCode)
                : failed();
      };
    }

    private boolean refused(SunSpecWalk.Asking step) {
      SunSpecWalk next = step.refused();
      walk = Optional.of(next);
      return SunSpecQuestion.Step.objection(next).isEmpty();
    }

    /** First it is seen whether the model is still there. */
    private boolean refused(SunSpecQuestion.Values values, int exceptionCode) {
      if (!verified.contains(values.header())) {
        refusedBefore = exceptionCode;
        return true;
      }
      held = Optional.empty();
      return reading.map(its -> its.refused(exceptionCode)).orElse(false);
    }

    /** It could not answer just now: no more of it in this round. */
    private boolean failed() {
      over = true;
      return false;
    }

    /** The chain is no longer what it was: it is walked again, once in a round. */
    private boolean moved() {
      held = Optional.empty();
      refusedBefore = 0;
      reading = Optional.empty();
      verified.clear();
      over = moved;
      moved = true;
      walk = Optional.of(SunSpecWalk.begin());
      return true;
    }

    @Override
    public Optional<String> end() {
      Optional<String> lesson = reading.flatMap(ModbusAgenda.Reading::end);
      return news.or(() -> lesson);
    }
  }
}
