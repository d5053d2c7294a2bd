package eu.releve.edge.publish;

import static eu.releve.measure.Require.require;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Which way to the collector is tried next: the one that worked last, and the others in their order
 * once it fails in a manner that another way could mend. Numbers only, time is passed in.
 */
final class Ladder {
  /** The first way is the wanted one: it is tried again at the first connection after this. */
  static final Duration FIRST_AGAIN = Duration.ofHours(6);

  private final List<Rung> rungs;
  private int at;
  private int works;
  private int failures;
  private OptionalLong leftFirstMillis = OptionalLong.empty();

  Ladder(List<Rung> rungs) {
    require(!rungs.isEmpty(), "no way to the collector");
    this.rungs = List.copyOf(rungs);
  }

  /** The way to try now. */
  Rung current(long nowMillis) {
    if (leftFirstMillis.isPresent()
        && nowMillis - leftFirstMillis.getAsLong() >= FIRST_AGAIN.toMillis()) {
      at = 0;
      leftFirstMillis = OptionalLong.empty();
    }
    return rung(at);
  }

  private Rung rung(int index) {
    return rungs.get(index);
  }

  /**
   * The way did not lead to a connection.
   *
   * @return whether another one is to be tried at once; false when all have failed in turn, or when
   *     no other could mend it.
   */
  boolean failed(Trouble trouble, long nowMillis) {
    if (!trouble.mayBeOfTheWay()) {
      failures = 0;
      return false;
    }
    if (at == 0) {
      leftFirstMillis = OptionalLong.of(nowMillis);
    }
    // After another look at the first one it goes on with the one that worked, not with the second.
    at = at == 0 && works > 0 ? works : (at + 1) % rungs.size();
    if (at == 0) {
      leftFirstMillis = OptionalLong.empty();
      works = 0;
    }
    failures = (failures + 1) % rungs.size();
    return failures > 0;
  }

  /** The way led to a connection: it is the one from now on. */
  void worked() {
    works = at;
    failures = 0;
  }
}
