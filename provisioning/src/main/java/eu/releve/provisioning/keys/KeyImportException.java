package eu.releve.provisioning.keys;

/** A maker's file of keys that gives none. */
public final class KeyImportException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Why why;

  /** The names are shown to people in their language. */
  public enum Why {
    /** Larger than any such file, or than it says that it is. */
    TOO_LARGE,
    /** A zip file without a file of keys in it. */
    EMPTY_ARCHIVE,
    /** XML that is none, or that wants other documents. */
    XML,
    /** It is encrypted, and no password was given. */
    PASSWORD_MISSING,
    /** What the password makes of it is no XML. */
    PASSWORD_WRONG,
    /** A password of more than 16 bytes. */
    PASSWORD_LENGTH,
    /** Encrypted otherwise than with AES-128 in CBC mode. */
    CIPHER,
    /** No column or field is an address with a key. */
    NO_KEYS
  }

  KeyImportException(Why why, String detail) {
    super(detail);
    this.why = why;
  }

  /** What is in the way. */
  public Why why() {
    return why;
  }
}
