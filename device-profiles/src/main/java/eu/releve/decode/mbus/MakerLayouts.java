package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The layouts of makers that we know: none is published, each was worked out from telegrams and the
 * values that their meters showed (see MBUS.md).
 */
final class MakerLayouts {
  static final Meaning LITRES = Meaning.in(What.VOLUME, Unit.M3, -3);

  private static final int PARTS_OF_A_LITRE = 256;

  private MakerLayouts() {}

  /** What a control information of A0 to B7 announces, where the maker's layout is known. */
  static Optional<List<DataRecord>> announced(int information, byte[] data, MeterIdentity meter) {
    return switch (meter.manufacturer()) {
      case "TCH" -> Techem.records(data, meter);
      case "APA", "APT" -> Apator.announced(information, data, meter);
      case "DME", "HYD", "SAP" -> Izar.records(information, data, meter);
      default -> Optional.empty();
    };
  }

  /** What stands in the place of records behind the header, where a maker sends none. */
  static Optional<List<DataRecord>> insteadOfRecords(byte[] data, int from, MeterIdentity meter) {
    return meter.manufacturer().equals("BFW") && meter.medium() == 0x08
        ? allocations(Arrays.copyOfRange(data, from, data.length), from)
        : Optional.empty();
  }

  /** What stands behind a 0F. */
  static Optional<List<DataRecord>> behindRecords(byte[] own, int base, MeterIdentity meter) {
    return switch (meter.manufacturer()) {
      case "APA" -> meter.version() == 0x05 ? Apator.tagged(own, base) : Optional.empty();
      case "BMP" -> Bmeters.records(own, base);
      case "ZRI" ->
          meter.version() == 0x0B && meter.medium() == 0x16 ? zenner(own, base) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The records with what their maker says in a way of its own. */
  static List<DataRecord> opened(List<DataRecord> records, byte[] data, MeterIdentity meter) {
    return meter.manufacturer().equals("QDS")
        ? Qundis.opened(records)
        : MakerExtensions.read(records, data, meter);
  }

  /** BFW 240 radio: units of the year before and of this year, high byte first. */
  private static Optional<List<DataRecord>> allocations(byte[] data, int from) {
    Meaning units = Meaning.in(What.ALLOCATION, Unit.RATIO, 0);
    return new MakerRecords(data, from).highFirst(6, 2, units, 0).highFirst(4, 2, units, 1).all();
  }

  /** Zenner: target value and total in parts of a litre. */
  private static Optional<List<DataRecord>> zenner(byte[] own, int base) {
    return new MakerRecords(own, base)
        .quotient(8, 4, PARTS_OF_A_LITRE, LITRES, 0)
        .quotient(4, 4, PARTS_OF_A_LITRE, LITRES, 1)
        .all();
  }
}
