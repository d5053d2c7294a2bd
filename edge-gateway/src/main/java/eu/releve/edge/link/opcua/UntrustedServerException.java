package eu.releve.edge.link.opcua;

import java.io.IOException;

/** A server showed a certificate that nobody has decided to trust at its address. */
public final class UntrustedServerException extends IOException {
  private static final long serialVersionUID = 1;
  private static final int DIGITS_SHOWN = 16;

  private final String fingerprint;

  UntrustedServerException(String url, String fingerprint) {
    super(
        "the certificate of %s is not trusted: ./releve opcua trust %s"
            .formatted(url, fingerprint.substring(0, DIGITS_SHOWN)));
    this.fingerprint = fingerprint;
  }

  /** SHA-256 of the certificate, 64 digits. */
  public String fingerprint() {
    return fingerprint;
  }
}
