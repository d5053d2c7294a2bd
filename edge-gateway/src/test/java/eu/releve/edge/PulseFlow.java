package eu.releve.edge;

import eu.releve.edge.pulse.PlayedPulses;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Pulses without a pause, so many ahead of what the gateway has counted and no more: whenever it is
 * killed, some are counted, some are on the way to the disk, and some nobody has looked at yet.
 */
final class PulseFlow implements Runnable {
  /** Edges of so many are more than one look takes: some always wait. */
  private static final int AHEAD_MAX = 150;

  private static final long WAIT_NANOS = 2_000_000;

  private final PulseWire wire;
  private final PlayedPulses contact;
  private final long most;
  private final long pauseNanos;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong counted = new AtomicLong();
  private volatile boolean broken;

  /**
   * A flow that has not begun.
   *
   * @param most so many, if nobody kills the gateway before.
   * @param pause after each.
   */
  PulseFlow(PulseWire wire, PlayedPulses contact, long most, Duration pause) {
    this.wire = wire;
    this.contact = contact;
    this.most = most;
    this.pauseNanos = pause.toNanos();
  }

  @Override
  public void run() {
    try {
      while (!broken && sent.get() < most) {
        if (sent.get() - counted.get() < AHEAD_MAX) {
          // Before it is told: a pulse that may have come has been sent.
          sent.incrementAndGet();
          wire.tell(contact.next());
          LockSupport.parkNanos(pauseNanos);
        } else {
          LockSupport.parkNanos(WAIT_NANOS);
        }
      }
    } catch (IOException killed) {
      broken = true;
    }
  }

  /** The gateway has counted so many of them. */
  void counted(long now) {
    counted.set(now);
  }

  /** Nobody listens any more. */
  void end() {
    broken = true;
  }

  long sent() {
    return sent.get();
  }

  long most() {
    return most;
  }

  /** How many the gateway has counted for certain, at least. */
  long counted() {
    return counted.get();
  }
}
