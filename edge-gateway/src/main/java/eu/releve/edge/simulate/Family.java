package eu.releve.edge.simulate;

import eu.releve.measure.Quantity;
import eu.releve.profile.Access;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Meter;

/** What kind of thing a meter measures. */
enum Family {
  ELECTRICITY,
  HEAT,
  /** Water and gas. */
  VOLUME;

  static Family of(Meter meter) {
    if (meter.access() instanceof Access.SunSpec) {
      return ELECTRICITY;
    }
    switch (meter.address()) {
      case Address.Channel at -> {
        return at.channel() == 0 ? ELECTRICITY : VOLUME;
      }
      case Address.Alone alone -> {
        return ELECTRICITY;
      }
      case Address.Unit unit -> {}
      case Address.Primary primary -> {}
      case Address.Secondary secondary -> {}
      case Address.Held held -> {}
      case Address.Nodes nodes -> {}
      case Address.Line line -> {}
      case Address.Input input -> {}
    }
    for (RegisterSource register : meter.access().registers()) {
      Quantity quantity = register.name().quantity();
      switch (quantity) {
        case HEAT_ENERGY, COLD_ENERGY, THERMAL_POWER, HEAT_VOLUME -> {
          return HEAT;
        }
        case WATER_VOLUME, GAS_VOLUME -> {
          return VOLUME;
        }
        case ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_EXPORT, ACTIVE_ENERGY_TOTAL, ACTIVE_POWER -> {
          return ELECTRICITY;
        }
        default -> {
          // Tells nothing about the meter: look at the next.
        }
      }
    }
    return VOLUME;
  }
}
