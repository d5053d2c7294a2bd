package eu.releve.decode.modbus;

import eu.releve.decode.Outcome;
import eu.releve.measure.Quantity;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;

/** Reads one register from the bytes of an answer: exact, rounded half-even once. */
public final class RegisterReader {
  private final ModbusRegister register;
  private final Scaling scaling;
  private final long[] sentinels;

  /**
   * A reader of that register.
   *
   * @param register what to read.
   * @param ratio of the transformers that the meter does not know of.
   */
  public RegisterReader(ModbusRegister register, CurrentRatio ratio) {
    this.register = register;
    Quantity quantity = register.name().quantity();
    boolean multiplied = ratio.multiplies(quantity);
    BigDecimal factor = register.scale().multiply(register.unit().stepsOf(quantity));
    this.scaling =
        Scaling.of(factor, multiplied ? ratio.primary() : 1, multiplied ? ratio.secondary() : 1);
    this.sentinels =
        register.unavailable().stream().mapToLong(hex -> Long.parseUnsignedLong(hex, 16)).toArray();
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
   * @throws IndexOutOfBoundsException when the register does not lie within the bytes.
   */
  public Outcome read(byte[] bytes, int offset) {
    int words = register.type().words();
    long wire = 0;
    for (int i = 0; i < 2 * words; i++) {
      wire = wire << 8 | (bytes[offset + i] & 0xFF);
    }
    for (long sentinel : sentinels) {
      if (wire == sentinel) {
        return Outcome.UNAVAILABLE;
      }
    }
    return number(register.order() == WordOrder.LOW_FIRST ? reversed(wire, words) : wire);
  }

  private Outcome number(long bits) {
    return switch (register.type()) {
      case U16, U32 -> scaling.steps(bits);
      case I16 -> scaling.steps(bits << 48 >> 48);
      case I32 -> scaling.steps(bits << 32 >> 32);
      case I64 -> scaling.steps(bits);
      case U64 ->
          bits >= 0
              ? scaling.steps(bits)
              : scaling.steps(new BigInteger(Long.toUnsignedString(bits)));
      case FLOAT32 -> float32(bits);
      case FLOAT64 -> float64(bits);
    };
  }

  private Outcome float32(long bits) {
    int exponent = (int) (bits >> 23) & 0xFF;
    if (exponent == 0xFF) {
      return notANumber(bits);
    }
    long fraction = bits & 0x7F_FFFF;
    long mantissa = exponent == 0 ? fraction : fraction | 0x80_0000;
    boolean negative = (bits & 0x8000_0000L) != 0;
    return scaling.steps(negative ? -mantissa : mantissa, Math.max(exponent, 1) - 150);
  }

  private Outcome float64(long bits) {
    int exponent = (int) (bits >> 52) & 0x7FF;
    if (exponent == 0x7FF) {
      return notANumber(bits);
    }
    long fraction = bits & 0xF_FFFF_FFFF_FFFFL;
    long mantissa = exponent == 0 ? fraction : fraction | 0x10_0000_0000_0000L;
    return scaling.steps(bits < 0 ? -mantissa : mantissa, Math.max(exponent, 1) - 1075);
  }

  private Outcome notANumber(long bits) {
    int digits = register.type() == DataType.FLOAT64 ? 16 : 8;
    return new Outcome.Refused(
        "not a finite number: " + HexFormat.of().withUpperCase().toHexDigits(bits, digits));
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
