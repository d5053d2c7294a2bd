package eu.releve.edge.link;

import static eu.releve.measure.Require.require;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * Which meters a selection means (EN 13757-7, secondary addresses).
 *
 * @param nibbles sixteen hexadecimal digits, F for any: eight of the identification as printed,
 *     then manufacturer, version and medium as they are sent.
 */
public record MbusMask(String nibbles) {
  /** Every meter. */
  public static final MbusMask ANY = new MbusMask("F".repeat(16));

  /** Digits of the identification and of the rest. */
  public static final int NIBBLES = 16;

  private static final int IDENTIFICATION = 8;
  private static final int HEADER_AT = 7;
  private static final int CI_LONG_HEADER = 0x72;
  private static final int CI_LONG_HEADER_HIGH_FIRST = 0x76;
  private static final int CI_FIXED = 0x73;

  public MbusMask {
    require(nibbles.matches("[0-9A-F]{16}"), "'%s' is not 16 hexadecimal digits", nibbles);
  }

  /** Everything that has this identification, or this identification and the rest. */
  public static MbusMask of(String eightOrSixteen) {
    return new MbusMask(
        eightOrSixteen.toUpperCase(Locale.ROOT) + "F".repeat(NIBBLES - eightOrSixteen.length()));
  }

  /**
   * What the meter that sent this telegram is selected by; nothing where its header does not say.
   *
   * @param frame a long frame with a right checksum.
   */
  public static Optional<MbusMask> of(byte[] frame) {
    int information = frame[6] & 0xFF;
    boolean highFirst = information == CI_LONG_HEADER_HIGH_FIRST;
    int needed = information == CI_FIXED ? 4 : 8;
    boolean says = information == CI_LONG_HEADER || highFirst || information == CI_FIXED;
    if (!says || frame.length < HEADER_AT + needed + 2) {
      return Optional.empty();
    }
    StringBuilder digits = new StringBuilder(NIBBLES);
    for (int i = 0; i < 4; i++) {
      digits.append(hex(frame[HEADER_AT + (highFirst ? i : 3 - i)]));
    }
    if (needed == 4) {
      return Optional.of(of(digits.toString()));
    }
    digits.append(hex(frame[HEADER_AT + (highFirst ? 5 : 4)]));
    digits.append(hex(frame[HEADER_AT + (highFirst ? 4 : 5)]));
    digits.append(hex(frame[HEADER_AT + 6])).append(hex(frame[HEADER_AT + 7]));
    return Optional.of(new MbusMask(digits.toString()));
  }

  private static String hex(byte value) {
    return HexFormat.of().withUpperCase().toHexDigits(value);
  }

  /** Whether a meter with that address is meant: an F on either side fits anything. */
  public boolean fits(MbusMask meter) {
    for (int i = 0; i < NIBBLES; i++) {
      char wanted = nibbles.charAt(i);
      char found = meter.nibbles.charAt(i);
      if (wanted != 'F' && found != 'F' && wanted != found) {
        return false;
      }
    }
    return true;
  }

  /** The selection that means who is meant by both; nothing where nobody can be. */
  public Optional<MbusMask> and(MbusMask other) {
    StringBuilder both = new StringBuilder(NIBBLES);
    for (int i = 0; i < NIBBLES; i++) {
      char own = nibbles.charAt(i);
      char its = other.nibbles.charAt(i);
      if (own != 'F' && its != 'F' && own != its) {
        return Optional.empty();
      }
      both.append(own == 'F' ? its : own);
    }
    return Optional.of(new MbusMask(both.toString()));
  }

  /** The same with one digit, 0 to 15, at that place, 0 to 15. */
  public MbusMask with(int place, int digit) {
    return new MbusMask(
        nibbles.substring(0, place)
            + Character.toUpperCase(Character.forDigit(digit, 16))
            + nibbles.substring(place + 1));
  }

  /** Whether that place says anything but F. */
  public boolean isFixed(int place) {
    return nibbles.charAt(place) != 'F';
  }

  /** The eight digits of the identification. */
  public String identification() {
    return nibbles.substring(0, IDENTIFICATION);
  }

  /** The eight bytes as they are sent: the identification low byte first. */
  public byte[] bytes() {
    byte[] bytes = HexFormat.of().parseHex(nibbles);
    for (int low = 0, high = 3; low < high; low++, high--) {
      byte kept = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = kept;
    }
    return bytes;
  }

  /** The frame that selects them: SND_UD with CI 52 to address 253. */
  public byte[] selection() {
    return MbusFraming.longFrame(0x53, MbusFraming.SELECTED, 0x52, bytes());
  }

  @Override
  public String toString() {
    return nibbles;
  }
}
