package eu.releve.decode.wmbus;

/** What stood between a telegram and a stranger. */
public enum Protection {
  /** Nothing: anybody could have sent it. */
  NONE,
  /** An AES-CMAC over plain data: everybody can read it, only the meter can have sent it. */
  AUTHENTICATED,
  /**
   * AES-CBC with an initial vector from the header (OMS mode 5): secret, not authenticated. One of
   * 65,536 wrong keys or damaged first blocks passes the check for {@code 2F2F}.
   */
  MODE_5,
  /** AES-CBC with a derived key, under an AES-CMAC (OMS mode 7): secret and authenticated. */
  MODE_7,
  /** AES-CTR of the extended link layer, its CRC inside: secret, not authenticated. */
  LINK_CTR
}
