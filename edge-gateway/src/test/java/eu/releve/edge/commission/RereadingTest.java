package eu.releve.edge.commission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import eu.releve.decode.Outcome;
import eu.releve.decode.modbus.RegisterReader;
import eu.releve.decode.modbus.Transformers;
import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Resolution;
import eu.releve.measure.Unit;
import eu.releve.profile.ModbusRegister;
import eu.releve.profile.ModbusRegister.DataType;
import eu.releve.profile.ModbusRegister.WordOrder;
import eu.releve.provisioning.site.Meter.Ratio;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Words that are read otherwise than the plan has them, against displays. */
class RereadingTest {
  private static final List<DataType> WIDE =
      List.of(
          DataType.U32,
          DataType.I32,
          DataType.U64,
          DataType.I64,
          DataType.FLOAT32,
          DataType.FLOAT64,
          DataType.BCD32,
          DataType.BCD64);
  private static final long WIDE_MAX = 90_000_000;

  private final long seed = new SplittableRandom().nextLong();
  private final SplittableRandom random = new SplittableRandom(seed);

  private static ModbusRegister register(
      Quantity quantity, DataType type, WordOrder order, String scale, Unit unit) {
    BigDecimal steps = new BigDecimal(scale).multiply(unit.stepsOf(quantity));
    return new ModbusRegister(
        RegisterName.of(quantity),
        3,
        100,
        type,
        order,
        new BigDecimal(scale),
        unit,
        Resolution.nearest(steps),
        List.of());
  }

  /** A counter in tenths of a kWh, and floats in kWh. */
  private static ModbusRegister energy(DataType type, WordOrder order) {
    return register(
        Quantity.ACTIVE_ENERGY_IMPORT, type, order, type.isFloating() ? "1" : "0.1", Unit.KWH);
  }

  /** As the protocol has it: the number's bytes, the highest first. */
  private static byte[] plain(DataType type, long tenths) {
    return switch (type) {
      case U16, I16 -> ByteBuffer.allocate(2).putShort((short) tenths).array();
      case U32, I32 -> ByteBuffer.allocate(4).putInt((int) tenths).array();
      case U64, I64 -> ByteBuffer.allocate(8).putLong(tenths).array();
      case FLOAT32 -> ByteBuffer.allocate(4).putFloat(tenths / 10f).array();
      case FLOAT64 -> ByteBuffer.allocate(8).putDouble(tenths / 10d).array();
      case BCD16, BCD32, BCD64 ->
          HexFormat.of().parseHex(("%0" + 4 * type.words() + "d").formatted(tenths));
      case ASCII -> throw new IllegalArgumentException("text has no order");
    };
  }

  private static RawWords words(byte[] wire) {
    return new RawWords(HexFormat.of().formatHex(wire));
  }

  private static Optional<Long> value(ModbusRegister register, RawWords words) {
    return new RegisterReader(register, Transformers.NONE).read(words.bytes(), 0)
            instanceof Outcome.Value value
        ? Optional.of(value.steps())
        : Optional.empty();
  }

  private static List<Rereading> rereadings(
      ModbusRegister register, RawWords before, RawWords after) {
    return Rereading.of(
        register, Transformers.NONE, before, after, register.resolution().inSteps());
  }

  /** What is told of a display; where there is no reading, what is told all the same. */
  private static Verdict verdict(
      Typed typed, ModbusRegister register, RawWords before, RawWords after) {
    Quantity quantity = register.name().quantity();
    List<Rereading> all = rereadings(register, before, after);
    Optional<Long> first = value(register, before);
    Optional<Long> last = value(register, after);
    return first.isEmpty() || last.isEmpty()
        ? Rereading.explaining(all, typed, quantity)
            .<Verdict>map(Verdict.Differs::new)
            .orElse(new Verdict.Waits())
        : new Comparison(
                typed,
                quantity,
                new Window(first.get(), last.get(), register.resolution().inSteps()),
                Ratio.ONE,
                Optional.empty(),
                List.of(),
                List.of(),
                all)
            .verdict();
  }

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private WordOrder anyOrder() {
    return any(Arrays.asList(WordOrder.values()));
  }

  @Test
  @DisplayName("G10: words in another order than the plan's are told, with what they say in it")
  void wordsInAnotherOrderAreTold() {
    System.out.println("seed " + seed);
    int told = 0;
    int without = 0;
    for (int i = 0; i < 20_000; i++) {
      DataType type = any(WIDE);
      WordOrder meters = anyOrder();
      WordOrder plans = anyOrder();
      long tenths = random.nextLong(10_000, WIDE_MAX);
      long later = tenths + random.nextLong(3);
      RawWords before = words(meters.exchanged(plain(type, tenths)));
      RawWords after = words(meters.exchanged(plain(type, later)));
      Typed shown = new Typed(BigDecimal.valueOf(tenths, 1), Unit.KWH);
      ModbusRegister planned = energy(type, plans);
      String what =
          "seed %d, %d: %s %s read %s, %d".formatted(seed, i, type, meters, plans, tenths);
      Verdict verdict = verdict(shown, planned, before, after);
      if (verdict instanceof Verdict.Agrees) {
        // Bytes that are alike in both orders, or that lie beside each other by chance.
        continue;
      }
      assertThat(meters).as(what).isNotEqualTo(plans);
      assertThat(verdict).as(what).isInstanceOf(Verdict.Differs.class);
      Cause cause = ((Verdict.Differs) verdict).cause();
      assertThat(cause).as(what).isInstanceOf(Cause.WordOrder.class);
      long truth = value(energy(type, meters), after).orElseThrow();
      assertThat(((Cause.WordOrder) cause).steps()).as(what).isEqualTo(truth);
      told++;
      without += value(planned, after).isEmpty() ? 1 : 0;
    }
    assertThat(told).as("seed %d", seed).isGreaterThan(14_000);
    assertThat(without).as("of them no reading at all, seed %d", seed).isGreaterThan(1_000);
  }

  @Test
  @DisplayName("G10: a display that was mistyped is not called a word order")
  void aMistypedDisplayIsNoWordOrder() {
    System.out.println("seed " + seed);
    int near = 0;
    for (int i = 0; i < 20_000; i++) {
      DataType type = any(WIDE);
      WordOrder order = anyOrder();
      long tenths = random.nextLong(100_000, WIDE_MAX);
      long later = tenths + random.nextLong(3);
      RawWords before = words(order.exchanged(plain(type, tenths)));
      RawWords after = words(order.exchanged(plain(type, later)));
      Typed shown = new Typed(BigDecimal.valueOf(mistyped(tenths), 1), Unit.KWH);
      if (isNearInAnotherOrder(type, tenths, later, shown)) {
        near++;
        continue;
      }
      assertThat(verdict(shown, energy(type, order), before, after))
          .as("seed %d, %d: %s %s, %s for %d", seed, i, type, order, shown.number(), tenths)
          .isInstanceOfSatisfying(
              Verdict.Differs.class,
              differs ->
                  assertThat(differs.cause())
                      .isNotInstanceOfAny(Cause.WordOrder.class, Cause.Sign.class));
    }
    assertThat(near).as("by chance in another order, seed %d", seed).isLessThan(40);
  }

  /** One digit is another, at least two away, or two that stand beside each other are exchanged. */
  private long mistyped(long tenths) {
    char[] digits = Long.toString(tenths).toCharArray();
    int at = random.nextInt(digits.length - 1);
    if (random.nextBoolean() && Math.abs(digits[at] - digits[at + 1]) > 1) {
      char first = digits[at];
      digits[at] = digits[at + 1];
      digits[at + 1] = first;
    } else {
      digits[at] = (char) ('0' + (digits[at] - '0' + 2 + random.nextInt(7)) % 10);
    }
    long wrong = Long.parseLong(new String(digits));
    return Math.abs(wrong - tenths) > 5 ? wrong : tenths + 777;
  }

  /** By chance one is: found by another arithmetic than the one that is tested. */
  private static boolean isNearInAnotherOrder(DataType type, long before, long after, Typed shown) {
    double wanted = shown.number().doubleValue();
    return Arrays.stream(WordOrder.values())
        .anyMatch(
            order -> {
              double low = number(type, order.exchanged(plain(type, before)));
              double high = number(type, order.exchanged(plain(type, after)));
              boolean isNarrow = high - low <= Math.abs(high) / 100;
              return isNarrow && low - 1 <= wanted && wanted <= high + 1;
            });
  }

  private static double number(DataType type, byte[] wire) {
    ByteBuffer bytes = ByteBuffer.wrap(wire);
    return switch (type) {
      case FLOAT32 -> bytes.getFloat();
      case FLOAT64 -> bytes.getDouble();
      case U32, I32 -> bytes.getInt() / 10d;
      case BCD32, BCD64 -> decimal(wire);
      default -> bytes.getLong() / 10d;
    };
  }

  private static double decimal(byte[] digits) {
    String text = HexFormat.of().formatHex(digits);
    return text.matches("[0-9]+") ? Double.parseDouble(text) / 10 : Double.NaN;
  }

  @Test
  @DisplayName("G10: a register without a sign that is read with one is told, and the other way")
  void aSignThatIsNoneIsTold() {
    System.out.println("seed " + seed);
    for (int i = 0; i < 10_000; i++) {
      boolean small = random.nextBoolean();
      DataType unsigned = small ? DataType.U16 : DataType.U32;
      DataType signed = small ? DataType.I16 : DataType.I32;
      long tenths = small ? random.nextLong(0x8000, 0xFFFE) : random.nextLong(1L << 31, 1L << 32);
      RawWords words = words(plain(unsigned, tenths));
      Typed shown = new Typed(BigDecimal.valueOf(tenths, 1), Unit.KWH);
      assertThat(verdict(shown, energy(signed, WordOrder.HIGH_FIRST), words, words))
          .as("seed %d, %d: %d", seed, i, tenths)
          .isEqualTo(new Verdict.Differs(new Cause.Sign(false, tenths * 100)));
    }
  }

  // A feed-in of 2,500 W that is read as 4,294,964,796 W, or in 16 bits as 63,036 W.
  @Test
  @DisplayName("G10: negative power that is read as 4294964796, or as 63036, is told as a sign")
  void negativePowerWithoutASignIsTold() {
    for (DataType type : List.of(DataType.U16, DataType.U32)) {
      ModbusRegister power =
          register(Quantity.ACTIVE_POWER, type, WordOrder.HIGH_FIRST, "1", Unit.W);
      RawWords words = words(plain(type, -2_500));
      assertThat(value(power, words))
          .contains(type == DataType.U16 ? 63_036_000L : 4_294_964_796_000L);
      Typed shown = Typed.parse("2500", Unit.W);
      assertThat(verdict(shown, power, words, words))
          .isEqualTo(new Verdict.Differs(new Cause.Sign(true, -2_500_000)));
    }
  }

  // Behind 200/5 a number is worth forty steps, and a display shows the primary side.
  @Test
  void theRatioOfTransformersIsApplied() {
    ModbusRegister planned = energy(DataType.U32, WordOrder.HIGH_FIRST);
    RawWords words = words(WordOrder.LOW_FIRST.exchanged(plain(DataType.U32, 123_456)));
    List<Rereading> all =
        Rereading.of(planned, Transformers.ofCurrent(200, 5), words, words, new BigDecimal("4000"));
    assertThat(
            Rereading.explaining(
                all, Typed.parse("493824.0", Unit.KWH), Quantity.ACTIVE_ENERGY_IMPORT))
        .contains(new Cause.WordOrder(WordOrder.LOW_FIRST, 493_824_000));
  }

  @Test
  void aCounterInAWrongOrderFallsWhereTheLowWordOverflowsAndIsToldAllTheSame() {
    ModbusRegister planned = energy(DataType.U32, WordOrder.HIGH_FIRST);
    RawWords before = words(WordOrder.LOW_FIRST.exchanged(plain(DataType.U32, 0x2FFFF)));
    RawWords after = words(WordOrder.LOW_FIRST.exchanged(plain(DataType.U32, 0x30000)));
    assertThat(value(planned, before).orElseThrow())
        .isGreaterThan(value(planned, after).orElseThrow());
    Typed shown = new Typed(BigDecimal.valueOf(0x2FFFF, 1), Unit.KWH);
    assertThat(verdict(shown, planned, before, after))
        .isEqualTo(new Verdict.Differs(new Cause.WordOrder(WordOrder.LOW_FIRST, 19_660_800)));
  }

  @Test
  void whatIsAlikeInBothOrdersAndWhatIsNearZeroCannotBeTold() {
    ModbusRegister planned = energy(DataType.U32, WordOrder.HIGH_FIRST);
    RawWords alike = words(new byte[] {0, 7, 0, 7});
    Typed shown = new Typed(BigDecimal.valueOf(0x70007, 1), Unit.KWH);
    assertThat(verdict(shown, planned, alike, alike)).isEqualTo(new Verdict.Agrees());
    RawWords zero = words(new byte[4]);
    assertThat(verdict(Typed.parse("0.0", Unit.KWH), planned, zero, zero))
        .isEqualTo(new Verdict.Agrees());
    RawWords few = words(new byte[] {0, 9, 0, 0});
    assertThat(verdict(Typed.parse("0.9", Unit.KWH), planned, few, few))
        .isInstanceOfSatisfying(
            Verdict.Differs.class,
            differs -> assertThat(differs.cause()).isInstanceOf(Cause.Unexplained.class));
  }

  @Test
  void aSentinelIsOneInTheOtherOrderToo() {
    ModbusRegister planned =
        new ModbusRegister(
            RegisterName.of(Quantity.ACTIVE_ENERGY_IMPORT),
            3,
            100,
            DataType.U32,
            WordOrder.HIGH_FIRST,
            BigDecimal.ONE,
            Unit.WH,
            Resolution.ONE_STEP,
            List.of("80000000"));
    RawWords nothing = words(WordOrder.LOW_FIRST.exchanged(HexFormat.of().parseHex("80000000")));
    assertThat(rereadings(planned, nothing, nothing))
        .extracting(Rereading::cause)
        .doesNotContain(new Cause.WordOrder(WordOrder.LOW_FIRST, 0x8000_0000L));
  }

  @Test
  void wordsOfAnotherLengthSayNothingAndWhatIsNoWordIsRefused() {
    RawWords shorter = new RawWords("0001");
    assertThat(rereadings(energy(DataType.U32, WordOrder.HIGH_FIRST), shorter, shorter)).isEmpty();
    for (String wrong : List.of("", "00", "00G0", "0".repeat(504))) {
      assertThatThrownBy(() -> new RawWords(wrong)).hasMessageContaining("1 to 125 words in hex");
    }
  }

  // Cut to what the display shows, as displays do.
  @Test
  void aDisplayThatShowsLessFitsWithinItsLastDigit() {
    ModbusRegister planned = energy(DataType.FLOAT32, WordOrder.HIGH_FIRST);
    RawWords words = words(WordOrder.LOW_FIRST.exchanged(plain(DataType.FLOAT32, 123_456)));
    Typed shown =
        new Typed(BigDecimal.valueOf(123_456, 1).setScale(0, RoundingMode.DOWN), Unit.KWH);
    assertThat(verdict(shown, planned, words, words))
        .isInstanceOfSatisfying(
            Verdict.Differs.class,
            differs ->
                assertThat(differs.cause())
                    .isEqualTo(new Cause.WordOrder(WordOrder.LOW_FIRST, 12_345_600)));
  }
}
