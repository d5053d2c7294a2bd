package eu.releve.edge.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Decoded;
import eu.releve.decode.Outcome;
import eu.releve.decode.mbus.MbusAnswer;
import eu.releve.decode.mbus.MbusRegisters;
import eu.releve.decode.mbus.Telegram;
import eu.releve.decode.modbus.ModbusDecoder;
import eu.releve.decode.modbus.RegisterBlock;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.MbusRegister;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.provisioning.site.Meter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the simulator says that it wrote is what the gateway's decoders read, whatever it is. */
class EncodingTest {
  private static final Unit[] UNITS = {Unit.WH, Unit.KWH, Unit.MWH, Unit.W, Unit.V, Unit.A};
  private static final String[] NAMES = {
    "active-energy-import",
    "active-energy-import",
    "active-energy-export",
    "active-power",
    "voltage.l2",
    "current"
  };
  private static final String[] SCALES = {"1", "0.01", "0.001", "10", "1000", "-0.1"};
  private static final int[][] RATIOS = {{1, 1}, {200, 5}, {150, 7}, {5, 200}};

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void anyModbusRegisterIsReadAsItWasWritten() {
    for (int i = 0; i < 20_000; i++) {
      int what = random.nextInt(NAMES.length);
      int[] ratio = RATIOS[random.nextInt(RATIOS.length)];
      ModbusRegister register = register(what);
      BigDecimal steps = value();
      int[] volts = RATIOS[random.nextInt(RATIOS.length)];
      Ratios ratios =
          new Ratios(new Meter.Ratio(ratio[0], ratio[1]), new Meter.Ratio(volts[0], volts[1]));
      byte[] bytes = ModbusNumber.bytes(register, ratios, steps);
      Outcome read =
          new ModbusDecoder(
                  List.of(register),
                  new Transformers(
                      new Transformers.Ratio(ratio[0], ratio[1]),
                      new Transformers.Ratio(volts[0], volts[1])))
              .decode(new RegisterBlock(register.function(), register.address(), bytes))
              .getFirst()
              .outcome();
      Optional<Long> expected =
          read instanceof Outcome.Value value ? Optional.of(value.steps()) : Optional.empty();
      Optional<Long> written = ModbusNumber.written(register, ratios, bytes);
      if (!written.equals(expected)) { // Describing each of them would take most of the time.
        assertThat(written)
            .as("seed=%d %s %s %s", seed, steps, register, ratios)
            .isEqualTo(expected);
      }
    }
  }

  private ModbusRegister register(int what) {
    DataType type = DataType.values()[random.nextInt(DataType.values().length)];
    int digits = 4 * type.words();
    return new ModbusRegister(
        RegisterName.parse(NAMES[what]),
        3,
        7,
        type,
        WordOrder.values()[random.nextInt(WordOrder.values().length)],
        new BigDecimal(SCALES[random.nextInt(SCALES.length)]),
        UNITS[what],
        Resolution.ONE_STEP,
        random.nextBoolean() ? List.of() : List.of("F".repeat(digits), "0".repeat(digits)));
  }

  private BigDecimal value() {
    BigDecimal size = BigDecimal.valueOf(random.nextLong(), random.nextInt(24));
    return random.nextInt(4) == 0 ? BigDecimal.ZERO : size;
  }

  @Test
  void aWholeNumberThatFitsIsCutToTheRegistersOwnSteps() {
    ModbusRegister tens =
        SamplePlan.modbus("active-energy-import", 3, 0, DataType.U64, "0.01", Unit.KWH, 10);
    byte[] bytes = ModbusNumber.bytes(tens, Ratios.NONE, new BigDecimal("37680129.999"));
    assertThat(ModbusNumber.written(tens, Ratios.NONE, bytes)).contains(37_680_120L);
  }

  @Test
  void anyTelegramIsReadAsItWasWritten() {
    Meter water = SamplePlan.of(1, 2).meters().get(7);
    for (int i = 0; i < 2_000; i++) {
      Access.Mbus access = random.nextBoolean() ? everything(Unit.MJ, 1) : everything(Unit.KWH, 36);
      MbusTelegram telegram =
          new MbusTelegram.Writer(water, access)
              .telegram(i & 0xFF, register -> valueOf(register.quantity()));
      MbusAnswer answer = MbusAnswer.of(telegram.frame());
      assertThat(answer).as("seed=%d", seed).isInstanceOf(Telegram.class);
      Map<RegisterName, Long> read =
          MbusRegisters.of((Telegram) answer, access).stream()
              .collect(
                  Collectors.toMap(
                      Decoded::name, decoded -> ((Outcome.Value) decoded.outcome()).steps()));
      assertThat(read).as("seed=%d", seed).isEqualTo(telegram.written());
    }
  }

  private Access.Mbus everything(Unit energy, int mantissa) {
    return new Access.Mbus(
        Optional.empty(),
        List.of(
            SamplePlan.mbus("heat-energy", energy, mantissa, energy == Unit.MJ ? 6 : 5),
            SamplePlan.mbus("heat-energy.t3.s1", energy, mantissa, energy == Unit.MJ ? 6 : 5),
            SamplePlan.mbus("heat-volume", Unit.M3, 1, random.nextInt(8)),
            SamplePlan.mbus("heat-volume.s17.u2", Unit.M3, 1, 3),
            SamplePlan.mbus("thermal-power", Unit.W, 1, random.nextInt(8)),
            SamplePlan.mbus("volume-flow.min", Unit.M3_PER_H, 1, random.nextInt(8)),
            SamplePlan.mbus("supply-temperature", Unit.DEG_C, 1, random.nextInt(4)),
            SamplePlan.mbus("return-temperature.max", Unit.DEG_C, 1, random.nextInt(4)),
            SamplePlan.mbus("temperature-difference", Unit.K, 1, random.nextInt(4)),
            SamplePlan.mbus("pressure", Unit.BAR, 1, 2 + random.nextInt(4)),
            SamplePlan.mbus("operating-time", Unit.H, 3_600, 0),
            SamplePlan.mbus("meter-clock", Unit.S, 60, 0),
            new MbusRegister(
                RegisterName.parse("meter-clock.s1"), Unit.S, new Resolution(864, 2))));
  }

  private BigDecimal valueOf(Quantity quantity) {
    return switch (quantity) {
      case METER_CLOCK -> BigDecimal.valueOf(1_600_000_000L + random.nextInt(1_000_000_000));
      case HEAT_ENERGY, HEAT_VOLUME -> BigDecimal.valueOf(random.nextLong() >>> 12);
      case OPERATING_TIME -> BigDecimal.valueOf(random.nextInt(Integer.MAX_VALUE));
      default -> BigDecimal.valueOf(random.nextInt(), 1);
    };
  }
}
