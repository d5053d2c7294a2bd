package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A meter as a lane polls it.
 *
 * @param id the meter.
 * @param periodMillis how often.
 * @param agenda what is asked each time.
 * @param numbers of its registers in the catalogue.
 * @param limits how fast its counters can move at most; others are believed whatever they say.
 * @param budget how often it may be asked, where that costs a battery.
 */
public record PolledMeter(
    MeterId id,
    long periodMillis,
    Agenda agenda,
    Numbers numbers,
    Map<RegisterName, CounterLimit> limits,
    Optional<ReadBudget> budget) {
  public PolledMeter {
    limits = Map.copyOf(limits);
  }

  /** A meter that is always asked the same; at least one question. */
  public PolledMeter(
      MeterId id, long periodMillis, List<Question> questions, Map<RegisterName, Integer> numbers) {
    this(id, periodMillis, Agenda.of(questions), Numbers.of(numbers), Map.of(), Optional.empty());
    require(!questions.isEmpty(), "meter %s has nothing to ask", id);
  }
}
