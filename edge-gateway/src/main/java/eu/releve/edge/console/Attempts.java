package eu.releve.edge.console;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Slows down guessing: after five wrong passwords from an address its next try waits a minute, then
 * twice as long each time, up to an hour. Not safe for several threads.
 *
 * <p>An IPv6 network of 64 bits counts as one address, as one machine has all of them.
 */
final class Attempts {
  private static final int FREE = 5;
  private static final int ADDRESSES_MAX = 1_000;
  private static final long PAUSE_MILLIS = 60_000;
  private static final int DOUBLINGS_MAX = 6;
  private static final long PAUSE_MILLIS_MAX = 3_600_000;
  private static final int NETWORK_BYTES = 8;

  private final Map<String, Tries> tries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
          return size() > ADDRESSES_MAX;
        }
      };

  private long wrong;
  private long refused;
  private OptionalLong lastWrongBootMillis = OptionalLong.empty();

  private record Tries(int wrong, long untilBootMillis) {}

  /** How long the next try from there has to wait, in milliseconds; refusals are counted. */
  long waitMillis(InetAddress from, long nowBootMillis) {
    Tries past = tries.get(network(from));
    long wait = past == null ? 0 : Math.max(0, past.untilBootMillis() - nowBootMillis);
    refused += wait > 0 ? 1 : 0;
    return wait;
  }

  void wrong(InetAddress from, long nowBootMillis) {
    int before = tries.getOrDefault(network(from), new Tries(0, 0)).wrong();
    int doublings = Math.min(before + 1 - FREE, DOUBLINGS_MAX);
    long pause = doublings < 0 ? 0 : Math.min(PAUSE_MILLIS << doublings, PAUSE_MILLIS_MAX);
    tries.put(network(from), new Tries(before + 1, nowBootMillis + pause));
    wrong++;
    lastWrongBootMillis = OptionalLong.of(nowBootMillis);
  }

  void right(InetAddress from) {
    tries.remove(network(from));
  }

  /** Wrong passwords since the start. */
  long wrong() {
    return wrong;
  }

  /** Tries since the start that were not even looked at. */
  long refused() {
    return refused;
  }

  OptionalLong lastWrongBootMillis() {
    return lastWrongBootMillis;
  }

  private static String network(InetAddress from) {
    byte[] bytes = from.getAddress();
    return HexFormat.of()
        .formatHex(from instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
  }
}
