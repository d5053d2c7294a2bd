package eu.releve.edge.board;

/** A board whose lines cannot be had; the message says what was wanted and what was found. */
public final class BoardException extends Exception {
  private static final long serialVersionUID = 1L;

  BoardException(String message) {
    super(message);
  }
}
