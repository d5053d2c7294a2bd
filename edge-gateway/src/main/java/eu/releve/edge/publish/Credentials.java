package eu.releve.edge.publish;

import eu.releve.edge.clock.BootClock;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.TlsFiles;
import eu.releve.provisioning.tls.TlsMaterial;
import eu.releve.wire.ClockTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway shows and trusts on its secure ways: files that are read anew for each
 * connection, so that a renewed certificate needs no restart.
 *
 * <p>With a clock that nobody vouches for, the dates of the collector's certificate do not count:
 * chain and name do. A box whose battery died must get back in.
 */
final class Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);

  private final Optional<TlsFiles> files;
  private final BootClock clock;
  private volatile boolean isSaid;

  Credentials(Optional<TlsFiles> files, BootClock clock) {
    this.files = files;
    this.clock = clock;
  }

  /** For one connection. */
  SSLContext context() throws OwnCertificateException {
    TlsFiles now =
        files.orElseThrow(() -> new OwnCertificateException("no certificate is configured", null));
    if (!Files.exists(now.certificate())) {
      throw new NoCertificateException(
          now.certificate() + ": there is no certificate yet: ./releve enrol LABEL");
    }
    try {
      return TlsMaterial.load(now).context(dates());
    } catch (IOException | GeneralSecurityException unusable) {
      throw new OwnCertificateException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  private Dates dates() {
    if (clock.trust() == ClockTrust.SYNCHRONISED) {
      return Dates.COUNT;
    }
    if (!isSaid) {
      isSaid = true;
      LOG.warn(
          "nobody vouches for the clock: of the collector's certificate chain and name are checked,"
              + " dates are not");
    }
    return Dates.DO_NOT_COUNT;
  }
}
