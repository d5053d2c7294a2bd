package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The tables of value information: primary, and what is interpreted of the first extensions. */
final class Vif {
  private static final Unit[] DURATIONS = {Unit.S, Unit.MIN, Unit.H, Unit.D};
  private static final Meaning[] PRIMARY = table(Vif::makePrimary);
  private static final Meaning[] EXTENSION_FD = table(Vif::makeFd);
  private static final Meaning[] EXTENSION_FB = table(Vif::makeFb);

  private Vif() {}

  /** The primary table; {@code code} without its extension bit, 00 to 7A. */
  static Meaning primary(int code) {
    return PRIMARY[code];
  }

  /** The table behind FD; only what meters of buildings use. */
  static Meaning extensionFd(int code) {
    return EXTENSION_FD[code];
  }

  /** The table behind FB; only the larger multiples of what the primary table has. */
  static Meaning extensionFb(int code) {
    return EXTENSION_FB[code];
  }

  private static Meaning[] table(IntFunction<Meaning> make) {
    return IntStream.range(0, 0x80).mapToObj(make).toArray(Meaning[]::new);
  }

  private static Meaning makePrimary(int code) {
    int n = code & 0x07;
    return switch (code >> 3) {
      case 0x0 -> Meaning.in(What.ENERGY, Unit.WH, n - 3);
      case 0x1 -> Meaning.in(What.ENERGY, Unit.J, n);
      case 0x2 -> Meaning.in(What.VOLUME, Unit.M3, n - 6);
      case 0x3 -> Meaning.in(What.MASS, "kg", n - 3);
      case 0x4 -> duration(n < 4 ? What.ON_TIME : What.OPERATING_TIME, n);
      case 0x5 -> Meaning.in(What.POWER, Unit.W, n - 3);
      case 0x6 -> Meaning.in(What.POWER, "J/h", n);
      case 0x7 -> Meaning.in(What.VOLUME_FLOW, Unit.M3_PER_H, n - 6);
      case 0x8 -> Meaning.in(What.VOLUME_FLOW, Unit.M3_PER_H, 60, n - 7);
      case 0x9 -> Meaning.in(What.VOLUME_FLOW, Unit.M3_PER_H, 3600, n - 9);
      case 0xA -> Meaning.in(What.MASS_FLOW, "kg/h", n - 3);
      case 0xB ->
          n < 4
              ? Meaning.in(What.FLOW_TEMPERATURE, Unit.DEG_C, n - 3)
              : Meaning.in(What.RETURN_TEMPERATURE, Unit.DEG_C, n - 7);
      case 0xC ->
          n < 4
              ? Meaning.in(What.TEMPERATURE_DIFFERENCE, Unit.K, n - 3)
              : Meaning.in(What.EXTERNAL_TEMPERATURE, Unit.DEG_C, n - 7);
      case 0xD -> pressureAndPoints(n);
      case 0xE -> duration(n < 4 ? What.AVERAGING_DURATION : What.ACTUALITY_DURATION, n);
      default -> identities(n);
    };
  }

  private static Meaning makeFd(int code) {
    if (0x40 <= code && code <= 0x4F) {
      return Meaning.in(What.VOLTAGE, Unit.V, (code & 0x0F) - 9);
    }
    if (0x50 <= code && code <= 0x5F) {
      return Meaning.in(What.CURRENT, Unit.A, (code & 0x0F) - 12);
    }
    return switch (code) {
      case 0x08 -> Meaning.of(What.ACCESS_NUMBER);
      case 0x09 -> Meaning.of(What.MEDIUM);
      case 0x0A -> Meaning.of(What.MANUFACTURER);
      case 0x0B -> Meaning.of(What.PARAMETER_SET);
      case 0x0C -> Meaning.of(What.MODEL);
      case 0x0D -> Meaning.of(What.HARDWARE_VERSION);
      case 0x0E -> Meaning.of(What.FIRMWARE_VERSION);
      case 0x0F -> Meaning.of(What.SOFTWARE_VERSION);
      case 0x10 -> Meaning.of(What.CUSTOMER_LOCATION);
      case 0x11 -> Meaning.of(What.CUSTOMER);
      case 0x17 -> Meaning.of(What.ERROR_FLAGS);
      case 0x1A -> Meaning.of(What.DIGITAL_OUTPUT);
      case 0x1B -> Meaning.of(What.DIGITAL_INPUT);
      case 0x60 -> Meaning.of(What.RESET_COUNTER);
      case 0x61 -> Meaning.of(What.CUMULATION_COUNTER);
      default -> Meaning.UNKNOWN;
    };
  }

  private static Meaning makeFb(int code) {
    int n = code & 0x01;
    return switch (code) {
      case 0x00, 0x01 -> Meaning.in(What.ENERGY, Unit.MWH, n - 1);
      case 0x08, 0x09 -> Meaning.in(What.ENERGY, Unit.GJ, n - 1);
      case 0x10, 0x11 -> Meaning.in(What.VOLUME, Unit.M3, n + 2);
      case 0x18, 0x19 -> Meaning.in(What.MASS, "kg", n + 5);
      case 0x28, 0x29 -> Meaning.in(What.POWER, Unit.MW_MEGA, n - 1);
      default -> Meaning.UNKNOWN;
    };
  }

  private static Meaning duration(What what, int n) {
    return Meaning.in(what, DURATIONS[n & 0x03], 0);
  }

  private static Meaning pressureAndPoints(int n) {
    return switch (n) {
      case 0, 1, 2, 3 -> Meaning.in(What.PRESSURE, Unit.BAR, n - 3);
      case 4 -> Meaning.of(What.DATE);
      case 5 -> Meaning.of(What.DATE_TIME);
      case 6 -> Meaning.in(What.ALLOCATION, Unit.RATIO, 0);
      default -> Meaning.UNKNOWN;
    };
  }

  private static Meaning identities(int n) {
    return switch (n) {
      case 0 -> Meaning.of(What.FABRICATION_NUMBER);
      case 1 -> Meaning.of(What.IDENTIFICATION);
      case 2 -> Meaning.of(What.BUS_ADDRESS);
      default -> Meaning.UNKNOWN;
    };
  }
}
