package eu.releve.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What is measured: fixes the kind, the unit and the integer step in which values are held.
 *
 * <p>Direction is the quantity's, seen from the building: import is drawn from the network, export
 * is fed into it; power is positive on import.
 */
public enum Quantity {
  ACTIVE_ENERGY_IMPORT(Kind.COUNTER, Step.WATT_HOUR),
  ACTIVE_ENERGY_EXPORT(Kind.COUNTER, Step.WATT_HOUR),
  /** Sum of import and export, as some meters count. */
  ACTIVE_ENERGY_TOTAL(Kind.COUNTER, Step.WATT_HOUR),
  REACTIVE_ENERGY_IMPORT(Kind.COUNTER, Step.VAR_HOUR),
  REACTIVE_ENERGY_EXPORT(Kind.COUNTER, Step.VAR_HOUR),
  REACTIVE_ENERGY_TOTAL(Kind.COUNTER, Step.VAR_HOUR),
  APPARENT_ENERGY(Kind.COUNTER, Step.VOLT_AMPERE_HOUR),
  ACTIVE_POWER(Kind.GAUGE, Step.MILLIWATT),
  REACTIVE_POWER(Kind.GAUGE, Step.MILLIVAR),
  APPARENT_POWER(Kind.GAUGE, Step.MILLIVOLT_AMPERE),
  ACTIVE_POWER_DEMAND(Kind.DEMAND, Step.MILLIWATT),
  POWER_FACTOR(Kind.GAUGE, Step.THOUSANDTH),
  VOLTAGE(Kind.GAUGE, Step.MILLIVOLT),
  CURRENT(Kind.GAUGE, Step.MILLIAMPERE),
  FREQUENCY(Kind.GAUGE, Step.MILLIHERTZ),
  HEAT_ENERGY(Kind.COUNTER, Step.JOULE),
  COLD_ENERGY(Kind.COUNTER, Step.JOULE),
  GAS_ENERGY(Kind.COUNTER, Step.JOULE),
  THERMAL_POWER(Kind.GAUGE, Step.MILLIWATT),
  /** Volume of the heat carrier of a heat or cold meter. */
  HEAT_VOLUME(Kind.COUNTER, Step.MILLILITRE),
  WATER_VOLUME(Kind.COUNTER, Step.MILLILITRE),
  /** Gas as it was measured, not corrected for its temperature. */
  GAS_VOLUME(Kind.COUNTER, Step.MILLILITRE),
  VOLUME_FLOW(Kind.GAUGE, Step.MILLILITRE_PER_HOUR),
  SUPPLY_TEMPERATURE(Kind.GAUGE, Step.MILLIDEGREE_CELSIUS),
  RETURN_TEMPERATURE(Kind.GAUGE, Step.MILLIDEGREE_CELSIUS),
  TEMPERATURE_DIFFERENCE(Kind.GAUGE, Step.MILLIKELVIN),
  MEDIUM_TEMPERATURE(Kind.GAUGE, Step.MILLIDEGREE_CELSIUS),
  OUTDOOR_TEMPERATURE(Kind.GAUGE, Step.MILLIDEGREE_CELSIUS),
  PRESSURE(Kind.GAUGE, Step.PASCAL),
  /** Units of a heat-cost allocator: never energy. */
  ALLOCATION(Kind.COUNTER, Step.ONE),
  OPERATING_TIME(Kind.COUNTER, Step.SECOND),
  PULSES(Kind.COUNTER, Step.ONE),
  /** The meter's own clock or a date that it states, without zone. */
  METER_CLOCK(Kind.STATE, Step.LOCAL_SECOND),
  ERROR_FLAGS(Kind.STATE, Step.ONE),
  STATE(Kind.STATE, Step.ONE),
  /** Power that is fed into the network, where a meter states it by itself: not negative. */
  ACTIVE_POWER_EXPORT(Kind.GAUGE, Step.MILLIWATT),
  /** Water that has flowed backwards. */
  WATER_VOLUME_REVERSE(Kind.COUNTER, Step.MILLILITRE),
  RELATIVE_HUMIDITY(Kind.GAUGE, Step.THOUSANDTH),
  /** How long the device has had power, working or not. */
  ON_TIME(Kind.COUNTER, Step.SECOND),
  /** How long the battery lasts, as the meter reckons. */
  BATTERY_LIFE(Kind.GAUGE, Step.SECOND),
  APPARENT_ENERGY_IMPORT(Kind.COUNTER, Step.VOLT_AMPERE_HOUR),
  APPARENT_ENERGY_EXPORT(Kind.COUNTER, Step.VOLT_AMPERE_HOUR),
  /** Reactive energy by quadrant (IEC 62053-23): 1 and 2 while import, of them 1 inductive. */
  REACTIVE_ENERGY_Q1(Kind.COUNTER, Step.VAR_HOUR),
  REACTIVE_ENERGY_Q2(Kind.COUNTER, Step.VAR_HOUR),
  REACTIVE_ENERGY_Q3(Kind.COUNTER, Step.VAR_HOUR),
  REACTIVE_ENERGY_Q4(Kind.COUNTER, Step.VAR_HOUR),
  REACTIVE_POWER_DEMAND(Kind.DEMAND, Step.MILLIVAR),
  APPARENT_POWER_DEMAND(Kind.DEMAND, Step.MILLIVOLT_AMPERE),
  CURRENT_DEMAND(Kind.DEMAND, Step.MILLIAMPERE),
  /** Total harmonic distortion. */
  VOLTAGE_DISTORTION(Kind.GAUGE, Step.THOUSANDTH),
  CURRENT_DISTORTION(Kind.GAUGE, Step.THOUSANDTH),
  /** Of the device itself, inside its housing. */
  DEVICE_TEMPERATURE(Kind.GAUGE, Step.MILLIDEGREE_CELSIUS),
  /** Water that has flowed forwards, where a meter counts it beside the total. */
  WATER_VOLUME_FORWARD(Kind.COUNTER, Step.MILLILITRE),
  /** Gas that the meter itself has brought to a temperature of reference, usually 15 degrees. */
  GAS_VOLUME_CORRECTED(Kind.COUNTER, Step.MILLILITRE),
  /** Apparent power that is fed into the network, where a meter states it by itself. */
  APPARENT_POWER_EXPORT(Kind.GAUGE, Step.MILLIVOLT_AMPERE),
  /** The number of the tariff that counts now, as in the names of the registers that it moves. */
  TARIFF_IN_FORCE(Kind.STATE, Step.ONE);

  private static final Map<String, Quantity> BY_ID = new HashMap<>();

  static {
    Arrays.stream(values()).forEach(quantity -> BY_ID.put(quantity.id, quantity));
  }

  private final String id;
  private final Kind kind;
  private final Step step;

  Quantity(Kind kind, Step step) {
    this.id = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.kind = kind;
    this.step = step;
  }

  /** The quantity of that identifier, or nothing. */
  public static Optional<Quantity> of(String id) {
    return Optional.ofNullable(BY_ID.get(id));
  }

  /** The identifier in profiles, plans and the catalogue: {@code active-energy-import}. */
  public String id() {
    return id;
  }

  /** How values may be summed up over time. */
  public Kind kind() {
    return kind;
  }

  /** The integer step in which values are held. */
  public Step step() {
    return step;
  }
}
