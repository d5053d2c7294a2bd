package eu.releve.cloud.authority;

import eu.releve.provisioning.settings.SecretFile;
import eu.releve.provisioning.tls.TlsFiles;
import eu.releve.provisioning.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** What a broker needs to show itself to gateways and to know them, as files. */
public final class BrokerCertificate {
  /** How long the broker's certificate lives: who administers it has to renew it. */
  public static final Duration LIFE = Duration.ofDays(398);

  private BrokerCertificate() {}

  /**
   * Makes a key and a certificate for it, and writes them beside the authority's certificates.
   *
   * @param host the name or address under which gateways and collectors know the broker.
   * @param to where; the key is its owner's alone.
   */
  public static void write(Authority authority, String host, TlsFiles to) throws IOException {
    TlsMaterial made = authority.server(host, LIFE);
    try {
      write(to.trust(), authority.chain());
      write(to.certificate(), made.chain());
    } catch (GeneralSecurityException impossible) {
      throw new IOException("a certificate cannot be written", impossible);
    }
    SecretFile.write(to.key(), Authority.pem("PRIVATE KEY", made.key().getEncoded()));
  }

  private static void write(Path file, List<X509Certificate> certificates)
      throws IOException, CertificateEncodingException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(Authority.pem("CERTIFICATE", certificate.getEncoded()));
    }
    Files.writeString(file, text);
  }
}
