package eu.releve.edge.poll;

import eu.releve.edge.link.opcua.OpcUaLink;
import eu.releve.measure.BusId;
import eu.releve.profile.OpcUaRegister;
import java.util.List;

/**
 * An OPC-UA server with the link to it and the meters of the plan.
 *
 * @param bus its name.
 * @param endpoint where it is, for people.
 * @param link to the server.
 * @param meters in the order of the plan.
 * @param places which register of which meter each watched node is, by its place in the link.
 */
public record OpcUaLine(
    BusId bus, String endpoint, OpcUaLink link, List<ServerMeter> meters, List<Place> places) {
  public OpcUaLine {
    meters = List.copyOf(meters);
    places = List.copyOf(places);
  }

  /**
   * A meter whose values a server holds.
   *
   * @param polled how often it is asked, and its numbers.
   * @param registers with their nodes.
   */
  public record ServerMeter(PolledMeter polled, List<OpcUaRegister> registers) {
    public ServerMeter {
      registers = List.copyOf(registers);
    }

    /** The nodes that it is asked for, each once. */
    List<String> nodes() {
      return registers.stream().map(OpcUaRegister::node).distinct().toList();
    }
  }

  /**
   * What a watched node is.
   *
   * @param meter its place among the meters.
   * @param register of it.
   */
  public record Place(int meter, OpcUaRegister register) {}
}
