package eu.releve.edge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGTERM and Ctrl-C into an order that the main thread obeys in peace, and ends the process
 * with its own exit code: a JVM that is left to itself exits with 143.
 */
final class Shutdown {
  private static final long OBEYED_SECONDS_MAX = 45;

  private final CountDownLatch ordered = new CountDownLatch(1);
  private final CountDownLatch obeyed = new CountDownLatch(1);
  private volatile int exitCode = Gateway.MISSING;

  /** Listens from now on. */
  static Shutdown listening() {
    Shutdown shutdown = new Shutdown();
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::obey, "shutdown"));
    return shutdown;
  }

  /** Waits for the order. */
  void await() throws InterruptedException {
    ordered.await();
  }

  /** Orders the end in peace, as SIGTERM does. */
  void order() {
    ordered.countDown();
  }

  /** Ends the process. */
  void exit(int code) {
    exitCode = code;
    obeyed.countDown();
    System.exit(code);
  }

  private void obey() {
    ordered.countDown();
    try {
      boolean unused = obeyed.await(OBEYED_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
