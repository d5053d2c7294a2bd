package eu.releve.decode.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.Bits;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterReaderTest {
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
    Transformers ratio = Transformers.ofCurrent(200, 3);
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
    ModbusDecoder decoder = new ModbusDecoder(List.of(wide), Transformers.NONE);
    assertThat(decoder.decode(new RegisterBlock(3, 0, new byte[2]))).isEmpty();
    assertThat(decoder.decode(new RegisterBlock(4, 0, new byte[4]))).isEmpty();
    assertThat(decoder.decode(new RegisterBlock(3, 1, new byte[8]))).isEmpty();
    assertThat(decoder.decode(new RegisterBlock(3, 0, new byte[4])))
        .containsExactly(new Decoded(wide.name(), new Outcome.Value(0)));
  }

  @ParameterizedTest
  @CsvSource({
    "U32, HIGH_FIRST_SWAPPED, 01000200, 65538",
    "U32, LOW_FIRST_SWAPPED, 02000100, 65538",
    "U16, LOW_FIRST_SWAPPED, 0201, 258",
    "U64, HIGH_FIRST_SWAPPED, 0100020003000400, 281483566841860",
    "U64, LOW_FIRST_SWAPPED, 0400030002000100, 281483566841860",
    "BCD16, HIGH_FIRST, 1234, 1234",
    "BCD32, LOW_FIRST, 56781234, 12345678",
    "BCD64, HIGH_FIRST, 1234567890123456, 1234567890123456",
    "BCD32, HIGH_FIRST_SWAPPED, 34127856, 12345678",
    "ASCII, HIGH_FIRST, 2020313233343536, 123456",
    "ASCII, HIGH_FIRST, 3132333400000000, 1234",
    "ASCII, HIGH_FIRST, 2D31322E35202020, -12",
    "ASCII, HIGH_FIRST_SWAPPED, 3231343320202020, 1234"
  })
  void everyOrderAndDecimalDigitsAreRead(DataType type, WordOrder order, String raw, long steps) {
    ModbusRegister register = register(type, order, BigDecimal.ONE, "Wh", "active-energy-import");
    assertThat(read(register, raw)).isEqualTo(new Outcome.Value(steps));
  }

  @ParameterizedTest
  @CsvSource({
    "BCD16, 12A4",
    "BCD32, FFFFFFFF",
    "ASCII, 3132333435363741",
    "ASCII, 0000000000000000",
    "ASCII, 3120322020202020"
  })
  void whatIsNotDecimalDigitsIsRefused(DataType type, String raw) {
    ModbusRegister register =
        register(type, WordOrder.HIGH_FIRST, BigDecimal.ONE, "Wh", "active-energy-import");
    assertThat(read(register, raw)).isInstanceOf(Outcome.Refused.class);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "8, 1", "3, 0", "FFF7, 6", "A5C8, 1"})
  void aFieldOfBitsIsAState(String hex, long state) {
    ModbusRegister register =
        with(DataType.U16, "state", List.of(), Optional.empty(), Optional.of(new Bits(3, 5)));
    String raw = "0".repeat(4 - hex.length()) + hex;
    assertThat(read(register, raw)).isEqualTo(new Outcome.Value(state));
  }

  @ParameterizedTest
  @CsvSource({"0000, 230000", "FFFF, 23000", "0002, 23000000", "FFF6, 0", "000A, 2300000000000000"})
  void anotherRegisterSaysThePowerOfTen(String exponent, long steps) {
    ModbusRegister register =
        with(DataType.U16, "voltage.l1", List.of("FFFF"), Optional.of(1), Optional.empty());
    assertThat(read(register, "00E6" + exponent)).isEqualTo(new Outcome.Value(steps));
    assertThat(read(register, "FFFF" + exponent)).isEqualTo(Outcome.UNAVAILABLE);
  }

  @Test
  void anExponentThatIsNotThereOrCannotBeGivesNoValue() {
    ModbusRegister register =
        with(DataType.U16, "voltage.l1", List.of(), Optional.of(1), Optional.empty());
    assertThat(read(register, "00E68000")).isEqualTo(Outcome.UNAVAILABLE);
    assertThat(read(register, "00E6000B"))
        .isEqualTo(new Outcome.Refused("exponent 11 is not -10 to 10"));
    assertThat(read(register, "00E6FFF5")).isInstanceOf(Outcome.Refused.class);
    assertThat(read(register, "00E67FFF")).isInstanceOf(Outcome.Refused.class);
  }

  // A value and its power of ten from two answers may not belong together.
  @Test
  void aValueIsReadOnlyTogetherWithItsExponent() {
    ModbusRegister register =
        with(DataType.U16, "voltage.l1", List.of(), Optional.of(3), Optional.empty());
    ModbusDecoder decoder = new ModbusDecoder(List.of(register), Transformers.NONE);
    assertThat(decoder.decode(new RegisterBlock(3, 0, new byte[6]))).isEmpty();
    assertThat(decoder.decode(new RegisterBlock(3, 0, new byte[8]))).hasSize(1);
    assertThat(decoder.decode(new RegisterBlock(3, 1, new byte[8]))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 7FC00000",
    "FLOAT32, FFC00000",
    "FLOAT32, 7F800001",
    "FLOAT64, FFF8000000000000"
  })
  void everyContentThatIsNoNumberCanBeASentinel(DataType type, String raw) {
    ModbusRegister register =
        with(type, "voltage", List.of("nan"), Optional.empty(), Optional.empty());
    assertThat(read(register, raw)).isEqualTo(Outcome.UNAVAILABLE);
    String infinite = type == DataType.FLOAT32 ? "7F800000" : "7FF0000000000000";
    assertThat(read(register, infinite)).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void transformersMultiplyWhatGrowsWithThem() {
    Transformers both =
        new Transformers(new Transformers.Ratio(200, 5), new Transformers.Ratio(20_000, 100));
    byte[] one = {0, 1};
    assertThat(steps(both, "A", "current.l1", one)).isEqualTo(40_000);
    assertThat(steps(both, "A", "current-demand.max", one)).isEqualTo(40_000);
    assertThat(steps(both, "V", "voltage.l1-l2", one)).isEqualTo(200_000);
    assertThat(steps(both, "kWh", "active-energy-import.t2", one)).isEqualTo(8_000_000);
    assertThat(steps(both, "kvarh", "reactive-energy-q3", one)).isEqualTo(8_000_000);
    assertThat(steps(both, "W", "active-power-demand", one)).isEqualTo(8_000_000);
    assertThat(steps(both, "Hz", "frequency", one)).isEqualTo(1_000);
    assertThat(steps(both, "%", "current-distortion.l1", one)).isEqualTo(10);
  }

  private static long steps(Transformers transformers, String unit, String name, byte[] raw) {
    ModbusRegister register =
        register(DataType.U16, WordOrder.HIGH_FIRST, BigDecimal.ONE, unit, name);
    return ((Outcome.Value) new RegisterReader(register, transformers).read(raw, 0)).steps();
  }

  private static ModbusRegister with(
      DataType type,
      String name,
      List<String> unavailable,
      Optional<Integer> exponentAt,
      Optional<Bits> bits) {
    RegisterName register = RegisterName.parse(name);
    Unit unit = name.startsWith("voltage") ? Unit.V : Unit.RATIO;
    return new ModbusRegister(
        register,
        3,
        0,
        type,
        type.words(),
        WordOrder.HIGH_FIRST,
        BigDecimal.ONE,
        unit,
        Resolution.ONE_STEP,
        unavailable,
        exponentAt,
        bits);
  }

  private static Outcome read(ModbusRegister register, String raw) {
    return new RegisterReader(register, Transformers.NONE).read(HexFormat.of().parseHex(raw), 0);
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
