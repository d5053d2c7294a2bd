package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A meter as a lane polls it.
 *
 * @param id the meter.
 * @param periodMillis how often.
 * @param agenda what is asked each time.
 * @param numbers of its registers in the catalogue.
 * @param limits how fast its counters can move at most; others are believed whatever they say.
 * @param budget how often it may be asked, where that costs a battery.
 * @param installed whether it hangs there now: its place on the bus may be another's before and
 *     after.
 */
public record PolledMeter(
    MeterId id,
    long periodMillis,
    Agenda agenda,
    Numbers numbers,
    Limits limits,
    Optional<ReadBudget> budget,
    BooleanSupplier installed) {
  /** A meter that hangs there for ever. */
  public PolledMeter(
      MeterId id,
      long periodMillis,
      Agenda agenda,
      Numbers numbers,
      Limits limits,
      Optional<ReadBudget> budget) {
    this(id, periodMillis, agenda, numbers, limits, budget, () -> true);
  }

  /** A meter that is always asked the same; at least one question. */
  public PolledMeter(
      MeterId id, long periodMillis, List<Question> questions, Map<RegisterName, Integer> numbers) {
    this(
        id, periodMillis, Agenda.of(questions), Numbers.of(numbers), Limits.NONE, Optional.empty());
    require(!questions.isEmpty(), "meter %s has nothing to ask", id);
  }

  /** Whether it hangs there now; may be asked by any thread. */
  boolean isInstalled() {
    return installed.getAsBoolean();
  }
}
