package eu.releve.cloud.portal;

import eu.releve.measure.Quantity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a building uses, in the order in which pages show it. */
enum Medium {
  ELECTRICITY(Quantity.ACTIVE_ENERGY_IMPORT),
  WATER(Quantity.WATER_VOLUME),
  HEAT(Quantity.HEAT_ENERGY),
  COLD(Quantity.COLD_ENERGY),
  GAS(Quantity.GAS_VOLUME);

  private final Quantity quantity;

  Medium(Quantity quantity) {
    this.quantity = quantity;
  }

  /** What its meters count. */
  Quantity quantity() {
    return quantity;
  }

  /** Its name in addresses and keys of words. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Medium> of(String id) {
    return Arrays.stream(values()).filter(medium -> medium.id().equals(id)).findFirst();
  }

  static Optional<Medium> of(Quantity quantity) {
    return Arrays.stream(values()).filter(medium -> medium.quantity == quantity).findFirst();
  }
}
