package eu.releve.cloud.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A contract as somebody types it. */
public sealed interface TypedContract {
  /** What it may say beside its lines. */
  Set<String> NAMES = Set.of("medium", "supplier", "reference", "currency", "from", "to");

  /** It can be taken. */
  record Good(Contract terms) implements TypedContract {}

  /**
   * It cannot.
   *
   * @param problems at most {@link Cells#PROBLEMS_MAX}: where, wanted, found.
   */
  record Bad(List<String> problems) implements TypedContract {
    public Bad {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads one.
   *
   * @param head what it says of itself, by {@link #NAMES}.
   * @param lines of each line what it says.
   */
  static TypedContract read(Map<String, String> head, List<Map<String, String>> lines) {
    List<String> problems = new ArrayList<>();
    Cells cells = new Cells("", head, problems);
    cells.only(NAMES);
    if (lines.isEmpty() || lines.size() > Contract.LINES_MAX) {
      cells.bad("lines: wanted 1 to %d, found %d".formatted(Contract.LINES_MAX, lines.size()));
      return new Bad(problems);
    }
    List<Cells> each = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      each.add(new Cells("lines[%d].".formatted(i), lines.get(i), problems));
    }
    Optional<Contract> terms =
        new ContractCells(cells)
            .contract(false, (medium, from) -> LineCells.lines(each, medium, from));
    return terms.isPresent() && problems.isEmpty() ? new Good(terms.get()) : new Bad(problems);
  }
}
