package eu.releve.cloud.imports;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a file says.
 *
 * @param format which kind of file it is.
 * @param entries what can be stored, in the order of the file.
 * @param bad every row that cannot be taken.
 * @param absent rows without a value: nothing is known of them, which is not zero.
 */
public record Parsed(Format format, List<Entry> entries, List<BadRow> bad, int absent) {
  public Parsed {
    entries = List.copyOf(entries);
    bad = List.copyOf(bad);
  }

  /** The same, less the entries that are refused for another reason. */
  Parsed refusing(List<BadRow> more) {
    if (more.isEmpty()) {
      return this;
    }
    List<BadRow> all = new ArrayList<>(bad);
    all.addAll(more);
    all.sort((one, other) -> Integer.compare(one.line(), other.line()));
    Set<Integer> gone = new HashSet<>(more.stream().map(BadRow::line).toList());
    return new Parsed(
        format,
        entries.stream().filter(entry -> !gone.contains(entry.line())).toList(),
        all,
        absent);
  }
}
