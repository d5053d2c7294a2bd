package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * The data of a record and how they are coded.
 *
 * @param coding how the bytes make a value.
 * @param bytes low byte first.
 */
record DataField(Coding coding, byte[] bytes) {
  /** How bytes make a value. */
  enum Coding {
    NONE,
    INTEGER,
    REAL,
    /** Packed, negative where the top digit is F. */
    DECIMAL,
    POSITIVE_DECIMAL,
    NEGATIVE_DECIMAL,
    OPAQUE
  }

  static DataField read(int field, Bytes bytes) throws MalformedException {
    return switch (field) {
      case 0x0, 0x8 -> new DataField(Coding.NONE, new byte[0]);
      case 0x1, 0x2, 0x3, 0x4 -> fixed(Coding.INTEGER, field, bytes);
      case 0x5 -> fixed(Coding.REAL, 4, bytes);
      case 0x6 -> fixed(Coding.INTEGER, 6, bytes);
      case 0x7 -> fixed(Coding.INTEGER, 8, bytes);
      case 0x9, 0xA, 0xB, 0xC -> fixed(Coding.DECIMAL, field - 8, bytes);
      case 0xE -> fixed(Coding.DECIMAL, 6, bytes);
      case 0xD -> variable(bytes);
      default ->
          throw new MalformedException(
              Refusal.DATA_INFORMATION, bytes.position(), "data field " + field);
    };
  }

  /** The value that these data have for that meaning. */
  MbusValue value(Meaning meaning) {
    return switch (coding) {
      case NONE -> new MbusValue.Nothing();
      case OPAQUE -> new MbusValue.Opaque();
      case INTEGER -> integer(meaning);
      case REAL -> real(meaning);
      case DECIMAL, POSITIVE_DECIMAL, NEGATIVE_DECIMAL -> decimal(meaning);
    };
  }

  private static DataField fixed(Coding coding, int length, Bytes bytes) throws MalformedException {
    return new DataField(coding, bytes.field(length, "data"));
  }

  /** The length byte also says the coding. */
  private static DataField variable(Bytes bytes) throws MalformedException {
    int length = bytes.next("length of the data");
    if (length <= 0xBF) {
      return new DataField(Coding.OPAQUE, bytes.plain(length, "text"));
    }
    if (length <= 0xC9) {
      return fixed(Coding.POSITIVE_DECIMAL, length - 0xC0, bytes);
    }
    if (0xD0 <= length && length <= 0xD9) {
      return fixed(Coding.NEGATIVE_DECIMAL, length - 0xD0, bytes);
    }
    if (0xE0 <= length && length <= 0xEF) {
      return new DataField(Coding.OPAQUE, bytes.plain(length - 0xE0, "binary"));
    }
    if (0xF0 <= length && length <= 0xF4) {
      return new DataField(Coding.OPAQUE, bytes.plain(4 * (length - 0xEC), "binary"));
    }
    throw new MalformedException(
        Refusal.VARIABLE_LENGTH, bytes.position(), "length code %02X".formatted(length));
  }

  private MbusValue integer(Meaning meaning) {
    return switch (meaning.what()) {
      case DATE, DATE_TIME -> point(meaning.what());
      case ERROR_FLAGS, DIGITAL_INPUT, DIGITAL_OUTPUT ->
          bytes.length < 8
              ? exact(Numbers.unsigned(bytes), meaning)
              : exact(new BigDecimal(Numbers.magnitude(bytes)), meaning);
      default -> exact(Numbers.signed(bytes), meaning);
    };
  }

  private MbusValue point(What what) {
    if (bytes.length == 2) {
      return Dates.day(bytes);
    }
    if (what == What.DATE_TIME && bytes.length == 4) {
      return Dates.minute(bytes);
    }
    if (what == What.DATE_TIME && bytes.length == 6) {
      return Dates.second(bytes);
    }
    return new MbusValue.Invalid("a date of " + bytes.length + " bytes");
  }

  private MbusValue real(Meaning meaning) {
    float real = Float.intBitsToFloat((int) Numbers.unsigned(bytes));
    if (!Float.isFinite(real)) {
      return new MbusValue.Invalid("not a finite number: " + HexFormat.of().formatHex(bytes));
    }
    return exact(new BigDecimal(real), meaning);
  }

  private MbusValue decimal(Meaning meaning) {
    OptionalLong number = Numbers.decimal(bytes, coding == Coding.DECIMAL);
    if (number.isEmpty()) {
      return new MbusValue.Invalid("no decimal digits: " + HexFormat.of().formatHex(bytes));
    }
    long value = number.getAsLong();
    return exact(coding == Coding.NEGATIVE_DECIMAL ? -value : value, meaning);
  }

  private static MbusValue exact(long number, Meaning meaning) {
    return hasValue(meaning) ? new MbusValue.Exact(meaning.value(number)) : new MbusValue.Opaque();
  }

  private static MbusValue exact(BigDecimal number, Meaning meaning) {
    return hasValue(meaning)
        ? new MbusValue.Exact(number.multiply(meaning.factor()))
        : new MbusValue.Opaque();
  }

  private static boolean hasValue(Meaning meaning) {
    return switch (meaning.what()) {
      case UNKNOWN, TEXT_UNIT, MANUFACTURER_SPECIFIC, DATE, DATE_TIME -> false;
      default -> true;
    };
  }
}
