package eu.releve.edge.poll;

import static eu.releve.measure.Require.require;

import eu.releve.measure.MeterId;
import eu.releve.measure.RegisterName;
import java.util.List;
import java.util.Map;

/**
 * A meter as a lane polls it.
 *
 * @param id the meter.
 * @param periodMillis how often.
 * @param agenda what is asked each time.
 * @param numbers of its registers in the catalogue.
 * @param limits how fast its counters can move at most; others are believed whatever they say.
 */
public record PolledMeter(
    MeterId id,
    long periodMillis,
    Agenda agenda,
    Map<RegisterName, Integer> numbers,
    Map<RegisterName, CounterLimit> limits) {
  public PolledMeter {
    numbers = Map.copyOf(numbers);
    limits = Map.copyOf(limits);
  }

  /** A meter that is always asked the same; at least one question. */
  public PolledMeter(
      MeterId id, long periodMillis, List<Question> questions, Map<RegisterName, Integer> numbers) {
    this(id, periodMillis, Agenda.of(questions), numbers, Map.of());
    require(!questions.isEmpty(), "meter %s has nothing to ask", id);
  }
}
