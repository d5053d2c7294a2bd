package eu.releve.provisioning.keys;

import eu.releve.provisioning.keys.KeyImportException.Why;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys as a table of text: semicolons, commas or tabs between columns, which their names tell; a
 * table without names is understood where one column of its first line is a key and one an address.
 */
final class KeyTable {
  private static final String KEY_FORM = "(?:[0-9A-Fa-f]{2}[\\s:-]?){16}";

  private KeyTable() {}

  static Delivered read(String text) throws KeyImportException {
    List<String> lines = text.lines().toList();
    int first = 0;
    while (first < lines.size() && lines.get(first).isBlank()) {
      first++;
    }
    if (first == lines.size()) {
      throw none();
    }
    char separator = separator(lines.get(first));
    List<String> head = cells(lines.get(first), separator);
    int address = best(head, KeyWords::address);
    int key = best(head, KeyWords::key);
    boolean named = address >= 0 && key >= 0;
    if (!named) {
      key = only(head, KEY_FORM);
      address = key < 0 ? -1 : firstAddress(head, key);
    }
    if (address < 0 || key < 0) {
      throw none();
    }
    Delivered.Gathering gathering = new Delivered.Gathering();
    for (int i = first + (named ? 1 : 0); i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        List<String> cells = cells(lines.get(i), separator);
        gathering.add(i + 1, cell(cells, address), cell(cells, key));
      }
    }
    if (gathering.isEmpty()) {
      throw none();
    }
    return gathering.end();
  }

  private static KeyImportException none() {
    return new KeyImportException(Why.NO_KEYS, "no columns of addresses and keys");
  }

  /** How much the name of a column counts; -1 for nothing. */
  @FunctionalInterface
  private interface Rank {
    int of(String name);
  }

  private static int best(List<String> head, Rank rank) {
    int best = -1;
    for (int i = 0; i < head.size(); i++) {
      int own = rank.of(head.get(i));
      if (own >= 0 && (best < 0 || own < rank.of(head.get(best)))) {
        best = i;
      }
    }
    return best;
  }

  private static int only(List<String> head, String form) {
    int found = -1;
    for (int i = 0; i < head.size(); i++) {
      if (head.get(i).strip().matches(form)) {
        if (found >= 0) {
          return -1;
        }
        found = i;
      }
    }
    return found;
  }

  private static int firstAddress(List<String> head, int key) {
    for (int i = 0; i < head.size(); i++) {
      if (i != key && KeyAddress.parse(head.get(i)).isPresent()) {
        return i;
      }
    }
    return -1;
  }

  private static String cell(List<String> cells, int index) {
    return index < cells.size() ? cells.get(index).strip() : "";
  }

  /** The one of which the first line has most. */
  private static char separator(String line) {
    char best = ';';
    for (char candidate : new char[] {'\t', ',', ' '}) {
      boolean better = count(line, candidate) > count(line, best);
      // Blanks separate only where nothing else does.
      if (better && (candidate != ' ' || count(line, best) == 0)) {
        best = candidate;
      }
    }
    return best;
  }

  private static long count(String line, char what) {
    return line.chars().filter(letter -> letter == what).count();
  }

  /** Cells of a line; a cell in double quotes may hold the separator (RFC 4180). */
  private static List<String> cells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char letter = line.charAt(i);
      if (letter == '"') {
        boolean doubled = quoted && i + 1 < line.length() && line.charAt(i + 1) == '"';
        if (doubled) {
          cell.append('"');
          i++;
        } else {
          quoted = !quoted;
        }
      } else if (letter == separator && !quoted) {
        cells.add(unformatted(cell));
        cell.setLength(0);
      } else {
        cell.append(letter);
      }
    }
    cells.add(unformatted(cell));
    return cells;
  }

  /** Spreadsheets keep zeros and large numbers by an apostrophe or by {@code ="..."}. */
  private static String unformatted(StringBuilder cell) {
    return cell.toString().strip().replaceFirst("^[=']+", "");
  }
}
