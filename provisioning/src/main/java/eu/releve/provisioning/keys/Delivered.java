package eu.releve.provisioning.keys;

import eu.releve.decode.wmbus.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a maker's file says.
 *
 * @param keys that it holds.
 * @param odd places that hold no address with a key, or another key for a meter than before: where
 *     they are and what is wrong, never the key; at most 100.
 * @param moreOdd how many such places are not listed.
 */
public record Delivered(Keys keys, List<Odd> odd, int moreOdd) {
  private static final int ODD_MAX = 100;

  public Delivered {
    odd = List.copyOf(odd);
  }

  /**
   * A place that gives no key.
   *
   * @param place a line of a table, or the number of an element.
   * @param why what is wrong there.
   */
  public record Odd(int place, Why why) {}

  /** What can be wrong at a place; the names are shown to people in their language. */
  public enum Why {
    ADDRESS_MISSING,
    ADDRESS_WRONG,
    KEY_MISSING,
    KEY_WRONG,
    TWO_KEYS
  }

  /** Gathers them. */
  static final class Gathering {
    private final Map<KeyAddress, Key> keys = new TreeMap<>();
    private final List<Odd> odd = new ArrayList<>();
    private int moreOdd;

    void add(int place, String address, String key) {
      var whose = KeyAddress.parse(address);
      if (whose.isEmpty()) {
        odd(place, address.isBlank() ? Why.ADDRESS_MISSING : Why.ADDRESS_WRONG);
        return;
      }
      try {
        Key parsed = Key.parse(key);
        Key earlier = keys.putIfAbsent(whose.get(), parsed);
        if (earlier != null && !earlier.equals(parsed)) {
          odd(place, Why.TWO_KEYS);
        }
      } catch (IllegalArgumentException wrong) {
        odd(place, key.isBlank() ? Why.KEY_MISSING : Why.KEY_WRONG);
      }
    }

    private void odd(int place, Why why) {
      if (odd.size() < ODD_MAX) {
        odd.add(new Odd(place, why));
      } else {
        moreOdd++;
      }
    }

    boolean isEmpty() {
      return keys.isEmpty() && odd.isEmpty();
    }

    Delivered end() {
      return new Delivered(new Keys(keys), odd, moreOdd);
    }
  }
}
