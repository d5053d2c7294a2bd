package eu.releve.edge.bench;

/**
 * Starts the gateway once over the reference building and stops it in peace, so that its JVM can
 * keep the classes of a start for the later ones.
 *
 * <p>Exit codes: 0 done, 1 the gateway read nothing or did not end.
 */
public final class Learning {
  private Learning() {}

  /** The command; the gateway's is in {@code RELEVE_GATEWAY_COMMAND}. */
  public static void main(String[] arguments) {
    try {
      new FootprintBench(FootprintBench.commandOf(System.getenv())).learn();
    } catch (Exception failed) {
      System.err.println("learning: " + failed);
      System.exit(1);
    }
  }
}
