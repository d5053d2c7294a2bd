package eu.releve.decode.modbus;

import eu.releve.decode.Outcome;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a register would say if its words came in another order than its profile has it, or if its
 * highest bit were the sign, or were not.
 *
 * @param order of words and bytes; the profile's where only the sign is another one.
 * @param signed whether the highest bit is the sign.
 * @param steps of the quantity.
 */
public record Misreading(WordOrder order, boolean signed, long steps) {
  /** More digits than any register has. */
  private static final MathContext EXACT = new MathContext(60, RoundingMode.HALF_EVEN);

  /**
   * All that the contents of a register may say otherwise; none where the value does not tell the
   * contents: a step may be coarser than they are, a float exchanged is often too small or too
   * large to be a value. Text, fields of bits, and what has an exponent of its own are not looked
   * at.
   *
   * @param steps what was read by the profile.
   */
  public static List<Misreading> of(
      ModbusRegister register, Transformers transformers, long steps) {
    Optional<byte[]> contents = contents(register, transformers, steps);
    if (contents.isEmpty()) {
      return List.of();
    }
    List<Misreading> found = new ArrayList<>();
    for (WordOrder order : WordOrder.values()) {
      OptionalLong read = read(register.ordered(order), transformers, contents.get());
      if (read.isPresent()
          && read.getAsLong() != steps
          && found.stream().noneMatch(other -> other.steps == read.getAsLong())) {
        found.add(new Misreading(order, isSigned(register.type()), read.getAsLong()));
      }
    }
    Optional<ModbusRegister> resigned = resigned(register);
    resigned
        .map(other -> read(other, transformers, contents.get()))
        .filter(OptionalLong::isPresent)
        .map(OptionalLong::getAsLong)
        .filter(read -> read != steps)
        .ifPresent(
            read -> found.add(new Misreading(register.order(), !isSigned(register.type()), read)));
    return List.copyOf(found);
  }

  /** The contents that are read as that value, where no others are. */
  private static Optional<byte[]> contents(
      ModbusRegister register, Transformers transformers, long steps) {
    if (register.type() == DataType.ASCII
        || register.bits().isPresent()
        || register.exponentAt().isPresent()) {
      return Optional.empty();
    }
    List<BigInteger> near = near(register.type(), number(register, transformers, steps));
    List<byte[]> fitting =
        near.stream()
            .map(bits -> register.order().exchanged(bytes(bits, register.words())))
            .filter(wire -> read(register, transformers, wire).equals(OptionalLong.of(steps)))
            .toList();
    return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
  }

  private static BigDecimal number(ModbusRegister register, Transformers transformers, long steps) {
    Transformers.Ratio ratio = transformers.of(register.name().quantity());
    BigDecimal one = register.scale().multiply(register.unit().stepsOf(register.name().quantity()));
    return BigDecimal.valueOf(steps)
        .multiply(BigDecimal.valueOf(ratio.secondary()))
        .divide(one.multiply(BigDecimal.valueOf(ratio.primary())), EXACT);
  }

  /** The contents nearest to a number, and those beside them. */
  private static List<BigInteger> near(DataType type, BigDecimal number) {
    return switch (type) {
      case FLOAT32 -> {
        float nearest = number.floatValue();
        yield List.of(Math.nextDown(nearest), nearest, Math.nextUp(nearest)).stream()
            .map(one -> BigInteger.valueOf(Float.floatToRawIntBits(one) & 0xFFFF_FFFFL))
            .distinct()
            .toList();
      }
      case FLOAT64 -> {
        double nearest = number.doubleValue();
        yield List.of(Math.nextDown(nearest), nearest, Math.nextUp(nearest)).stream()
            .map(Double::doubleToRawLongBits)
            .map(BigInteger::valueOf)
            .distinct()
            .toList();
      }
      case BCD16, BCD32, BCD64 ->
          whole(number).stream().flatMap(one -> digits(one).stream()).toList();
      case U16, I16, U32, I32, U64, I64 -> whole(number);
      case ASCII -> List.of();
    };
  }

  private static List<BigInteger> whole(BigDecimal number) {
    BigInteger nearest = number.setScale(0, RoundingMode.HALF_EVEN).toBigInteger();
    return List.of(nearest.subtract(BigInteger.ONE), nearest, nearest.add(BigInteger.ONE));
  }

  /** Four bits a digit. */
  private static Optional<BigInteger> digits(BigInteger number) {
    return number.signum() < 0
        ? Optional.empty()
        : Optional.of(new BigInteger(number.toString(), 16));
  }

  /** The lowest bytes of a number, the highest first. */
  private static byte[] bytes(BigInteger number, int words) {
    byte[] bytes = new byte[2 * words];
    byte[] all = ByteBuffer.allocate(Long.BYTES).putLong(number.longValue()).array();
    System.arraycopy(all, Long.BYTES - bytes.length, bytes, 0, bytes.length);
    return bytes;
  }

  private static OptionalLong read(
      ModbusRegister register, Transformers transformers, byte[] wire) {
    return new RegisterReader(register, transformers).read(wire, 0) instanceof Outcome.Value value
        ? OptionalLong.of(value.steps())
        : OptionalLong.empty();
  }

  private static boolean isSigned(DataType type) {
    return !type.isUnsigned();
  }

  private static Optional<ModbusRegister> resigned(ModbusRegister register) {
    return switch (register.type()) {
      case U16 -> Optional.of(register.typed(DataType.I16));
      case U32 -> Optional.of(register.typed(DataType.I32));
      case U64 -> Optional.of(register.typed(DataType.I64));
      case I16 -> Optional.of(register.typed(DataType.U16));
      case I32 -> Optional.of(register.typed(DataType.U32));
      case I64 -> Optional.of(register.typed(DataType.U64));
      case FLOAT32, FLOAT64, BCD16, BCD32, BCD64, ASCII -> Optional.empty();
    };
  }
}
