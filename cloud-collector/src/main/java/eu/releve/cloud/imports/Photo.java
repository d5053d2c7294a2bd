package eu.releve.cloud.imports;

import java.util.Arrays;
import java.util.Optional;

/**
 * A picture of a display, kept as it came.
 *
 * @param type {@code image/jpeg} or {@code image/png}, as its first bytes say.
 * @param bytes at most {@link #BYTES_MAX}.
 */
public record Photo(String type, byte[] bytes) {
  /** The most bytes of a photo. */
  public static final int BYTES_MAX = 5 << 20;

  /** The most photos of a building. */
  public static final int COUNT_MAX = 2_000;

  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** The picture that those bytes begin as; nothing for anything else, or for more than 5 MiB. */
  public static Optional<Photo> of(byte[] bytes) {
    if (bytes.length > BYTES_MAX) {
      return Optional.empty();
    }
    if (begins(bytes, JPEG)) {
      return Optional.of(new Photo("image/jpeg", bytes));
    }
    return begins(bytes, PNG) ? Optional.of(new Photo("image/png", bytes)) : Optional.empty();
  }

  private static boolean begins(byte[] bytes, byte[] with) {
    return bytes.length > with.length && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }
}
