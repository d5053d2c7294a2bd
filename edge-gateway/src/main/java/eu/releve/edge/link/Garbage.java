package eu.releve.edge.link;

import eu.releve.edge.serial.Heard;
import eu.releve.edge.serial.Heard.Why;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers to one request that were no frames, and what they look like together.
 *
 * <p>Several meters that answer together damage characters, speak after each other, or make the
 * same wrong checksum each time; a meter alone breaks off, and noise never strikes twice alike.
 */
final class Garbage {
  private static final int TIMES_MIN = 2;

  private Heard.@Nullable Garbled last;
  private boolean alike = true;
  private int several;
  private int count;

  void add(Heard.Garbled garbled) {
    if (last != null) {
      alike &= Arrays.equals(last.bytes(), garbled.bytes());
    }
    several += garbled.damaged() > 0 || garbled.why() == Why.SURPLUS ? 1 : 0;
    last = garbled;
    count++;
  }

  boolean isEmpty() {
    return last == null;
  }

  /** What it was, by name. */
  Reply reply() {
    if (last == null) {
      throw new IllegalStateException("no garbage");
    }
    boolean repeated = alike && last.why() == Why.BROKEN && last.bytes().length > 1;
    return several >= TIMES_MIN || (count >= TIMES_MIN && repeated)
        ? new Reply.Collided(last.reason())
        : new Reply.Nonsense(last.reason());
  }
}
