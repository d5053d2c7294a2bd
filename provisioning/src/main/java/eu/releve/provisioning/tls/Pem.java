package eu.releve.provisioning.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Certificates and keys as text (RFC 7468).
 *
 * @param name what messages call it.
 * @param text of at most 1 MiB.
 */
public record Pem(String name, String text) {
  private static final long FILE_BYTES_MAX = 1 << 20;
  private static final int LINE = 64;
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  /**
   * Reads a file.
   *
   * @throws IOException naming it when it cannot be read or is longer than 1 MiB.
   */
  public static Pem read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException(file + ": wanted a PEM file, found none that can be read");
    }
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException(file + ": wanted a PEM file of at most 1 MiB, found a larger one");
    }
    return new Pem(
        file.toString(), new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
  }

  /**
   * The certificates in it, at least one.
   *
   * @throws IOException naming it, what is wanted and what was found.
   */
  public List<X509Certificate> certificates() throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if ("CERTIFICATE".equals(block.group(1))) {
        certificates.add(certificate(bytes(block)));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(name + ": wanted certificates as PEM, found none");
    }
    return certificates;
  }

  private X509Certificate certificate(byte[] der) throws IOException {
    try {
      return decode(der);
    } catch (CertificateException unreadable) {
      throw new IOException(name + ": wanted an X.509 certificate, found another", unreadable);
    }
  }

  /** A certificate from its DER. */
  public static X509Certificate decode(byte[] der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  /**
   * The one private key in it.
   *
   * @throws IOException naming it, what is wanted and what was found; never what the key is.
   */
  public PrivateKey key() throws IOException {
    Matcher block = BLOCK.matcher(text);
    if (!block.find() || !"PRIVATE KEY".equals(block.group(1))) {
      throw new IOException(
          name
              + ": wanted one private key as PEM, PKCS#8 without a password (openssl pkcs8 -topk8"
              + " -nocrypt), found another or none");
    }
    PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(bytes(block));
    return key("EC", encoded)
        .or(() -> key("RSA", encoded))
        .orElseThrow(() -> new IOException(name + ": wanted an EC or RSA key, found another"));
  }

  private static Optional<PrivateKey> key(String algorithm, PKCS8EncodedKeySpec encoded) {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
    } catch (GeneralSecurityException ofAnotherKind) {
      return Optional.empty();
    }
  }

  private byte[] bytes(Matcher block) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(block.group(2));
    } catch (IllegalArgumentException torn) {
      throw new IOException(name + ": wanted PEM, found one that is torn", torn);
    }
  }

  /** Certificates as text, in their order. */
  public static String text(List<X509Certificate> certificates) throws CertificateException {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append(block("CERTIFICATE", certificate.getEncoded()));
    }
    return text.toString();
  }

  /** A private key as text, PKCS#8: a secret. */
  public static String text(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String label, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(
            label, Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der), label);
  }

  /** Without the text, which may be a key. */
  @Override
  public String toString() {
    return "Pem(" + name + ")";
  }
}
