package eu.releve.edge.poll;

import eu.releve.edge.link.opcua.OpcUaLink;
import eu.releve.edge.link.opcua.ServerKeys;
import eu.releve.edge.link.opcua.Watched;
import eu.releve.edge.poll.OpcUaLine.Place;
import eu.releve.edge.poll.OpcUaLine.ServerMeter;
import eu.releve.profile.Access;
import eu.releve.profile.OpcUaRegister;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.Meter;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What a site plan wants of one OPC-UA server. */
final class ServerPlan {
  private ServerPlan() {}

  /**
   * The server with its meters.
   *
   * @param polled of the meters, in the same order.
   */
  static OpcUaLine line(
      Bus.OpcUa bus,
      List<Meter> meters,
      List<PolledMeter> polled,
      Installation.Manners manners,
      ServerKeys keys) {
    List<ServerMeter> ours = new ArrayList<>();
    List<String> nodes = new ArrayList<>();
    List<Watched> watched = new ArrayList<>();
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < meters.size(); i++) {
      if (!(meters.get(i).access() instanceof Access.OpcUa access)) {
        throw new IllegalStateException(meters.get(i).id() + " is not held by a server");
      }
      ours.add(new ServerMeter(polled.get(i), access.registers()));
      for (OpcUaRegister register : access.registers()) {
        nodes.add(register.node());
        if (access.sampling().isPresent()) {
          watched.add(new Watched(register.node(), access.sampling().get(), deadband(register)));
          places.add(new Place(i, register));
        }
      }
    }
    OpcUaLink link =
        new OpcUaLink(
            bus, keys, new OpcUaLink.Wants(nodes, watched), manners.timeout(), manners.clock());
    return new OpcUaLine(bus.id(), bus.url(), link, ours, places);
  }

  /** The plan speaks of the unit, the server of its raw number. */
  private static OptionalDouble deadband(OpcUaRegister register) {
    return register.deadband().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            register
                .deadband()
                .get()
                .divide(register.scale().abs(), MathContext.DECIMAL64)
                .doubleValue());
  }
}
