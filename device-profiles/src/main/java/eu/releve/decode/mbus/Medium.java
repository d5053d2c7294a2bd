package eu.releve.decode.mbus;

import eu.releve.measure.Quantity;
import eu.releve.measure.Unit;
import java.util.Optional;

/** What a meter measures, as far as it decides which quantity a record is (EN 13757-3, media). */
public enum Medium {
  ELECTRICITY,
  GAS,
  /** Heat, or heat and cold in one. */
  HEAT,
  COLD,
  WATER,
  /** Another, or none that is told: pulse counters, adapters, headers without medium. */
  OTHER;

  /** Where the meter's maker numbers its media in a way of its own, that way counts. */
  static Medium of(MeterIdentity meter) {
    return meter.manufacturer().equals("TCH")
        ? Techem.medium(meter.medium()).orElseGet(() -> of(meter.medium()))
        : of(meter.medium());
  }

  /** That of a medium code, 0 to 255. */
  public static Medium of(int code) {
    return switch (code) {
      case 0x02 -> ELECTRICITY;
      case 0x03 -> GAS;
      case 0x04, 0x05, 0x0C, 0x0D -> HEAT;
      case 0x0A, 0x0B -> COLD;
      case 0x06, 0x07, 0x15, 0x16, 0x17, 0x28 -> WATER;
      default -> OTHER;
    };
  }

  /**
   * What energy without sign is; of an unknown medium nothing, unless its unit is one of heat alone
   * (J, Gcal).
   */
  public Optional<Quantity> energy(Optional<Unit> unit) {
    return switch (this) {
      case ELECTRICITY -> Optional.of(Quantity.ACTIVE_ENERGY_IMPORT);
      case GAS -> Optional.of(Quantity.GAS_ENERGY);
      case COLD -> Optional.of(Quantity.COLD_ENERGY);
      case HEAT, WATER -> Optional.of(Quantity.HEAT_ENERGY);
      case OTHER ->
          unit.filter(own -> !own.measures(Quantity.ACTIVE_ENERGY_IMPORT))
              .map(thermal -> Quantity.HEAT_ENERGY);
    };
  }

  /** What power without sign is; of an unknown medium nothing, unless it is in J/h. */
  Optional<Quantity> power(Optional<Unit> unit) {
    return switch (this) {
      case ELECTRICITY -> Optional.of(Quantity.ACTIVE_POWER);
      case GAS, HEAT, COLD, WATER -> Optional.of(Quantity.THERMAL_POWER);
      case OTHER -> unit.filter(own -> own == Unit.J_PER_H).map(thermal -> Quantity.THERMAL_POWER);
    };
  }

  /**
   * What volume is; what a subunit of a heat meter counts are pulses of a water meter; of an
   * unknown medium, and of a meter that has none, nothing.
   */
  public Optional<Quantity> volume(int subunit) {
    return switch (this) {
      case GAS -> Optional.of(Quantity.GAS_VOLUME);
      case HEAT, COLD -> Optional.of(subunit == 0 ? Quantity.HEAT_VOLUME : Quantity.WATER_VOLUME);
      case WATER -> Optional.of(Quantity.WATER_VOLUME);
      case ELECTRICITY, OTHER -> Optional.empty();
    };
  }
}
