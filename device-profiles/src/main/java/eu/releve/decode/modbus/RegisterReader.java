package eu.releve.decode.modbus;

import eu.releve.decode.Outcome;
import eu.releve.measure.Quantity;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one register from the bytes of an answer: exact, rounded half-even once. */
public final class RegisterReader {
  /** SunSpec's, and wide enough for anything that measures: 1E-10 to 1E10. */
  private static final int EXPONENT_MAX = 10;

  /** SunSpec's "not implemented" of a scale factor. */
  private static final int NO_EXPONENT = -0x8000;

  private static final Pattern DECIMAL_TEXT =
      Pattern.compile("[ \\x00]*([+-]?\\d{1,32}(?:\\.\\d{1,18})?)[ \\x00]*");

  private final ModbusRegister register;
  private final Scaling[] scalings;
  private final long[] sentinels;
  private final boolean nanIsUnavailable;

  /**
   * A reader of that register.
   *
   * @param register what to read.
   * @param transformers that the meter does not know of.
   */
  public RegisterReader(ModbusRegister register, Transformers transformers) {
    this.register = register;
    Quantity quantity = register.name().quantity();
    Transformers.Ratio ratio = transformers.of(quantity);
    BigDecimal factor = register.scale().multiply(register.unit().stepsOf(quantity));
    int reach = register.exponentAt().isPresent() ? EXPONENT_MAX : 0;
    this.scalings = new Scaling[2 * reach + 1];
    Arrays.setAll(
        scalings,
        i -> Scaling.of(factor.scaleByPowerOfTen(i - reach), ratio.primary(), ratio.secondary()));
    List<String> raws = register.unavailable();
    this.nanIsUnavailable = raws.contains(ModbusRegister.NOT_A_NUMBER);
    this.sentinels =
        register.type() == DataType.ASCII
            ? new long[0]
            : raws.stream()
                .filter(raw -> !raw.equals(ModbusRegister.NOT_A_NUMBER))
                .mapToLong(hex -> Long.parseUnsignedLong(hex, 16))
                .toArray();
  }

  /** What it reads. */
  public ModbusRegister register() {
    return register;
  }

  /**
   * Reads the register.
   *
   * @param bytes of an answer, big-endian words.
   * @param offset of the register's first byte.
   * @throws IndexOutOfBoundsException when the register, or its exponent, does not lie within the
   *     bytes.
   */
  public Outcome read(byte[] bytes, int offset) {
    if (register.exponentAt().isEmpty()) {
      return read(bytes, offset, scalings[0]);
    }
    int at = offset + 2 * (register.exponentAt().get() - register.address());
    int exponent = (short) wire(bytes, at, 1);
    if (exponent == NO_EXPONENT) {
      return Outcome.UNAVAILABLE;
    }
    if (Math.abs(exponent) > EXPONENT_MAX) {
      return new Outcome.Refused("exponent " + exponent + " is not -10 to 10");
    }
    return read(bytes, offset, scalings[EXPONENT_MAX + exponent]);
  }

  private Outcome read(byte[] bytes, int offset, Scaling scaling) {
    if (register.type() == DataType.ASCII) {
      return text(Arrays.copyOfRange(bytes, offset, offset + 2 * register.words()), scaling);
    }
    int words = register.words();
    long wire = wire(bytes, offset, words);
    for (long sentinel : sentinels) {
      if (wire == sentinel) {
        return Outcome.UNAVAILABLE;
      }
    }
    return number(ordered(wire, words, register.order()), scaling);
  }

  private static long wire(byte[] bytes, int offset, int words) {
    long wire = 0;
    for (int i = 0; i < 2 * words; i++) {
      wire = wire << 8 | (bytes[offset + i] & 0xFF);
    }
    return wire;
  }

  private Outcome number(long bits, Scaling scaling) {
    if (register.bits().isPresent()) {
      return scaling.steps(register.bits().get().of(bits));
    }
    return switch (register.type()) {
      case U16, U32 -> scaling.steps(bits);
      case I16 -> scaling.steps(bits << 48 >> 48);
      case I32 -> scaling.steps(bits << 32 >> 32);
      case I64 -> scaling.steps(bits);
      case U64 ->
          bits >= 0
              ? scaling.steps(bits)
              : scaling.steps(new BigInteger(Long.toUnsignedString(bits)));
      case FLOAT32 -> float32(bits, scaling);
      case FLOAT64 -> float64(bits, scaling);
      case BCD16, BCD32, BCD64, ASCII -> decimalDigits(bits, scaling);
    };
  }

  private Outcome float32(long bits, Scaling scaling) {
    int exponent = (int) (bits >> 23) & 0xFF;
    long fraction = bits & 0x7F_FFFF;
    if (exponent == 0xFF) {
      return notANumber(bits, fraction != 0);
    }
    long mantissa = exponent == 0 ? fraction : fraction | 0x80_0000;
    boolean negative = (bits & 0x8000_0000L) != 0;
    return scaling.steps(negative ? -mantissa : mantissa, Math.max(exponent, 1) - 150);
  }

  private Outcome float64(long bits, Scaling scaling) {
    int exponent = (int) (bits >> 52) & 0x7FF;
    long fraction = bits & 0xF_FFFF_FFFF_FFFFL;
    if (exponent == 0x7FF) {
      return notANumber(bits, fraction != 0);
    }
    long mantissa = exponent == 0 ? fraction : fraction | 0x10_0000_0000_0000L;
    return scaling.steps(bits < 0 ? -mantissa : mantissa, Math.max(exponent, 1) - 1075);
  }

  private Outcome notANumber(long bits, boolean isNan) {
    if (isNan && nanIsUnavailable) {
      return Outcome.UNAVAILABLE;
    }
    return new Outcome.Refused("not a finite number: " + hex(bits));
  }

  private Outcome decimalDigits(long bits, Scaling scaling) {
    long number = 0;
    for (int shift = 16 * register.words() - 4; shift >= 0; shift -= 4) {
      long digit = bits >>> shift & 0xF;
      if (digit > 9) {
        return new Outcome.Refused("not decimal digits: " + hex(bits));
      }
      number = 10 * number + digit;
    }
    return scaling.steps(number);
  }

  private Outcome text(byte[] wire, Scaling scaling) {
    String hex = HexFormat.of().withUpperCase().formatHex(wire);
    if (register.unavailable().contains(hex)) {
      return Outcome.UNAVAILABLE;
    }
    String text = new String(register.order().exchanged(wire), StandardCharsets.ISO_8859_1);
    Matcher form = DECIMAL_TEXT.matcher(text);
    return form.matches()
        ? scaling.steps(new BigDecimal(form.group(1)))
        : new Outcome.Refused("not a decimal number: " + hex);
  }

  private String hex(long bits) {
    return HexFormat.of().withUpperCase().toHexDigits(bits, 4 * register.words());
  }

  private static long ordered(long wire, int words, WordOrder order) {
    long bits = order.bytesSwapped() ? swapped(wire) : wire;
    return order.lowWordFirst() ? reversed(bits, words) : bits;
  }

  private static long swapped(long wire) {
    return (wire & 0x00FF_00FF_00FF_00FFL) << 8 | (wire >>> 8 & 0x00FF_00FF_00FF_00FFL);
  }

  private static long reversed(long wire, int words) {
    return switch (words) {
      case 1 -> wire;
      case 2 -> (wire & 0xFFFF) << 16 | wire >>> 16;
      default ->
          wire << 48 | (wire & 0xFFFF_0000L) << 16 | (wire >>> 16 & 0xFFFF_0000L) | wire >>> 48;
    };
  }
}
