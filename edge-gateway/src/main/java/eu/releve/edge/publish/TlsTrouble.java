package eu.releve.edge.publish;

import java.io.EOFException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What went wrong while TLS was agreed on; the innermost reason is the one that says it. */
final class TlsTrouble {
  private static final Pattern WRONG_NAME =
      Pattern.compile("subject alternative|no name matching|ip address", Pattern.CASE_INSENSITIVE);

  /** Alerts of the other end about what it was shown, RFC 8446 section 6.2. */
  private static final Pattern OWN =
      Pattern.compile(
          "received fatal alert: (bad_certificate|certificate_|unknown_ca|unsupported_certificate"
              + "|access_denied|handshake_failure|decrypt_error)",
          Pattern.CASE_INSENSITIVE);

  private TlsTrouble() {}

  /** Nothing where TLS was not at fault. */
  static Optional<Trouble> of(Throwable failure) {
    Optional<Trouble> found = Optional.empty();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<Trouble> here = ofOne(cause);
      if (here.isPresent()) {
        found = here;
      }
    }
    return found;
  }

  private static Optional<Trouble> ofOne(Throwable cause) {
    String words = String.valueOf(cause.getMessage());
    return switch (cause) {
      case NoCertificateException none -> Optional.of(Trouble.NO_CERTIFICATE);
      case OwnCertificateException unusable -> Optional.of(Trouble.OWN_CERTIFICATE);
      case ProxyException refused -> Optional.of(Trouble.PROXY);
      case CertificateExpiredException over -> Optional.of(Trouble.CERTIFICATE_DATES);
      case CertificateNotYetValidException early -> Optional.of(Trouble.CERTIFICATE_DATES);
      case CertPathValidatorException path -> Optional.of(Trouble.CERTIFICATE_UNKNOWN);
      case CertPathBuilderException path -> Optional.of(Trouble.CERTIFICATE_UNKNOWN);
      case CertificateException other ->
          Optional.of(
              WRONG_NAME.matcher(words).find()
                  ? Trouble.CERTIFICATE_NAME
                  : Trouble.CERTIFICATE_UNKNOWN);
      case SSLException tls -> ofTls(tls, words);
      default -> Optional.empty();
    };
  }

  private static Optional<Trouble> ofTls(SSLException failure, String words) {
    if (OWN.matcher(words).find()) {
      return Optional.of(Trouble.OWN_CERTIFICATE);
    }
    String lower = words.toLowerCase(Locale.ROOT);
    boolean isBroken = failure.getCause() instanceof EOFException || lower.contains("terminated");
    return isBroken
            || lower.contains("unrecognized")
            || lower.contains("unsupported")
            || lower.contains("protocol_version")
            || lower.contains("plaintext")
        ? Optional.of(Trouble.NO_TLS)
        : Optional.empty();
  }
}
