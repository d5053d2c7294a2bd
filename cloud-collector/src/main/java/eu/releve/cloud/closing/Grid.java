package eu.releve.cloud.closing;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.util.List;

/**
 * A table as all files show it.
 *
 * @param title above it.
 * @param head the names of its columns.
 * @param rows each as long as the head.
 */
record Grid(String title, List<String> head, List<List<Cell>> rows) {
  /** What stands in a cell. */
  sealed interface Cell {
    /** Words. */
    record Text(String text) implements Cell {}

    /** A number, with as many decimals as its scale says. */
    record Amount(BigDecimal value) implements Cell {}
  }

  /** A cell without anything. */
  static final Cell BLANK = new Cell.Text("");

  Grid {
    head = List.copyOf(head);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      require(row.size() == head.size(), "%d cells below %d heads", row.size(), head.size());
    }
  }
}
