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
 * @param questions asked one after the other, at least one.
 * @param numbers of its registers in the catalogue.
 */
public record PolledMeter(
    MeterId id, long periodMillis, List<Question> questions, Map<RegisterName, Integer> numbers) {
  public PolledMeter {
    require(!questions.isEmpty(), "meter %s has nothing to ask", id);
    questions = List.copyOf(questions);
    numbers = Map.copyOf(numbers);
  }
}
