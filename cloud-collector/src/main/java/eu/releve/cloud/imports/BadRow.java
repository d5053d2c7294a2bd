package eu.releve.cloud.imports;

/**
 * A row that cannot be taken.
 *
 * @param line of the file, from 1.
 * @param column as its header names it.
 * @param wanted what may stand there.
 * @param found what does.
 */
public record BadRow(int line, String column, String wanted, String found) {
  private static final int FOUND_MAX = 80;

  public BadRow {
    found = found.length() > FOUND_MAX ? found.substring(0, FOUND_MAX) + "..." : found;
    found = found.replaceAll("\\p{Cntrl}", "?");
  }

  @Override
  public String toString() {
    return "line %d: %s: wanted %s, found '%s'".formatted(line, column, wanted, found);
  }
}
