package eu.releve.edge.radio;

import eu.releve.decode.wmbus.WirelessFrame;
import java.util.Arrays;

/**
 * Which telegrams of a meter have been heard already: a relay sends the same again within seconds,
 * with nothing changed but its marks.
 */
final class Repeats {
  /** Relays wait up to 25 s (OMS); the same content later is a meter that repeats itself. */
  private static final long WITHIN_MILLIS = 30_000;

  private static final int REMEMBERED = 8;

  /** Hop and repeated-access bits of the extended link layer's communication control. */
  private static final int MARKS_OF_LINK = 0x12;

  /** The hop counter in the configuration word of security mode 5. */
  private static final int MARKS_OF_CONFIGURATION = 0x03;

  private final int[] hashes = new int[REMEMBERED];
  private final byte[][] contents = new byte[REMEMBERED][0];
  private final long[] heard = new long[REMEMBERED];
  private int next;

  boolean isRepeat(WirelessFrame frame, long nowBootMillis) {
    byte[] content = unmarked(frame.content());
    int hash = Arrays.hashCode(content);
    for (int i = 0; i < REMEMBERED; i++) {
      if (hashes[i] == hash
          && contents[i].length > 0
          && nowBootMillis - heard[i] <= WITHIN_MILLIS
          && Arrays.equals(contents[i], content)) {
        return true;
      }
    }
    hashes[next] = hash;
    contents[next] = content;
    heard[next] = nowBootMillis;
    next = (next + 1) % REMEMBERED;
    return false;
  }

  private static byte[] unmarked(byte[] content) {
    byte[] plain = content.clone();
    int information = plain[0] & 0xFF;
    if (0x8C <= information && information <= 0x8F && plain.length > 1) {
      plain[1] &= (byte) ~MARKS_OF_LINK;
    } else if (information == 0x7A && plain.length > 4) {
      plain[3] &= (byte) ~MARKS_OF_CONFIGURATION;
    } else if (information == 0x72 && plain.length > 12) {
      plain[11] &= (byte) ~MARKS_OF_CONFIGURATION;
    }
    return plain;
  }
}
