package eu.releve.decode.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RegisterReaderTest {
  private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger HIGHEST = BigInteger.valueOf(Long.MAX_VALUE);

  @ParameterizedTest
  @CsvSource({
    "U16, HIGH_FIRST, FFFF, 1, V, voltage, 65535000",
    "I16, HIGH_FIRST, FFFF, 0.1, degC, supply-temperature, -100",
    "U32, HIGH_FIRST, 00010002, 0.01, kWh, active-energy-import, 655380",
    "U32, LOW_FIRST, 00020001, 0.01, kWh, active-energy-import, 655380",
    "I32, LOW_FIRST, FFFEFFFF, 0.01, W, active-power, -20",
    "U64, HIGH_FIRST, 0000000000000065, 0.01, kWh, active-energy-import, 1010",
    "U64, LOW_FIRST, 0065000000000000, 0.01, kWh, active-energy-import, 1010",
    "U64, LOW_FIRST, 0001000200030004, 1, Wh, active-energy-import, 1125912791875585",
    "I64, HIGH_FIRST, FFFFFFFFFFFFFFFF, 1, Wh, active-energy-import, -1",
    "FLOAT32, HIGH_FIRST, 43660000, 1, V, voltage, 230000",
    "FLOAT32, LOW_FIRST, 00004366, 1, V, voltage, 230000",
    "FLOAT64, HIGH_FIRST, 406CC00000000000, 1, V, voltage, 230000",
    "FLOAT32, HIGH_FIRST, 80000000, 1, V, voltage, 0",
    "FLOAT32, HIGH_FIRST, 00000001, 1, V, voltage, 0"
  })
  void wordsBecomeExactSteps(
      DataType type,
      WordOrder order,
      String raw,
      BigDecimal scale,
      String unit,
      String name,
      long steps) {
    assertThat(read(register(type, order, scale, unit, name), raw))
        .isEqualTo(new Outcome.Value(steps));
  }

  @ParameterizedTest
  @CsvSource({"3FC00000, 2", "40200000, 2", "40600000, 4", "BFC00000, -2", "C0200000, -2"})
  void halvesGoToTheEvenNeighbour(String raw, long steps) {
    ModbusRegister register =
        register(
            DataType.FLOAT32, WordOrder.HIGH_FIRST, BigDecimal.ONE, "Wh", "active-energy-import");
    assertThat(read(register, raw)).isEqualTo(new Outcome.Value(steps));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, 7FC00000", "FLOAT32, FF800000", "FLOAT64, 7FF0000000000000"})
  void whatIsNoFiniteNumberIsRefused(DataType type, String raw) {
    ModbusRegister register = register(type, WordOrder.HIGH_FIRST, BigDecimal.ONE, "V", "voltage");
    assertThat(read(register, raw)).isEqualTo(new Outcome.Refused("not a finite number: " + raw));
  }

  @ParameterizedTest
  @CsvSource({"U64, FFFFFFFFFFFFFFFF", "I64, 8000000000000000", "FLOAT32, 7F7FFFFF"})
  void whatDoesNotFitIsRefused(DataType type, String raw) {
    ModbusRegister register =
        register(type, WordOrder.HIGH_FIRST, BigDecimal.TEN, "Wh", "active-energy-import");
    assertThat(read(register, raw)).isInstanceOf(Outcome.Refused.class);
  }

  // Its scale brings it back under 2^63: the raw number alone must not decide.
  @Test
  void anUnsignedNumberAboveTheSignedRangeIsRead() {
    ModbusRegister register =
        register(
            DataType.U64,
            WordOrder.HIGH_FIRST,
            new BigDecimal("0.001"),
            "Wh",
            "active-energy-import");
    assertThat(read(register, "FFFFFFFFFFFFFFFF"))
        .isEqualTo(new Outcome.Value(18_446_744_073_709_552L));
  }

  @Test
  void aSentinelIsNoValue() {
    ModbusRegister register =
        new ModbusRegister(
            RegisterName.parse("voltage"),
            3,
            0,
            DataType.U32,
            WordOrder.LOW_FIRST,
            BigDecimal.ONE,
            Unit.V,
            Resolution.ONE_STEP,
            List.of("FFFFFFFF", "00018000"));
    assertThat(read(register, "FFFFFFFF")).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(read(register, "00018000")).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(read(register, "80000001")).isInstanceOf(Outcome.Value.class);
  }

  @Test
  void aCurrentTransformerMultipliesCurrentsButNotVoltages() {
    CurrentRatio ratio = new CurrentRatio(200, 3);
    byte[] one = {0, 1};
    ModbusRegister current =
        register(DataType.U16, WordOrder.HIGH_FIRST, BigDecimal.ONE, "A", "current.l1");
    ModbusRegister voltage =
        register(DataType.U16, WordOrder.HIGH_FIRST, BigDecimal.ONE, "V", "voltage.l1");
    assertThat(new RegisterReader(current, ratio).read(one, 0))
        .isEqualTo(new Outcome.Value(66_667));
    assertThat(new RegisterReader(voltage, ratio).read(one, 0)).isEqualTo(new Outcome.Value(1_000));
  }

  @Test
  void onlyRegistersWhollyInTheBlockAreDecoded() {
    ModbusRegister wide =
        register(DataType.U32, WordOrder.HIGH_FIRST, BigDecimal.ONE, "V", "voltage.l1");
    ModbusDecoder decoder = new ModbusDecoder(List.of(wide), CurrentRatio.ONE);
    assertThat(decoder.decode(new RegisterBlock(3, 0, new byte[2]))).isEmpty();
    assertThat(decoder.decode(new RegisterBlock(4, 0, new byte[4]))).isEmpty();
    assertThat(decoder.decode(new RegisterBlock(3, 1, new byte[8]))).isEmpty();
    assertThat(decoder.decode(new RegisterBlock(3, 0, new byte[4])))
        .containsExactly(new Decoded(wide.name(), new Outcome.Value(0)));
  }

  @ParameterizedTest
  @EnumSource(DataType.class)
  void theFastArithmeticEqualsDecimalArithmetic(DataType type) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] scales = {
      "1", "0.1", "0.01", "0.001", "10", "0.5", "-1", "3.6", "0.0625", "1e-7", "1e9"
    };
    Unit[] units = {Unit.WH, Unit.KWH, Unit.MWH};
    for (int i = 0; i < 40_000; i++) {
      BigDecimal scale = new BigDecimal(scales[random.nextInt(scales.length)]);
      Unit unit = units[random.nextInt(units.length)];
      CurrentRatio ratio =
          random.nextBoolean() ? CurrentRatio.ONE : new CurrentRatio(1 + random.nextInt(4000), 5);
      byte[] raw = new byte[2 * type.words()];
      random.nextBytes(raw);
      soften(type, raw, random);
      ModbusRegister register =
          register(type, WordOrder.HIGH_FIRST, scale, unit.symbol(), "active-energy-import");
      Outcome outcome = new RegisterReader(register, ratio).read(raw, 0);
      if (!agrees(outcome, raw, register, ratio)) {
        fail("seed %d: %s %s gave %s", seed, register, HexFormat.of().formatHex(raw), outcome);
      }
    }
  }

  // Random floats are mostly astronomic: half of them get an exponent of daily life.
  private static void soften(DataType type, byte[] raw, Random random) {
    if (type == DataType.FLOAT32 && random.nextBoolean()) {
      ByteBuffer.wrap(raw).putFloat((float) ((random.nextInt() >> random.nextInt(32)) / 1024.0));
    } else if (type == DataType.FLOAT64 && random.nextBoolean()) {
      ByteBuffer.wrap(raw).putDouble((random.nextInt() >> random.nextInt(32)) / 2048.0);
    }
  }

  private static boolean agrees(
      Outcome outcome, byte[] raw, ModbusRegister register, CurrentRatio ratio) {
    ByteBuffer buffer = ByteBuffer.wrap(raw);
    DataType type = register.type();
    if ((type == DataType.FLOAT32 && !Float.isFinite(buffer.getFloat(0)))
        || (type == DataType.FLOAT64 && !Double.isFinite(buffer.getDouble(0)))) {
      return outcome instanceof Outcome.Refused;
    }
    BigDecimal number =
        switch (type) {
          case U16, U32, U64 -> new BigDecimal(new BigInteger(1, raw));
          case I16, I32, I64 -> new BigDecimal(new BigInteger(raw));
          case FLOAT32 -> new BigDecimal(buffer.getFloat(0));
          case FLOAT64 -> new BigDecimal(buffer.getDouble(0));
        };
    BigInteger steps =
        number
            .multiply(register.scale())
            .multiply(register.unit().stepsOf(register.name().quantity()))
            .multiply(BigDecimal.valueOf(ratio.primary()))
            .divide(BigDecimal.valueOf(ratio.secondary()), 0, RoundingMode.HALF_EVEN)
            .toBigInteger();
    boolean fits = steps.compareTo(LOWEST) >= 0 && steps.compareTo(HIGHEST) <= 0;
    return fits
        ? outcome.equals(new Outcome.Value(steps.longValueExact()))
        : outcome instanceof Outcome.Refused;
  }

  private static Outcome read(ModbusRegister register, String raw) {
    return new RegisterReader(register, CurrentRatio.ONE).read(HexFormat.of().parseHex(raw), 0);
  }

  private static ModbusRegister register(
      DataType type, WordOrder order, BigDecimal scale, String unit, String name) {
    return new ModbusRegister(
        RegisterName.parse(name),
        3,
        0,
        type,
        order,
        scale,
        Unit.of(unit).orElseThrow(),
        Resolution.ONE_STEP,
        List.of());
  }
}
