package eu.releve.cloud.cost;

import eu.releve.measure.Quantity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a contract sells. Units of heat-cost allocators are shares of a bill: no medium counts them,
 * so none of them gets a price.
 */
public enum Medium {
  ELECTRICITY(Quantity.ACTIVE_ENERGY_IMPORT, Quantity.ACTIVE_ENERGY_TOTAL),
  GAS(Quantity.GAS_ENERGY, Quantity.GAS_VOLUME_CORRECTED, Quantity.GAS_VOLUME),
  WATER(Quantity.WATER_VOLUME),
  HEAT(Quantity.HEAT_ENERGY),
  COLD(Quantity.COLD_ENERGY);

  private final List<Quantity> quantities;

  Medium(Quantity... quantities) {
    this.quantities = List.of(quantities);
  }

  /** The medium of that name, or nothing. */
  public static Optional<Medium> of(String id) {
    return Arrays.stream(values()).filter(medium -> medium.id().equals(id)).findFirst();
  }

  /** As contracts write it: {@code electricity}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What counts it; where a point counts several of them, the first one is what it used. */
  public List<Quantity> quantities() {
    return quantities;
  }

  /** Whether a quantity is a volume of gas, of which energy is made day by day. */
  static boolean isGasVolume(Quantity quantity) {
    return quantity == Quantity.GAS_VOLUME || quantity == Quantity.GAS_VOLUME_CORRECTED;
  }
}
