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
import eu.releve.profile.Requests;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a Modbus meter with the cheapest requests that it answers: what it refuses it is asked in
 * parts, and what that teaches is remembered. Once a day it is asked for everything again.
 */
final class ModbusAgenda implements Agenda {
  private static final long DAY_MILLIS = 86_400_000;

  private final ModbusLink link;
  private final ModbusUnit unit;
  private final Wants wants;
  private final ModbusDecoder decoder;
  private final BootClock clock;
  private final Memory memory;
  private Learned learned;
  private List<Planner.Request> plan;
  private long forgetBootMillis;

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
    this.plan = wants.plan(learned);
    this.forgetBootMillis = clock.bootMillis() + DAY_MILLIS;
  }

  @Override
  public Round begin() {
    if (clock.bootMillis() >= forgetBootMillis) {
      forgetBootMillis = clock.bootMillis() + DAY_MILLIS;
      return new Reading(Learned.NOTHING, wants.plan(Learned.NOTHING));
    }
    return new Reading(learned, plan);
  }

  private final class Reading implements Round {
    private final Learned before;
    private final Lesson lesson;

    Reading(Learned before, List<Planner.Request> plan) {
      this.before = before;
      this.lesson = new Lesson(plan);
    }

    @Override
    public Optional<Question> next() {
      return lesson.next().map(request -> new ModbusQuestion(link, unit, request.range(), decoder));
    }

    @Override
    public void answered() {
      lesson.answered();
    }

    @Override
    public boolean refused(int exceptionCode) {
      return lesson.refused(exceptionCode);
    }

    @Override
    public Optional<String> end() {
      Learned after = lesson.after(before);
      if (after.equals(learned) || !lesson.isOver()) {
        return Optional.empty();
      }
      learned = after;
      plan = wants.plan(after);
      memory.keep(after);
      return Optional.of(told());
    }

    private String told() {
      String requests = plan.size() + " requests";
      return lesson.missing().isEmpty()
          ? "it is read with " + requests
          : "it does not have "
              + lesson.missing().stream()
                  .map(register -> register.name().toString())
                  .collect(Collectors.joining(", "))
              + ", the others are read with "
              + requests;
    }
  }
}
