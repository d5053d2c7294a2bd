package eu.releve.provisioning.enrol;

import eu.releve.provisioning.tls.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;

/**
 * The gateway's key: it signs, and has a public half. It is born where it lives and never leaves.
 *
 * <p>The one place where another kind comes in, such as a secure element behind PKCS#11: its {@link
 * #signer} is then a handle with which Java's {@code Signature} and TLS sign as with this one.
 */
public sealed interface OwnKey {
  /** What requests are signed with (RFC 5758 section 3.2). */
  String SIGNATURE = "SHA256withECDSA";

  /** The half that everybody may know; EC on P-256. */
  PublicKey publicKey();

  /** What signs: for a request, and in TLS. */
  PrivateKey signer();

  /**
   * One that is kept in a file.
   *
   * @param pair both halves.
   */
  record InFile(KeyPair pair) implements OwnKey {
    private static final String CURVE = "secp256r1";

    /** A new one. */
    static InFile born() throws GeneralSecurityException {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(CURVE));
      return new InFile(generator.generateKeyPair());
    }

    /**
     * The one that a file holds; its public half is computed.
     *
     * @throws IOException when there is another kind of key in it.
     */
    static InFile of(Pem file) throws IOException {
      X9ECParameters curve = ECNamedCurveTable.getByName(CURVE);
      if (!(file.key() instanceof ECPrivateKey secret)
          || !secret.getParams().getOrder().equals(curve.getN())) {
        throw new IOException(file.name() + ": wanted an EC key on P-256, found another key");
      }
      ECPoint point = curve.getG().multiply(secret.getS()).normalize();
      try {
        PublicKey open =
            KeyFactory.getInstance("EC")
                .generatePublic(
                    new ECPublicKeySpec(
                        new java.security.spec.ECPoint(
                            point.getAffineXCoord().toBigInteger(),
                            point.getAffineYCoord().toBigInteger()),
                        secret.getParams()));
        return new InFile(new KeyPair(open, secret));
      } catch (GeneralSecurityException wrong) {
        throw new IOException(file.name() + ": wanted an EC key on P-256, found another", wrong);
      }
    }

    /** What is written into the file. */
    String pem() {
      return Pem.text(pair.getPrivate());
    }

    @Override
    public PublicKey publicKey() {
      return pair.getPublic();
    }

    @Override
    public PrivateKey signer() {
      return pair.getPrivate();
    }

    /** Without the key. */
    @Override
    public String toString() {
      return "OwnKey(in a file)";
    }
  }
}
