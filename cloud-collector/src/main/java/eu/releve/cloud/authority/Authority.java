package eu.releve.cloud.authority;

import static eu.releve.measure.Require.require;

import eu.releve.measure.GatewayId;
import eu.releve.provisioning.enrol.Fingerprint;
import eu.releve.provisioning.push.PlanSeal;
import eu.releve.provisioning.settings.SecretFile;
import eu.releve.provisioning.tls.TlsFiles;
import eu.releve.provisioning.tls.TlsMaterial;
import eu.releve.wire.PlanCommand;
import eu.releve.wire.PlanOrder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority: one key that signs certificates by the profile of RFC 5280.
 *
 * <p>It keeps no list of what it has signed; that is in the store.
 */
public final class Authority {
  private static final String CERTIFICATE = "authority.pem";
  private static final String KEY = "authority.key";
  private static final Duration OWN_LIFE = Duration.ofDays(20 * 365);

  /** How far two clocks may differ before a certificate that was just issued is not yet valid. */
  private static final Duration SKEW_MAX = Duration.ofMinutes(5);

  private static final int SKEW_SHARE = 100;
  private static final int SERIAL_BITS = 127;
  private static final int NAME_BYTES = 4;

  private final TlsMaterial own;
  private final InstantSource clock;
  private final SecureRandom random;

  private Authority(TlsMaterial own, InstantSource clock, SecureRandom random) {
    this.own = own;
    this.clock = clock;
    this.random = random;
  }

  /**
   * The authority whose key lies in a folder; made there the first time.
   *
   * @param folder of {@code authority.pem} and {@code authority.key}; the key is its owner's alone.
   * @throws IOException when they do not fit, or the key is there and its certificate is not: then
   *     somebody lost it, or the first start was cut short before anything was signed.
   */
  public static Authority in(Path folder, InstantSource clock, SecureRandom random)
      throws IOException {
    TlsFiles files =
        new TlsFiles(folder.resolve(CERTIFICATE), folder.resolve(CERTIFICATE), folder.resolve(KEY));
    if (!Files.exists(files.certificate())) {
      if (Files.exists(files.key())) {
        throw new IOException(
            "%s: wanted the authority's certificate beside its key, found none; bring it back (every"
                    .formatted(files.certificate())
                + " gateway has it as keys/collector-ca.pem), or remove the key to begin anew");
      }
      make(files, clock, random);
    }
    return of(files, clock, random);
  }

  /**
   * The authority of files that somebody else made, signed by another authority or by itself.
   *
   * @param files the certificate, followed by those up to the one that anchors the chain; its key.
   * @throws IOException when they cannot be read, do not fit, or are no authority's.
   */
  public static Authority of(TlsFiles files, InstantSource clock, SecureRandom random)
      throws IOException {
    TlsMaterial own = TlsMaterial.load(files);
    for (int i = 0; i < own.chain().size(); i++) {
      X509Certificate each = own.chain().get(i);
      boolean[] usage = each.getKeyUsage();
      boolean signs = usage == null || usage[5];
      if (each.getBasicConstraints() < 0 || !signs) {
        throw new IOException(
            "%s: wanted certificates of authorities, found %s"
                .formatted(files.certificate(), each.getSubjectX500Principal()));
      }
      X509Certificate above = own.chain().get(Math.min(i + 1, own.chain().size() - 1));
      if (i + 1 < own.chain().size() && !isSignedBy(each, above)) {
        throw new IOException(
            "%s: wanted the signer of %s next, found %s"
                .formatted(
                    files.certificate(),
                    each.getSubjectX500Principal(),
                    above.getSubjectX500Principal()));
      }
    }
    return new Authority(own, clock, random);
  }

  private static boolean isSignedBy(X509Certificate certificate, X509Certificate signer) {
    try {
      certificate.verify(signer.getPublicKey());
      return certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal());
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private static void make(TlsFiles files, InstantSource clock, SecureRandom random)
      throws IOException {
    byte[] name = new byte[NAME_BYTES];
    random.nextBytes(name);
    X500Name subject = new X500Name("CN=Releve authority " + HexFormat.of().formatHex(name));
    Instant now = clock.instant();
    try {
      KeyPair keys = pair(random);
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              subject,
              serial(random),
              Date.from(now.minus(SKEW_MAX)),
              Date.from(now.plus(OWN_LIFE)),
              subject,
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(
                      new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
      SecretFile.write(files.key(), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
      SecretFile.write(files.certificate(), pem("CERTIFICATE", certificate.getEncoded()));
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IOException("an authority cannot be made", impossible);
    }
  }

  /** A pair of keys on P-256. */
  static KeyPair pair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static BigInteger serial(SecureRandom random) {
    // Never zero, never negative, at most 16 bytes (RFC 5280, 4.1.2.2).
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  static String pem(String what, byte[] bytes) {
    byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, lineEnd).encodeToString(bytes), what);
  }

  /** Its own certificate first, the one that anchors the chain last. */
  public List<X509Certificate> chain() {
    return own.chain();
  }

  /** What a label shows: that of the certificate that anchors the chain. */
  public Fingerprint fingerprint() {
    return Fingerprint.of(own.chain().getLast());
  }

  /** A certificate with those between it and the one that anchors the chain. */
  public List<X509Certificate> path(X509Certificate signed) {
    List<X509Certificate> path = new ArrayList<>();
    path.add(signed);
    path.addAll(own.chain().subList(0, own.chain().size() - 1));
    return path;
  }

  /** Whether it has signed that certificate, whatever its dates. */
  public boolean hasSigned(X509Certificate certificate) {
    return isSignedBy(certificate, own.chain().getFirst());
  }

  /**
   * Signs for a gateway, from now on.
   *
   * @param life how long; seconds are what a certificate can say.
   */
  public X509Certificate issue(GatewayId gateway, PublicKey key, Duration life) {
    return sign(new X500Name("CN=" + gateway.value()), key, life, KeyPurposeId.id_kp_clientAuth);
  }

  /** Vouches for a plan: gateways that enrolled here follow it. */
  public PlanCommand seal(PlanOrder order, String plan) {
    return PlanSeal.seal(order, plan, own.key(), own.chain());
  }

  /**
   * Signs for the collector.
   *
   * @param host the name or address under which gateways know it.
   */
  X509Certificate issueHost(String host, PublicKey key, Duration life) {
    X500Name subject = new X500Name("CN=Releve collector");
    return sign(subject, key, life, KeyPurposeId.id_kp_serverAuth, nameOf(host));
  }

  /**
   * What this collector shows to a broker: a key of its own, and a certificate for it from now on.
   *
   * @param name its common name: none that a gateway can have.
   */
  public TlsMaterial client(String name, Duration life) {
    requireNoGateway(name);
    return end(new X500Name("CN=" + name), life, KeyPurposeId.id_kp_clientAuth);
  }

  /**
   * What a broker shows to gateways and collectors that trust this authority.
   *
   * @param host the name or address under which they know it.
   */
  public TlsMaterial server(String host, Duration life) {
    return end(new X500Name("CN=Releve broker"), life, KeyPurposeId.id_kp_serverAuth, nameOf(host));
  }

  private TlsMaterial end(
      X500Name subject, Duration life, KeyPurposeId purpose, GeneralName... names) {
    try {
      KeyPair keys = pair(random);
      X509Certificate certificate = sign(subject, keys.getPublic(), life, purpose, names);
      return new TlsMaterial(List.of(own.chain().getFirst()), path(certificate), keys.getPrivate());
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has P-256", missing);
    }
  }

  private static void requireNoGateway(String name) {
    boolean isGateway;
    try {
      isGateway = !new GatewayId(name).value().isEmpty();
    } catch (IllegalArgumentException another) {
      isGateway = false;
    }
    require(!isGateway, "'%s' could be a gateway", name);
  }

  private static GeneralName nameOf(String host) {
    boolean isAddress = host.matches("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    return new GeneralName(isAddress ? GeneralName.iPAddress : GeneralName.dNSName, host);
  }

  /**
   * Seals a document with its key: what it signs can never be taken for a certificate.
   *
   * @param document its bytes.
   * @return the signature, by the algorithm of {@link Seal}.
   */
  public byte[] seal(byte[] document) {
    try {
      return Seal.sign(own.key(), document);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a key that was proven signs", impossible);
    }
  }

  private X509Certificate sign(
      X500Name subject, PublicKey key, Duration life, KeyPurposeId purpose, GeneralName... names) {
    require(life.compareTo(Duration.ofSeconds(1)) >= 0, "a certificate of %s", life);
    X509Certificate issuer = own.chain().getFirst();
    Instant now = clock.instant();
    Duration share = life.dividedBy(SKEW_SHARE);
    Duration skew = share.compareTo(SKEW_MAX) < 0 ? share : SKEW_MAX;
    Instant end = now.plus(life);
    Instant last = issuer.getNotAfter().toInstant();
    try {
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()),
              serial(random),
              Date.from(now.minus(skew)),
              Date.from(end.isBefore(last) ? end : last),
              subject,
              key);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
      builder.addExtension(
          Extension.subjectKeyIdentifier, false, extensions.createSubjectKeyIdentifier(key));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(issuer.getPublicKey()));
      if (names.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      String algorithm = "EC".equals(own.key().getAlgorithm()) ? "ECDSA" : "RSA";
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256with" + algorithm).build(own.key())));
    } catch (GeneralSecurityException | IOException | OperatorCreationException impossible) {
      throw new IllegalStateException("a key that was proven signs", impossible);
    }
  }
}
