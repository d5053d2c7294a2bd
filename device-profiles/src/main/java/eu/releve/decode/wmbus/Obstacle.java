package eu.releve.decode.wmbus;

/** Why a telegram cannot be opened; the names are shown to technicians and are never reused. */
public enum Obstacle {
  /** Fewer bytes than a layer needs, or than the telegram's length says. */
  CUT,
  /** More bytes than the telegram's length says. */
  SURPLUS,
  /** A length that no telegram has. */
  LENGTH,
  /** A checksum of the link layer, or of the extended link layer, is another. */
  CHECKSUM,
  /** Not from a meter: the control field is a command's. */
  COMMAND,
  /** A telegram without data: an installation request, an access demand. */
  NO_DATA,
  /** It is encrypted, and there is no key. */
  KEY_MISSING,
  /** What the key makes of it is no telegram: another key. */
  KEY_WRONG,
  /** The message authentication code is another: another key, or a forged or damaged telegram. */
  MAC_WRONG,
  /** The security mode demands a message authentication code, and there is none. */
  MAC_MISSING,
  /** A message authentication code of a kind that is not checked here. */
  MAC_UNSUPPORTED,
  /** A security mode that is not supported; the detail names it. */
  MODE_UNSUPPORTED,
  /** A layer of the telegram breaks its own rules. */
  STRUCTURE,
  /** A compact frame whose full frame has not been seen. */
  FORMAT_UNKNOWN,
  /** A compact frame that does not make the full frame that it speaks of. */
  FORMAT_CHECKSUM,
  /** A fragment without the ones before it. */
  FRAGMENT_LOST,
  /** More fragments, or longer, than are kept. */
  FRAGMENTS_TOO_LONG,
  /** It is not encrypted although there is a key: anybody could have sent it. */
  UNPROTECTED
}
