package eu.releve.decode.wmbus;

import eu.releve.decode.mbus.MeterIdentity;
import java.util.HexFormat;

/** Eight bytes that name a meter, in the order of the link layer: manufacturer first. */
final class LinkAddress {
  static final int BYTES = 8;

  private static final byte[] HYDROMETER = {0x24, 0x23};

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

  /**
   * Hydrometer's meters with a security mode of the maker's own send version and medium before the
   * identification; it is the meter's number as printed then, and the medium is one of the norm.
   */
  static byte[] ofOwnMode(byte[] link) {
    return link[0] == HYDROMETER[0] && link[1] == HYDROMETER[1]
        ? new byte[] {link[0], link[1], link[4], link[5], link[6], link[7], link[2], link[3]}
        : link;
  }

  /** The long header has the identification first. */
  static byte[] ofLongHeader(byte[] header) {
    return new byte[] {
      header[4], header[5], header[0], header[1], header[2], header[3], header[6], header[7]
    };
  }
}
