package eu.releve.decode.wmbus;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Messages of which not all fragments have come; the oldest gives way to a new one. */
final class Fragments {
  static final int SENDERS_MAX = 64;
  static final int BYTES_MAX = 4_096;

  private final Map<String, Message> begun = new LinkedHashMap<>();

  /**
   * A message so far.
   *
   * @param layer what is known of it.
   * @param content of its fragments.
   */
  record Message(Authentication layer, byte[] content) {}

  /** Takes a fragment; gives the message when it was the last. */
  Optional<Message> add(byte[] sender, Authentication layer, byte[] content)
      throws ObstacleException {
    String name = HexFormat.of().formatHex(sender);
    Message earlier = begun.remove(name);
    if (layer.fragment() > 1 && (earlier == null || !isNext(earlier, layer))) {
      throw new ObstacleException(
          Obstacle.FRAGMENT_LOST, "fragment " + layer.fragment() + " without the one before");
    }
    Message now =
        layer.fragment() <= 1 || earlier == null
            ? new Message(layer, content)
            : new Message(earlier.layer().with(layer), joined(earlier.content(), content));
    if (!layer.moreFollow()) {
      return Optional.of(now);
    }
    if (begun.size() == SENDERS_MAX) {
      begun.remove(begun.keySet().iterator().next());
    }
    begun.put(name, now);
    return Optional.empty();
  }

  private static boolean isNext(Message earlier, Authentication layer) {
    return earlier.layer().fragment() + 1 == layer.fragment();
  }

  private static byte[] joined(byte[] first, byte[] second) throws ObstacleException {
    if (first.length + second.length > BYTES_MAX) {
      throw new ObstacleException(Obstacle.FRAGMENTS_TOO_LONG, "more than " + BYTES_MAX + " bytes");
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
