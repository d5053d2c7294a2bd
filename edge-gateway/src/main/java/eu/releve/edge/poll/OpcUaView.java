package eu.releve.edge.poll;

import eu.releve.edge.link.opcua.OpcUaLink;
import eu.releve.measure.BusId;

/**
 * An OPC-UA server as the console shows it, besides what every bus has.
 *
 * @param bus its name.
 * @param link what its link has counted.
 * @param counts what its lane has counted besides.
 */
public record OpcUaView(BusId bus, OpcUaLink.Counts link, Counts counts) {
  /**
   * What was counted since the start.
   *
   * @param badStatuses values that the server itself called bad.
   * @param uncertain values that it doubted, and that are marked.
   * @param undated changes whose stamp was not believed: dated on arrival, and marked.
   * @param otherUnits registers that are not read, because the server states another unit.
   * @param unwatched registers that the server was asked to watch and does not, now.
   */
  public record Counts(
      long badStatuses, long uncertain, long undated, long otherUnits, long unwatched) {}
}
