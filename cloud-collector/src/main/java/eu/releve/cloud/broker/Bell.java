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
    if (!isRung && millis > 0) {
      wait(millis);
    }
    isRung = false;
  }
}
