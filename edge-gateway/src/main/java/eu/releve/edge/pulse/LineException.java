package eu.releve.edge.pulse;

import java.io.IOException;

/** A line that cannot be listened to; the message says what, what was wanted and what was found. */
public final class LineException extends IOException {
  private static final long serialVersionUID = 1L;

  LineException(String message) {
    super(message);
  }
}
