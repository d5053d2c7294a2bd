package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;

/** A wire with meters on it; one request is on it at a time. */
public sealed interface Bus {
  /** Its name in the plan. */
  BusId id();

  /** Where it is reached. */
  Endpoint endpoint();

  /** Modbus TCP. */
  record ModbusTcp(BusId id, Endpoint endpoint) implements Bus {}

  /** Wired M-Bus behind a TCP level converter. */
  record MbusTcp(BusId id, Endpoint endpoint, int baud) implements Bus {}

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
      return host + ":" + port;
    }
  }
}
