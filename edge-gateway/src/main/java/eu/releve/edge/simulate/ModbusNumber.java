package eu.releve.edge.simulate;

import eu.releve.measure.Kind;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.provisioning.site.Meter.Ratio;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
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
  static byte[] bytes(ModbusRegister register, Ratio ratio, BigDecimal steps) {
    BigDecimal factor = stepsPerNumber(register, ratio);
    BigDecimal secondary = steps.multiply(BigDecimal.valueOf(divisor(register, ratio)));
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
        };
    return ordered(register, highFirst);
  }

  /** The value in steps that these bytes state; nothing where they state none. */
  static Optional<Long> written(ModbusRegister register, Ratio ratio, byte[] bytes) {
    String hex = HexFormat.of().formatHex(bytes);
    if (register.unavailable().stream().anyMatch(hex::equalsIgnoreCase)) {
      return Optional.empty();
    }
    byte[] highFirst = ordered(register, bytes);
    ByteBuffer buffer = ByteBuffer.wrap(highFirst);
    return switch (register.type()) {
      case FLOAT32 -> {
        float number = buffer.getFloat();
        yield Float.isFinite(number)
            ? steps(register, ratio, new BigDecimal(number))
            : Optional.empty();
      }
      case FLOAT64 -> {
        double number = buffer.getDouble();
        yield Double.isFinite(number)
            ? steps(register, ratio, new BigDecimal(number))
            : Optional.empty();
      }
      case U16, U32, U64 -> steps(register, ratio, new BigDecimal(new BigInteger(1, highFirst)));
      case I16, I32, I64 -> steps(register, ratio, new BigDecimal(new BigInteger(highFirst)));
    };
  }

  private static Optional<Long> steps(ModbusRegister register, Ratio ratio, BigDecimal number) {
    BigInteger steps =
        number
            .multiply(stepsPerNumber(register, ratio))
            .divide(BigDecimal.valueOf(divisor(register, ratio)), 0, RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    return steps.bitLength() <= 63 ? Optional.of(steps.longValueExact()) : Optional.empty();
  }

  private static byte[] whole(
      ModbusRegister register, BigDecimal secondary, BigDecimal factor, boolean signed) {
    boolean counter = register.name().quantity().kind() == Kind.COUNTER;
    BigInteger number =
        secondary
            .divide(factor, 0, counter ? RoundingMode.DOWN : RoundingMode.HALF_EVEN)
            .toBigIntegerExact();
    int bits = register.type().words() * 16;
    BigInteger full = BigInteger.ONE.shiftLeft(signed ? bits - 1 : bits);
    BigInteger least = signed ? full.negate() : BigInteger.ZERO;
    BigInteger fitting =
        counter ? number.mod(full) : number.max(least).min(full.subtract(BigInteger.ONE));
    byte[] bytes = new byte[bits / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = fitting.shiftRight(8 * (bytes.length - 1 - i)).byteValue();
    }
    return bytes;
  }

  /** Its own inverse: the words in the register's order, the bytes within a word as they are. */
  private static byte[] ordered(ModbusRegister register, byte[] bytes) {
    if (register.order() == WordOrder.HIGH_FIRST) {
      return bytes;
    }
    byte[] swapped = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i += 2) {
      swapped[bytes.length - 2 - i] = bytes[i];
      swapped[bytes.length - 1 - i] = bytes[i + 1];
    }
    return swapped;
  }

  /** Steps that one of the register's numbers stands for, times the ratio's secondary side. */
  private static BigDecimal stepsPerNumber(ModbusRegister register, Ratio ratio) {
    BigDecimal steps = register.unit().stepsOf(register.name().quantity());
    BigDecimal primary = BigDecimal.valueOf(throughTransformer(register) ? ratio.primary() : 1);
    return register.scale().multiply(steps).multiply(primary);
  }

  private static long divisor(ModbusRegister register, Ratio ratio) {
    return throughTransformer(register) ? ratio.secondary() : 1;
  }

  /** Whether the value is one of the transformer's secondary side: all that hang on a current. */
  private static boolean throughTransformer(ModbusRegister register) {
    return switch (register.name().quantity()) {
      case ACTIVE_ENERGY_IMPORT,
          ACTIVE_ENERGY_EXPORT,
          ACTIVE_ENERGY_TOTAL,
          REACTIVE_ENERGY_IMPORT,
          REACTIVE_ENERGY_EXPORT,
          REACTIVE_ENERGY_TOTAL,
          APPARENT_ENERGY,
          ACTIVE_POWER,
          REACTIVE_POWER,
          APPARENT_POWER,
          ACTIVE_POWER_DEMAND,
          CURRENT ->
          true;
      default -> false;
    };
  }
}
