package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.Form;
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
    /** An integer of variable length: no date of the types with a fixed one. */
    VARIABLE_INTEGER,
    REAL,
    /** Packed, negative where the top digit is F. */
    DECIMAL,
    POSITIVE_DECIMAL,
    NEGATIVE_DECIMAL,
    TEXT,
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
    if (meaning.form() == Form.BYTES) {
      return bytes.length == 0 ? new MbusValue.Nothing() : new MbusValue.Opaque();
    }
    return switch (coding) {
      case NONE -> new MbusValue.Nothing();
      case OPAQUE -> new MbusValue.Opaque();
      case TEXT -> new MbusValue.Text(text(bytes));
      case INTEGER -> integer(meaning);
      case VARIABLE_INTEGER ->
          meaning.form() == Form.POINT || meaning.form() == Form.SUMMER_TIME
              ? new MbusValue.Opaque()
              : integer(meaning);
      case REAL -> real(meaning);
      case DECIMAL, POSITIVE_DECIMAL, NEGATIVE_DECIMAL -> decimal(meaning);
    };
  }

  /** Text in ISO 8859-1, its last character first. */
  static String text(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length);
    for (int i = bytes.length - 1; i >= 0; i--) {
      char letter = (char) (bytes[i] & 0xFF);
      text.append(Character.isISOControl(letter) ? '.' : letter);
    }
    return text.toString();
  }

  private static DataField fixed(Coding coding, int length, Bytes bytes) throws MalformedException {
    return new DataField(coding, bytes.field(length, "data"));
  }

  /** The length byte also says the coding. */
  private static DataField variable(Bytes bytes) throws MalformedException {
    int length = bytes.next("length of the data");
    if (length <= 0xBF) {
      return new DataField(Coding.TEXT, bytes.plain(length, "text"));
    }
    if (length <= 0xC9) {
      return digits(Coding.POSITIVE_DECIMAL, length - 0xC0, bytes);
    }
    if (0xD0 <= length && length <= 0xD9) {
      return digits(Coding.NEGATIVE_DECIMAL, length - 0xD0, bytes);
    }
    if (0xE0 <= length && length <= 0xEF) {
      return binary(length - 0xE0, bytes);
    }
    if (0xF0 <= length && length <= 0xF6) {
      return binary(length <= 0xF4 ? 4 * (length - 0xEC) : length == 0xF5 ? 48 : 64, bytes);
    }
    throw new MalformedException(
        Refusal.VARIABLE_LENGTH, bytes.position(), "length code %02X".formatted(length));
  }

  /** A number without digits is none: no value, and not 0. */
  private static DataField digits(Coding coding, int length, Bytes bytes)
      throws MalformedException {
    return length == 0 ? new DataField(Coding.NONE, new byte[0]) : fixed(coding, length, bytes);
  }

  /** A number where it can be one of ours. */
  private static DataField binary(int length, Bytes bytes) throws MalformedException {
    if (length == 0) {
      return new DataField(Coding.NONE, new byte[0]);
    }
    return length <= 8
        ? fixed(Coding.VARIABLE_INTEGER, length, bytes)
        : new DataField(Coding.OPAQUE, bytes.plain(length, "binary"));
  }

  /** The most negative number of type B and the greatest of type C say that there is none. */
  private MbusValue integer(Meaning meaning) {
    if ((meaning.form() == Form.NUMBER && Numbers.isMostNegative(bytes))
        || (meaning.form() == Form.UNSIGNED && Numbers.isGreatest(bytes))) {
      return new MbusValue.Invalid("no number: " + HexFormat.of().formatHex(bytes));
    }
    return switch (meaning.form()) {
      case NUMBER -> new MbusValue.Exact(meaning.value(Numbers.signed(bytes)));
      case BITS, UNSIGNED ->
          bytes.length < 8
              ? new MbusValue.Exact(meaning.value(Numbers.unsigned(bytes)))
              : exact(new BigDecimal(Numbers.magnitude(bytes)), meaning);
      case POINT -> point(meaning.what());
      case SUMMER_TIME ->
          bytes.length == SummerTimes.BYTES ? SummerTimes.rule(bytes) : new MbusValue.Opaque();
      case BYTES -> new MbusValue.Opaque();
    };
  }

  private MbusValue point(What what) {
    return switch (bytes.length) {
      case 2 -> Dates.day(bytes);
      case 3 -> Dates.timeOfDay(bytes);
      case 4 -> what == What.DATE ? noDate() : Dates.minute(bytes);
      case 6 -> what == What.DATE ? noDate() : Dates.second(bytes);
      default -> noDate();
    };
  }

  private MbusValue noDate() {
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
    if (meaning.form() == Form.POINT || meaning.form() == Form.SUMMER_TIME) {
      return noDate();
    }
    long value = number.getAsLong();
    return new MbusValue.Exact(meaning.value(coding == Coding.NEGATIVE_DECIMAL ? -value : value));
  }

  private static MbusValue exact(BigDecimal number, Meaning meaning) {
    return meaning.form() == Form.POINT || meaning.form() == Form.SUMMER_TIME
        ? new MbusValue.Invalid("a date that is no integer")
        : new MbusValue.Exact(number.multiply(meaning.factor()));
  }
}
