package eu.releve.decode.sunspec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;

/** The holding registers of a device, written by hand; what is not written answers an exception. */
final class Image {
  private final TreeMap<Integer, Integer> words = new TreeMap<>();
  private int at;
  private int wordsMax = 125;
  private int questions;

  /** Writes on from that address. */
  Image at(int address) {
    at = address;
    return this;
  }

  /** Writes words in hex; blanks do not count. */
  Image hex(String digits) {
    byte[] bytes = HexFormat.of().parseHex(digits.replaceAll("\\s", ""));
    for (int i = 0; i < bytes.length; i += 2) {
      words.put(at++, (bytes[i] & 0xFF) << 8 | (bytes[i + 1] & 0xFF));
    }
    return this;
  }

  /** Writes a text of so many words, zeros behind it. */
  Image text(String text, int length) {
    byte[] bytes = new byte[2 * length];
    byte[] letters = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(letters, 0, bytes, 0, letters.length);
    return hex(HexFormat.of().formatHex(bytes));
  }

  /** Writes a common model. */
  Image common(String maker, String model, String serial) {
    return hex("0001 0042")
        .text(maker, 16)
        .text(model, 16)
        .text("", 8)
        .text("1.7", 8)
        .text(serial, 16)
        .hex("0001 8000");
  }

  /** Writes one word over what is there. */
  Image put(int address, int word) {
    words.put(address, word & 0xFFFF);
    return this;
  }

  /** From now on it answers so many words at most. */
  Image answeringAtMost(int most) {
    wordsMax = most;
    return this;
  }

  int here() {
    return at;
  }

  int questions() {
    return questions;
  }

  /** Walks through it as a line would. */
  SunSpecWalk walked() {
    SunSpecWalk walk = SunSpecWalk.begin();
    while (walk instanceof SunSpecWalk.Asking asking) {
      questions++;
      walk =
          answers(asking.address(), asking.words())
              ? asking.answered(bytes(asking.address(), asking.words()))
              : asking.refused();
    }
    return walk;
  }

  private boolean answers(int address, int count) {
    return count <= wordsMax && words.subMap(address, address + count).size() == count;
  }

  /** The bytes of so many words. */
  byte[] bytes(int address, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(2 * count);
    for (int i = 0; i < count; i++) {
      buffer.putShort(words.getOrDefault(address + i, 0).shortValue());
    }
    return buffer.array();
  }
}
