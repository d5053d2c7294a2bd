package eu.releve.edge.simulate;

import eu.releve.measure.Kind;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * How a Modbus meter writes a value into a register, and which value is then written there.
 *
 * <p>The second is computed from the bytes by exact decimal arithmetic of its own, so that a fault
 * of the gateway's decoder cannot hide in the record.
 */
final class ModbusNumber {
  private ModbusNumber() {}

  /**
   * The register's bytes for a value in steps.
   *
   * <p>Counters are cut off, as a meter shows only what it has fully counted, and begin again at
   * zero when they are full; other whole numbers are rounded half-even and stop at their limits.
   */
  static byte[] bytes(ModbusRegister register, Ratios ratios, BigDecimal steps) {
    BigDecimal factor = stepsPerNumber(register, ratios);
    BigDecimal secondary = steps.multiply(BigDecimal.valueOf(divisor(register, ratios)));
    byte[] highFirst =
        switch (register.type()) {
          case FLOAT32 -> {
            float number = secondary.divide(factor, MathContext.DECIMAL128).floatValue();
            yield ByteBuffer.allocate(4).putFloat(number).array();
          }
          case FLOAT64 -> {
            double number = secondary.divide(factor, MathContext.DECIMAL128).doubleValue();
            yield ByteBuffer.allocate(8).putDouble(number).array();
          }
          case U16, U32, U64 -> whole(register, secondary, factor, false);
          case I16, I32, I64 -> whole(register, secondary, factor, true);
          case BCD16, BCD32, BCD64 ->
              HexFormat.of().parseHex(digits(register, 4 * register.words(), secondary, factor));
          case ASCII ->
              digits(register, 2 * register.words(), secondary, factor)
                  .getBytes(StandardCharsets.US_ASCII);
        };
    return ordered(register.order(), highFirst);
  }

  /** The value in steps that these bytes state; nothing where they state none. */
  static Optional<Long> written(ModbusRegister register, Ratios ratios, byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    if (register.unavailable().stream().anyMatch(hex::equalsIgnoreCase)) {
      return Optional.empty();
    }
    byte[] highFirst = ordered(register.order(), bytes);
    ByteBuffer buffer = ByteBuffer.wrap(highFirst);
    return switch (register.type()) {
      case FLOAT32 -> {
        float number = buffer.getFloat();
        yield Float.isFinite(number)
            ? steps(register, ratios, new BigDecimal(number))
            : Optional.empty();
      }
      case FLOAT64 -> {
        double number = buffer.getDouble();
        yield Double.isFinite(number)
            ? steps(register, ratios, new BigDecimal(number))
            : Optional.empty();
      }
      case U16, U32, U64 -> steps(register, ratios, new BigDecimal(field(register, highFirst)));
      case I16, I32, I64 -> steps(register, ratios, new BigDecimal(new BigInteger(highFirst)));
      case BCD16, BCD32, BCD64 -> digits(register, ratios, HexFormat.of().formatHex(highFirst));
      case ASCII -> digits(register, ratios, new String(highFirst, StandardCharsets.US_ASCII));
    };
  }

  private static Optional<Long> digits(ModbusRegister register, Ratios ratios, String digits) {
    return digits.matches("[0-9]+")
        ? steps(register, ratios, new BigDecimal(digits))
        : Optional.empty();
  }

  private static BigInteger field(ModbusRegister register, byte[] highFirst) {
    BigInteger number = new BigInteger(1, highFirst);
    if (register.bits().isEmpty()) {
      return number;
    }
    int first = register.bits().get().first();
    int width = register.bits().get().last() - first + 1;
    return number.shiftRight(first).mod(BigInteger.TWO.pow(width));
  }

  private static Optional<Long> steps(ModbusRegister register, Ratios ratios, BigDecimal number) {
    BigInteger steps =
        number
            .multiply(stepsPerNumber(register, ratios))
            .divide(BigDecimal.valueOf(divisor(register, ratios)), 0, RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    return steps.bitLength() <= 63 ? Optional.of(steps.longValueExact()) : Optional.empty();
  }

  private static byte[] whole(
      ModbusRegister register, BigDecimal secondary, BigDecimal factor, boolean signed) {
    int bits = register.words() * 16;
    int first = register.bits().map(ModbusRegister.Bits::first).orElse(0);
    int width = register.bits().map(field -> field.last() - first + 1).orElse(bits);
    BigInteger full = BigInteger.ONE.shiftLeft(signed ? bits - 1 : width);
    BigInteger least = signed ? full.negate() : BigInteger.ZERO;
    BigInteger fitting = fitting(register, secondary, factor, least, full).shiftLeft(first);
    byte[] bytes = new byte[bits / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = fitting.shiftRight(8 * (bytes.length - 1 - i)).byteValue();
    }
    return bytes;
  }

  /** So many decimal digits of the number, zeros before them. */
  private static String digits(
      ModbusRegister register, int places, BigDecimal secondary, BigDecimal factor) {
    BigInteger full = BigInteger.TEN.pow(places);
    BigInteger fitting = fitting(register, secondary, factor, BigInteger.ZERO, full);
    return full.add(fitting).toString().substring(1);
  }

  private static BigInteger fitting(
      ModbusRegister register,
      BigDecimal secondary,
      BigDecimal factor,
      BigInteger least,
      BigInteger full) {
    boolean counter = register.name().quantity().kind() == Kind.COUNTER;
    BigInteger number =
        secondary
            .divide(factor, 0, counter ? RoundingMode.DOWN : RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    return counter ? number.mod(full) : number.max(least).min(full.subtract(BigInteger.ONE));
  }

  /** Its own inverse: words and bytes in that order. */
  static byte[] ordered(WordOrder order, byte[] bytes) {
    boolean lowFirst = order == WordOrder.LOW_FIRST || order == WordOrder.LOW_FIRST_SWAPPED;
    boolean plain = order == WordOrder.HIGH_FIRST || order == WordOrder.LOW_FIRST;
    byte[] ordered = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i += 2) {
      int to = lowFirst ? bytes.length - 2 - i : i;
      ordered[plain ? to : to + 1] = bytes[i];
      ordered[plain ? to + 1 : to] = bytes[i + 1];
    }
    return ordered;
  }

  /**
   * Steps that one of the register's numbers stands for, times the transformers' secondary side.
   */
  private static BigDecimal stepsPerNumber(ModbusRegister register, Ratios ratios) {
    BigDecimal steps = register.unit().stepsOf(register.name().quantity());
    return register.scale().multiply(steps).multiply(BigDecimal.valueOf(ratios.primary(register)));
  }

  private static long divisor(ModbusRegister register, Ratios ratios) {
    return ratios.secondary(register);
  }
}
