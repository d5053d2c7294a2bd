package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The primary table of value information (EN 13757-3). */
final class Vif {
  private static final Unit[] DURATIONS = {Unit.S, Unit.MIN, Unit.H, Unit.D};
  private static final Meaning[] PRIMARY = table(Vif::makePrimary);

  private Vif() {}

  /**
   * The primary table; {@code code} without its extension bit, 00 to 7F but those that lead to
   * other tables.
   */
  static Meaning primary(int code) {
    return PRIMARY[code];
  }

  static Meaning[] table(IntFunction<Meaning> make) {
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
      case 0x6 -> Meaning.in(What.POWER, Unit.J_PER_H, n);
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

  static Meaning duration(What what, int n) {
    return Meaning.in(what, DURATIONS[n & 0x03], 0);
  }

  private static Meaning pressureAndPoints(int n) {
    return switch (n) {
      case 0, 1, 2, 3 -> Meaning.in(What.PRESSURE, Unit.BAR, n - 3);
      case 4 -> Meaning.of(What.DATE, Form.POINT);
      case 5 -> Meaning.of(What.DATE_TIME, Form.POINT);
      case 6 -> Meaning.in(What.ALLOCATION, Unit.RATIO, 0);
      default -> Meaning.UNKNOWN;
    };
  }

  private static Meaning identities(int n) {
    return switch (n) {
      case 0 -> Meaning.of(What.FABRICATION_NUMBER);
      case 1 -> Meaning.of(What.IDENTIFICATION);
      case 2 -> Meaning.of(What.BUS_ADDRESS);
      case 6 -> Meaning.of(What.ANY);
      case 7 -> Meaning.of(What.MANUFACTURER_SPECIFIC);
      default -> Meaning.UNKNOWN;
    };
  }
}
