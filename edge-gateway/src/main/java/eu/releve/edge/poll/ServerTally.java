package eu.releve.edge.poll;

import java.util.concurrent.atomic.AtomicLong;

/** What an OPC-UA lane counts besides what every lane does; written by it, read by anyone. */
final class ServerTally {
  private final AtomicLong badStatuses = new AtomicLong();
  private final AtomicLong uncertain = new AtomicLong();
  private final AtomicLong undated = new AtomicLong();
  private final AtomicLong otherUnits = new AtomicLong();
  private final AtomicLong unwatched = new AtomicLong();

  AtomicLong badStatuses() {
    return badStatuses;
  }

  AtomicLong uncertain() {
    return uncertain;
  }

  AtomicLong undated() {
    return undated;
  }

  AtomicLong otherUnits() {
    return otherUnits;
  }

  AtomicLong unwatched() {
    return unwatched;
  }

  OpcUaView.Counts counts() {
    return new OpcUaView.Counts(
        badStatuses.get(), uncertain.get(), undated.get(), otherUnits.get(), unwatched.get());
  }
}
