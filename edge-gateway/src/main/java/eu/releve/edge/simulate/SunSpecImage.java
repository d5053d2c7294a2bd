package eu.releve.edge.simulate;

import eu.releve.decode.sunspec.SunSpecDevice;
import eu.releve.decode.sunspec.SunSpecModel;
import eu.releve.measure.RegisterName;
import eu.releve.profile.ModbusRegister;
import eu.releve.provisioning.site.Meter;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A SunSpec device as its registers lie: an inverter of model 103 at a point where electricity is
 * made, else a meter of model 203. Beside that its chain has the common model, one that nobody
 * reads, and the end.
 */
final class SunSpecImage {
  /** Holding registers. */
  static final int FUNCTION = 3;

  private static final int BASE = 40_000;
  private static final int INVERTER = 103;
  private static final int METER = 203;
  private static final int RATINGS = 120;
  private static final int RATINGS_WORDS = 26;

  /** Model 103 from its third word: 0001 where a value will be, else scale factors and "none". */
  private static final String INVERTER_CONTENTS =
      "0001 0001 0001 0001 FFFE 0001 0001 0001 0001 0001 0001 FFFF 0001 0001 0001 FFFE"
          + "0001 0001 0001 0001 0001 FFFE 00000001 0000 FFFF 8000 FFFF 8000 8000 8000"
          + "0001 8000 8000 8000 FFFF 0001 FFFF 00000000 FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF"
          + "FFFFFFFF";

  /** Model 203 likewise: energies of active power only. */
  private static final String METER_CONTENTS =
      "0001 0001 0001 0001 FFFE 0001 0001 0001 0001 0001 0001 0001 0001 FFFF 0001 FFFE"
          + "0001 0001 0001 0001 0001 0001 0001 0001 0001 0001 0001 0001 0001 0001 0001"
          + "0001 0001 0001 0001 FFFE"
          + "00000001".repeat(8)
          + "0000"
          + "00000000".repeat(8)
          + "8000"
          + "00000000".repeat(16)
          + "8000 00000000";

  private final byte[] constant;
  private final ModbusImage values;

  private SunSpecImage(byte[] constant, ModbusImage values) {
    this.constant = constant;
    this.values = values;
  }

  static SunSpecImage of(Meter meter) {
    boolean makes = Building.makes(meter.point());
    byte[] contents =
        HexFormat.of().parseHex((makes ? INVERTER_CONTENTS : METER_CONTENTS).replace(" ", ""));
    ByteArrayOutputStream chain = new ByteArrayOutputStream();
    chain.writeBytes("SunS".getBytes(StandardCharsets.US_ASCII));
    chain.writeBytes(common(meter, makes ? "Inverter" : "Meter"));
    SunSpecModel model =
        new SunSpecModel(
            makes ? INVERTER : METER, BASE + chain.size() / 2, contents.length / 2, contents);
    chain.writeBytes(words(model.number(), model.words()));
    chain.writeBytes(contents);
    chain.writeBytes(words(RATINGS, RATINGS_WORDS));
    byte[] none = new byte[2 * RATINGS_WORDS];
    Arrays.fill(none, (byte) 0xFF);
    chain.writeBytes(none);
    chain.writeBytes(words(0xFFFF, 0));
    List<ModbusRegister> registers = registers(model);
    byte[] constant = chain.toByteArray();
    for (ModbusRegister register : registers) {
      int from = 2 * (register.address() - BASE);
      Arrays.fill(constant, from, from + 2 * register.words(), (byte) 0);
    }
    return new SunSpecImage(constant, new ModbusImage(registers, FUNCTION, Ratios.of(meter)));
  }

  private static byte[] common(Meter meter, String model) {
    ByteBuffer common = ByteBuffer.allocate(2 * 68);
    common.put(words(1, 66));
    common.put(text("Releve", 32)).put(text("Simulated " + model, 32)).put(text("", 16));
    common.put(text("1", 16)).put(text(meter.serial().orElse(meter.id().value()), 32));
    return common.put(words(1, 0x8000)).array();
  }

  private static byte[] text(String text, int length) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), length);
  }

  private static byte[] words(int first, int second) {
    return ByteBuffer.allocate(4).putShort((short) first).putShort((short) second).array();
  }

  /** Those that the model has, each with its scale factor in its scale. */
  private static List<ModbusRegister> registers(SunSpecModel model) {
    return new SunSpecDevice(BASE, List.of(model))
        .access().orElseThrow().registers().stream()
            .map(register -> scaled(register, model))
            .toList();
  }

  private static ModbusRegister scaled(ModbusRegister register, SunSpecModel model) {
    int exponent =
        register
            .exponentAt()
            .map(
                at ->
                    (int)
                        ByteBuffer.wrap(model.contents()).getShort(2 * (at - model.address() - 2)))
            .orElse(0);
    BigDecimal scale = register.scale().scaleByPowerOfTen(exponent);
    return new ModbusRegister(
        register.name(),
        register.function(),
        register.address(),
        register.type(),
        register.words(),
        register.order(),
        scale,
        register.unit(),
        register.resolution(),
        register.unavailable(),
        Optional.empty(),
        Optional.empty());
  }

  /** The part from an address on; nothing when a word of it lies outside the chain. */
  Optional<ModbusImage.Part> read(int address, int count, Values now) {
    int from = 2 * (address - BASE);
    int to = from + 2 * count;
    if (from < 0 || to > constant.length) {
      return Optional.empty();
    }
    byte[] bytes = Arrays.copyOfRange(constant, from, to);
    Map<RegisterName, Long> written = new LinkedHashMap<>();
    values
        .read(address, count, now)
        .ifPresent(
            part -> {
              for (int i = 0; i < bytes.length; i++) {
                bytes[i] |= part.bytes()[i];
              }
              written.putAll(part.written());
            });
    return Optional.of(new ModbusImage.Part(bytes, written));
  }
}
