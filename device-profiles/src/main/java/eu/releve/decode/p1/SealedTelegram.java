package eu.releve.decode.p1;

import static eu.releve.measure.Require.require;

import eu.releve.decode.p1.P1Answer.Refused;
import eu.releve.decode.wmbus.Key;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Telegrams under AES-128-GCM as Luxembourg's meters send them (Luxmetering, P1 port
 * specification): {@code DB 08 title(8) length 30 counter(4) ciphertext tag(12)}.
 *
 * <p>The initial vector is title and counter; what is authenticated besides is the security byte
 * and a key that is the same for all meters and public.
 */
public final class SealedTelegram {
  /** The first byte: general-glo-ciphering (IEC 62056-5-3). */
  static final byte START = (byte) 0xDB;

  /** How many bytes a meter's system title has. */
  public static final int TITLE = 8;

  private static final int COUNTER = 4;
  private static final int TAG = 12;
  private static final int LONG_LENGTH = 0x80;

  /** Authenticated and encrypted, suite 0. */
  private static final byte SECURITY = 0x30;

  private static final byte[] AUTHENTICATED =
      HexFormat.of().parseHex("3000112233445566778899AABBCCDDEEFF");

  private SealedTelegram() {}

  /** What came of opening one. */
  sealed interface Opening permits Plain, Shut {}

  /** What was encrypted. */
  record Plain(byte[] bytes) implements Opening {}

  /** Why it stays shut. */
  record Shut(Refused refused) implements Opening {
    Shut(P1Refusal why, String detail) {
      this(new Refused(why, detail));
    }
  }

  /**
   * How long the telegram is that begins with these bytes.
   *
   * @param count how many of them there are.
   * @return nothing while that cannot be said; 0 where no telegram begins so.
   */
  public static Optional<Integer> lengthOf(byte[] bytes, int count) {
    int at = 2 + TITLE;
    if ((count > 0 && bytes[0] != START) || (count > 1 && bytes[1] != TITLE)) {
      return Optional.of(0);
    }
    if (count <= at) {
      return Optional.empty();
    }
    int first = bytes[at] & 0xFF;
    int more = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
    if (more > 2 || first == LONG_LENGTH) {
      return Optional.of(0);
    }
    if (count <= at + more) {
      return Optional.empty();
    }
    int length = more == 0 ? first : 0;
    for (int i = 1; i <= more; i++) {
      length = length << 8 | (bytes[at + i] & 0xFF);
    }
    return Optional.of(
        length > 1 + COUNTER + TAG && length <= P1Decoder.BYTES_MAX ? at + 1 + more + length : 0);
  }

  static Opening open(byte[] bytes, Function<String, Optional<Key>> keys) {
    Optional<Integer> length = lengthOf(bytes, bytes.length);
    if (length.isEmpty() || length.get() > bytes.length) {
      return new Shut(P1Refusal.CUT, "an encrypted telegram of %d bytes".formatted(bytes.length));
    }
    if (length.get() == 0) {
      return new Shut(P1Refusal.STRUCTURE, "no title and length of an encrypted telegram");
    }
    if (length.get() < bytes.length) {
      int more = bytes.length - length.get();
      return new Shut(P1Refusal.SURPLUS, more + " bytes behind its end");
    }
    int at = 2 + TITLE + lengthBytes(bytes);
    if (bytes[at] != SECURITY) {
      return new Shut(
          P1Refusal.PROTECTION, "wanted security 30, found %02X".formatted(bytes[at] & 0xFF));
    }
    byte[] title = Arrays.copyOfRange(bytes, 2, 2 + TITLE);
    String name = HexFormat.of().withUpperCase().formatHex(title);
    byte[] counter = Arrays.copyOfRange(bytes, at + 1, at + 1 + COUNTER);
    byte[] sealed = Arrays.copyOfRange(bytes, at + 1 + COUNTER, bytes.length);
    return keys.apply(name)
        .map(key -> open(key, initial(title, counter), sealed, name))
        .orElseGet(() -> new Shut(P1Refusal.KEY_MISSING, "of the meter with title " + name));
  }

  private static int lengthBytes(byte[] bytes) {
    int first = bytes[2 + TITLE] & 0xFF;
    return first < LONG_LENGTH ? 1 : 1 + first - LONG_LENGTH;
  }

  private static Opening open(Key key, byte[] initial, byte[] sealed, String name) {
    try {
      return new Plain(cipher(Cipher.DECRYPT_MODE, key, initial).doFinal(sealed));
    } catch (AEADBadTagException wrong) {
      return new Shut(P1Refusal.MAC_WRONG, "of the meter with title " + name);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no AES-GCM", impossible);
    }
  }

  /**
   * Seals a telegram as a meter does.
   *
   * @param title eight bytes.
   * @param counter of its telegrams; never the same twice with one key.
   * @param plain the telegram, up to 8,000 bytes.
   */
  public static byte[] seal(Key key, byte[] title, int counter, byte[] plain) {
    require(title.length == TITLE, "a title of %d bytes", title.length);
    byte[] count = ByteBuffer.allocate(COUNTER).putInt(counter).array();
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, initial(title, count)).doFinal(plain);
      int length = 1 + COUNTER + sealed.length;
      return ByteBuffer.allocate(2 + TITLE + 3 + length)
          .put(START)
          .put((byte) TITLE)
          .put(title)
          .put((byte) 0x82)
          .putShort((short) length)
          .put(SECURITY)
          .put(count)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no AES-GCM", impossible);
    }
  }

  private static Cipher cipher(int mode, Key key, byte[] initial) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.aes(), new GCMParameterSpec(8 * TAG, initial));
    cipher.updateAAD(AUTHENTICATED);
    return cipher;
  }

  private static byte[] initial(byte[] title, byte[] counter) {
    return ByteBuffer.allocate(TITLE + COUNTER).put(title).put(counter).array();
  }
}
