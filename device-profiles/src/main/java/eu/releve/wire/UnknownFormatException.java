package eu.releve.wire;

/** A batch of a version, or of a kind, that this program does not know: a later one wrote it. */
public final class UnknownFormatException extends MalformedBatchException {
  private static final long serialVersionUID = 1L;

  private final int version;
  private final int kind;

  private UnknownFormatException(String message, int version, int kind) {
    super(message);
    this.version = version;
    this.kind = kind;
  }

  static UnknownFormatException ofVersion(int version, String message) {
    return new UnknownFormatException(message, version, 0);
  }

  static UnknownFormatException ofKind(int kind, String message) {
    return new UnknownFormatException(message, Wire.VERSION, kind);
  }

  /** The version in the envelope. */
  public int version() {
    return version;
  }

  /** The kind in the envelope, 0 when the version is not known: nothing can be read then. */
  public int kind() {
    return kind;
  }
}
