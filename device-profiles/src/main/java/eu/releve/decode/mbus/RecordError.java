package eu.releve.decode.mbus;

/** Why a meter has no value for a record, in its own words (EN 13757-3, record errors). */
public enum RecordError {
  TOO_MANY_DATA_EXTENSIONS,
  NO_SUCH_STORAGE,
  NO_SUCH_SUBUNIT,
  NO_SUCH_TARIFF,
  NO_SUCH_FUNCTION,
  NO_SUCH_DATA_CLASS,
  NO_SUCH_DATA_SIZE,
  TOO_MANY_VALUE_EXTENSIONS,
  ILLEGAL_VALUE_GROUP,
  ILLEGAL_EXPONENT,
  DATA_DOES_NOT_FIT,
  NO_SUCH_ACTION,
  NO_DATA,
  OVERFLOW,
  UNDERFLOW,
  DATA_ERROR,
  PREMATURE_END;

  /** Whether that combinable code, without its extension bit, is an error. */
  static boolean isError(int code) {
    return switch (code) {
      case 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07 -> true;
      case 0x0B, 0x0C, 0x0D, 0x0E, 0x0F -> true;
      case 0x15, 0x16, 0x17, 0x18, 0x1C -> true;
      default -> false;
    };
  }

  static RecordError of(int code) {
    if (code <= 0x07) {
      return values()[code - 1];
    }
    if (code <= 0x0F) {
      return values()[TOO_MANY_VALUE_EXTENSIONS.ordinal() + code - 0x0B];
    }
    return code == 0x1C ? PREMATURE_END : values()[NO_DATA.ordinal() + code - 0x15];
  }
}
