package eu.releve.decode.mbus;

import eu.releve.measure.Quantity;
import eu.releve.measure.RegisterName;
import eu.releve.measure.RegisterName.Extreme;

/**
 * What a key of wmbusmeters means: which registers may have its value.
 *
 * @param meterType as its driver says: WaterMeter, HeatMeter ...
 * @param key with its unit behind the last underscore.
 */
record MeterKey(String meterType, String key) {
  /** A heat-cost allocator starts afresh each year; what it never forgets is its last storage. */
  private static final int LIFETIME = 64;

  /** Whether quantity, time, extreme and subunit of the register are the key's. */
  boolean fits(RegisterName name) {
    return quantityFits(name.quantity())
        && storageFits(name)
        && extremeFits(name.extreme())
        && subunitFits(name.subunit());
  }

  private boolean storageFits(RegisterName name) {
    if (says("average", "period", "max", "min")) {
      return true;
    }
    if (key.equals("total_consumption_hca")) {
      return name.storage() == 0 || name.storage() == LIFETIME;
    }
    boolean stored =
        says(
            "target", "last", "prev", "date", "histor", "old", "due", "ago", "month", "year",
            "since", "season", "delta");
    return stored ? name.storage() > 0 : name.storage() == 0;
  }

  private boolean subunitFits(int subunit) {
    return says("subunit1") ? subunit == 1 : says("subunit2") ? subunit == 2 : true;
  }

  private boolean extremeFits(Extreme extreme) {
    return extreme == (says("max") ? Extreme.MAX : says("min") ? Extreme.MIN : Extreme.NONE);
  }

  private boolean quantityFits(Quantity quantity) {
    return switch (key.substring(key.lastIndexOf('_') + 1)) {
      case "hca" -> quantity == Quantity.ALLOCATION;
      case "m3h" -> quantity == Quantity.VOLUME_FLOW;
      case "m3" -> volume(quantity);
      case "kwh" -> energy(quantity);
      case "kw" -> power(quantity);
      case "c" -> temperature(quantity);
      default -> false;
    };
  }

  private boolean volume(Quantity quantity) {
    if (says("back", "reverse")) {
      return quantity == Quantity.WATER_VOLUME_REVERSE;
    }
    return switch (meterType) {
      case "GasMeter" -> quantity == Quantity.GAS_VOLUME;
      // What flows through a heat meter is water too; its inputs count other meters' water.
      case "HeatMeter", "HeatCoolingMeter" ->
          says("subunit", "input")
              ? quantity == Quantity.WATER_VOLUME
              : quantity == Quantity.HEAT_VOLUME;
      default -> quantity == Quantity.WATER_VOLUME || quantity == Quantity.WATER_VOLUME_FORWARD;
    };
  }

  private boolean energy(Quantity quantity) {
    if (meterType.equals("ElectricityMeter")) {
      return says("production", "backward", "export")
          ? quantity == Quantity.ACTIVE_ENERGY_EXPORT
          : quantity == Quantity.ACTIVE_ENERGY_IMPORT || quantity == Quantity.ACTIVE_ENERGY_TOTAL;
    }
    return says("cool", "cold")
        ? quantity == Quantity.COLD_ENERGY
        : quantity == Quantity.HEAT_ENERGY || quantity == Quantity.COLD_ENERGY;
  }

  private boolean power(Quantity quantity) {
    if (meterType.equals("ElectricityMeter")) {
      return quantity
          == (says("production", "backward", "export")
              ? Quantity.ACTIVE_POWER_EXPORT
              : Quantity.ACTIVE_POWER);
    }
    return quantity == Quantity.THERMAL_POWER;
  }

  private boolean temperature(Quantity quantity) {
    if (says("diff", "delta")) {
      return quantity == Quantity.TEMPERATURE_DIFFERENCE;
    }
    if (says("return", "t2_")) {
      return quantity == Quantity.RETURN_TEMPERATURE;
    }
    if (says("forward", "supply", "t1_", "heater", "radiator")) {
      return quantity == Quantity.SUPPLY_TEMPERATURE;
    }
    return switch (meterType) {
      case "HeatMeter", "HeatCoolingMeter" -> quantity == Quantity.SUPPLY_TEMPERATURE;
      case "HeatCostAllocationMeter" ->
          (quantity == Quantity.SUPPLY_TEMPERATURE && !says("room", "ambient"))
              || (quantity == Quantity.OUTDOOR_TEMPERATURE && !says("flow"));
      default ->
          quantity == Quantity.MEDIUM_TEMPERATURE || quantity == Quantity.OUTDOOR_TEMPERATURE;
    };
  }

  private boolean says(String... words) {
    for (String word : words) {
      if (key.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
