package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.decode.tic.TicMode;
import eu.releve.measure.BusId;
import eu.releve.profile.Access;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A wire with meters on it; one request is on it at a time. */
public sealed interface Bus {
  /** Its name in the plan. */
  BusId id();

  /** What is spoken on it. */
  Protocol protocol();

  /** Where it is reached: endpoint, device or address, whatever it is set to. */
  default Object wire() {
    return BusReader.wire(this);
  }

  /** What is spoken on a bus: a meter's profile and address must be of the same kind. */
  enum Protocol {
    MODBUS,
    MBUS,
    PLC,
    OPCUA,
    /** Pulses of contacts. */
    PULSE,
    /** DSMR and eMUCS, at a customer's port. */
    P1,
    /** What a French meter says at its customer's terminals. */
    TIC;

    /** Whether it may be spoken with a meter that is read so. */
    boolean fits(Access access) {
      return switch (access) {
        case Access.Modbus modbus -> this == MODBUS;
        case Access.SunSpec sunSpec -> this == MODBUS;
        case Access.Mbus mbus -> this == MBUS;
        case Access.Plc plc -> this == PLC;
        case Access.Pulsed pulsed -> this == PULSE;
        case Access.Pushed pushed -> this == P1 || this == TIC;
        case Access.OpcUa nodes -> this == OPCUA;
      };
    }
  }

  /** A bus that is reached over TCP. */
  sealed interface Tcp extends Bus permits ModbusTcp, ModbusConverter, MbusTcp {
    /** Where it is reached. */
    Endpoint endpoint();
  }

  /** A bus on a serial device of the gateway. */
  sealed interface Serial extends Bus permits ModbusRtu, MbusSerial {
    /** The device and how it is set. */
    SerialLine line();
  }

  /** Modbus TCP. */
  record ModbusTcp(BusId id, Endpoint endpoint) implements Tcp {
    @Override
    public Protocol protocol() {
      return Protocol.MODBUS;
    }
  }

  /** Modbus RTU on RS-485. */
  record ModbusRtu(BusId id, SerialLine line) implements Serial {
    @Override
    public Protocol protocol() {
      return Protocol.MODBUS;
    }
  }

  /**
   * Modbus RTU on RS-485 behind a level converter that passes bytes over TCP.
   *
   * @param baud the speed of the line behind it, from which answers are awaited; 300 to 115,200.
   * @param parity of that line.
   * @param stop 1 or 2 stop bits on that line.
   */
  record ModbusConverter(BusId id, Endpoint endpoint, int baud, Parity parity, int stop)
      implements Tcp {
    public ModbusConverter {
      require(300 <= baud && baud <= 115_200, "baud %d is not in 300..115200", baud);
      require(stop == 1 || stop == 2, "%d stop bits are not 1 or 2", stop);
    }

    @Override
    public Protocol protocol() {
      return Protocol.MODBUS;
    }
  }

  /**
   * Wired M-Bus behind a TCP level converter.
   *
   * @param baud the speed of the bus behind it, from which answers are awaited; 300 to 38,400.
   */
  record MbusTcp(BusId id, Endpoint endpoint, int baud) implements Tcp {
    public MbusTcp {
      require(300 <= baud && baud <= 38_400, "baud %d is not in 300..38400", baud);
    }

    @Override
    public Protocol protocol() {
      return Protocol.MBUS;
    }
  }

  /** Wired M-Bus behind a serial level converter. */
  record MbusSerial(BusId id, SerialLine line) implements Serial {
    @Override
    public Protocol protocol() {
      return Protocol.MBUS;
    }
  }

  /**
   * A controller that holds the values of meters.
   *
   * @param address as PLC4X writes it: protocol and host, such as {@code s7://10.0.0.5}.
   */
  record Plc(BusId id, String address) implements Bus {
    public Plc {
      require(
          address.matches(
              "(s7|knxnet-ip|ads|eip|modbus-tcp|simulated)(:(tcp|udp))?://[!-~]{1,200}"),
          "'%s' is no address of S7, KNXnet/IP, ADS, EtherNet/IP, Modbus or the simulated device",
          address);
    }

    @Override
    public Protocol protocol() {
      return Protocol.PLC;
    }
  }

  /**
   * An OPC-UA server that holds the values of meters.
   *
   * @param url {@code opc.tcp://HOST[:PORT][/PATH]}; without a port it is 4840.
   * @param security how the connection to it is secured.
   * @param login as whom the gateway comes.
   */
  record OpcUa(BusId id, String url, Security security, Login login) implements Bus {
    private static final Pattern URL =
        Pattern.compile(
            "opc\\.tcp://(?:\\[(?<v6>[0-9A-Fa-f:.]+)\\]|(?<host>[A-Za-z0-9._-]{1,253}))"
                + "(?::(?<port>[0-9]{1,5}))?(?:/[!-~]{0,200})?");
    private static final int PORT = 4_840;

    public OpcUa {
      require(URL.matcher(url).matches(), "'%s' is not opc.tcp://HOST:PORT/PATH", url);
      require(
          security != Security.NONE || login instanceof Login.Anonymous,
          "a login over an open connection");
    }

    /** Where it is reached. */
    public Endpoint endpoint() {
      Matcher form = URL.matcher(url);
      require(form.matches(), "'%s' is not opc.tcp://HOST:PORT/PATH", url);
      String host = form.group("v6") == null ? form.group("host") : form.group("v6");
      String port = form.group("port");
      return new Endpoint(String.valueOf(host), port == null ? PORT : Integer.parseInt(port));
    }

    @Override
    public Protocol protocol() {
      return Protocol.OPCUA;
    }
  }

  /** How a connection to an OPC-UA server is secured. */
  enum Security {
    /** The best that the server offers; never {@link #NONE}. */
    BEST,
    /** Not at all: whoever is in between reads, and answers, what he likes. */
    NONE,
    BASIC256SHA256,
    AES128,
    AES256
  }

  /** As whom the gateway comes to an OPC-UA server. */
  sealed interface Login {
    /** As nobody in particular. */
    record Anonymous() implements Login {}

    /**
     * Under a name; the password is in the gateway's keys.
     *
     * @param name at most 200 printable characters.
     */
    record User(String name) implements Login {
      public User {
        require(name.matches("\\P{Cntrl}{1,200}"), "'%s' is no user's name", name);
      }
    }

    /** With a certificate that is in the gateway's keys, its private key beside it. */
    record Certificate() implements Login {}
  }

  /** Wireless M-Bus: meters speak when they want, and nobody is asked. */
  sealed interface Radio extends Bus permits RadioReceiver, RadioTcp, RadioUdp, RadioInput {
    @Override
    default Protocol protocol() {
      return Protocol.MBUS;
    }
  }

  /** A receiver on a serial device of the gateway. */
  record RadioReceiver(BusId id, String device, Receiver receiver) implements Radio {
    public RadioReceiver {
      require(device.startsWith("/"), "device '%s' is not an absolute path", device);
    }
  }

  /** Telegrams as lines of text, from a server that the gateway calls. */
  record RadioTcp(BusId id, Endpoint endpoint, Checksums checksums) implements Radio {}

  /** Telegrams as lines of text in datagrams, for which the gateway listens. */
  record RadioUdp(BusId id, Endpoint endpoint, Checksums checksums) implements Radio {}

  /** Telegrams as lines of text on the gateway's standard input. */
  record RadioInput(BusId id, Checksums checksums) implements Radio {}

  /** Whether the telegrams of a source of lines still have the checksums of the radio. */
  enum Checksums {
    /** Not said: learned from its lines. */
    LEARNED,
    /** They are there: a telegram whose checksums are wrong is damaged. */
    KEPT,
    /** The receiver has checked them and taken them out. */
    STRIPPED
  }

  /** The customer's port of a utility's meter, which speaks by itself and is never asked. */
  sealed interface Port extends Bus permits P1Port, TicPort {
    /** Where it is listened to. */
    Place place();

    /** How fast its line is; what is reached over TCP is set by somebody else. */
    int baud();
  }

  /** The P1 port of a meter of Belgium, Luxembourg or the Netherlands: 115,200 baud, 8N1. */
  record P1Port(BusId id, Place place) implements Port {
    @Override
    public Protocol protocol() {
      return Protocol.P1;
    }

    @Override
    public int baud() {
      return 115_200;
    }
  }

  /**
   * The TIC of a French meter: 7E1, which is listened to as 8N1.
   *
   * @param mode which of its languages the meter is set to.
   */
  record TicPort(BusId id, Place place, TicMode mode) implements Port {
    @Override
    public Protocol protocol() {
      return Protocol.TIC;
    }

    @Override
    public int baud() {
      return mode.baud();
    }
  }

  /** Where a port is. */
  sealed interface Place {
    /** A serial device of the gateway, by its path. */
    record Device(String path) implements Place {
      public Device {
        require(path.startsWith("/"), "device '%s' is not an absolute path", path);
      }
    }

    /** A converter that passes bytes over TCP. */
    record Remote(Endpoint endpoint) implements Place {}
  }

  /** Contacts at the lines of a GPIO chip: each meter gives pulses on one. */
  record Gpio(BusId id, Pins pins) implements Bus {
    @Override
    public Protocol protocol() {
      return Protocol.PULSE;
    }
  }

  /** Where lines are. */
  sealed interface Pins {
    /** A chip of the gateway, by the path of its device. */
    record Chip(String path) implements Pins {
      public Chip {
        require(path.startsWith("/"), "chip '%s' is not an absolute path", path);
      }
    }

    /** What the gateway's board says: its chips and the names of its inputs. */
    record OfBoard() implements Pins {}

    /**
     * A simulator on this machine, which sends what the kernel would tell.
     *
     * @param endpoint on loopback: edges are dated by the clock of the machine's kernel.
     */
    record Played(Endpoint endpoint) implements Pins {
      public Played {
        require(
            endpoint.host().matches("localhost|127[.][0-9.]+|::1"),
            "host '%s' is not this machine",
            endpoint.host());
      }
    }
  }

  /** Which serial receiver it is: each has a framing of its own. */
  enum Receiver {
    /** IMST iM871A. */
    IM871A,
    /** Amber (Wuerth) AMB8465. */
    AMB8465
  }

  /**
   * A TCP address.
   *
   * @param host name or address.
   * @param port 1 to 65535.
   */
  record Endpoint(String host, int port) {
    public Endpoint {
      require(!host.isBlank(), "an endpoint without host");
      require(1 <= port && port <= 65_535, "port %d is not in 1..65535", port);
    }

    @Override
    public String toString() {
      return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /**
   * A serial device and how it is set.
   *
   * @param device its path.
   * @param baud 300 to 115,200.
   * @param stop 1 or 2 stop bits.
   */
  record SerialLine(String device, int baud, Parity parity, int stop) {
    public SerialLine {
      require(device.startsWith("/"), "device '%s' is not an absolute path", device);
      require(300 <= baud && baud <= 115_200, "baud %d is not in 300..115200", baud);
      require(stop == 1 || stop == 2, "%d stop bits are not 1 or 2", stop);
    }
  }

  /** The parity bit of a serial line. */
  enum Parity {
    NONE,
    EVEN,
    ODD
  }
}
