package eu.releve.edge.publish;

/** The gateway is not enrolled. */
final class NoCertificateException extends OwnCertificateException {
  private static final long serialVersionUID = 1L;

  NoCertificateException(String message) {
    super(message, null);
  }
}
