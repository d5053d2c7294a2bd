package eu.releve.decode.mbus;

import static eu.releve.measure.Require.require;

import eu.releve.profile.Access.Recognition;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The secondary address: which meter speaks.
 *
 * @param identification eight digits; meters exist that send other hex digits.
 * @param manufacturer three characters, usually letters.
 * @param version 0 to 255.
 * @param medium 0 to 255: 4 heat, 6 hot water, 7 water, 22 (16 hex) cold water, 2 electricity ...
 */
public record MeterIdentity(String identification, String manufacturer, int version, int medium) {
  private static final int BYTES = 8;
  private static final Pattern EIGHT_DIGITS = Pattern.compile("[0-9A-F]{8}");

  public MeterIdentity {
    require(EIGHT_DIGITS.matcher(identification).matches(), "'%s' is not 8 digits", identification);
    require(manufacturer.length() == 3, "'%s' is not 3 characters", manufacturer);
    require(0 <= version && version <= 255, "version %d is not in 0..255", version);
    require(0 <= medium && medium <= 255, "medium %d is not in 0..255", medium);
  }

  /** Whether a profile's recognition fits this meter. */
  public boolean fits(Recognition recognition) {
    return recognition.fits(manufacturer, version, medium);
  }

  static MeterIdentity read(Bytes bytes) throws MalformedException {
    long identification = Numbers.unsigned(bytes.field(4, "identification"));
    int letters = (int) Numbers.unsigned(bytes.field(2, "manufacturer"));
    int version = bytes.next("version");
    int medium = bytes.next("medium");
    return new MeterIdentity(
        HexFormat.of().withUpperCase().toHexDigits(identification, 8),
        manufacturer(letters),
        version,
        medium);
  }

  /**
   * The meter that a telegram without header names in a record (EN 13757-3, VIF 79: eight bytes are
   * an enhanced identification, laid out as in the long header).
   */
  static Optional<MeterIdentity> among(List<DataRecord> records) {
    return records.stream()
        .filter(record -> record.meaning().what() == Meaning.What.IDENTIFICATION)
        .filter(record -> record.data().length == BYTES && record.storage() == 0)
        .map(DataRecord::data)
        .map(MeterIdentity::of)
        .findFirst();
  }

  private static MeterIdentity of(byte[] eight) {
    int letters = (eight[4] & 0xFF) | (eight[5] & 0xFF) << 8;
    return new MeterIdentity(
        HexFormat.of().withUpperCase().toHexDigits(Numbers.unsigned(Arrays.copyOf(eight, 4)), 8),
        manufacturer(letters),
        eight[6] & 0xFF,
        eight[7] & 0xFF);
  }

  /** The eight bytes of a radio link layer: manufacturer, identification, version, medium. */
  byte[] linkAddress() {
    int letters =
        (manufacturer.charAt(0) - '@') << 10
            | (manufacturer.charAt(1) - '@') << 5
            | (manufacturer.charAt(2) - '@');
    byte[] digits = HexFormat.of().parseHex(identification);
    return new byte[] {
      (byte) letters,
      (byte) (letters >> 8),
      digits[3],
      digits[2],
      digits[1],
      digits[0],
      (byte) version,
      (byte) medium
    };
  }

  /** Three letters of five bits, A is 1. */
  private static String manufacturer(int letters) {
    char[] name = {
      (char) ('@' + (letters >> 10 & 0x1F)),
      (char) ('@' + (letters >> 5 & 0x1F)),
      (char) ('@' + (letters & 0x1F))
    };
    return new String(name);
  }
}
