package eu.releve.edge.board;

import eu.releve.edge.pulse.Edge;
import eu.releve.edge.pulse.EdgeNumbers;
import java.util.Optional;

/**
 * What a person means by pressing the button: shortly, 50 ms to 2 s, "enrol"; held for 5 s, "safe
 * restart". What lies between means nothing, so that whoever is unsure can let go.
 *
 * <p>Only the kernel's times decide, however late they are looked at. A press begins with the first
 * edge that closes and ends with the last that opens, when the button has been open for 20 ms
 * since: what lies closer together is one press whose contact bounces. It must have been closed for
 * 50 ms without an edge, which hum on a broken cable never is.
 *
 * <p>A button that is found pressed means nothing until it was let go: the person who still holds
 * it after a safe restart wants no second one, and a cable that is short-circuited wants none at
 * all. The same where edges are missing.
 */
final class Press {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long SOLID_NANOS = 50 * NANOS_PER_MILLI;
  private static final long OPEN_NANOS = 20 * NANOS_PER_MILLI;
  private static final long SHORT_NANOS_MAX = 2_000 * NANOS_PER_MILLI;
  private static final long LONG_NANOS = 5_000 * NANOS_PER_MILLI;

  private final EdgeNumbers numbers = new EdgeNumbers();
  private boolean pressed;
  private boolean closed;
  private boolean solid;
  private boolean done;
  private long beganNanos;
  private long movedNanos;

  /** What is meant. */
  enum Wish {
    /** To open the window in which the gateway may be enrolled. */
    ENROL,
    /** To close what is read, hand it over, and begin anew. */
    SAFE_RESTART
  }

  /** The button's line was opened anew: how it is nobody knows. */
  void begin() {
    numbers.begin();
    pressed = false;
  }

  /** An edge came, or with number 0 how the button was found. */
  Optional<Wish> take(Edge edge) {
    boolean unseen = edge.sequence() == 0 || numbers.missingBefore(edge) > 0;
    Optional<Wish> wish = unseen ? Optional.empty() : until(edge.nanos());
    if (edge.closed() && !pressed) {
      pressed = true;
      solid = false;
      done = false;
      beganNanos = edge.nanos();
    }
    done |= unseen;
    closed = edge.closed();
    movedNanos = edge.nanos();
    return wish;
  }

  /** No other edge came until then, by the kernel's clock. */
  Optional<Wish> until(long nanos) {
    long still = nanos - movedNanos;
    if (!pressed) {
      return Optional.empty();
    }
    if (closed) {
      solid |= still >= SOLID_NANOS;
      boolean held = !done && solid && nanos - beganNanos >= LONG_NANOS;
      done |= held;
      return held ? Optional.of(Wish.SAFE_RESTART) : Optional.empty();
    }
    if (still < OPEN_NANOS) {
      return Optional.empty();
    }
    pressed = false;
    boolean isShort = !done && solid && movedNanos - beganNanos <= SHORT_NANOS_MAX;
    return isShort ? Optional.of(Wish.ENROL) : Optional.empty();
  }
}
