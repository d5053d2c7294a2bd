package eu.releve.edge.command;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** On a signal a search ends after the request in flight, says what it has, and is kept. */
final class StopSignal {
  private static final int STOPPING_SECONDS_MAX = 10;

  private StopSignal() {}

  /**
   * From now on a signal interrupts this thread, and the program waits for it.
   *
   * @param late what is done when it does not end in time.
   * @return to be counted down when the search has ended.
   */
  static CountDownLatch interrupts(Runnable late) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread searching = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  searching.interrupt();
                  try {
                    if (!ended.await(STOPPING_SECONDS_MAX, TimeUnit.SECONDS)) {
                      late.run();
                    }
                  } catch (InterruptedException hurried) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
    return ended;
  }
}
