package eu.releve.edge.serial;

import java.io.IOException;

/** Where a line is; it is opened when somebody has something to ask. */
public interface LineOpener {
  /**
   * Opens it.
   *
   * @throws IOException when it cannot be reached, is another program's, or cannot be set so.
   */
  SerialLine open() throws IOException;

  /**
   * Whether a line must be closed after an exchange that failed, because nobody knows how long an
   * answer may still be on its way; otherwise it is enough to drain it.
   */
  boolean mayBeLateForEver();

  /** Where it is, for people. */
  String place();
}
