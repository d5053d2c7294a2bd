package eu.releve.provisioning.survey;

import static eu.releve.measure.Require.require;

import java.util.List;

/**
 * One thing that a check has found.
 *
 * @param code what it is.
 * @param line of the plan's text, counted from 1.
 * @param words what fills the placeholders of its words; the first is what it is about.
 */
public record Finding(Code code, int line, List<String> words) {
  public Finding {
    words = List.copyOf(words);
    require(line >= 1, "line %d is below 1", line);
    require(!words.isEmpty(), "%s is about nothing", code);
  }

  /** The identifier of the bus, meter, point or lot that it is about. */
  public String about() {
    return words.getFirst();
  }
}
