package eu.releve.cloud.broker;

/** Wakes the one thread that waits for it; a ring that comes before the wait is not lost. */
final class Bell {
  private boolean isRung;

  synchronized void ring() {
    isRung = true;
    notifyAll();
  }

  /** Waits for a ring, at most so long. */
  synchronized void await(long millis) throws InterruptedException {
    long endNanos = System.nanoTime() + millis * 1_000_000;
    long leftMillis = millis;
    while (!isRung && leftMillis > 0) {
      wait(leftMillis);
      leftMillis = (endNanos - System.nanoTime()) / 1_000_000;
    }
    isRung = false;
  }
}
