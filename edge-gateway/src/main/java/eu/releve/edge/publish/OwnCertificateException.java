package eu.releve.edge.publish;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The gateway has no certificate, key or authority that it could use. */
class OwnCertificateException extends IOException {
  private static final long serialVersionUID = 1L;

  OwnCertificateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
