package eu.releve.edge;

import eu.releve.edge.clock.BootClock;
import eu.releve.edge.console.Status;
import eu.releve.edge.publish.Connection;
import eu.releve.edge.publish.Publisher;
import eu.releve.edge.publish.PublisherState;

/**
 * Gathers what the console shows.
 *
 * @param identity what does not change.
 * @param runtime the lanes.
 * @param publisher what carries the journal.
 * @param clock for ages.
 */
record Overview(
    Status.Identity identity, GatewayRuntime runtime, Publisher publisher, BootClock clock) {
  Status now() {
    PublisherState state = publisher.state();
    return new Status(
        identity, clock.bootMillis(), runtime.view(), state.depth(), words(state.connection()));
  }

  private static String words(Connection connection) {
    return switch (connection) {
      case Connection.Connected connected -> "connected to the collector";
      case Connection.Disconnected disconnected ->
          "not connected to the collector: " + disconnected.reason();
      case Connection.Forked forked ->
          "stopped, the store knows another history: " + forked.reason();
      case Connection.Stopped stopped -> "stopped";
    };
  }
}
