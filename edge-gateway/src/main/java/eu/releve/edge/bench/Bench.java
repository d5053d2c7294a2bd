package eu.releve.edge.bench;

import eu.releve.provisioning.language.CommandLanguage;
import eu.releve.provisioning.language.Messages;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code Bench [NAME]}: prints the figures of one bench, or of all, one line each on stdout;
 * everything else goes to stderr.
 *
 * <p>Exit codes: 0 measured, 1 could not measure, 2 wrong use.
 */
public final class Bench {
  private static final int COULD_NOT_MEASURE = 1;
  private static final int WRONG_USE = 2;

  /** One bench: prints its figures and ends by itself. */
  @FunctionalInterface
  interface Measurement {
    void run(Figures figures) throws Exception;
  }

  private Bench() {}

  private static Map<String, Measurement> all() {
    Map<String, Measurement> all = new LinkedHashMap<>();
    all.put("wire", new WireBench(WireBench.SEED)::run);
    all.put("rtu", new RtuBench()::run);
    all.put("modbus", new ModbusBench()::run);
    all.put("opcua", new OpcUaBench()::run);
    all.put("journal", new JournalBench()::run);
    all.put("footprint", new FootprintBench(FootprintBench.commandOf(System.getenv()))::run);
    return all;
  }

  /** The command. */
  public static void main(String[] arguments) {
    int code = run(List.of(arguments), all(), System.out, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(
      List<String> arguments, Map<String, Measurement> all, PrintStream out, PrintStream notes) {
    if (arguments.equals(List.of("--help"))) {
      out.println(Messages.load(Bench.class, CommandLanguage.of(System.getenv())).text("usage"));
      return 0;
    }
    if (arguments.size() > 1 || !all.keySet().containsAll(arguments)) {
      notes.printf("bench: wanted one of %s or nothing, found %s%n", all.keySet(), arguments);
      return WRONG_USE;
    }
    int code = 0;
    for (String name : arguments.isEmpty() ? List.copyOf(all.keySet()) : arguments) {
      Measurement measurement = all.get(name);
      if (measurement != null && !measured(name, measurement, new Figures(out, notes))) {
        code = COULD_NOT_MEASURE;
      }
    }
    return code;
  }

  private static boolean measured(String name, Measurement measurement, Figures figures) {
    try {
      measurement.run(figures);
      return true;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      figures.note("%s: interrupted", name);
      return false;
    } catch (Exception failed) {
      figures.note("%s: could not be measured: %s", name, failed);
      return false;
    }
  }
}
