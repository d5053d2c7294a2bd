package eu.releve.edge.simulate;

import eu.releve.profile.Access;
import eu.releve.provisioning.site.Meter;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the Modbus meters of one bus hold, however they are asked.
 *
 * @param meters the bus.
 */
record PlayedRegisters(BusMeters meters) {
  /** The meter that answers to that unit, if any does. */
  Optional<PlayedMeter> at(int unit) {
    return meters.at(unit).filter(played -> played.fault().kind() != Fault.Kind.SILENT);
  }

  /**
   * A run of registers as the meter holds them now, written down before it is returned.
   *
   * @param function 3 or 4.
   * @param count 1 to 125 words.
   * @return two bytes a word; nothing where the meter has no register.
   * @throws IOException when the answer cannot be recorded: then it must not be sent.
   */
  Optional<byte[]> read(PlayedMeter played, int function, int address, int count)
      throws IOException {
    Instant now = played.now();
    Optional<ModbusImage.Part> part =
        part(played.meter(), function, address, count, played.valuesAt(now));
    if (part.isPresent()) {
      played.record(part.get().written(), now);
    }
    return part.map(ModbusImage.Part::bytes);
  }

  private static Optional<ModbusImage.Part> part(
      Meter meter, int function, int address, int count, Values values) {
    return switch (meter.access()) {
      case Access.Modbus modbus ->
          new ModbusIdentity(meter, modbus)
              .read(function, address, count)
              .map(said -> new ModbusImage.Part(said, Map.of()))
              .or(
                  () ->
                      new ModbusImage(modbus.registers(), function, Ratios.of(meter))
                          .read(address, count, values));
      case Access.SunSpec ignored ->
          function == SunSpecImage.FUNCTION
              ? SunSpecImage.of(meter).read(address, count, values)
              : Optional.empty();
      case Access.Mbus ignored -> Optional.empty();
      case Access.Plc ignored -> Optional.empty();
      case Access.OpcUa ignored -> Optional.empty();
      case Access.Pulsed ignored -> Optional.empty();
      case Access.Pushed ignored -> Optional.empty();
    };
  }
}
