package eu.releve.cloud.mqtt;

import eu.releve.measure.GatewayId;
import java.sql.SQLException;
import java.util.List;

/** Knows what gateways are to be told; asked again and again, never on an event loop. */
public interface Commands {
  /**
   * Something that a gateway is to do.
   *
   * @param gateway which.
   * @param version tells it from the others of this gateway.
   * @param plan the hash of its plan.
   * @param isSent whether it was sent before, or a broker has it.
   */
  record Waiting(GatewayId gateway, long version, String plan, boolean isSent) {}

  /** What waits for an answer, at most one a gateway. */
  List<Waiting> waiting() throws SQLException;

  /** The command as it is published. */
  byte[] bytes(Waiting waiting) throws SQLException;

  /** It has gone to its gateway over a connection that holds, or a broker keeps it for it. */
  void sent(Waiting waiting) throws SQLException;
}
