package eu.releve.document;

/**
 * A document is refused: {@code FILE:LINE: KEY: wanted WHAT, found WHAT}.
 *
 * <p>Nothing of the document has been used when this is thrown.
 */
public final class DocumentException extends Exception {
  private final String file;
  private final int line;
  private final String key;
  private final String wanted;
  private final String found;

  DocumentException(Place place, String key, String wanted, String found) {
    super(
        "%s:%d: %s: wanted %s, found %s".formatted(place.file(), place.line(), key, wanted, found));
    this.file = place.file();
    this.line = place.line();
    this.key = key;
    this.wanted = wanted;
    this.found = found;
  }

  /** The file's name as it was given. */
  public String file() {
    return file;
  }

  /** Counted from 1. */
  public int line() {
    return line;
  }

  /** The key, or {@code (document)} when the whole is refused. */
  public String key() {
    return key;
  }

  /** What would have been taken. */
  public String wanted() {
    return wanted;
  }

  /** What is written there. */
  public String found() {
    return found;
  }
}
