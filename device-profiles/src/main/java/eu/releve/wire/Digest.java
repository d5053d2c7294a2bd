package eu.releve.wire;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The first 64 bits of a SHA-256: tells batches and catalogues apart, guards against accidents, not
 * against forgers.
 *
 * @param bits the first eight bytes, high byte first.
 */
public record Digest(long bits) {
  /** Before the first batch, and where there is no catalogue yet. */
  public static final Digest NONE = new Digest(0);

  /** Never fed: to ask the providers for each batch took more than half of a digest's time. */
  private static final MessageDigest SHA_256 = sha256();

  /** The digest of those bytes. */
  public static Digest of(byte[] bytes) {
    try {
      MessageDigest digest = (MessageDigest) SHA_256.clone();
      return new Digest(ByteBuffer.wrap(digest.digest(bytes)).getLong());
    } catch (CloneNotSupportedException other) {
      throw new IllegalStateException("the platform's SHA-256 can be copied", other);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(bits);
  }
}
