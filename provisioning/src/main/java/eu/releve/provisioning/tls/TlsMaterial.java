package eu.releve.provisioning.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * What one end of a TLS connection shows and trusts; both ends read it by the same rules.
 *
 * @param trust the authorities whose certificates the other end may show, at least one.
 * @param chain this end's own certificate first.
 * @param key of the first certificate: an EC or RSA key that fits it.
 */
public record TlsMaterial(List<X509Certificate> trust, List<X509Certificate> chain, PrivateKey key)
    implements TlsEnd {
  /** The one version that is spoken. */
  public static final String PROTOCOL = "TLSv1.3";

  public TlsMaterial {
    trust = List.copyOf(trust);
    chain = List.copyOf(chain);
  }

  /**
   * Reads the three files.
   *
   * @throws IOException naming the file, what is wanted and what was found; never what a key is.
   */
  public static TlsMaterial load(TlsFiles files) throws IOException {
    List<X509Certificate> trust = Pem.read(files.trust()).certificates();
    List<X509Certificate> chain = Pem.read(files.certificate()).certificates();
    PrivateKey key = Pem.read(files.key()).key();
    if (!isPair(key, chain.getFirst())) {
      throw new IOException(
          "%s: wanted the private key of %s, found another"
              .formatted(files.key(), files.certificate()));
    }
    return new TlsMaterial(trust, chain, key);
  }

  /** A key that does not fit is found out here and not by the other end. */
  static boolean isPair(PrivateKey key, X509Certificate certificate) {
    try {
      byte[] probe = "releve".getBytes(StandardCharsets.US_ASCII);
      Signature signature =
          Signature.getInstance(
              "EC".equals(key.getAlgorithm()) ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(key);
      signature.update(probe);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(probe);
      return signature.verify(signed);
    } catch (GeneralSecurityException ofAnotherKind) {
      return false;
    }
  }

  /** Shows the chain, trusts the authorities and nobody else, checks dates. */
  public SSLContext context() throws GeneralSecurityException, IOException {
    return context(Dates.COUNT);
  }

  /** The same, whether dates count or not. */
  public SSLContext context(Dates dates) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance(PROTOCOL);
    context.init(
        new KeyManager[] {keyManager()},
        new TrustManager[] {new Authorities(trust).trustManager(dates)},
        null);
    return context;
  }

  /** Shows the chain. */
  @Override
  public X509ExtendedKeyManager keyManager() {
    return new OwnChain(() -> chain, key);
  }

  /** Trusts the authorities. */
  @Override
  public X509ExtendedTrustManager trustManager() throws GeneralSecurityException, IOException {
    return new Authorities(trust).trustManager(Dates.COUNT);
  }

  /** The one common name of a certificate's subject; nothing when it has none or several. */
  public static Optional<String> commonName(X509Certificate certificate) {
    try {
      List<String> names =
          new LdapName(certificate.getSubjectX500Principal().getName())
              .getRdns().stream()
                  .filter(part -> part.getType().equalsIgnoreCase("CN"))
                  .map(Rdn::getValue)
                  .map(String::valueOf)
                  .toList();
      return names.size() == 1 ? Optional.of(names.getFirst()) : Optional.empty();
    } catch (InvalidNameException unreadable) {
      return Optional.empty();
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "TlsMaterial(" + chain.getFirst().getSubjectX500Principal() + ")";
  }
}
