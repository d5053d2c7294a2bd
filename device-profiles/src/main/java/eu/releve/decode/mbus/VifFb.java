package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.math.BigDecimal;

/** The table of value information behind FB (EN 13757-3, alternate units). */
final class VifFb {
  private static final BigDecimal ONE_OF_4096 = new BigDecimal("0.000244140625");
  private static final Meaning[] TABLE = Vif.table(VifFb::make);

  private VifFb() {}

  /** The meaning of that code without its extension bit, 00 to 7F. */
  static Meaning meaning(int code) {
    return TABLE[code];
  }

  private static Meaning make(int code) {
    int n = code & 0x01;
    int nn = code & 0x03;
    return switch (code >> 2) {
      case 0x00 ->
          nn < 2
              ? Meaning.in(What.ENERGY, Unit.MWH, n - 1)
              : Meaning.in(What.REACTIVE_ENERGY, Unit.KVARH, n);
      case 0x01 -> nn < 2 ? Meaning.in(What.APPARENT_ENERGY, Unit.KVAH, n) : Meaning.UNKNOWN;
      case 0x02 -> nn < 2 ? Meaning.in(What.ENERGY, Unit.GJ, n - 1) : Meaning.UNKNOWN;
      case 0x03 -> Meaning.in(What.ENERGY, Unit.GCAL, nn - 4);
      case 0x04 -> nn < 2 ? Meaning.in(What.VOLUME, Unit.M3, n + 2) : Meaning.UNKNOWN;
      case 0x05 -> Meaning.in(What.REACTIVE_POWER, Unit.KVAR, nn - 3);
      case 0x06 ->
          nn < 2
              ? Meaning.in(What.MASS, "kg", n + 5)
              : Meaning.in(What.RELATIVE_HUMIDITY, Unit.PERCENT, n - 1);
      case 0x08, 0x09 -> imperial(code);
      case 0x0A -> nn < 2 ? Meaning.in(What.POWER, Unit.MW_MEGA, n - 1) : phase(n);
      case 0x0B -> Meaning.in(What.FREQUENCY, Unit.HZ, nn - 3);
      case 0x0C -> nn < 2 ? Meaning.in(What.POWER, Unit.J_PER_H, n + 8) : Meaning.UNKNOWN;
      case 0x0D -> Meaning.in(What.APPARENT_POWER, Unit.KVA, nn - 3);
      default -> temperaturesAndFactors(code, nn);
    };
  }

  private static Meaning phase(int n) {
    return Meaning.in(
        n == 0 ? What.PHASE_VOLTAGE_TO_VOLTAGE : What.PHASE_VOLTAGE_TO_CURRENT, "deg", -1);
  }

  private static Meaning imperial(int code) {
    return switch (code) {
      case 0x20 -> Meaning.in(What.VOLUME, "ft3", 0);
      case 0x21 -> Meaning.in(What.VOLUME, "ft3", -1);
      case 0x22 -> Meaning.in(What.VOLUME, "US gal", -1);
      case 0x23 -> Meaning.in(What.VOLUME, "US gal", 0);
      case 0x24 -> Meaning.in(What.VOLUME_FLOW, "US gal/min", -3);
      case 0x25 -> Meaning.in(What.VOLUME_FLOW, "US gal/min", 0);
      case 0x26 -> Meaning.in(What.VOLUME_FLOW, "US gal/h", 0);
      default -> Meaning.UNKNOWN;
    };
  }

  private static Meaning temperaturesAndFactors(int code, int nn) {
    return switch (code >> 2) {
      case 0x16 -> Meaning.in(What.FLOW_TEMPERATURE, "degF", nn - 3);
      case 0x17 -> Meaning.in(What.RETURN_TEMPERATURE, "degF", nn - 3);
      case 0x18 -> Meaning.in(What.TEMPERATURE_DIFFERENCE, "degF", nn - 3);
      case 0x19 -> Meaning.in(What.EXTERNAL_TEMPERATURE, "degF", nn - 3);
      case 0x1A, 0x1B -> rating(code);
      case 0x1C -> Meaning.in(What.TEMPERATURE_LIMIT, "degF", nn - 3);
      case 0x1D -> Meaning.in(What.TEMPERATURE_LIMIT, Unit.DEG_C, nn - 3);
      case 0x1E, 0x1F -> Meaning.in(What.CUMULATED_MAXIMUM_POWER, Unit.W, (code & 0x07) - 3);
      default -> Meaning.UNKNOWN;
    };
  }

  /** The factors of a heat-cost allocator, most of them in parts of 4,096. */
  private static Meaning rating(int code) {
    return switch (code) {
      case 0x69 -> Meaning.in(What.RATING_FACTOR, Unit.W, 0);
      case 0x6E -> Meaning.in(What.RATING_FACTOR, "", -3);
      case 0x6F -> Meaning.UNKNOWN;
      default -> Meaning.in(What.RATING_FACTOR, "", ONE_OF_4096);
    };
  }
}
