package eu.releve.provisioning.keys;

import eu.releve.provisioning.keys.KeyImportException.Why;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/**
 * Kamstrup's KEM files: XML encrypted with AES-128 in CBC mode (W3C XML Encryption), the key being
 * the password filled up with zeros.
 *
 * <p>Programs that make them differ in the initial vector: the norm puts it before the data, others
 * take the key, or zeros. Whatever gives XML is right: a wrong one spoils the first block, and XML
 * does not begin with sixteen bytes of chance.
 */
final class KeyCipher {
  private static final String CBC = "aes128-cbc";
  private static final int BLOCK = 16;

  private KeyCipher() {}

  /** Whether the document is an encrypted one. */
  static boolean isSealed(Element root) {
    return KeyDocument.text(root, "CipherValue").isPresent();
  }

  /** The document inside. */
  static Element open(Element root, Optional<String> password) throws KeyImportException {
    refuseOther(root);
    byte[] key = key(password);
    byte[] sealed = sealed(root);
    for (byte[] plain : candidates(key, sealed)) {
      try {
        return KeyDocument.root(trimmed(plain));
      } catch (SAXException another) {
        // Made with another initial vector, or with another password.
      }
    }
    throw new KeyImportException(Why.PASSWORD_WRONG, "what the password makes of it is no XML");
  }

  private static void refuseOther(Element root) throws KeyImportException {
    var methods = root.getElementsByTagNameNS("*", "EncryptionMethod");
    String method =
        methods.getLength() == 0 ? CBC : ((Element) methods.item(0)).getAttribute("Algorithm");
    if (!method.endsWith(CBC)) {
      throw new KeyImportException(Why.CIPHER, method);
    }
  }

  private static byte[] key(Optional<String> password) throws KeyImportException {
    byte[] bytes =
        password
            .orElseThrow(() -> new KeyImportException(Why.PASSWORD_MISSING, "a password is needed"))
            .getBytes(StandardCharsets.UTF_8);
    if (bytes.length > BLOCK) {
      throw new KeyImportException(
          Why.PASSWORD_LENGTH, "wanted at most 16 bytes, found " + bytes.length);
    }
    return Arrays.copyOf(bytes, BLOCK);
  }

  private static byte[] sealed(Element root) throws KeyImportException {
    try {
      byte[] sealed =
          Base64.getMimeDecoder().decode(KeyDocument.text(root, "CipherValue").orElse(""));
      if (sealed.length == 0 || sealed.length % BLOCK != 0) {
        throw new KeyImportException(Why.CIPHER, sealed.length + " encrypted bytes");
      }
      return sealed;
    } catch (IllegalArgumentException wrong) {
      throw new KeyImportException(Why.CIPHER, "no Base64");
    }
  }

  private static List<byte[]> candidates(byte[] key, byte[] sealed) {
    List<byte[]> plain = new ArrayList<>();
    if (sealed.length > BLOCK) {
      byte[] rest = Arrays.copyOfRange(sealed, BLOCK, sealed.length);
      plain.add(decrypted(key, Arrays.copyOf(sealed, BLOCK), rest));
    }
    plain.add(decrypted(key, key, sealed));
    plain.add(decrypted(key, new byte[BLOCK], sealed));
    return plain;
  }

  private static byte[] decrypted(byte[] key, byte[] initial, byte[] sealed) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
      cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(initial));
      return cipher.doFinal(sealed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java platform has AES", impossible);
    }
  }

  /** Without the padding: so many bytes as the last says, or zeros. */
  private static byte[] trimmed(byte[] plain) {
    int padding = plain[plain.length - 1] & 0xFF;
    if (1 <= padding && padding <= BLOCK) {
      return Arrays.copyOf(plain, plain.length - padding);
    }
    int end = plain.length;
    while (end > 0 && plain[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(plain, end);
  }
}
