package eu.releve.cloud.account;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down guessing: after five wrong passwords for a name from an address, a minute's pause that
 * doubles up to an hour.
 */
public final class LoginLimit {
  private static final int FREE = 5;
  private static final int ENTRIES_MAX = 10_000;
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int DOUBLINGS_MAX = 6;

  private final InstantSource clock;
  private final Map<String, Tries> tries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
          return size() > ENTRIES_MAX;
        }
      };

  private record Tries(int wrong, Instant until) {}

  /**
   * @param clock measures the pauses.
   */
  public LoginLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether a try from there may be checked now. */
  public synchronized boolean allows(String name, String address) {
    Tries past = tries.get(key(name, address));
    return past == null || !clock.instant().isBefore(past.until());
  }

  /** Notes how a try ended. */
  public synchronized void note(String name, String address, boolean right) {
    if (right) {
      tries.remove(key(name, address));
      return;
    }
    Tries past = tries.getOrDefault(key(name, address), new Tries(0, Instant.EPOCH));
    int wrong = past.wrong() + 1;
    int doublings = Math.min(wrong - FREE, DOUBLINGS_MAX);
    Instant until =
        doublings < 0 ? Instant.EPOCH : clock.instant().plus(PAUSE.multipliedBy(1L << doublings));
    tries.put(key(name, address), new Tries(wrong, until));
  }

  private static String key(String name, String address) {
    return address + " " + name;
  }
}
