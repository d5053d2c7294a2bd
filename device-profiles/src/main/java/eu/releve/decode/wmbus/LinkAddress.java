package eu.releve.decode.wmbus;

import eu.releve.decode.mbus.MeterIdentity;
import java.util.HexFormat;

/** Eight bytes that name a meter, in the order of the link layer: manufacturer first. */
final class LinkAddress {
  static final int BYTES = 8;

  private LinkAddress() {}

  /** The identity that those eight bytes spell. */
  static MeterIdentity identity(byte[] address) {
    int letters = (address[0] & 0xFF) | ((address[1] & 0xFF) << 8);
    long digits = 0;
    for (int i = 5; i >= 2; i--) {
      digits = (digits << 8) | (address[i] & 0xFF);
    }
    char[] maker = {
      (char) ('@' + ((letters >> 10) & 0x1F)),
      (char) ('@' + ((letters >> 5) & 0x1F)),
      (char) ('@' + (letters & 0x1F))
    };
    return new MeterIdentity(
        HexFormat.of().withUpperCase().toHexDigits(digits, 8),
        new String(maker),
        address[6] & 0xFF,
        address[7] & 0xFF);
  }

  /** The long header has the identification first. */
  static byte[] ofLongHeader(byte[] header) {
    return new byte[] {
      header[4], header[5], header[0], header[1], header[2], header[3], header[6], header[7]
    };
  }
}
