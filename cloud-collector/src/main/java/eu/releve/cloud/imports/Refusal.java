package eu.releve.cloud.imports;

/** A row is not taken; names what, what was wanted and what was found. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String column;
  private final String wanted;
  private final String found;

  Refusal(String column, String wanted, String found) {
    super(column + ": wanted " + wanted + ", found '" + found + "'");
    this.column = column;
    this.wanted = wanted;
    this.found = found;
  }

  BadRow at(int line) {
    return new BadRow(line, column, wanted, found);
  }
}
