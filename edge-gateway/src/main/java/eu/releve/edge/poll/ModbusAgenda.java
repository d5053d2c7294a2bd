package eu.releve.edge.poll;

import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.edge.clock.BootClock;
import eu.releve.edge.link.ModbusLink;
import eu.releve.edge.link.ModbusUnit;
import eu.releve.edge.plan.Cost;
import eu.releve.edge.plan.Learned;
import eu.releve.edge.plan.Lesson;
import eu.releve.edge.plan.Piece;
import eu.releve.edge.plan.Planner;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.Requests;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a Modbus meter with the cheapest requests that it answers: what it refuses it is asked in
 * parts, and what that teaches is remembered.
 *
 * <p>Once an hour it is asked as if nothing were known, until a round teaches nothing more; only
 * then does what was found replace what was remembered: an inverter that refuses its registers
 * while it sleeps is read again in the morning.
 *
 * <p>After a round in which it said nothing it is asked something else first: some meters are mute,
 * instead of refusing, about what they do not have.
 */
final class ModbusAgenda implements Agenda {
  private static final long FORGET_MILLIS = 3_600_000;

  private final ModbusLink link;
  private final ModbusUnit unit;
  private final Wants wants;
  private final ModbusDecoder decoder;
  private final BootClock clock;
  private final Memory memory;
  private Learned learned;
  private Learned told;
  private Optional<Learned> trial = Optional.empty();
  private List<Planner.Request> plan;
  private long forgetBootMillis;
  private int muteRounds;

  /**
   * What is to be read.
   *
   * @param pieces at least one.
   * @param limits what the meter bears to be asked.
   * @param cost of a request on its bus.
   */
  record Wants(List<Piece> pieces, Requests limits, Cost cost) {
    Wants {
      pieces = List.copyOf(pieces);
    }

    /** The registers that the meter was taught to lack. */
    List<ModbusRegister> missing(Learned learned) {
      return pieces.stream()
          .flatMap(piece -> learned.divided(piece).stream())
          .filter(learned::lacks)
          .flatMap(piece -> piece.registers().stream())
          .toList();
    }

    /** The requests; never none, whatever the meter was taught to lack. */
    List<Planner.Request> plan(Learned learned) {
      List<Planner.Request> plan = learned.plan(pieces, limits, cost);
      return plan.isEmpty() ? Learned.NOTHING.plan(pieces, limits, cost) : plan;
    }
  }

  /** Where what was learned of the meter is kept. */
  interface Memory {
    /** What was kept last, nothing at first. */
    Learned recall();

    /** Keeps it. */
    void keep(Learned learned);
  }

  ModbusAgenda(
      ModbusLink link,
      ModbusUnit unit,
      Wants wants,
      ModbusDecoder decoder,
      BootClock clock,
      Memory memory) {
    this.link = link;
    this.unit = unit;
    this.wants = wants;
    this.decoder = decoder;
    this.clock = clock;
    this.memory = memory;
    this.learned = memory.recall();
    this.told = learned;
    this.plan = wants.plan(learned);
    this.forgetBootMillis = clock.bootMillis() + FORGET_MILLIS;
  }

  @Override
  public Reading begin() {
    if (clock.bootMillis() >= forgetBootMillis) {
      forgetBootMillis = clock.bootMillis() + FORGET_MILLIS;
      trial = learned.isNothing() ? Optional.empty() : Optional.of(Learned.NOTHING);
    }
    return trial
        .map(found -> new Reading(found, turned(wants.plan(found))))
        .orElseGet(() -> new Reading(learned, turned(plan)));
  }

  /** The same requests, from another one on. */
  private List<Planner.Request> turned(List<Planner.Request> requests) {
    int first = muteRounds % requests.size();
    return Stream.concat(requests.stream().skip(first), requests.stream().limit(first)).toList();
  }

  private void remember(Learned known) {
    if (!known.equals(learned)) {
      learned = known;
      plan = wants.plan(known);
      memory.keep(known);
    }
  }

  /** One round. */
  final class Reading implements Round {
    private final Learned before;
    private final Lesson lesson;
    private boolean mute = true;

    private Reading(Learned before, List<Planner.Request> plan) {
      this.before = before;
      this.lesson = new Lesson(plan);
    }

    @Override
    public Optional<Question> next() {
      return nextRead().map(read -> read);
    }

    /** The same, for who must know what is read. */
    Optional<ModbusQuestion> nextRead() {
      return lesson
          .next()
          .map(request -> new ModbusQuestion(link, unit, request.range(), decoder, clock));
    }

    @Override
    public void answered(byte[] answer) {
      mute = false;
      lesson.answered();
    }

    @Override
    public boolean refused(int exceptionCode) {
      mute = false;
      return lesson.refused(exceptionCode);
    }

    @Override
    public Optional<String> end() {
      muteRounds += mute ? 1 : 0;
      if (!lesson.isOver()) {
        return Optional.empty();
      }
      Learned after = lesson.after(before);
      boolean taughtNothing = after.equals(before);
      if (trial.isEmpty()) {
        remember(after);
      } else if (taughtNothing) {
        trial = Optional.empty();
        remember(after);
      } else {
        trial = Optional.of(after);
      }
      if (!taughtNothing || learned.equals(told)) {
        return Optional.empty();
      }
      told = learned;
      return Optional.of(words());
    }

    private String words() {
      String requests = plan.size() + " requests";
      List<ModbusRegister> missing = wants.missing(learned);
      return missing.isEmpty()
          ? "it is read with " + requests
          : "it does not have "
              + missing.stream()
                  .map(register -> register.name().toString())
                  .collect(Collectors.joining(", "))
              + ", the others are read with "
              + requests;
    }
  }
}
