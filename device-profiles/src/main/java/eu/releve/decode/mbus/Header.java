package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quality;
import java.util.Optional;

/**
 * Who speaks and how it is.
 *
 * @param meter as the long header says, else as the link layer does; nothing when neither does.
 * @param access number of this answer, 0 to 255.
 * @param status 0 to 255, bits of EN 13757-3.
 * @param configuration the word that says how data are encrypted; anything in old meters.
 */
public record Header(Optional<MeterIdentity> meter, int access, int status, int configuration) {
  private static final int PERMANENT_ERROR = 0x08;
  private static final int TEMPORARY_ERROR = 0x10;
  private static final int MODE_5 = 5;
  private static final int MODE_7 = 7;
  private static final int RESERVED_MODES = 16;
  private static final int BLOCK_BYTES = 16;
  private static final int FILLER = 0x2F;

  public Header {
    require(0 <= access && access <= 255, "access number %d is not in 0..255", access);
    require(0 <= status && status <= 255, "status %d is not in 0..255", status);
  }

  /** What the status says against the values: the meter reports an error, or nothing. */
  public Quality quality() {
    int application = status & 0x03;
    boolean error = (status & (PERMANENT_ERROR | TEMPORARY_ERROR)) != 0 || application >= 2;
    return error ? Quality.DEVICE_ERROR : Quality.GOOD;
  }

  static Header read(Bytes bytes, HeaderKind kind, Optional<MeterIdentity> link)
      throws MalformedException {
    if (kind == HeaderKind.NONE) {
      return new Header(link, 0, 0, 0);
    }
    Optional<MeterIdentity> meter =
        kind == HeaderKind.LONG ? Optional.of(MeterIdentity.read(bytes)) : link;
    int access = bytes.next("access number");
    int status = bytes.next("status");
    int configuration = (int) Numbers.unsigned(bytes.field(2, "configuration"));
    return new Header(meter, access, status, configuration);
  }

  /** With that meter instead, where there is one. */
  Header of(Optional<MeterIdentity> other) {
    return other.isPresent() ? new Header(other, access, status, configuration) : this;
  }

  /**
   * Refuses data that are still encrypted, and steps over what the security mode puts before them.
   *
   * <p>Old wired meters have any number in the configuration word; one that says more encrypted
   * blocks than there are bytes is no security mode. Decrypted telegrams keep their mode and begin
   * with two idle fillers.
   */
  void skipToPlain(Bytes bytes, boolean radio) throws MalformedException {
    int mode = configuration >> 8 & 0x1F;
    int blocks = configuration >> 4 & 0x0F;
    boolean inBlocks = mode == MODE_5 || mode == MODE_7;
    boolean open = isPlain(bytes, 1) || (radio && blocks == 0 && bytes.remaining() > 0);
    if (mode == MODE_7 && open) {
      bytes.next("configuration extension");
      return;
    }
    boolean encrypted =
        radio
            ? 0 < mode && mode < RESERVED_MODES && !(inBlocks && blocks == 0)
            : inBlocks && blocks > 0 && BLOCK_BYTES * blocks <= bytes.remaining();
    if (encrypted && bytes.remaining() > 0 && !isPlain(bytes, 0)) {
      throw new MalformedException(
          Refusal.ENCRYPTED, bytes.position(), "encrypted with mode " + mode);
    }
  }

  /**
   * Whether a radio telegram's configuration is none of the norm's: some makers have their own, and
   * whether the data are encrypted only the data tell.
   */
  boolean isOwnMode(Bytes bytes, boolean radio) {
    return radio && (configuration >> 8 & 0x1F) >= RESERVED_MODES && !isPlain(bytes, 0);
  }

  private static boolean isPlain(Bytes bytes, int ahead) {
    return bytes.peek(ahead) == FILLER && bytes.peek(ahead + 1) == FILLER;
  }
}
