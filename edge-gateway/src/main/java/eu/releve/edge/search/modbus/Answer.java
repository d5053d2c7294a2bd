package eu.releve.edge.search.modbus;

import java.util.Arrays;
import java.util.HexFormat;

/** What came back to a probe. */
public sealed interface Answer {
  /** Nothing in time, or a converter that says so. */
  record Silence() implements Answer {
    @Override
    public String toString() {
      return "-";
    }
  }

  /** Somebody refuses, by that exception. */
  record Refused(int code) implements Answer {
    @Override
    public String toString() {
      return "! " + code;
    }
  }

  /**
   * Somebody answers: the registers, or what follows the function.
   *
   * @param bytes not to be changed.
   */
  record Said(byte[] bytes) implements Answer {
    @Override
    public boolean equals(Object other) {
      return other instanceof Said said && Arrays.equals(bytes, said.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return HexFormat.of().withUpperCase().formatHex(bytes);
    }
  }

  /**
   * Something that is no answer: several at once, or noise.
   *
   * @param reason for people, in one line.
   */
  record Garbled(String reason) implements Answer {
    @Override
    public String toString() {
      return "? " + reason;
    }
  }

  /**
   * The answer that was written so.
   *
   * @throws IllegalArgumentException when no answer is.
   */
  static Answer of(String text) {
    if (text.equals("-")) {
      return new Silence();
    }
    if (text.startsWith("! ")) {
      return new Refused(Integer.parseInt(text.substring(2)));
    }
    return text.startsWith("? ")
        ? new Garbled(text.substring(2))
        : new Said(HexFormat.of().parseHex(text));
  }
}
