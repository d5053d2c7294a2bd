package eu.releve.edge.link.opcua;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;

/** The places of a subscription: those that the server watches, and those that it refused. */
final class Items {
  private final Map<Integer, UInteger> made = new HashMap<>();
  private final Map<Integer, String> refused = new TreeMap<>();
  private final int places;

  /** Of that many places; nothing is known of any. */
  Items(int places) {
    this.places = places;
  }

  int places() {
    return places;
  }

  /**
   * The server watches a place.
   *
   * @param item as it calls that.
   * @return the item that the place had before.
   */
  Optional<UInteger> made(int place, UInteger item) {
    refused.remove(place);
    return Optional.ofNullable(made.put(place, item));
  }

  /** The server does not; where it has an item for the place, that one stays. */
  void refused(int place, String why) {
    if (!made.containsKey(place)) {
      refused.put(place, why);
    }
  }

  /** The places that it does not watch, in their order, and why. */
  Map<Integer, String> refused() {
    return Collections.unmodifiableMap(new TreeMap<>(refused));
  }
}
