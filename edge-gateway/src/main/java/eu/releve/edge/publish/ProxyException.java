package eu.releve.edge.publish;

import java.io.IOException;

/** An HTTP proxy opens no tunnel. */
final class ProxyException extends IOException {
  private static final long serialVersionUID = 1L;

  ProxyException(String message) {
    super(message);
  }
}
