package eu.releve.edge.simulate;

import eu.releve.measure.Kind;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.MbusRegister;
import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Which value information a meter writes before a register's number (EN 13757-3, primary and FD
 * tables), and in which form it writes the number.
 *
 * @param vif the value information bytes.
 * @param form how the number is written.
 * @param stepsPerNumber how many steps of the quantity one of the number is, times the divisor.
 * @param divisor the secondary side of the transformers before the meter.
 */
record MbusCode(byte[] vif, Form form, BigDecimal stepsPerNumber, long divisor) {
  /** How a number is written, with its code in the data information byte. */
  enum Form {
    INT16(0x02, 2),
    INT32(0x04, 4),
    /** Eight decimal digits: what a roller counter can show. */
    BCD8(0x0C, 4),
    /** Type G: a day. */
    DATE(0x02, 2),
    /** Type F: a minute. */
    DATE_TIME(0x04, 4);

    private final int dif;
    private final int length;

    Form(int dif, int length) {
      this.dif = dif;
      this.length = length;
    }

    int dif() {
      return dif;
    }

    int length() {
      return length;
    }
  }

  /**
   * The code for a register.
   *
   * @throws IllegalArgumentException when M-Bus has none for its quantity and resolution, or the
   *     simulator does not write it.
   */
  static MbusCode of(MbusRegister register) {
    return find(register)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "the simulator cannot write %s in %s with resolution %s over M-Bus"
                        .formatted(
                            register.name(),
                            register.unit().symbol(),
                            register.resolution().inSteps().toPlainString())));
  }

  /** The same in a meter behind transformers that it does not know of. */
  static MbusCode of(MbusRegister register, Ratios ratios) {
    MbusCode own = of(register);
    return new MbusCode(
        own.vif,
        own.form,
        own.stepsPerNumber.multiply(BigDecimal.valueOf(ratios.primary(register))),
        ratios.secondary(register));
  }

  private static Optional<MbusCode> find(MbusRegister register) {
    RegisterName name = register.name();
    BigDecimal resolution = register.resolution().inSteps();
    Form form = name.quantity().kind() == Kind.COUNTER ? Form.BCD8 : Form.INT32;
    return switch (name.quantity()) {
      case ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_TOTAL -> decade(resolution, "0.001", 0x00, 7, form);
      case HEAT_ENERGY, COLD_ENERGY, GAS_ENERGY ->
          inJoules(register.unit())
              ? decade(resolution, "1", 0x08, 7, form)
              : decade(resolution, "3.6", 0x00, 7, form);
      case WATER_VOLUME, HEAT_VOLUME, GAS_VOLUME -> decade(resolution, "1", 0x10, 7, form);
      case ACTIVE_POWER, THERMAL_POWER -> decade(resolution, "1", 0x28, 7, form);
      case VOLUME_FLOW -> decade(resolution, "1", 0x38, 7, form);
      case SUPPLY_TEMPERATURE -> decade(resolution, "1", 0x58, 3, Form.INT16);
      case RETURN_TEMPERATURE -> decade(resolution, "1", 0x5C, 3, Form.INT16);
      case TEMPERATURE_DIFFERENCE -> decade(resolution, "1", 0x60, 3, Form.INT16);
      case OUTDOOR_TEMPERATURE, MEDIUM_TEMPERATURE -> decade(resolution, "1", 0x64, 3, Form.INT16);
      case PRESSURE -> decade(resolution, "100", 0x68, 3, Form.INT16);
      case OPERATING_TIME -> duration(resolution);
      case ALLOCATION -> code("6E", form, BigDecimal.ONE);
      case METER_CLOCK ->
          resolution.compareTo(BigDecimal.valueOf(86_400)) >= 0
              ? code("6C", Form.DATE, BigDecimal.ONE)
              : code("6D", Form.DATE_TIME, BigDecimal.ONE);
      case ERROR_FLAGS -> code("FD17", Form.INT16, BigDecimal.ONE);
      case BATTERY_LIFE ->
          resolution.compareTo(BigDecimal.valueOf(86_400)) == 0
              ? code("FD74", Form.INT16, resolution)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static boolean inJoules(Unit unit) {
    return unit == Unit.J || unit == Unit.KJ || unit == Unit.MJ || unit == Unit.GJ;
  }

  /** The VIF whose last bits are the power of ten that turns the finest step into this one. */
  private static Optional<MbusCode> decade(
      BigDecimal resolution, String finest, int vif, int decadeMax, Form form) {
    for (int decade = 0; decade <= decadeMax; decade++) {
      if (new BigDecimal(finest).scaleByPowerOfTen(decade).compareTo(resolution) == 0) {
        return Optional.of(new MbusCode(new byte[] {(byte) (vif + decade)}, form, resolution, 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<MbusCode> duration(BigDecimal resolution) {
    String vif =
        switch (resolution.intValue()) {
          case 1 -> "24";
          case 60 -> "25";
          case 3_600 -> "26";
          case 86_400 -> "27";
          default -> "";
        };
    return vif.isEmpty() ? Optional.empty() : code(vif, Form.INT32, resolution);
  }

  private static Optional<MbusCode> code(String vif, Form form, BigDecimal steps) {
    return Optional.of(new MbusCode(HexFormat.of().parseHex(vif), form, steps, 1));
  }
}
