package eu.releve.edge.poll;

import eu.releve.edge.link.opcua.OpcUaLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells which changes a server had to drop or has forgotten, at once and then not more often than
 * once a minute: what has come since is told together.
 */
final class Losses {
  private static final long APART_MILLIS = 60_000;

  private OpcUaLink.Counts told = OpcUaLink.Counts.NONE;
  private long nextBootMillis;

  /** What is lost and has not been told; nothing where there is none, or it is too early. */
  Optional<String> news(OpcUaLink.Counts now, long nowBootMillis) {
    return nowBootMillis < nextBootMillis ? Optional.empty() : rest(now, nowBootMillis);
  }

  /** What is lost and has not been told, however early it is. */
  Optional<String> rest(OpcUaLink.Counts now, long nowBootMillis) {
    List<String> lost = new ArrayList<>();
    if (now.overflows() > told.overflows()) {
      lost.add(
          "before %d values the server had to drop others, its queues were full"
              .formatted(now.overflows() - told.overflows()));
    }
    if (now.lostMessages() > told.lostMessages()) {
      lost.add(
          "%d messages never came and the server no longer has them"
              .formatted(now.lostMessages() - told.lostMessages()));
    }
    // The first one is no loss.
    if (now.begun() > Math.max(1, told.begun())) {
      lost.add("watching began anew, changes meanwhile are not known");
    }
    if (now.shortQueues() > told.shortQueues()) {
      lost.add(
          "of %d nodes the server keeps fewer changes than the plan wants"
              .formatted(now.shortQueues() - told.shortQueues()));
    }
    if (lost.isEmpty()) {
      return Optional.empty();
    }
    told = now;
    nextBootMillis = nowBootMillis + APART_MILLIS;
    return Optional.of(String.join("; ", lost));
  }
}
