package eu.releve.provisioning.survey;

import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Meter;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What is consumed, as a bill has it. */
public enum Medium {
  ELECTRICITY,
  WATER,
  /** Heat, in energy or in the units of an allocator. */
  HEAT,
  COLD,
  GAS;

  /** As programs read it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What a meter counts, as far as the plan tells: none where that is learned from its answers. The
   * pulse inputs of a meter (subunits) are not what it counts.
   */
  public static Set<Medium> of(Meter meter) {
    Set<Medium> media =
        switch (meter.access()) {
          case Access.Pushed pushed -> ofPort(meter.address());
          case Access.SunSpec sunSpec -> EnumSet.of(ELECTRICITY);
          case Access.Mbus mbus when mbus.registers().isEmpty() -> ofMbus(meter.address());
          case Access.Mbus mbus -> counted(mbus.registers());
          case Access.Modbus modbus -> counted(modbus.registers());
          case Access.OpcUa nodes -> counted(nodes.registers());
          case Access.Plc plc -> counted(plc.registers());
          case Access.Pulsed pulsed -> counted(pulsed.registers());
        };
    return Collections.unmodifiableSet(media);
  }

  private static Set<Medium> counted(Collection<? extends RegisterSource> registers) {
    Set<Medium> media = EnumSet.noneOf(Medium.class);
    registers.forEach(register -> of(register.name()).ifPresent(media::add));
    return media;
  }

  private static Optional<Medium> of(RegisterName name) {
    if (name.subunit() > 0) {
      return Optional.empty();
    }
    return switch (name.quantity()) {
      case ACTIVE_ENERGY_IMPORT, ACTIVE_ENERGY_EXPORT, ACTIVE_ENERGY_TOTAL ->
          Optional.of(ELECTRICITY);
      case WATER_VOLUME, WATER_VOLUME_FORWARD -> Optional.of(WATER);
      case HEAT_ENERGY, ALLOCATION -> Optional.of(HEAT);
      case COLD_ENERGY -> Optional.of(COLD);
      case GAS_ENERGY, GAS_VOLUME, GAS_VOLUME_CORRECTED -> Optional.of(GAS);
      default -> Optional.empty();
    };
  }

  /** At a P1 port channel 0, and at a TIC the one meter, is the electricity meter. */
  private static Set<Medium> ofPort(Address address) {
    boolean sub = address instanceof Address.Channel channel && channel.channel() > 0;
    return sub ? EnumSet.noneOf(Medium.class) : EnumSet.of(ELECTRICITY);
  }

  private static Set<Medium> ofMbus(Address address) {
    if (!(address instanceof Address.Secondary secondary)
        || MbusName.of(secondary).flatMap(MbusName::medium).isEmpty()) {
      return EnumSet.noneOf(Medium.class);
    }
    int code = MbusName.of(secondary).flatMap(MbusName::medium).orElseThrow();
    return switch (eu.releve.decode.mbus.Medium.of(code)) {
      case ELECTRICITY -> EnumSet.of(ELECTRICITY);
      case GAS -> EnumSet.of(GAS);
      case HEAT -> EnumSet.of(HEAT);
      case COLD -> EnumSet.of(COLD);
      case WATER -> EnumSet.of(WATER);
      case OTHER -> EnumSet.noneOf(Medium.class);
    };
  }
}
