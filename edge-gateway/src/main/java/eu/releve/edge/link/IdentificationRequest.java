package eu.releve.edge.link;

import static eu.releve.measure.Require.require;

import java.nio.ByteBuffer;

/**
 * Asks a Modbus device who it is: function 43, MEI type 14 (Modbus Application Protocol V1.1b3,
 * 6.21). It reads, as everything here.
 *
 * @param category 1 (vendor, product code, revision) or 2 (with names).
 * @param object from which on, 0 to 127.
 */
public record IdentificationRequest(int category, int object) {
  /** "Encapsulated interface transport". */
  public static final int FUNCTION = 43;

  /** "Read device identification", the only one of its types that is ever sent. */
  static final int MEI_TYPE = 14;

  private static final int HEAD_BYTES = 6;
  private static final int BYTES_MAX = 252;

  public IdentificationRequest {
    require(category == 1 || category == 2, "category %d is not 1 or 2", category);
    require(0 <= object && object <= 127, "object %d is not 0 to 127", object);
  }

  ByteBuffer pdu() {
    byte[] pdu = {FUNCTION, MEI_TYPE, (byte) category, (byte) object};
    return ByteBuffer.wrap(pdu);
  }

  /**
   * How long the answer is, as far as its beginning tells; more than is held while it does not.
   *
   * @param held what follows the function; checksums may follow.
   */
  int answerBytes(byte[] held, int count) {
    if (count < HEAD_BYTES) {
      return HEAD_BYTES;
    }
    int at = HEAD_BYTES;
    for (int i = held[HEAD_BYTES - 1] & 0xFF; i > 0 && at <= BYTES_MAX; i--) {
      if (count < at + 2) {
        return at + 2;
      }
      at += 2 + (held[at + 1] & 0xFF);
    }
    return at;
  }

  /** Whether what follows the function, whole or not, can be the answer to this. */
  boolean isAnswer(byte[] held) {
    return (held.length < 1 || held[0] == MEI_TYPE)
        && (held.length < 2 || held[1] == category)
        && answerBytes(held, held.length) <= BYTES_MAX;
  }

  @Override
  public String toString() {
    return category + "/" + object;
  }
}
