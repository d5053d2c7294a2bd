package eu.releve.document;

import java.util.Collection;
import java.util.List;

/** Which known names somebody may have meant. */
public final class Nearest {
  private static final int NAMED_MAX = 40;

  private Nearest() {}

  /**
   * The known names nearest to what was written, for a message.
   *
   * @param written what nobody knows.
   * @param known what would be known; may be empty.
   * @return {@code period}, or {@code one of a, b, c} when nothing is near.
   */
  public static String of(String written, Collection<String> known) {
    int reach = Math.max(1, written.length() / 3);
    List<String> near =
        known.stream().filter(name -> distance(written, name) <= reach).sorted().toList();
    if (near.isEmpty()) {
      near = known.stream().sorted().toList();
    }
    String names = String.join(", ", near.subList(0, Math.min(NAMED_MAX, near.size())));
    String more = near.size() > NAMED_MAX ? " and " + (near.size() - NAMED_MAX) + " more" : "";
    return switch (near.size()) {
      case 0 -> "none";
      case 1 -> names;
      default -> "one of " + names + more;
    };
  }

  /** Insertions, deletions and replacements between the two; long names are cut. */
  private static int distance(String left, String right) {
    int columns = Math.min(64, right.length());
    int[] row = new int[columns + 1];
    for (int column = 0; column <= columns; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= Math.min(64, left.length()); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column <= columns; column++) {
        int replaced = diagonal + (left.charAt(line - 1) == right.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[columns];
  }
}
