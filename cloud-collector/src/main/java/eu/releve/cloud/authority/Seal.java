package eu.releve.cloud.authority;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Signatures of the authority under documents, SHA-256 with ECDSA or RSA as its key is. */
public final class Seal {
  /** Before the document, so that the signature fits nothing else that the key signs. */
  private static final byte[] CONTEXT =
      "releve sealed document 1\n".getBytes(StandardCharsets.UTF_8);

  private Seal() {}

  static byte[] sign(PrivateKey key, byte[] document) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()));
    signature.initSign(key);
    signature.update(CONTEXT);
    signature.update(document);
    return signature.sign();
  }

  /** Whether the holder of that key has sealed the document. */
  public static boolean fits(PublicKey key, byte[] document, byte[] seal) {
    try {
      Signature signature = Signature.getInstance(algorithm(key.getAlgorithm()));
      signature.initVerify(key);
      signature.update(CONTEXT);
      signature.update(document);
      return signature.verify(seal);
    } catch (GeneralSecurityException another) {
      return false;
    }
  }

  private static String algorithm(String key) {
    return "SHA256with" + ("EC".equals(key) ? "ECDSA" : "RSA");
  }
}
