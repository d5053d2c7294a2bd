package eu.releve.edge.poll;

import eu.releve.wire.Facts;
import java.util.ArrayList;
import java.util.List;

/** Changes worth keeping since the last fact batch; a flood of them is cut off and counted. */
final class Events {
  private static final int EVENTS_MAX = 64;

  private final long windowMillis;
  private List<Facts.Fact> events = new ArrayList<>();
  private long closesBootMillis = Long.MAX_VALUE;
  private int leftOut;

  Events(long windowMillis) {
    this.windowMillis = windowMillis;
  }

  void add(Facts.Event event) {
    if (events.isEmpty()) {
      closesBootMillis = event.bootMillis() + windowMillis;
    }
    if (events.size() < EVENTS_MAX) {
      events.add(event);
    } else {
      leftOut++;
    }
  }

  long closesBootMillis() {
    return closesBootMillis;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** Everything since the last time, at least one event. */
  Facts take(long nowBootMillis) {
    if (leftOut > 0) {
      events.add(
          new Facts.Event(
              nowBootMillis, "events-left-out", leftOut + " more events in this window"));
    }
    Facts taken = new Facts(events);
    events = new ArrayList<>();
    leftOut = 0;
    closesBootMillis = Long.MAX_VALUE;
    return taken;
  }
}
