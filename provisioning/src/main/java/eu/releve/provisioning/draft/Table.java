package eu.releve.provisioning.draft;

import java.util.List;

/**
 * Rows of cells, as a file has them.
 *
 * @param rows all of them, empty ones too, so that their numbers are those that a person sees.
 */
record Table(List<List<Cell>> rows) {
  /** Lists of the largest condominiums have a tenth of it. */
  static final int ROWS_MAX = 10_000;

  /** Columns beyond are not looked at. */
  static final int COLUMNS_MAX = 100;

  Table {
    rows = List.copyOf(rows);
  }

  /**
   * One cell.
   *
   * @param text without blanks around it; empty for nothing.
   * @param isNumber whether it is a number in the file: leading zeros that a person sees nowhere
   *     were never in it, or were lost before.
   */
  record Cell(String text, boolean isNumber) {
    static final Cell EMPTY = new Cell("", false);

    static Cell text(String text) {
      return new Cell(text.strip(), false);
    }
  }
}
