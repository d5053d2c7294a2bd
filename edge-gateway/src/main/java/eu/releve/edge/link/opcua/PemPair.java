package eu.releve.edge.link.opcua;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RSA key and the certificate of its public half, as one text of PEM.
 *
 * @param keys both halves.
 * @param certificate of the public one.
 */
record PemPair(KeyPair keys, X509Certificate certificate) {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

  /**
   * The pair that a text holds.
   *
   * @param place what messages call it.
   * @throws IOException when it holds none; it never says what it holds.
   */
  static PemPair parse(String text, String place) throws IOException {
    Matcher key = KEY.matcher(text);
    Matcher certificate = CERTIFICATE.matcher(text);
    if (!key.find() || !certificate.find()) {
      throw new IOException(place + ": wanted a private key (PKCS#8) and a certificate as PEM");
    }
    try {
      PrivateKey secret =
          KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes(key)));
      X509Certificate shown =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(bytes(certificate)));
      return new PemPair(new KeyPair(shown.getPublicKey(), secret), shown);
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      throw new IOException(place + ": wanted an RSA key and its certificate", unreadable);
    }
  }

  private static byte[] bytes(Matcher found) {
    return Base64.getMimeDecoder().decode(found.group(1));
  }

  /** As PEM. */
  String text() throws GeneralSecurityException {
    return block("PRIVATE KEY", keys.getPrivate().getEncoded())
        + block("CERTIFICATE", certificate.getEncoded());
  }

  private static String block(String what, byte[] bytes) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, lineEnd).encodeToString(bytes), what);
  }

  @Override
  public String toString() {
    return "PemPair(" + certificate.getSubjectX500Principal() + ")";
  }
}
