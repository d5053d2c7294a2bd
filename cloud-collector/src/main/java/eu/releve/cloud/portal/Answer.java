package eu.releve.cloud.portal;

import eu.releve.cloud.closing.FileKind;

/** What a handler of the portal answers. */
sealed interface Answer {
  /** A page. */
  record Page(int status, String html) implements Answer {}

  /** Another place to go. */
  record Elsewhere(String path) implements Answer {}

  /**
   * A file to keep.
   *
   * @param name of identifiers and days only: nothing that a header would have to quote.
   */
  record Download(FileKind kind, String name, byte[] bytes) implements Answer {}
}
