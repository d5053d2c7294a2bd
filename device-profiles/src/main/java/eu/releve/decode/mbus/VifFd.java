package eu.releve.decode.mbus;

import eu.releve.decode.mbus.Meaning.Form;
import eu.releve.decode.mbus.Meaning.What;
import eu.releve.measure.Unit;

/** The tables of value information behind FD and behind FD FD (EN 13757-3). */
final class VifFd {
  private static final Meaning[] TABLE = Vif.table(VifFd::make);

  private VifFd() {}

  /** The meaning of that code without its extension bit, 00 to 7F. */
  static Meaning meaning(int code) {
    return TABLE[code];
  }

  /** The meaning of that code behind FD FD. */
  static Meaning secondLevel(int code) {
    return switch (code) {
      case 0x00 -> Meaning.of(What.SELECTED_APPLICATION);
      case 0x02 -> Meaning.in(What.REMAINING_BATTERY_LIFE, "month", 0);
      case 0x03 -> Meaning.in(What.REMAINING_BATTERY_LIFE, "year", 0);
      default -> Meaning.UNKNOWN;
    };
  }

  private static Meaning make(int code) {
    int nn = code & 0x03;
    return switch (code >> 2) {
      case 0x00 -> Meaning.in(What.CREDIT, "currency", nn - 3);
      case 0x01 -> Meaning.in(What.DEBIT, "currency", nn - 3);
      case 0x02, 0x03, 0x04 -> identities(code);
      case 0x05, 0x06, 0x07 -> settings(code);
      case 0x08, 0x09, 0x0A -> storage(code);
      case 0x0B -> Vif.duration(What.DURATION_SINCE_READOUT, nn);
      case 0x0C ->
          nn == 0
              ? Meaning.of(What.TARIFF_START, Form.POINT)
              : Vif.duration(What.TARIFF_DURATION, nn);
      case 0x0D -> Vif.duration(What.TARIFF_PERIOD, nn);
      case 0x0E -> tariffs(code);
      case 0x0F -> Vif.duration(What.TRANSMISSION_PERIOD, nn);
      case 0x10, 0x11, 0x12, 0x13 -> Meaning.in(What.VOLTAGE, Unit.V, (code & 0x0F) - 9);
      case 0x14, 0x15, 0x16, 0x17 -> Meaning.in(What.CURRENT, Unit.A, (code & 0x0F) - 12);
      case 0x1A -> longDuration(What.DURATION_SINCE_CUMULATION, nn);
      case 0x1B -> longDuration(What.BATTERY_OPERATING_TIME, nn);
      default -> states(code);
    };
  }

  private static Meaning identities(int code) {
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
      default -> Meaning.of(What.ACCESS_CODE);
    };
  }

  private static Meaning settings(int code) {
    return switch (code) {
      case 0x14, 0x15 -> Meaning.of(What.ACCESS_CODE);
      case 0x16 -> Meaning.of(What.PASSWORD);
      case 0x17 -> Meaning.of(What.ERROR_FLAGS, Form.BITS);
      case 0x18 -> Meaning.of(What.ERROR_MASK, Form.BITS);
      case 0x19 -> Meaning.of(What.SECURITY_KEY, Form.BYTES);
      case 0x1A -> Meaning.of(What.DIGITAL_OUTPUT, Form.BITS);
      case 0x1B -> Meaning.of(What.DIGITAL_INPUT, Form.BITS);
      case 0x1C -> Meaning.in(What.BAUD_RATE, "Bd", 0);
      case 0x1D -> Meaning.in(What.RESPONSE_DELAY, "bit times", 0);
      case 0x1E -> Meaning.of(What.RETRY);
      default -> Meaning.of(What.REMOTE_CONTROL);
    };
  }

  private static Meaning storage(int code) {
    return switch (code) {
      case 0x20 -> Meaning.of(What.FIRST_STORAGE);
      case 0x21 -> Meaning.of(What.LAST_STORAGE);
      case 0x22 -> Meaning.of(What.STORAGE_BLOCK_SIZE);
      case 0x23 -> Meaning.of(What.TARIFF_AND_SUBUNIT);
      case 0x24, 0x25, 0x26, 0x27 -> Vif.duration(What.STORAGE_INTERVAL, code & 0x03);
      case 0x28 -> Meaning.in(What.STORAGE_INTERVAL, "month", 0);
      case 0x29 -> Meaning.in(What.STORAGE_INTERVAL, "year", 0);
      case 0x2A -> Meaning.of(What.OPERATOR_DATA);
      default -> Meaning.in(What.TIME_POINT_SECOND, Unit.S, 0);
    };
  }

  private static Meaning tariffs(int code) {
    return switch (code) {
      case 0x38 -> Meaning.in(What.TARIFF_PERIOD, "month", 0);
      case 0x39 -> Meaning.in(What.TARIFF_PERIOD, "year", 0);
      case 0x3A -> Meaning.in(What.DIMENSIONLESS, Unit.RATIO, 0);
      default -> Meaning.of(What.WIRELESS_CONTAINER, Form.BYTES);
    };
  }

  private static Meaning longDuration(What what, int nn) {
    return switch (nn) {
      case 0 -> Meaning.in(what, Unit.H, 0);
      case 1 -> Meaning.in(what, Unit.D, 0);
      case 2 -> Meaning.in(what, "month", 0);
      default -> Meaning.in(what, "year", 0);
    };
  }

  private static Meaning states(int code) {
    return switch (code) {
      case 0x60 -> Meaning.of(What.RESET_COUNTER);
      case 0x61 -> Meaning.of(What.CUMULATION_COUNTER);
      case 0x62 -> Meaning.of(What.CONTROL_SIGNAL);
      case 0x63 -> Meaning.of(What.DAY_OF_WEEK);
      case 0x64 -> Meaning.of(What.WEEK_NUMBER);
      case 0x65 -> Meaning.of(What.DAY_CHANGE);
      case 0x66 -> Meaning.of(What.PARAMETER_ACTIVATION);
      case 0x67 -> Meaning.of(What.SUPPLIER_INFORMATION);
      case 0x70 -> Meaning.of(What.BATTERY_CHANGE, Form.POINT);
      case 0x71 -> Meaning.in(What.SIGNAL_LEVEL, "dBm", 0);
      case 0x72 -> Meaning.of(What.DAYLIGHT_SAVING, Form.SUMMER_TIME);
      case 0x73 -> Meaning.of(What.LISTENING_WINDOW, Form.BYTES);
      case 0x74 -> Meaning.in(What.REMAINING_BATTERY_LIFE, Unit.D, 0);
      case 0x75 -> Meaning.of(What.STOPS);
      case 0x76 -> Meaning.of(What.MANUFACTURER_CONTAINER, Form.BYTES);
      default -> Meaning.UNKNOWN;
    };
  }
}
