package eu.releve.edge.link.opcua;

import java.util.OptionalLong;

/**
 * What a server told without being asked, because the node is watched.
 *
 * @param place of the node among those that are watched, from 0.
 * @param reading what it holds.
 * @param serverMillis the server's clock when it sent it.
 * @param bootMillis when it arrived.
 * @param isFirst whether it is what held when watching began, not a change.
 */
public record Told(
    int place, NodeReading reading, OptionalLong serverMillis, long bootMillis, boolean isFirst) {
  /** The same of another reading. */
  Told holding(NodeReading other) {
    return new Told(place, other, serverMillis, bootMillis, isFirst);
  }
}
