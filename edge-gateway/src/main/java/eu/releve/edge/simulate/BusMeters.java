package eu.releve.edge.simulate;

import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Meter;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The meters on one bus, by their address. */
final class BusMeters {
  private final List<PlayedMeter> meters;
  private final ZoneId zone;
  private final InstantSource clock;

  BusMeters(List<PlayedMeter> meters, ZoneId zone, InstantSource clock) {
    this.meters = List.copyOf(meters);
    this.zone = zone;
    this.clock = clock;
  }

  ZoneId zone() {
    return zone;
  }

  List<PlayedMeter> all() {
    return meters;
  }

  /** The meter with that Modbus unit or M-Bus primary address that hangs there now. */
  Optional<PlayedMeter> at(int number) {
    return meters.stream()
        .filter(played -> isCalled(played.meter().address(), number))
        .filter(this::hangsThere)
        .findFirst();
  }

  /**
   * Whether the meter is on the wire; where one has replaced another, the one installed today.
   *
   * <p>A meter that is alone at its address answers before its first day too.
   */
  boolean hangsThere(PlayedMeter played) {
    long there =
        meters.stream()
            .filter(other -> other.meter().address().equals(played.meter().address()))
            .count();
    return there == 1 || installed(played.meter(), LocalDate.ofInstant(clock.instant(), zone));
  }

  private static boolean isCalled(Address address, int number) {
    return switch (address) {
      case Address.Unit unit -> unit.number() == number;
      case Address.Primary primary -> primary.number() == number;
      case Address.Secondary ignored -> false;
      case Address.Held ignored -> false;
      case Address.Nodes ignored -> false;
      case Address.Line ignored -> false;
      case Address.Input ignored -> false;
      case Address.Channel ignored -> false;
      case Address.Alone ignored -> false;
    };
  }

  private static boolean installed(Meter meter, LocalDate today) {
    return !today.isBefore(meter.from()) && meter.to().map(today::isBefore).orElse(true);
  }
}
