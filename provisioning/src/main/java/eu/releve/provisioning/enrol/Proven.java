package eu.releve.provisioning.enrol;

import eu.releve.provisioning.tls.Authorities;
import eu.releve.provisioning.tls.Dates;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** How far the two ends of a connection to an EST server know each other. */
public sealed interface Proven {
  /** Not at all: the answer proves itself by a fingerprint, and nothing secret is sent. */
  record Nobody() implements Proven {}

  /**
   * The server is of these authorities; the gateway will say a code.
   *
   * @param server who signs for it.
   * @param dates whether those of its certificate count.
   */
  record Server(Authorities server, Dates dates) implements Proven {}

  /**
   * Both are: the gateway shows its certificate.
   *
   * @param material what it shows, and who signs for the server.
   * @param dates whether those of the server's certificate count.
   */
  record Both(TlsMaterial material, Dates dates) implements Proven {}

  /** TLS in this manner. */
  default SSLContext context() throws GeneralSecurityException, IOException {
    return switch (this) {
      case Nobody nobody -> trusting(new Anybody());
      case Server one -> trusting(one.server().trustManager(one.dates()));
      case Both both -> both.material().context(both.dates());
    };
  }

  private static SSLContext trusting(TrustManager trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance(TlsMaterial.PROTOCOL);
    context.init(new KeyManager[0], new TrustManager[] {trust}, null);
    return context;
  }
}
