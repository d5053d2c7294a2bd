package eu.releve.cloud.authority;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * A request for a certificate (PKCS#10, RFC 2986) whose sender has proven to hold its key.
 *
 * @param name the one common name that it asks for, as it is written.
 * @param key on P-256 or P-384, or RSA of 2,048 to 4,096 bits.
 */
public record CertificateRequest(String name, PublicKey key) {
  private static final int RSA_BITS_MIN = 2_048;
  private static final int RSA_BITS_MAX = 4_096;
  private static final int EC_BITS_MIN = 256;
  private static final int EC_BITS_MAX = 384;
  private static final int NAME_MAX = 64;

  /** A request that is refused, in words for whoever sent it. */
  public static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /**
   * Reads a request.
   *
   * @param bytes DER.
   * @throws RefusedException saying what is wanted and what was found.
   */
  public static CertificateRequest parse(byte[] bytes) throws RefusedException {
    try {
      JcaPKCS10CertificationRequest request = new JcaPKCS10CertificationRequest(bytes);
      String name = commonName(request.getSubject().getRDNs());
      PublicKey key = request.getPublicKey();
      checkStrength(key);
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw new RefusedException("request: wanted one signed by its own key, found another's");
      }
      return new CertificateRequest(name, key);
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | IllegalArgumentException
        | ClassCastException unreadable) {
      throw new RefusedException("request: wanted PKCS#10 (RFC 2986), found another");
    }
  }

  private static String commonName(RDN[] parts) throws RefusedException {
    boolean isOne =
        parts.length == 1
            && !parts[0].isMultiValued()
            && parts[0].getFirst().getType().equals(BCStyle.CN);
    if (isOne && parts[0].getFirst().getValue() instanceof ASN1String text) {
      String name = text.getString();
      if (!name.isEmpty() && name.length() <= NAME_MAX) {
        return name;
      }
    }
    throw new RefusedException(
        "request: wanted a subject of one common name of at most %d characters, found another"
            .formatted(NAME_MAX));
  }

  private static void checkStrength(PublicKey key) throws RefusedException {
    boolean isStrong =
        switch (key) {
          case ECPublicKey ec -> {
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            yield bits == EC_BITS_MIN || bits == EC_BITS_MAX;
          }
          case RSAPublicKey rsa -> {
            int bits = rsa.getModulus().bitLength();
            yield bits >= RSA_BITS_MIN && bits <= RSA_BITS_MAX;
          }
          default -> false;
        };
    if (!isStrong) {
      throw new RefusedException(
          "request: wanted a key on P-256 or P-384 or RSA of %d to %d bits, found another %s key"
              .formatted(RSA_BITS_MIN, RSA_BITS_MAX, key.getAlgorithm()));
    }
  }

  /** Whether that is the key it was made with. */
  public boolean isOf(PublicKey other) {
    return Arrays.equals(key.getEncoded(), other.getEncoded());
  }
}
