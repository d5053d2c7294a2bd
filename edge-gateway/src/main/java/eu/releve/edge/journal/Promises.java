package eu.releve.edge.journal;

import eu.releve.measure.Register;
import eu.releve.measure.SiteId;
import eu.releve.wire.Body;
import eu.releve.wire.Readings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Numbers that were given to registers while the disk refused the journal or their declaration: who
 * measures keeps them, and what is appended under them goes under those of the journal.
 *
 * <p>Nothing was given where the disk never refused. Not thread-safe.
 */
final class Promises {
  private final Map<Register, Integer> given = new LinkedHashMap<>();
  private final Map<Integer, Integer> kept = new HashMap<>();
  private final Map<Register, Declared> declared = new LinkedHashMap<>();
  private Optional<Plan> plan = Optional.empty();

  private record Plan(SiteId site, String text) {}

  /**
   * Numbers registers for the time being; all of them are declared once the disk takes them.
   *
   * @param known the journal's own numbers, as far as it is open.
   */
  Map<Register, Integer> give(
      Map<Register, Integer> known, SiteId site, List<Declared> registers, String planText) {
    if (given.isEmpty()) {
      given.putAll(known);
      known.values().forEach(number -> kept.put(number, number));
    }
    Numbering numbering = Numbering.of(given, registers);
    given.putAll(numbering.fresh());
    registers.forEach(each -> declared.put(each.register(), each));
    plan = Optional.of(new Plan(site, planText));
    return numbering.declared();
  }

  /** Declares what was promised and is not declared yet. */
  void keep(OpenJournal journal) throws JournalException {
    if (plan.isPresent()) {
      List<Declared> all = List.copyOf(declared.values());
      keep(journal.declare(plan.get().site(), all, plan.get().text()));
      plan = Optional.empty();
    }
  }

  /** The numbers by which the declared are known outside. */
  Map<Register, Integer> given(List<Declared> registers, Map<Register, Integer> numbers) {
    if (given.isEmpty()) {
      return numbers;
    }
    Numbering numbering = Numbering.of(given, registers);
    given.putAll(numbering.fresh());
    keep(numbers);
    return numbering.declared();
  }

  private void keep(Map<Register, Integer> numbers) {
    numbers.forEach((register, number) -> kept.put(given.getOrDefault(register, number), number));
  }

  /** The same under the journal's numbers. */
  Body kept(Body body) {
    if (given.isEmpty() || !(body instanceof Readings readings)) {
      return body;
    }
    List<Readings.Row> rows = new ArrayList<>();
    for (Readings.Row row : readings.rows()) {
      int number =
          Optional.ofNullable(kept.get(row.register()))
              .orElseThrow(() -> new IllegalArgumentException("no such register: " + row));
      rows.add(new Readings.Row(number, row.bootMillis(), row.value(), row.quality()));
    }
    return new Readings(rows);
  }
}
