package eu.releve.edge.link.opcua;

import eu.releve.provisioning.keys.SecretFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;

/**
 * Who the gateway is to an OPC-UA server: a key that is born here and never leaves, and a
 * certificate that it signs itself, {@code keys/opcua-application}. A server that wants to know its
 * clients is given the certificate.
 *
 * @param pem the private key and the certificate.
 * @param uri the application's name, which stands in the certificate too.
 */
record ApplicationIdentity(PemPair pem, String uri) {
  static final String FILE = "opcua-application";
  private static final int BYTES_MAX = 65_536;
  private static final int KEY_BITS = 2_048;
  private static final int URI = 6;

  /**
   * Fixed, because a gateway may not know the time when its key is born: a certificate of 1970
   * would be of no use to anybody.
   */
  private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");

  private static final Instant UNTIL = Instant.parse("2046-01-01T00:00:00Z");

  /**
   * The one that is kept there; it is born where there is none.
   *
   * @throws IOException when it cannot be read, or made.
   */
  static ApplicationIdentity in(SecretFolder folder) throws IOException {
    Optional<String> kept = folder.read(FILE, BYTES_MAX, StandardCharsets.US_ASCII);
    if (kept.isPresent()) {
      return of(PemPair.parse(kept.get(), folder.path(FILE).toString()));
    }
    try {
      PemPair born = born();
      folder.write(FILE, born.text(), StandardCharsets.US_ASCII);
      return of(born);
    } catch (IOException refused) {
      throw refused;
    } catch (Exception unable) {
      throw new IOException("no application certificate could be made: " + unable, unable);
    }
  }

  private static ApplicationIdentity of(PemPair pem) throws IOException {
    try {
      Collection<List<?>> names = pem.certificate().getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        if (Integer.valueOf(URI).equals(name.getFirst())) {
          return new ApplicationIdentity(pem, String.valueOf(name.get(1)));
        }
      }
    } catch (GeneralSecurityException unreadable) {
      throw new IOException("the application certificate names nobody", unreadable);
    }
    throw new IOException("the application certificate has no URI");
  }

  private static PemPair born() throws Exception {
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(KEY_BITS);
    byte[] random = new byte[8];
    new SecureRandom().nextBytes(random);
    X509Certificate certificate =
        new SelfSignedCertificateGenerator()
            .generateSelfSigned(
                keys,
                Date.from(FROM),
                Date.from(UNTIL),
                "Releve gateway",
                "Releve",
                null,
                null,
                null,
                null,
                "urn:releve:gateway:" + HexFormat.of().formatHex(random),
                List.of(hostName()),
                List.of(),
                SelfSignedCertificateBuilder.SA_SHA256_RSA);
    return new PemPair(keys, certificate);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
