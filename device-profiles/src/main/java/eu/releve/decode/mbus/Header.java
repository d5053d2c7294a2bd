package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quality;
import java.util.Optional;

/**
 * Who speaks and how it is.
 *
 * @param meter nothing when the telegram has a short header or none.
 * @param access number of this answer, 0 to 255.
 * @param status 0 to 255, bits of EN 13757-3.
 * @param configuration the word that says how data are encrypted; anything in old meters.
 */
public record Header(Optional<MeterIdentity> meter, int access, int status, int configuration) {
  private static final int PERMANENT_ERROR = 0x08;
  private static final int TEMPORARY_ERROR = 0x10;

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

  static Header read(Bytes bytes, HeaderKind kind) throws MalformedException {
    if (kind == HeaderKind.NONE) {
      return new Header(Optional.empty(), 0, 0, 0);
    }
    Optional<MeterIdentity> meter =
        kind == HeaderKind.LONG ? Optional.of(MeterIdentity.read(bytes)) : Optional.empty();
    int access = bytes.next("access number");
    int status = bytes.next("status");
    int configuration = (int) Numbers.unsigned(bytes.field(2, "configuration"));
    return new Header(meter, access, status, configuration);
  }

  /**
   * Refuses data that are not plain.
   *
   * <p>Old meters have any number in the configuration word; decrypted telegrams keep their mode
   * and begin with two idle fillers.
   */
  void refuseEncrypted(Bytes bytes) throws MalformedException {
    int mode = configuration >> 8 & 0x1F;
    int blocks = configuration >> 4 & 0x0F;
    boolean plain = bytes.peek(0) == 0x2F && bytes.peek(1) == 0x2F;
    if ((mode == 5 || mode == 7) && blocks > 0 && !plain) {
      throw new MalformedException(bytes.position(), "encrypted with mode " + mode);
    }
  }
}
