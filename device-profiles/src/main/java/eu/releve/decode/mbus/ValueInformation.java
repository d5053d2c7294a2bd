package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import java.util.ArrayList;
import java.util.List;

/**
 * The value information block: one code and its chain of extensions.
 *
 * @param meaning with the multiplying extensions taken in.
 * @param extensions those that are not interpreted.
 * @param error the meter's own error code for the record, 0 for none.
 */
record ValueInformation(Meaning meaning, List<Integer> extensions, int error) {
  private static final int EXTENDED = 0x80;
  private static final int CHAIN_MAX = 10;

  static ValueInformation read(Bytes bytes) throws MalformedException {
    int first = bytes.next("value information");
    boolean extended = (first & EXTENDED) != 0;
    Meaning meaning =
        switch (first & 0x7F) {
          case 0x7B -> Meaning.UNKNOWN;
          case 0x7D -> Meaning.UNKNOWN;
          case 0x7C -> {
            bytes.plain(bytes.next("length of the unit's text"), "the unit's text");
            yield Meaning.of(What.TEXT_UNIT);
          }
          case 0x7E -> Meaning.UNKNOWN;
          case 0x7F -> Meaning.of(What.MANUFACTURER_SPECIFIC);
          default -> Vif.primary(first & 0x7F);
        };
    if (extended && (first == 0xFB || first == 0xFD)) {
      int second = bytes.next("value information");
      extended = (second & EXTENDED) != 0;
      int code = second & 0x7F;
      meaning = first == 0xFD ? Vif.extensionFd(code) : Vif.extensionFb(code);
    }
    return chain(bytes, meaning, extended);
  }

  private static ValueInformation chain(Bytes bytes, Meaning start, boolean extended)
      throws MalformedException {
    Meaning meaning = start;
    List<Integer> left = new ArrayList<>();
    int error = 0;
    boolean more = extended;
    for (int i = 0; more; i++) {
      if (i == CHAIN_MAX) {
        throw new MalformedException(
            Refusal.VALUE_EXTENSIONS, bytes.position(), "more than 10 value extensions");
      }
      int extension = bytes.next("value extension");
      int code = extension & 0x7F;
      more = (extension & EXTENDED) != 0;
      if (isForeign(left)) {
        left.add(code);
      } else if (0x70 <= code && code <= 0x77) {
        meaning = meaning.times((code & 0x07) - 6);
      } else if (code == 0x7D) {
        meaning = meaning.times(3);
      } else if (isRecordError(code)) {
        error = code;
      } else {
        left.add(code);
      }
    }
    return new ValueInformation(meaning, left, error);
  }

  /** Behind 7C stands a code of another table, behind 7F only the maker's own. */
  private static boolean isForeign(List<Integer> left) {
    return left.contains(0x7F) || (!left.isEmpty() && left.getLast() == 0x7C);
  }

  /** No data available, overflow, underflow, data error. */
  private static boolean isRecordError(int code) {
    return 0x15 <= code && code <= 0x18;
  }
}
