package eu.releve.provisioning.survey;

import eu.releve.measure.BusId;
import eu.releve.profile.Access;
import eu.releve.provisioning.site.Address;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Checks by what meters are called, and through which wires. */
final class Addresses {
  private static final int MODBUS_PORT = 502;

  private Addresses() {}

  static void check(Inventory in) {
    wires(in);
    numberedDevices(in);
    for (Bus bus : in.plan().buses()) {
      List<Meter> meters = in.plan().metersOn(bus.id());
      for (Meter meter : meters) {
        switch (meter.address()) {
          case Address.Unit unit -> unit(in, bus, meter, unit);
          case Address.Primary primary -> primary(in, meter, primary);
          case Address.Secondary secondary -> {
            profile(in, meter, secondary);
            if (!selectedTwice(in, meter, secondary, meters)) {
              wildcard(in, meter, secondary);
            }
          }
          case Address.Held held -> {}
          case Address.Nodes nodes -> {}
          case Address.Line line -> {}
          case Address.Input input -> {}
          case Address.Channel channel -> {}
          case Address.Alone alone -> {}
        }
      }
    }
  }

  /** The loader compares what is written; here what is meant. */
  private static void wires(Inventory in) {
    Map<String, BusId> known = new HashMap<>();
    for (Bus bus : in.plan().buses()) {
      wire(bus)
          .ifPresent(
              wire -> {
                BusId other = known.putIfAbsent(wire, bus.id());
                if (other != null) {
                  in.find(
                      Code.WIRE_TWICE,
                      in.lines().of(bus.id()),
                      bus.id().value(),
                      other.value(),
                      wire);
                }
              });
    }
  }

  private static Optional<String> wire(Bus bus) {
    return switch (bus) {
      case Bus.Tcp tcp -> Optional.of(place(tcp.endpoint()));
      case Bus.Serial serial -> Optional.of(place(serial.line().device()));
      case Bus.Plc plc when plc.address().startsWith("modbus-tcp") ->
          Optional.of(controller(plc.address()));
      case Bus.Plc plc -> Optional.empty();
      case Bus.OpcUa server -> Optional.of(place(server.endpoint()));
      case Bus.Gpio gpio ->
          gpio.pins() instanceof Bus.Pins.Chip chip
              ? Optional.of(place(chip.path()))
              : Optional.empty();
      case Bus.RadioReceiver radio -> Optional.of(place(radio.device()));
      case Bus.RadioTcp radio -> Optional.of(place(radio.endpoint()));
      case Bus.RadioUdp radio -> Optional.empty();
      case Bus.RadioInput radio -> Optional.empty();
      case Bus.Port port ->
          Optional.of(
              switch (port.place()) {
                case Bus.Place.Device device -> place(device.path());
                case Bus.Place.Remote remote -> place(remote.endpoint());
              });
    };
  }

  private static String place(Bus.Endpoint endpoint) {
    String host = endpoint.host().toLowerCase(Locale.ROOT);
    host = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return (host.equals("localhost") ? "127.0.0.1" : host) + ":" + endpoint.port();
  }

  private static String place(String device) {
    return Path.of(device).normalize().toString();
  }

  /** {@code modbus-tcp:tcp://10.0.0.5:502} and what PLC4X lets one leave out. */
  private static String controller(String address) {
    String place = address.replaceFirst("^[^/]*//", "").replaceFirst("[/?].*", "");
    return (place.matches(".*:[0-9]+") ? place : place + ":" + MODBUS_PORT)
        .toLowerCase(Locale.ROOT);
  }

  private static void numberedDevices(Inventory in) {
    List<Bus> numbered =
        in.plan().buses().stream()
            .filter(bus -> wire(bus).orElse("").matches("/dev/tty(USB|ACM)[0-9]+"))
            .toList();
    if (numbered.size() > 1) {
      in.find(
          Code.DEVICE_NUMBERED,
          in.lines().of(numbered.getFirst().id()),
          numbered.stream().map(bus -> bus.id().value()).collect(Collectors.joining(", ")));
    }
  }

  private static void unit(Inventory in, Bus bus, Meter meter, Address.Unit unit) {
    boolean line = bus instanceof Bus.ModbusRtu || bus instanceof Bus.ModbusConverter;
    if (line && unit.number() == 255) {
      in.find(
          Code.UNIT_255_ON_LINE,
          in.lines().of(meter.id(), "unit"),
          meter.id().value(),
          bus.id().value());
    }
  }

  private static void primary(Inventory in, Meter meter, Address.Primary primary) {
    if (primary.number() == 0) {
      in.find(Code.MBUS_PRIMARY_0, in.lines().of(meter.id(), "primary"), meter.id().value());
    }
  }

  /** FF as maker, version or medium is the usual "any"; an F in the number is not. */
  private static void wildcard(Inventory in, Meter meter, Address.Secondary secondary) {
    if (secondary.identification().substring(0, 8).contains("F")) {
      in.find(
          Code.MBUS_WILDCARD,
          in.lines().of(meter.id(), "secondary"),
          meter.id().value(),
          secondary.identification());
    }
  }

  private static void profile(Inventory in, Meter meter, Address.Secondary secondary) {
    Optional<Access.Recognition> recognition =
        meter.access() instanceof Access.Mbus mbus ? mbus.recognition() : Optional.empty();
    Optional<MbusName> name = MbusName.of(secondary);
    if (recognition.isEmpty() || name.isEmpty() || fits(recognition.get(), name.get())) {
      return;
    }
    in.find(
        Code.PROFILE_OTHER_METER,
        in.lines().of(meter.id(), "profile"),
        meter.id().value(),
        meter.profile().map(Object::toString).orElse("-"),
        name.get().manufacturer().orElse("?"),
        name.get().version().map(String::valueOf).orElse("?"),
        name.get().medium().map(String::valueOf).orElse("?"));
  }

  private static boolean fits(Access.Recognition wanted, MbusName name) {
    return name.manufacturer().map(wanted.manufacturer()::equals).orElse(true)
        && name.version()
            .map(one -> wanted.versions().isEmpty() || wanted.versions().contains(one))
            .orElse(true)
        && name.medium()
            .map(one -> wanted.media().isEmpty() || wanted.media().contains(one))
            .orElse(true);
  }

  /** A meter with a primary address answers a selection by its number all the same. */
  private static boolean selectedTwice(
      Inventory in, Meter meter, Address.Secondary secondary, List<Meter> others) {
    boolean found = false;
    for (Meter other : others) {
      boolean named =
          other.address() instanceof Address.Primary
              && other.serial().filter(serial -> serial.matches("[0-9]{8}")).isPresent();
      if (named
          && Inventory.overlap(meter, other)
          && secondary.meets(new Address.Secondary(other.serial().orElseThrow()))) {
        in.find(
            Code.MBUS_SELECTED_TWICE,
            in.lines().of(meter.id(), "secondary"),
            meter.id().value(),
            other.id().value(),
            secondary.identification(),
            other.address().toString());
        found = true;
      }
    }
    return found;
  }
}
