package eu.releve.edge.search;

import java.util.HexFormat;

/** What came back to a probe. */
public sealed interface Answer {
  /** Nothing in the time that the norm gives. */
  record Silence() implements Answer {
    @Override
    public String toString() {
      return "-";
    }
  }

  /** One acknowledgement, of one or of several at the same moment. */
  record Acknowledged() implements Answer {
    @Override
    public String toString() {
      return "E5";
    }
  }

  /**
   * One telegram with a right checksum, and nothing else in the time that anybody had.
   *
   * @param frame not to be changed.
   */
  record Said(byte[] frame) implements Answer {
    @Override
    public String toString() {
      return HexFormat.of().withUpperCase().formatHex(frame);
    }
  }

  /**
   * Something that is no frame: several at once, or noise.
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
    if (text.equals("E5")) {
      return new Acknowledged();
    }
    return text.startsWith("? ")
        ? new Garbled(text.substring(2))
        : new Said(HexFormat.of().parseHex(text));
  }
}
