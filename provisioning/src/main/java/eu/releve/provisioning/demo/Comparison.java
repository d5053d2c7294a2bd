package eu.releve.provisioning.demo;

import eu.releve.measure.MeterId;
import eu.releve.measure.Register;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds the stored readings against what the meters answered, one for one and in order; the
 * readings of contacts against their {@link Pulses}.
 *
 * @param answers how many answers the meters gave, or readings there had to be of contacts.
 * @param stored how many readings are stored.
 * @param missing answers that are not stored.
 * @param extra stored readings that no meter gave.
 * @param different stored readings with another value than the answer.
 * @param lost missing answers that a gateway may have held in its open window when it died:
 *     allowed, and told one by one, so that who knows more can look closer.
 * @param examples the first differences, in words.
 */
public record Comparison(
    long answers,
    long stored,
    long missing,
    long extra,
    long different,
    List<Lost> lost,
    List<String> examples) {
  private static final int EXAMPLES_MAX = 10;

  /**
   * A value at an instant.
   *
   * @param instant when it was answered, or when the gateway says that it was.
   * @param value in steps of the quantity.
   */
  public record Value(Instant instant, long value) {}

  /**
   * An answer that died with its gateway.
   *
   * @param register of which meter.
   * @param answer what it had said.
   */
  public record Lost(Register register, Value answer) {}

  /**
   * A stretch of time in which a dying gateway may have lost what it had not yet written.
   *
   * @param from begin of the window that was open at its death.
   * @param to its death.
   */
  public record OpenWindow(Instant from, Instant to) {
    boolean holds(Instant instant) {
      return !instant.isBefore(from) && !instant.isAfter(to);
    }
  }

  /**
   * What may lie between an answer and its reading.
   *
   * @param early how much a reading's instant may be before the answer's: the grain of two clocks.
   * @param late how much it may be after.
   * @param open windows that a dying gateway may have lost.
   */
  public record Allowance(Duration early, Duration late, List<OpenWindow> open) {
    public Allowance {
      open = List.copyOf(open);
    }

    boolean pairs(Value answer, Value stored) {
      return !isTooEarly(answer, stored) && !isTooLate(answer, stored);
    }

    boolean isTooEarly(Value answer, Value stored) {
      return stored.instant().isBefore(answer.instant().minus(early));
    }

    boolean isTooLate(Value answer, Value stored) {
      return stored.instant().isAfter(answer.instant().plus(late));
    }

    boolean excuses(Value answer) {
      return open.stream().anyMatch(window -> window.holds(answer.instant()));
    }
  }

  public Comparison {
    lost = List.copyOf(lost);
    examples = List.copyOf(examples);
  }

  /** Whether the stored readings equal the answers one for one. */
  public boolean isEqual() {
    return missing == 0 && extra == 0 && different == 0;
  }

  /** Compares where no meter is a contact; both sides in the order of their instants. */
  public static Comparison of(
      Map<Register, List<Value>> answers, Map<Register, List<Value>> stored, Allowance allowance) {
    return of(answers, stored, allowance, Map.of());
  }

  /**
   * Compares; both sides in the order of their instants.
   *
   * @param counted the meters that are contacts, and how often they are read.
   */
  static Comparison of(
      Map<Register, List<Value>> answers,
      Map<Register, List<Value>> stored,
      Allowance allowance,
      Map<MeterId, Duration> counted) {
    Tally tally = new Tally(allowance);
    Set<Register> registers = new HashSet<>(answers.keySet());
    registers.addAll(stored.keySet());
    Instant end =
        answers.values().stream()
            .flatMap(List::stream)
            .map(Value::instant)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    for (Register register : registers) {
      List<Value> given = answers.getOrDefault(register, List.of());
      List<Value> kept = stored.getOrDefault(register, List.of());
      Duration period = counted.get(register.meter());
      tally.take(
          register,
          period == null
              ? Alignment.of(given, kept, allowance)
              : Pulses.of(given, kept, period, allowance, end));
    }
    return tally.result();
  }

  private static final class Tally {
    private final Allowance allowance;
    private final List<Lost> lost = new ArrayList<>();
    private final List<String> examples = new ArrayList<>();
    private long answers;
    private long stored;
    private long missing;
    private long extra;
    private long different;

    Tally(Allowance allowance) {
      this.allowance = allowance;
    }

    void take(Register register, List<Alignment.Step> steps) {
      for (Alignment.Step step : steps) {
        switch (step) {
          case Alignment.Step.Paired(Value answer, Value reading) -> {
            answers++;
            stored++;
            pair(register, answer, reading);
          }
          case Alignment.Step.Missed(Value answer) -> {
            answers++;
            miss(register, answer);
          }
          case Alignment.Step.Extra(Value reading) -> {
            stored++;
            extra++;
            note(register + ": no answer gave " + reading);
          }
        }
      }
    }

    private void pair(Register register, Value answer, Value reading) {
      if (answer.value() != reading.value()) {
        different++;
        note(register + ": answered " + answer + ", stored " + reading);
      }
    }

    private void miss(Register register, Value answer) {
      if (allowance.excuses(answer)) {
        lost.add(new Lost(register, answer));
      } else {
        missing++;
        note(register + ": not stored " + answer);
      }
    }

    private void note(String example) {
      if (examples.size() < EXAMPLES_MAX) {
        examples.add(example);
      }
    }

    Comparison result() {
      return new Comparison(answers, stored, missing, extra, different, lost, examples);
    }
  }

  @Override
  public String toString() {
    return "%,d answers, %,d stored, %d missing, %d extra, %d different%s"
        .formatted(
            answers,
            stored,
            missing,
            extra,
            different,
            lost.isEmpty() ? "" : ", %d lost with an open window".formatted(lost.size()));
  }
}
