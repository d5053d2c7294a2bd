package eu.releve.decode.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import eu.releve.decode.Outcome;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is told of exchanged words, against the words themselves. */
class MisreadingTest {
  private static final int ROUNDS = 3_000;
  private static final String[] SCALES = {"1", "0.1", "10", "0.5", "3.6", "1e-4", "-1"};
  private static final Unit[] UNITS = {Unit.WH, Unit.KWH, Unit.MWH};

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private ModbusRegister register(DataType type, WordOrder order, String scale, Unit unit) {
    return new ModbusRegister(
        RegisterName.parse("active-energy-import"),
        3,
        0,
        type,
        order,
        new BigDecimal(scale),
        unit,
        Resolution.ONE_STEP,
        List.of());
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"ASCII"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsToldIsWhatTheWordsSay(DataType type) {
    int told = 0;
    for (int i = 0; i < ROUNDS; i++) {
      WordOrder order = WordOrder.values()[random.nextInt(4)];
      ModbusRegister register =
          register(
              type,
              order,
              SCALES[random.nextInt(SCALES.length)],
              UNITS[random.nextInt(UNITS.length)]);
      Transformers transformers =
          random.nextBoolean()
              ? Transformers.NONE
              : Transformers.ofCurrent(1 + random.nextInt(4_000), 5);
      byte[] wire = order.exchanged(plain(type));
      if (new RegisterReader(register, transformers).read(wire, 0) instanceof Outcome.Value read) {
        for (Misreading other : Misreading.of(register, transformers, read.steps())) {
          told++;
          ModbusRegister as = as(register, other);
          assertThat(new RegisterReader(as, transformers).read(wire, 0))
              .as("seed %d: %s, read %s, %s", seed, register, read, other)
              .isEqualTo(new Outcome.Value(other.steps()));
        }
      }
    }
    assertThat(told).as("seed %d", seed).isPositive();
  }

  private static ModbusRegister as(ModbusRegister register, Misreading other) {
    boolean signed = !register.type().isUnsigned();
    if (other.signed() == signed) {
      return register.ordered(other.order());
    }
    return register.typed(
        switch (register.type()) {
          case U16 -> DataType.I16;
          case U32 -> DataType.I32;
          case U64 -> DataType.I64;
          case I16 -> DataType.U16;
          case I32 -> DataType.U32;
          case I64 -> DataType.U64;
          case FLOAT32, FLOAT64, BCD16, BCD32, BCD64, ASCII ->
              throw new AssertionError(register.type() + " has no other sign");
        });
  }

  /** Whole numbers of a step tell each of their words, in each order. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"U32", "I32"})
  void aWholeNumberTellsAllOrders(DataType type) {
    for (int i = 0; i < ROUNDS; i++) {
      byte[] plain = ByteBuffer.allocate(4).putInt(random.nextInt()).array();
      ModbusRegister register = register(type, WordOrder.HIGH_FIRST, "1", Unit.WH);
      long steps =
          ((Outcome.Value) new RegisterReader(register, Transformers.NONE).read(plain, 0)).steps();
      List<Long> wanted =
          List.of(WordOrder.LOW_FIRST, WordOrder.HIGH_FIRST_SWAPPED, WordOrder.LOW_FIRST_SWAPPED)
              .stream()
              .map(order -> new RegisterReader(register.ordered(order), Transformers.NONE))
              .map(reader -> ((Outcome.Value) reader.read(plain, 0)).steps())
              .filter(read -> read != steps)
              .distinct()
              .toList();
      assertThat(Misreading.of(register, Transformers.NONE, steps))
          .as("seed %d: %d", seed, steps)
          .extracting(Misreading::steps)
          .containsAll(wanted);
    }
  }

  private byte[] plain(DataType type) {
    byte[] raw = new byte[2 * type.words()];
    double everyday = (random.nextInt() >> random.nextInt(32)) / 1024.0;
    switch (type) {
      case FLOAT32 -> ByteBuffer.wrap(raw).putFloat((float) everyday);
      case FLOAT64 -> ByteBuffer.wrap(raw).putDouble(everyday);
      case BCD16, BCD32, BCD64 -> {
        for (int i = 0; i < raw.length; i++) {
          raw[i] = (byte) (random.nextInt(10) << 4 | random.nextInt(10));
        }
      }
      default -> random.nextBytes(raw);
    }
    return raw;
  }
}
