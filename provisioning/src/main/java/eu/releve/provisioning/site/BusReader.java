package eu.releve.provisioning.site;

import eu.releve.decode.tic.TicMode;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.measure.BusId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one bus of a plan. */
final class BusReader {
  static final List<String> KINDS =
      List.of("modbus-rtu", "modbus-tcp", "mbus", "wmbus", "plc4x", "opcua", "gpio", "p1", "tic");

  private static final Pattern ENDPOINT =
      Pattern.compile(
          "(?:tcp://)?(?:\\[(?<v6>[0-9A-Fa-f:.]+)\\]|(?<host>[A-Za-z0-9._-]+)):(?<port>[0-9]{1,5})");
  private static final Map<String, Bus.Parity> PARITIES =
      Map.of("none", Bus.Parity.NONE, "even", Bus.Parity.EVEN, "odd", Bus.Parity.ODD);
  private static final Map<String, Bus.Security> SECURITIES =
      Map.of(
          "none", Bus.Security.NONE,
          "basic256sha256", Bus.Security.BASIC256SHA256,
          "aes128", Bus.Security.AES128,
          "aes256", Bus.Security.AES256);
  private static final Map<String, Bus.Login> LOGINS =
      Map.of("anonymous", new Bus.Login.Anonymous(), "certificate", new Bus.Login.Certificate());
  private static final Map<String, TicMode> MODES =
      Map.of("historique", TicMode.HISTORIQUE, "standard", TicMode.STANDARD);
  private static final int MBUS_BAUD = 2_400;

  private BusReader() {}

  static Bus read(Mapping entry) throws DocumentException {
    BusId id = entry.value("id", "a bus's identifier", BusId::new);
    Bus bus =
        switch (oneKey(entry, KINDS)) {
          case "modbus-rtu" -> modbusRtu(entry, id);
          case "modbus-tcp" -> new Bus.ModbusTcp(id, endpoint(entry, "modbus-tcp"));
          case "plc4x" -> plc(entry, id);
          case "gpio" -> gpio(entry, id);
          case "wmbus" -> radio(entry, id);
          case "opcua" -> opcua(entry, id);
          case "p1" -> new Bus.P1Port(id, place(entry, "p1"));
          case "tic" -> tic(entry, id);
          default -> mbus(entry, id);
        };
    entry.end();
    return bus;
  }

  /** What two buses must not share. */
  static Object wire(Bus bus) {
    return switch (bus) {
      case Bus.Tcp tcp -> tcp.endpoint();
      case Bus.Serial serial -> serial.line().device();
      case Bus.Plc plc -> plc.address();
      case Bus.OpcUa server -> server.endpoint();
      case Bus.Gpio gpio ->
          switch (gpio.pins()) {
            case Bus.Pins.Chip chip -> chip.path();
            case Bus.Pins.OfBoard board -> "board";
            case Bus.Pins.Played played -> played.endpoint();
          };
      case Bus.RadioReceiver radio -> radio.device();
      case Bus.RadioTcp radio -> radio.endpoint();
      case Bus.RadioUdp radio -> "udp://" + radio.endpoint();
      case Bus.RadioInput radio -> "-";
      case Bus.Port port ->
          switch (port.place()) {
            case Bus.Place.Device device -> device.path();
            case Bus.Place.Remote remote -> remote.endpoint();
          };
    };
  }

  /** The one of those keys that is written. */
  static String oneKey(Mapping entry, List<String> keys) throws DocumentException {
    List<String> written = keys.stream().filter(entry::has).toList();
    if (written.size() != 1) {
      String key = written.isEmpty() ? keys.getFirst() : written.getLast();
      String found = written.isEmpty() ? "nothing" : String.join(" and ", written);
      throw entry.refuse(key, "one of " + String.join(", ", keys), found);
    }
    return written.getFirst();
  }

  private static Bus plc(Mapping entry, BusId id) throws DocumentException {
    return entry.value(
        "plc4x",
        "PROTOCOL://HOST of s7, knxnet-ip, ads, eip, modbus-tcp or simulated",
        address -> new Bus.Plc(id, address));
  }

  private static Bus opcua(Mapping entry, BusId id) throws DocumentException {
    Bus.Security security = entry.optionalOneOf("security", SECURITIES).orElse(Bus.Security.BEST);
    Optional<Bus.Login> how = entry.optionalOneOf("login", LOGINS);
    Optional<Bus.Login> user = entry.optionalValue("user", "a user's name", Bus.Login.User::new);
    if (how.isPresent() && user.isPresent()) {
      throw entry.refuse("login", "nothing beside a user's name", "both");
    }
    Bus.Login login = user.or(() -> how).orElse(new Bus.Login.Anonymous());
    if (security == Bus.Security.NONE && !(login instanceof Bus.Login.Anonymous)) {
      throw entry.refuse(
          "security", "a secured connection for a login", "none: a password would be read");
    }
    return entry.value(
        "opcua", "opc.tcp://HOST:PORT/PATH", url -> new Bus.OpcUa(id, url, security, login));
  }

  private static Bus gpio(Mapping entry, BusId id) throws DocumentException {
    String text = entry.text("gpio");
    if (text.equals("board")) {
      return new Bus.Gpio(id, new Bus.Pins.OfBoard());
    }
    if (text.startsWith("/")) {
      return new Bus.Gpio(id, new Bus.Pins.Chip(text));
    }
    Matcher form = ENDPOINT.matcher(text);
    if (!text.startsWith("tcp://") || !form.matches()) {
      throw entry.refuse(
          "gpio",
          "a chip such as /dev/gpiochip0, board, or tcp://127.0.0.1:PORT",
          "'" + text + "'");
    }
    Bus.Endpoint endpoint = entry.make("gpio", () -> endpoint(form));
    return entry.make("gpio", () -> new Bus.Gpio(id, new Bus.Pins.Played(endpoint)));
  }

  /** A Linky that nobody has set speaks as its predecessors did. */
  private static Bus tic(Mapping entry, BusId id) throws DocumentException {
    TicMode mode = entry.optionalOneOf("mode", MODES).orElse(TicMode.HISTORIQUE);
    return new Bus.TicPort(id, place(entry, "tic"), mode);
  }

  private static Bus.Place place(Mapping entry, String key) throws DocumentException {
    String text = entry.text(key);
    return text.startsWith("/")
        ? new Bus.Place.Device(text)
        : new Bus.Place.Remote(endpoint(entry, key));
  }

  private static Bus radio(Mapping entry, BusId id) throws DocumentException {
    String place = entry.text("wmbus");
    Optional<Bus.Receiver> receiver = entry.optionalOneOf("receiver", RadioUri.RECEIVERS);
    Optional<Bus.Checksums> checksums = entry.optionalOneOf("checksums", RadioUri.CHECKSUMS);
    if (place.startsWith("/") && checksums.isPresent()) {
      throw entry.refuse("checksums", "nothing: only lines of text have any", "checksums");
    }
    if (place.startsWith("/") != receiver.isPresent()) {
      throw receiver.isPresent()
          ? entry.refuse("receiver", "nothing: lines of text need none", "a receiver")
          : entry.refuse("receiver", "im871a or amb8465 at a device", "nothing");
    }
    return entry.value(
        "wmbus",
        "a device, tcp://HOST:PORT, udp://HOST:PORT or -",
        text -> RadioUri.of(id, text, receiver, checksums));
  }

  private static Bus mbus(Mapping entry, BusId id) throws DocumentException {
    int baud = entry.optionalInteger("baud", 300, 38_400).orElse(MBUS_BAUD);
    if (!entry.text("mbus").startsWith("/")) {
      return new Bus.MbusTcp(id, endpoint(entry, "mbus"), baud);
    }
    // EN 13757-2 knows no other parity on the wire.
    Bus.SerialLine line = new Bus.SerialLine(entry.text("mbus"), baud, Bus.Parity.EVEN, 1);
    return new Bus.MbusSerial(id, line);
  }

  private static Bus modbusRtu(Mapping entry, BusId id) throws DocumentException {
    int baud = entry.integer("baud", 300, 115_200);
    Bus.Parity parity = entry.optionalOneOf("parity", PARITIES).orElse(Bus.Parity.NONE);
    int stop = entry.optionalInteger("stop", 1, 2).orElse(1);
    String place = entry.text("modbus-rtu");
    if (!place.startsWith("/")) {
      return new Bus.ModbusConverter(id, endpoint(entry, "modbus-rtu"), baud, parity, stop);
    }
    return entry.make(
        "modbus-rtu", () -> new Bus.ModbusRtu(id, new Bus.SerialLine(place, baud, parity, stop)));
  }

  private static Bus.Endpoint endpoint(Mapping entry, String key) throws DocumentException {
    boolean orDevice = !key.equals("modbus-tcp");
    String wanted = orDevice ? "tcp://HOST:PORT or a device" : "HOST:PORT";
    String text = entry.text(key);
    Matcher form = ENDPOINT.matcher(text);
    if (!form.matches() || (orDevice && !text.startsWith("tcp://"))) {
      throw entry.refuse(key, wanted, "'" + text + "'");
    }
    return entry.make(key, () -> endpoint(form));
  }

  private static Bus.Endpoint endpoint(Matcher form) {
    String host = form.group("v6") == null ? form.group("host") : form.group("v6");
    return new Bus.Endpoint(String.valueOf(host), Integer.parseInt(form.group("port")));
  }
}
