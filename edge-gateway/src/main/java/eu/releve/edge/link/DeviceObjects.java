package eu.releve.edge.link;

import static eu.releve.measure.Require.require;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a device says of itself by function 43/14.
 *
 * @param texts by object: 0 vendor, 1 product code, 2 revision, 4 product name, 5 model, ...
 * @param regular whether it has the objects of the second category too.
 * @param next from which object on it has more to say.
 */
public record DeviceObjects(Map<Integer, String> texts, boolean regular, Optional<Integer> next) {
  private static final int HEAD_BYTES = 6;

  public DeviceObjects {
    texts = Map.copyOf(texts);
  }

  /**
   * Reads an answer that a link has found to be whole.
   *
   * @param bytes what follows the function.
   */
  public static DeviceObjects of(byte[] bytes) {
    require(bytes.length >= HEAD_BYTES, "%d bytes", bytes.length);
    Map<Integer, String> texts = new TreeMap<>();
    int at = HEAD_BYTES;
    while (at + 2 <= bytes.length) {
      int length = Math.min(bytes[at + 1] & 0xFF, bytes.length - at - 2);
      String text = new String(bytes, at + 2, length, StandardCharsets.ISO_8859_1);
      String plain = text.replaceAll("[^ -~]", " ").strip();
      if (!plain.isEmpty()) {
        texts.put(bytes[at] & 0xFF, plain);
      }
      at += 2 + length;
    }
    int next = bytes[4] & 0xFF;
    boolean more = bytes[3] != 0 && next <= 127;
    return new DeviceObjects(
        texts, (bytes[2] & 0x7F) >= 2, more ? Optional.of(next) : Optional.empty());
  }
}
