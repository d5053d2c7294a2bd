package eu.releve.edge.link.opcua;

import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.util.Unit;

/** Leaves a connection that is broken. */
final class Abandoning {
  private Abandoning() {}

  /**
   * Cuts the connection first and ends the session's bookkeeping then, without a word to the
   * server: the library would otherwise connect again to say that it leaves, and take with it the
   * subscription that the next connection wants to go on with.
   */
  static void abandon(OpcUaClient client) {
    var unused =
        client
            .getTransport()
            .disconnect()
            .handle((done, failed) -> Unit.VALUE)
            .thenCompose(cut -> client.disconnectAsync());
  }
}
