package eu.releve.cloud.delivery;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/** Prints figures to standard output; whatever else is printed there goes to standard error. */
public final class Figures {
  private static final long LOOPS = 400_000_000L;

  private final PrintStream out = System.out;

  private Figures() {}

  public static Figures alone() {
    Figures figures = new Figures();
    System.setOut(System.err);
    return figures;
  }

  public void print(String name, double value, String unit) {
    out.printf(Locale.ROOT, "bench: %s %.3f %s%n", name, value, unit);
    out.flush();
  }

  public void note(String format, Object... arguments) {
    System.err.printf(Locale.ROOT, format + "%n", arguments);
  }

  public static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** A fixed loop on one core, in ms: what this machine is worth at this moment. */
  public static double loopMillis() {
    long start = System.nanoTime();
    long sum = 0;
    for (long i = 0; i < LOOPS; i++) {
      sum += i ^ (sum >>> 3);
    }
    return (System.nanoTime() - start) / 1e6 + (sum == 42 ? 1 : 0);
  }
}
