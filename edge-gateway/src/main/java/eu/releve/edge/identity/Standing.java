package eu.releve.edge.identity;

import java.time.Instant;
import java.util.Optional;

/** How it stands with the gateway's certificate. */
public sealed interface Standing {
  /** None is needed: the collector is on this machine. */
  record NotNeeded() implements Standing {}

  /** Somebody else provides it: the settings name its files. */
  record Provided() implements Standing {}

  /**
   * There is none yet.
   *
   * @param obstacle what the last attempt met; nothing while none was made.
   */
  record NotEnrolled(Optional<Obstacle> obstacle) implements Standing {}

  /**
   * There is one.
   *
   * @param notAfter when it ends.
   * @param renewal when the next one is asked for, or will be asked for again.
   * @param isOver whether it has ended.
   * @param obstacle what the last attempt met to renew it, or to use a label that lies beside it;
   *     nothing while there is none.
   */
  record Enrolled(Instant notAfter, Instant renewal, boolean isOver, Optional<Obstacle> obstacle)
      implements Standing {}

  /** What keeps it from being well; nothing where all is. */
  default Optional<Obstacle> trouble() {
    return switch (this) {
      case NotNeeded none -> Optional.empty();
      case Provided others -> Optional.empty();
      case NotEnrolled not -> not.obstacle();
      case Enrolled enrolled -> enrolled.obstacle();
    };
  }
}
