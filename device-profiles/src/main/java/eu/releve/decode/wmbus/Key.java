package eu.releve.decode.wmbus;

import static eu.releve.measure.Require.require;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** A meter's AES-128 key; it does not print itself and compares in constant time. */
public final class Key {
  /** How many bytes a key has. */
  public static final int BYTES = 16;

  private static final Pattern DIGITS = Pattern.compile("[0-9A-Fa-f]{32}");

  private final byte[] bytes;

  private Key(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The key of those bytes.
   *
   * @param bytes 16.
   */
  public static Key of(byte[] bytes) {
    require(bytes.length == BYTES, "a key of %d bytes is not one of 16", bytes.length);
    return new Key(bytes.clone());
  }

  /**
   * The key that is written as 32 hexadecimal digits; blanks and dashes between them do not count.
   *
   * @throws IllegalArgumentException that does not repeat the text, which may be nearly a key.
   */
  public static Key parse(String text) {
    String digits = text.replaceAll("[\\s:-]", "").toUpperCase(Locale.ROOT);
    require(
        DIGITS.matcher(digits).matches(),
        "a key of %d characters is not one of 32 hexadecimal digits",
        digits.length());
    return new Key(HexFormat.of().parseHex(digits));
  }

  /** The key in hexadecimal digits, for the key file alone. */
  public String secret() {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  /** For a cipher. */
  public SecretKeySpec aes() {
    return new SecretKeySpec(bytes, "AES");
  }

  /** The same key, whatever the time it takes to look. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key key && MessageDigest.isEqual(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "Key(hidden)";
  }
}
