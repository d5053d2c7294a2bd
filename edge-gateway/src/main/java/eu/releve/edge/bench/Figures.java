package eu.releve.edge.bench;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a bench tells what it found.
 *
 * @param out for figures, one line each.
 * @param notes for everything else.
 */
record Figures(PrintStream out, PrintStream notes) {
  /** Prints {@code bench: NAME VALUE UNIT}, four significant digits or more. */
  void figure(String name, double value, String unit) {
    String digits = Math.abs(value) >= 1_000 ? "%.0f" : "%.3f";
    out.printf(Locale.ROOT, "bench: %s " + digits + " %s%n", name, value, unit);
    out.flush();
  }

  /** Prints a line that is no figure. */
  void note(String format, Object... arguments) {
    notes.printf(Locale.ROOT, format + "%n", arguments);
  }
}
