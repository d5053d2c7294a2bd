package eu.releve.cloud.delivery;

import eu.releve.provisioning.tls.TlsFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that signs for gateways and collectors, with P-256 keys. */
final class TestCa {
  /** A certificate's life. */
  record Life(Instant from, Instant to) {
    static Life now() {
      return new Life(
          Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(30)));
    }

    static Life over() {
      return new Life(
          Instant.now().minus(Duration.ofDays(30)), Instant.now().minus(Duration.ofDays(1)));
    }
  }

  private final String name;
  private final KeyPair keys;
  private final X509Certificate certificate;
  private long serial = 1;

  TestCa(String name) throws Exception {
    this.name = name;
    this.keys = pair();
    X509v3CertificateBuilder own = builder(name, keys, Life.now());
    own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    this.certificate = signed(own);
  }

  /**
   * Writes the three files of one end into a folder of its own.
   *
   * @param commonName of its certificate, and its host name beside 127.0.0.1 when {@code isHost}.
   * @param trusted whose authorities it trusts.
   */
  TlsFiles issue(Path folder, String commonName, boolean isHost, Life life, TestCa trusted)
      throws Exception {
    KeyPair its = pair();
    X509v3CertificateBuilder builder = builder(commonName, its, life);
    if (isHost) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, commonName),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              }));
    }
    return write(folder, builder, its, trusted);
  }

  /** As {@link #issue}, for another host than this machine. */
  TlsFiles issueForAnotherHost(Path folder, String host, TestCa trusted) throws Exception {
    KeyPair its = pair();
    X509v3CertificateBuilder builder = builder(host, its, Life.now());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
    return write(folder, builder, its, trusted);
  }

  private TlsFiles write(Path folder, X509v3CertificateBuilder builder, KeyPair its, TestCa trusted)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    Files.createDirectories(folder);
    return new TlsFiles(
        Files.writeString(
            folder.resolve("ca.pem"), pem("CERTIFICATE", trusted.certificate.getEncoded())),
        Files.writeString(
            folder.resolve("own.pem"), pem("CERTIFICATE", signed(builder).getEncoded())),
        Files.writeString(
            folder.resolve("own.key"), pem("PRIVATE KEY", its.getPrivate().getEncoded())));
  }

  private X509v3CertificateBuilder builder(String commonName, KeyPair its, Life life) {
    return new JcaX509v3CertificateBuilder(
        new X500Name("CN=" + name),
        BigInteger.valueOf(serial++),
        Date.from(life.from()),
        Date.from(life.to()),
        new X500Name("CN=" + commonName),
        its.getPublic());
  }

  private X509Certificate signed(X509v3CertificateBuilder builder)
      throws OperatorCreationException, GeneralSecurityException, CertIOException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
  }

  private static KeyPair pair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static String pem(String what, byte[] bytes) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, lineEnd).encodeToString(bytes), what);
  }
}
