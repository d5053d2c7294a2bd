package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.util.List;
import java.util.Optional;

/** B Meters' heat-cost allocators: means of temperatures and a lifetime total behind a 0F. */
final class Bmeters {
  private static final Meaning AMBIENT = Meaning.in(What.EXTERNAL_TEMPERATURE, Unit.DEG_C, -2);
  private static final Meaning HEATER = Meaning.in(What.FLOW_TEMPERATURE, Unit.DEG_C, -2);
  private static final Meaning UNITS = Meaning.in(What.ALLOCATION, Unit.RATIO, 0);

  /** The storage of values that are none of the meter's own due dates. */
  private static final int MONTH = 32;

  private static final int LIFETIME = 64;

  private Bmeters() {}

  static Optional<List<DataRecord>> records(byte[] own, int base) {
    if (own.length == 0) {
      return Optional.empty();
    }
    MakerRecords records = new MakerRecords(own, base);
    return switch (own[0]) {
      case 0x10 ->
          records
              .number(7, 2, AMBIENT, 0)
              .maximum(9, 2, AMBIENT, 0)
              .number(15, 2, AMBIENT, MONTH)
              .number(17, 2, HEATER, MONTH)
              .number(19, 2, UNITS, LIFETIME)
              .all();
      case 0x11 ->
          records
              .number(9, 2, HEATER, 0)
              .number(11, 2, AMBIENT, 0)
              .maximum(13, 2, AMBIENT, 0)
              .number(17, 2, HEATER, MONTH)
              .number(19, 2, AMBIENT, MONTH)
              .number(21, 2, UNITS, 2)
              .number(25, 2, UNITS, 3)
              .number(27, 2, UNITS, 4)
              .number(29, 2, AMBIENT, 1)
              .number(31, 2, AMBIENT, 2)
              .number(33, 2, AMBIENT, 3)
              .number(44, 2, UNITS, LIFETIME)
              .all();
      default -> Optional.empty();
    };
  }
}
