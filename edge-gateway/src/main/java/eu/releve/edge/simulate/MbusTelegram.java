package eu.releve.edge.simulate;

import static eu.releve.measure.Require.require;

import eu.releve.edge.link.MbusMask;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.Access.Recognition;
import eu.releve.profile.MbusRegister;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Meter;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer of an M-Bus meter: one long frame with the fixed header of EN 13757-3 and a record per
 * register.
 *
 * @param frame as on the wire.
 * @param written the values that it states, in steps.
 */
record MbusTelegram(byte[] frame, Map<RegisterName, Long> written) {
  private static final int RESPONSE = 0x08;
  private static final int CI_VARIABLE_DATA = 0x72;
  private static final int LENGTH_MAX = 255;
  private static final byte[] NO_ERROR_NOT_ENCRYPTED = {0, 0, 0};

  /** Makes the telegrams of one meter. */
  static final class Writer {
    private final Meter meter;
    private final Access.Mbus access;
    private final List<MbusCode> codes = new ArrayList<>();

    /**
     * Finds each register's code.
     *
     * @throws IllegalArgumentException when a register cannot be written over M-Bus, or all of them
     *     do not fit into one telegram.
     */
    Writer(Meter meter, Access.Mbus access) {
      this.meter = meter;
      this.access = access;
      Ratios ratios = Ratios.of(meter);
      access.registers().forEach(register -> codes.add(MbusCode.of(register, ratios)));
      telegram(0, register -> BigDecimal.ZERO);
    }

    /** The telegram of that number, 0 to 255, counted by the meter. */
    MbusTelegram telegram(int accessNumber, Values values) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.write(RESPONSE);
      body.write(primaryAddress(meter));
      body.write(CI_VARIABLE_DATA);
      body.writeBytes(identity());
      body.write(accessNumber);
      body.writeBytes(NO_ERROR_NOT_ENCRYPTED);
      Map<RegisterName, Long> written = new LinkedHashMap<>();
      for (int i = 0; i < codes.size(); i++) {
        MbusRegister register = access.registers().get(i);
        MbusCode code = codes.get(i);
        byte[] data = MbusNumber.bytes(register.name(), code, values.of(register.name()));
        body.writeBytes(dataInformation(register.name(), code));
        body.writeBytes(code.vif());
        body.writeBytes(data);
        MbusNumber.written(code, data).ifPresent(steps -> written.put(register.name(), steps));
      }
      return new MbusTelegram(framed(body.toByteArray()), written);
    }

    /** Identification, manufacturer, version and medium: by what the meter is selected. */
    byte[] identity() {
      if (meter.address() instanceof Address.Secondary secondary
          && secondary.identification().length() == 16) {
        byte[] rest = HexFormat.of().parseHex(secondary.identification().substring(8));
        return ByteBuffer.allocate(8).put(identification(meter)).put(rest).array();
      }
      Recognition known =
          access.recognition().orElse(new Recognition("RLV", Optional.empty(), Optional.empty()));
      int manufacturer = 0;
      for (char letter : known.manufacturer().toCharArray()) {
        manufacturer = manufacturer << 5 | letter - 'A' + 1;
      }
      return ByteBuffer.allocate(8)
          .put(identification(meter))
          .put((byte) manufacturer)
          .put((byte) (manufacturer >> 8))
          .put(known.version().orElse(1).byteValue())
          .put(known.medium().orElse(medium()).byteValue())
          .array();
    }

    private int medium() {
      return switch (access.registers().getFirst().name().quantity()) {
        case WATER_VOLUME -> 0x07;
        case HEAT_ENERGY -> 0x04;
        case COLD_ENERGY -> 0x0A;
        case GAS_VOLUME, GAS_ENERGY -> 0x03;
        case ACTIVE_ENERGY_IMPORT -> 0x02;
        case ALLOCATION -> 0x08;
        default -> 0x00;
      };
    }
  }

  private static int primaryAddress(Meter meter) {
    return meter.address() instanceof Address.Primary primary ? primary.number() : 0;
  }

  /** Eight digits: of the secondary address, of the serial number, or of the meter's name. */
  private static byte[] identification(Meter meter) {
    if (meter.address() instanceof Address.Secondary secondary) {
      return Arrays.copyOf(MbusMask.of(secondary.identification()).bytes(), 4);
    }
    String digits = meter.serial().orElse("").replaceAll("\\D", "");
    BigInteger number =
        digits.isEmpty()
            ? BigInteger.valueOf(Chance.hash(meter.id().value()) >>> 1)
            : new BigInteger(digits);
    return MbusNumber.bcd(number.mod(BigInteger.TEN.pow(8)));
  }

  /** DIF and as many DIFEs as storage, tariff and subunit need. */
  private static byte[] dataInformation(RegisterName name, MbusCode code) {
    int function =
        switch (name.extreme()) {
          case NONE -> 0;
          case MAX -> 1;
          case MIN -> 2;
        };
    int storage = name.storage();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int next = code.form().dif() | function << 4 | (storage & 1) << 6;
    storage >>= 1;
    int tariff = name.tariff();
    int subunit = name.subunit();
    while (storage > 0 || tariff > 0 || subunit > 0) {
      bytes.write(next | 0x80);
      next = (storage & 0xF) | (tariff & 3) << 4 | (subunit & 1) << 6;
      storage >>= 4;
      tariff >>= 2;
      subunit >>= 1;
    }
    bytes.write(next);
    return bytes.toByteArray();
  }

  private static byte[] framed(byte[] body) {
    require(
        body.length <= LENGTH_MAX, "a telegram of %d bytes is over %d", body.length, LENGTH_MAX);
    byte[] frame = new byte[body.length + 6];
    frame[0] = 0x68;
    frame[1] = (byte) body.length;
    frame[2] = (byte) body.length;
    frame[3] = 0x68;
    System.arraycopy(body, 0, frame, 4, body.length);
    int sum = 0;
    for (byte value : body) {
      sum += value;
    }
    frame[frame.length - 2] = (byte) sum;
    frame[frame.length - 1] = 0x16;
    return frame;
  }
}
