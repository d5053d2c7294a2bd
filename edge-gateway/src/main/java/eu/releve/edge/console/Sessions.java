package eu.releve.edge.console;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who has logged in, for twelve hours or until the gateway restarts. */
final class Sessions {
  static final long LIFE_MILLIS = 12 * 3_600_000L;
  private static final int SESSIONS_MAX = 100;
  private static final int TOKEN_BYTES = 32;

  private final SecureRandom random;
  private final Map<String, Long> endsBootMillis = new LinkedHashMap<>();

  Sessions(SecureRandom random) {
    this.random = random;
  }

  /** Begins one; beyond a hundred the oldest ends. */
  String begin(long nowBootMillis) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    endsBootMillis.values().removeIf(end -> end <= nowBootMillis);
    Iterator<String> oldest = endsBootMillis.keySet().iterator();
    if (endsBootMillis.size() >= SESSIONS_MAX) {
      oldest.next();
      oldest.remove();
    }
    endsBootMillis.put(token, nowBootMillis + LIFE_MILLIS);
    return token;
  }

  boolean isOpen(String token, long nowBootMillis) {
    return endsBootMillis.getOrDefault(token, Long.MIN_VALUE) > nowBootMillis;
  }

  void end(String token) {
    endsBootMillis.remove(token);
  }
}
