package eu.releve.decode.p1;

/** Why bytes give no telegram; the names are shown to technicians and are never reused. */
public enum P1Refusal {
  /** No byte at all. */
  EMPTY,
  /** The first byte begins neither a telegram nor an encrypted one. */
  START,
  /** It ends before its end. */
  CUT,
  /** More bytes follow its end. */
  SURPLUS,
  /** Its end has no checksum: a meter older than DSMR 4, or another port. */
  CHECKSUM_MISSING,
  /** The checksum over its bytes is another. */
  CHECKSUM,
  /** The checksum is right, and there is no telegram in it. */
  STRUCTURE,
  /** It is protected in another way than the norm says. */
  PROTECTION,
  /** It is encrypted, and there is no key. */
  KEY_MISSING,
  /** The authentication tag is another: another key, or a forged or damaged telegram. */
  MAC_WRONG
}
