package eu.releve.decode.mbus;

import eu.releve.decode.mbus.DataField.Coding;
import eu.releve.decode.mbus.DataRecord.Function;
import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The fixed data structure of EN 1434-3: two counters with a unit code each, and no more. */
final class FixedStructure {
  private static final int HISTORIC = 0x3E;
  private static final int BINARY = 0x01;
  private static final int STORED = 0x02;
  private static final String NO_MANUFACTURER = "@@@";
  private static final int[] MODE_2_MEDIA = {0x03, 0x04, 0x06, 0x07, 0x08};

  private FixedStructure() {}

  static Telegram read(byte[] data, boolean highFirst) throws MalformedException {
    Bytes bytes = new Bytes(data, highFirst);
    String identification =
        HexFormat.of()
            .withUpperCase()
            .toHexDigits(Numbers.unsigned(bytes.field(4, "identification")), 8);
    int access = bytes.next("access number");
    int status = bytes.next("status");
    int first = bytes.next("medium and unit");
    int second = bytes.next("medium and unit");
    MeterIdentity meter =
        new MeterIdentity(
            identification, NO_MANUFACTURER, 0, medium(first >> 6 | (second >> 4 & 0x0C)));
    int historic = second & 0x3F;
    DataRecord one = counter(bytes, first & 0x3F, status, (status & STORED) != 0);
    DataRecord other =
        historic == HISTORIC
            ? counter(bytes, first & 0x3F, status, true)
            : counter(bytes, historic, status, (status & STORED) != 0);
    byte[] rest = bytes.rest();
    // The two lowest bits of this status say how the counters are coded, nothing about the meter.
    Header header = new Header(Optional.of(meter), access, status & 0xFC, 0);
    return new Telegram(header, List.of(one, other), false, rest, data);
  }

  private static DataRecord counter(Bytes bytes, int unit, int status, boolean stored)
      throws MalformedException {
    int offset = bytes.position();
    byte[] data = bytes.field(4, "counter");
    Meaning meaning = meaning(unit);
    Coding coding = (status & BINARY) != 0 ? Coding.INTEGER : Coding.POSITIVE_DECIMAL;
    return new DataRecord(
        offset,
        0,
        data.length,
        Function.INSTANTANEOUS,
        stored ? 1 : 0,
        0,
        0,
        meaning,
        List.of(),
        data,
        new DataField(coding, data).value(meaning));
  }

  /** The unit codes of EN 1434-3, 00 to 3F. */
  private static Meaning meaning(int code) {
    if (code < 0x02) {
      return Meaning.of(What.DATE_TIME, Form.BYTES);
    }
    if (code <= 0x0A) {
      return Meaning.in(What.ENERGY, Unit.WH, code - 0x02);
    }
    if (code <= 0x13) {
      return Meaning.in(What.ENERGY, Unit.J, code - 0x0B + 3);
    }
    if (code <= 0x1C) {
      return Meaning.in(What.POWER, Unit.W, code - 0x14);
    }
    if (code <= 0x25) {
      return Meaning.in(What.POWER, Unit.J_PER_H, code - 0x1D + 3);
    }
    if (code <= 0x2E) {
      return Meaning.in(What.VOLUME, Unit.M3, code - 0x26 - 6);
    }
    if (code <= 0x37) {
      return Meaning.in(What.VOLUME_FLOW, Unit.M3_PER_H, code - 0x2F - 6);
    }
    return switch (code) {
      case 0x38 -> Meaning.in(What.EXTERNAL_TEMPERATURE, Unit.DEG_C, -3);
      case 0x39 -> Meaning.in(What.ALLOCATION, Unit.RATIO, 0);
      case 0x3F -> Meaning.in(What.DIMENSIONLESS, Unit.RATIO, 0);
      default -> Meaning.UNKNOWN;
    };
  }

  /** Four bits of medium as the variable structure numbers them. */
  private static int medium(int code) {
    return 0x0A <= code && code <= 0x0E ? MODE_2_MEDIA[code - 0x0A] : code;
  }
}
