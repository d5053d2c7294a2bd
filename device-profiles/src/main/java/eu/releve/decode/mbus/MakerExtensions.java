package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Electricity meters that say conductor or direction in a way of their own: behind FF, or as a
 * storage number (worked out from telegrams whose phases add up to the total, see MBUS.md).
 */
final class MakerExtensions {
  private static final Qualifier[] PHASES = {
    Qualifier.PHASE_L1, Qualifier.PHASE_L2, Qualifier.PHASE_L3
  };

  private static final int EXPORTED = 0x09;

  private static final Set<What> PER_CONDUCTOR =
      EnumSet.of(What.ENERGY, What.POWER, What.VOLTAGE, What.CURRENT);

  private MakerExtensions() {}

  /** The records with the conductor where their maker says it. */
  static List<DataRecord> read(List<DataRecord> records, byte[] data, MeterIdentity meter) {
    if (Medium.of(meter) != Medium.ELECTRICITY) {
      return records;
    }
    return switch (meter.manufacturer()) {
      case "EBZ", "ESY" -> each(records, record -> behindMark(record, data));
      case "SEC" ->
          each(records, record -> behindMark(record, data).or(() -> exported(record, data)));
      case "NZR" -> each(records, MakerExtensions::asStorage);
      default -> records;
    };
  }

  /** FF 01, FF 02 or FF 03 at the end of the value information. */
  private static Optional<DataRecord> behindMark(DataRecord record, byte[] data) {
    int last = record.offset() + record.headSize() - 1;
    if (record.headSize() < 4 || (data[last - 1] & 0xFF) != 0xFF) {
      return Optional.empty();
    }
    int conductor = data[last] & 0xFF;
    return 1 <= conductor && conductor <= PHASES.length && record.qualifiers().size() == 2
        ? Optional.of(at(record, PHASES[conductor - 1], record.storage()))
        : Optional.empty();
  }

  /** FF 09 at the end of the value information of energy. */
  private static Optional<DataRecord> exported(DataRecord record, byte[] data) {
    int last = record.offset() + record.headSize() - 1;
    boolean marked =
        record.headSize() >= 4 && (data[last - 1] & 0xFF) == 0xFF && data[last] == EXPORTED;
    return marked && record.meaning().what() == What.ENERGY && record.qualifiers().size() == 2
        ? Optional.of(at(record, Qualifier.NEGATIVE, record.storage()))
        : Optional.empty();
  }

  /** Storage 2, 4 and 6 are the three conductors' present values. */
  private static Optional<DataRecord> asStorage(DataRecord record) {
    long conductor = record.storage() / 2;
    return record.storage() % 2 == 0 && 1 <= conductor && conductor <= PHASES.length
        ? Optional.of(at(record, PHASES[(int) conductor - 1], 0))
        : Optional.empty();
  }

  private static DataRecord at(DataRecord record, Qualifier said, long storage) {
    return new DataRecord(
        record.offset(),
        record.headSize(),
        record.size(),
        record.function(),
        storage,
        record.tariff(),
        record.subunit(),
        record.meaning(),
        List.of(said),
        record.data(),
        record.value());
  }

  private static List<DataRecord> each(List<DataRecord> records, Reading reading) {
    List<DataRecord> read = new ArrayList<>(records.size());
    for (DataRecord record : records) {
      read.add(
          PER_CONDUCTOR.contains(record.meaning().what())
              ? reading.of(record).orElse(record)
              : record);
    }
    return read;
  }

  /** One way of saying the conductor. */
  private interface Reading {
    Optional<DataRecord> of(DataRecord record);
  }
}
