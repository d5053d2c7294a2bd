package eu.releve.provisioning.enrol;

import static eu.releve.measure.Require.require;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a certificate's DER.
 *
 * @param hex 64 lower-case hexadecimal digits.
 */
public record Fingerprint(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  public Fingerprint {
    require(
        FORM.matcher(hex).matches(),
        "a fingerprint has 64 lower-case hexadecimal digits (SHA-256)");
  }

  /** That of a certificate. */
  public static Fingerprint of(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return new Fingerprint(HexFormat.of().formatHex(digest));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("a certificate that was read has an encoding", impossible);
    }
  }

  @Override
  public String toString() {
    return hex;
  }
}
