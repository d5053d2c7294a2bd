package eu.releve.decode.modbus;

import static org.assertj.core.api.Assertions.fail;

import eu.releve.decode.Outcome;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.Bits;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type in every order against decimal arithmetic that shares nothing with the reader. */
class RegisterPropertiesTest {
  private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);
  private static final String[] SCALES = {
    "1", "0.1", "0.01", "0.001", "10", "0.5", "-1", "3.6", "0.0625", "1e-7", "1e9", "0.00032"
  };
  private static final Unit[] UNITS = {Unit.WH, Unit.KWH, Unit.MWH};
  private static final int ROUNDS = 20_000;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @EnumSource(DataType.class)
  void theReaderEqualsDecimalArithmetic(DataType type) {
    for (int i = 0; i < ROUNDS; i++) {
      for (WordOrder order : WordOrder.values()) {
        ModbusRegister register = register(type, order);
        Transformers transformers = transformers();
        byte[] plain = plain(type);
        byte[] wire = new byte[plain.length + 2];
        System.arraycopy(onTheWire(plain, order), 0, wire, 0, plain.length);
        short exponent = (short) (random.nextInt(10) == 0 ? random.nextInt() : exponent());
        ByteBuffer.wrap(wire).putShort(plain.length, exponent);
        Outcome outcome = new RegisterReader(register, transformers).read(wire, 0);
        Optional<BigInteger> expected = expected(plain, exponent, register, transformers);
        if (!agrees(outcome, expected)) {
          String hex = HexFormat.of().formatHex(wire);
          fail("seed %d: %s %s gave %s, not %s", seed, register, hex, outcome, expected);
        }
      }
    }
  }

  private ModbusRegister register(DataType type, WordOrder order) {
    boolean exponent = random.nextInt(3) == 0;
    Optional<Bits> bits = Optional.empty();
    if (type.isUnsigned() && random.nextInt(3) == 0) {
      int first = random.nextInt(16 * type.words());
      int last = first + random.nextInt(Math.min(16 * type.words() - first, 63));
      bits = Optional.of(new Bits(first, last));
    }
    return new ModbusRegister(
        RegisterName.parse("active-energy-import"),
        3,
        0,
        type,
        type.words(),
        order,
        new BigDecimal(SCALES[random.nextInt(SCALES.length)]),
        UNITS[random.nextInt(UNITS.length)],
        Resolution.ONE_STEP,
        List.of(),
        exponent ? Optional.of(type.words()) : Optional.empty(),
        bits);
  }

  private int exponent() {
    return random.nextInt(21) - 10;
  }

  private Transformers transformers() {
    return switch (random.nextInt(3)) {
      case 0 -> Transformers.NONE;
      case 1 -> Transformers.ofCurrent(1 + random.nextInt(4000), 5);
      default ->
          new Transformers(
              new Transformers.Ratio(1 + random.nextInt(4000), 1 + random.nextInt(7)),
              new Transformers.Ratio(1 + random.nextInt(400_000), 1 + random.nextInt(400)));
    };
  }

  // Random floats are mostly astronomic and random digits mostly none: half of them are of daily
  // life.
  private byte[] plain(DataType type) {
    byte[] raw = new byte[2 * type.words()];
    random.nextBytes(raw);
    if (random.nextBoolean()) {
      return raw;
    }
    double everyday = (random.nextInt() >> random.nextInt(32)) / 1024.0;
    switch (type) {
      case FLOAT32 -> ByteBuffer.wrap(raw).putFloat((float) everyday);
      case FLOAT64 -> ByteBuffer.wrap(raw).putDouble(everyday);
      case ASCII -> {
        String text = "%-8s".formatted("%.2f".formatted(everyday / 100_000));
        raw = text.substring(0, 8).getBytes(StandardCharsets.US_ASCII);
      }
      case BCD16, BCD32, BCD64 -> {
        for (int i = 0; i < raw.length; i++) {
          raw[i] = (byte) (random.nextInt(10) << 4 | random.nextInt(10));
        }
      }
      default -> {}
    }
    return raw;
  }

  /** By tables, as manuals print them. */
  private static byte[] onTheWire(byte[] plain, WordOrder order) {
    int[][] tables =
        switch (order) {
          case HIGH_FIRST -> new int[][] {{0, 1}, {0, 1, 2, 3}, {0, 1, 2, 3, 4, 5, 6, 7}};
          case LOW_FIRST -> new int[][] {{0, 1}, {2, 3, 0, 1}, {6, 7, 4, 5, 2, 3, 0, 1}};
          case HIGH_FIRST_SWAPPED -> new int[][] {{1, 0}, {1, 0, 3, 2}, {1, 0, 3, 2, 5, 4, 7, 6}};
          case LOW_FIRST_SWAPPED -> new int[][] {{1, 0}, {3, 2, 1, 0}, {7, 6, 5, 4, 3, 2, 1, 0}};
        };
    int[] table = tables[plain.length / 4];
    byte[] wire = new byte[plain.length];
    for (int i = 0; i < plain.length; i++) {
      wire[i] = plain[table[i]];
    }
    return wire;
  }

  private static Optional<BigInteger> expected(
      byte[] plain, short exponent, ModbusRegister register, Transformers transformers) {
    boolean scaled = register.exponentAt().isPresent();
    if (scaled && Math.abs(exponent) > 10) {
      return Optional.empty();
    }
    Transformers.Ratio current = transformers.current();
    Transformers.Ratio voltage = transformers.voltage();
    return number(plain, register)
        .map(
            number ->
                number
                    .multiply(register.scale())
                    .scaleByPowerOfTen(scaled ? exponent : 0)
                    .multiply(register.unit().stepsOf(register.name().quantity()))
                    .multiply(BigDecimal.valueOf(current.primary()))
                    .multiply(BigDecimal.valueOf(voltage.primary()))
                    .divide(
                        BigDecimal.valueOf(current.secondary())
                            .multiply(BigDecimal.valueOf(voltage.secondary())),
                        0,
                        RoundingMode.HALF_EVEN)
                    .toBigInteger())
        .filter(steps -> steps.compareTo(LOWEST) >= 0 && steps.compareTo(HIGHEST) <= 0);
  }

  private static Optional<BigDecimal> number(byte[] plain, ModbusRegister register) {
    ByteBuffer buffer = ByteBuffer.wrap(plain);
    return switch (register.type()) {
      case U16, U32, U64 -> Optional.of(new BigDecimal(field(plain, register)));
      case I16, I32, I64 -> Optional.of(new BigDecimal(new BigInteger(plain)));
      case FLOAT32 ->
          Float.isFinite(buffer.getFloat(0))
              ? Optional.of(new BigDecimal(buffer.getFloat(0)))
              : Optional.empty();
      case FLOAT64 ->
          Double.isFinite(buffer.getDouble(0))
              ? Optional.of(new BigDecimal(buffer.getDouble(0)))
              : Optional.empty();
      case BCD16, BCD32, BCD64 -> decimal(HexFormat.of().formatHex(plain), "[0-9]+");
      case ASCII ->
          decimal(
              new String(plain, StandardCharsets.ISO_8859_1).replaceAll("^[ \0]+|[ \0]+$", ""),
              "[+-]?[0-9]+(\\.[0-9]+)?");
    };
  }

  private static BigInteger field(byte[] plain, ModbusRegister register) {
    BigInteger number = new BigInteger(1, plain);
    return register
        .bits()
        .map(
            bits -> {
              BigInteger field = BigInteger.ZERO;
              for (int bit = bits.last(); bit >= bits.first(); bit--) {
                BigInteger one = number.testBit(bit) ? BigInteger.ONE : BigInteger.ZERO;
                field = field.shiftLeft(1).or(one);
              }
              return field;
            })
        .orElse(number);
  }

  private static Optional<BigDecimal> decimal(String text, String form) {
    return text.matches(form) ? Optional.of(new BigDecimal(text)) : Optional.empty();
  }

  private static boolean agrees(Outcome outcome, Optional<BigInteger> expected) {
    return switch (outcome) {
      case Outcome.Value value ->
          expected.map(steps -> steps.equals(BigInteger.valueOf(value.steps()))).orElse(false);
      case Outcome.Unavailable unavailable -> expected.isEmpty();
      case Outcome.Refused refused -> expected.isEmpty();
    };
  }
}
