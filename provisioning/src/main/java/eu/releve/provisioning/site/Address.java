package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

/** By what a meter is called on its bus. */
public sealed interface Address {
  /** The protocol whose address it is. */
  Bus.Protocol protocol();

  /**
   * A Modbus unit.
   *
   * @param number 1 to 247; 255 is a TCP device that is asked without a bus behind it.
   */
  record Unit(int number) implements Address {
    public Unit {
      require((1 <= number && number <= 247) || number == 255, "unit %d is not in 1..247", number);
    }

    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.MODBUS;
    }

    @Override
    public String toString() {
      return "unit " + number;
    }
  }

  /** A meter whose values a controller holds: its tags say where. */
  record Held() implements Address {
    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.PLC;
    }

    @Override
    public String toString() {
      return "held by the controller";
    }
  }

  /** A meter whose values an OPC-UA server holds: its nodes say where. */
  record Nodes() implements Address {
    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.OPCUA;
    }

    @Override
    public String toString() {
      return "nodes of the server";
    }
  }

  /**
   * A line of a GPIO chip.
   *
   * @param offset its number on the chip, 0 to 1,023.
   */
  record Line(int offset) implements Address {
    /** The highest. */
    public static final int OFFSET_MAX = 1_023;

    public Line {
      require(0 <= offset && offset <= OFFSET_MAX, "line %d is not in 0..1023", offset);
    }

    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.PULSE;
    }

    @Override
    public String toString() {
      return "line " + offset;
    }
  }

  /**
   * An input as the gateway's board calls it.
   *
   * @param name such as {@code di1}.
   */
  record Input(String name) implements Address {
    public Input {
      require(
          name.matches("[a-z0-9][a-z0-9-]{0,30}"),
          "input '%s' must match [a-z0-9][a-z0-9-]{0,30}",
          name);
    }

    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.PULSE;
    }

    @Override
    public String toString() {
      return "input " + name;
    }
  }

  /**
   * A place at a P1 port.
   *
   * @param channel 0 is the electricity meter, 1 to 4 are the meters on its M-Bus channels.
   */
  record Channel(int channel) implements Address {
    public Channel {
      require(0 <= channel && channel <= 4, "channel %d is not in 0..4", channel);
    }

    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.P1;
    }

    @Override
    public String toString() {
      return "channel " + channel;
    }
  }

  /** The one meter at a TIC. */
  record Alone() implements Address {
    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.TIC;
    }

    @Override
    public String toString() {
      return "alone at its port";
    }
  }

  /**
   * An M-Bus primary address.
   *
   * @param number 1 to 250; 0 is a meter that has none yet.
   */
  record Primary(int number) implements Address {
    public Primary {
      require(0 <= number && number <= 250, "primary address %d is not in 0..250", number);
    }

    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.MBUS;
    }

    @Override
    public String toString() {
      return "primary " + number;
    }
  }

  /**
   * An M-Bus secondary address: what the meter is selected by.
   *
   * @param identification eight digits as printed, or these followed by manufacturer, version and
   *     medium as they are sent, in hexadecimal digits; meters exist whose identification has other
   *     digits than decimal ones. An F stands for any digit.
   */
  record Secondary(String identification) implements Address {
    public Secondary {
      require(
          identification.matches("[0-9A-F]{8}([0-9A-F]{8})?"),
          "secondary address '%s' must match [0-9A-F]{8}([0-9A-F]{8})?",
          identification);
    }

    /** Whether one meter may answer to both. */
    public boolean meets(Secondary other) {
      int common = Math.min(identification.length(), other.identification.length());
      for (int i = 0; i < common; i++) {
        char mine = identification.charAt(i);
        char its = other.identification.charAt(i);
        if (mine != its && mine != 'F' && its != 'F') {
          return false;
        }
      }
      return true;
    }

    @Override
    public Bus.Protocol protocol() {
      return Bus.Protocol.MBUS;
    }

    @Override
    public String toString() {
      return "secondary " + identification;
    }
  }
}
