package eu.releve.edge.poll;

import eu.releve.measure.BusId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a bus can be reached, since when, and one line in the log for each change. */
final class BusState {
  private static final Logger LOG = LoggerFactory.getLogger(BusState.class);

  private final BusId bus;
  private volatile Now now;

  private record Now(boolean reachable, long sinceBootMillis, String detail) {}

  BusState(BusId bus, long nowBootMillis) {
    this.bus = bus;
    this.now = new Now(false, nowBootMillis, "");
  }

  void reached(long nowBootMillis) {
    if (!now.reachable()) {
      LOG.info("bus is reached bus={}", bus);
      now = new Now(true, nowBootMillis, "");
    }
  }

  void lost(String reason, long nowBootMillis) {
    if (now.reachable() || now.detail().isEmpty()) {
      LOG.warn("bus cannot be reached bus={} reason={}", bus, reason);
      now = new Now(false, nowBootMillis, reason);
    }
  }

  /** Nobody wants to reach it any more: that is no fault of it. */
  void left(long nowBootMillis) {
    now = new Now(true, nowBootMillis, "");
  }

  /** It cannot be reached for another reason than before, which is shown and not told again. */
  void because(String reason) {
    if (!now.reachable()) {
      now = new Now(false, now.sinceBootMillis(), reason);
    }
  }

  boolean isReachable() {
    return now.reachable();
  }

  long sinceBootMillis() {
    return now.sinceBootMillis();
  }

  String detail() {
    return now.detail();
  }
}
