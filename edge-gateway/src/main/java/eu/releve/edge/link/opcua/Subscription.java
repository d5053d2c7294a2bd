package eu.releve.edge.link.opcua;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;

/**
 * A subscription of ours, and what tells it from another's.
 *
 * <p>Its number does not: a server that was restarted counts from one again, and gives away ours to
 * whoever comes first, perhaps another gateway that logs in as the same user. So it goes on only at
 * a server that says that it has been up since; and its places have names that are drawn, by which
 * values of another's are known as such where a server without a clock says always the same.
 *
 * @param id as the server calls it.
 * @param serverStart when the server that made it was started, as that says; nothing where it does
 *     not say.
 * @param firstHandle what the server calls the first place; the others follow.
 * @param items of its places.
 */
record Subscription(UInteger id, Optional<DateTime> serverStart, int firstHandle, Items items) {
  /** One that was just made. */
  static Subscription made(UInteger id, Optional<DateTime> serverStart, int places) {
    int first = ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE);
    return new Subscription(id, serverStart, first, new Items(places));
  }

  /** Whether that start is the one of the server that made it. */
  boolean isOfThatStart(Optional<DateTime> start) {
    return start.isPresent() && start.equals(serverStart);
  }

  /** What the server calls a place. */
  UInteger handle(int place) {
    return Unsigned.uint((long) firstHandle + place);
  }

  /** The place that the server calls so; nothing where it is another subscription's. */
  OptionalInt place(UInteger handle) {
    long place = handle.longValue() - firstHandle;
    return 0 <= place && place < items.places() ? OptionalInt.of((int) place) : OptionalInt.empty();
  }
}
