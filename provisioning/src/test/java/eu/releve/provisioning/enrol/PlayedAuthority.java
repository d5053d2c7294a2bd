package eu.releve.provisioning.enrol;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test, with a certificate of ten years. */
@SuppressWarnings("JavaUtilDate") // What the builder of certificates takes.
public final class PlayedAuthority {
  private static final AtomicLong SERIALS = new AtomicLong(1);
  private static final Duration DECADE = Duration.ofDays(3_650);

  private final KeyPair pair = pair();
  private final X500Name name;
  private final X509Certificate certificate;

  /** One of that name, from now on. */
  public PlayedAuthority(String name) throws IOException {
    this.name = new X500Name("CN=" + name);
    Instant now = InstantSource.system().instant();
    this.certificate =
        sign(
            this.name,
            pair.getPublic(),
            now.minus(DECADE),
            now.plus(DECADE),
            true,
            Optional.empty());
  }

  /** A key for somebody. */
  public static KeyPair pair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What it signs with. */
  public PrivateKey signer() {
    return pair.getPrivate();
  }

  /** What anchors its chains. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** A certificate of a machine with a name in the DNS, or an address. */
  public X509Certificate machine(String host, PublicKey key, Instant from, Instant until)
      throws IOException {
    int kind = host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
    return sign(
        new X500Name("CN=" + host),
        key,
        from,
        until,
        false,
        Optional.of(new GeneralName(kind, host)));
  }

  /** A certificate of a gateway. */
  public X509Certificate gateway(X500Name subject, PublicKey key, Instant from, Instant until)
      throws IOException {
    return sign(subject, key, from, until, false, Optional.empty());
  }

  /** A certificate of an authority below it. */
  public X509Certificate authority(String below, PublicKey key) throws IOException {
    Instant now = InstantSource.system().instant();
    return sign(
        new X500Name("CN=" + below),
        key,
        now.minus(DECADE),
        now.plus(DECADE),
        true,
        Optional.empty());
  }

  private X509Certificate sign(
      X500Name subject,
      PublicKey key,
      Instant from,
      Instant until,
      boolean isAuthority,
      Optional<GeneralName> alternative)
      throws IOException {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIALS.getAndIncrement()),
              Date.from(from),
              Date.from(until),
              subject,
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
      if (alternative.isPresent()) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(alternative.get()));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IOException(impossible);
    }
  }
}
