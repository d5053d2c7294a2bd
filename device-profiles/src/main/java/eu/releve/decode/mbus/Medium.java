package eu.releve.decode.mbus;

import eu.releve.measure.Quantity;

/** What a meter measures, as far as it decides which quantity a record is (EN 13757-3, media). */
enum Medium {
  ELECTRICITY,
  GAS,
  /** Heat, or heat and cold in one. */
  HEAT,
  COLD,
  WATER,
  OTHER;

  static Medium of(int code) {
    return switch (code) {
      case 0x02 -> ELECTRICITY;
      case 0x03 -> GAS;
      case 0x04, 0x05, 0x0C, 0x0D -> HEAT;
      case 0x0A, 0x0B -> COLD;
      case 0x06, 0x07, 0x15, 0x16, 0x17, 0x28 -> WATER;
      default -> OTHER;
    };
  }

  /** What energy without sign is. */
  Quantity energy() {
    return switch (this) {
      case ELECTRICITY -> Quantity.ACTIVE_ENERGY_IMPORT;
      case GAS -> Quantity.GAS_ENERGY;
      case COLD -> Quantity.COLD_ENERGY;
      case HEAT, WATER, OTHER -> Quantity.HEAT_ENERGY;
    };
  }

  /** What volume is; what a subunit of a heat meter counts are pulses of a water meter. */
  Quantity volume(int subunit) {
    return switch (this) {
      case GAS -> Quantity.GAS_VOLUME;
      case HEAT, COLD -> subunit == 0 ? Quantity.HEAT_VOLUME : Quantity.WATER_VOLUME;
      case WATER, ELECTRICITY, OTHER -> Quantity.WATER_VOLUME;
    };
  }
}
