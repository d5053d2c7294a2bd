package eu.releve.edge.link.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.ubyte;
import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DataChangeTrigger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.DeadbandType;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MonitoringMode;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.DataChangeFilter;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoredItemCreateResult;
import org.eclipse.milo.opcua.stack.core.types.structured.MonitoringParameters;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.TransferResult;

/**
 * Asks a server to watch nodes: goes on with the subscription of the connection before, or makes
 * another where the server has lost it, or does not let it go.
 *
 * @param client a connection with a session.
 * @param watched in the order of their places.
 * @param timeoutMillis of one request.
 */
record Subscribing(OpcUaClient client, List<Watched> watched, long timeoutMillis) {
  /** A server that has nothing to tell says so this often. */
  static final long KEEP_ALIVE_MILLIS = 5_000;

  /** How long a server keeps a subscription of which nobody asks anything. */
  private static final long LIFETIME_MILLIS = 300_000;

  private static final int KEEP_ALIVES_IN_LIFETIME_MIN = 3;
  private static final int ITEMS_PER_REQUEST = 500;

  /** The shortest sampling interval of all: what it finds is fetched as often. */
  private double intervalMillis() {
    return watched.stream()
        .map(each -> each.sampling().interval())
        .min(Comparator.naturalOrder())
        .orElseThrow()
        .toMillis();
  }

  /**
   * Goes on with that subscription.
   *
   * @return the numbers of its messages that the server has kept; nothing where it is lost.
   */
  Optional<UInteger[]> goOn(Subscription ours) throws IOException {
    TransferResult[] results;
    try {
      // Not the values that hold now: those that were found meanwhile are told, and no other twice.
      results =
          Waiting.on(client.transferSubscriptionsAsync(List.of(ours.id()), false), timeoutMillis)
              .getResults();
    } catch (Waiting.FailedException refused) {
      if (refused.isLate()) {
        throw refused;
      }
      return Optional.empty();
    }
    if (results == null || results.length != 1 || !results[0].getStatusCode().isGood()) {
      return Optional.empty();
    }
    UInteger[] available = results[0].getAvailableSequenceNumbers();
    return Optional.of(available == null ? new UInteger[0] : available);
  }

  /** Ends a subscription that is of no use any more, if the server has it still. */
  void end(Subscription ours) {
    var unused = client.deleteSubscriptionsAsync(List.of(ours.id()));
  }

  /**
   * Makes a subscription and its items.
   *
   * @param open the session in which it is made.
   * @param inbox is told of which nodes the server keeps fewer changes than wanted.
   */
  Subscription begin(Session open, Inbox inbox) throws IOException {
    double interval = intervalMillis();
    long keepAlives = Math.max(1, Math.round(KEEP_ALIVE_MILLIS / interval));
    long lifetime =
        Math.max(KEEP_ALIVES_IN_LIFETIME_MIN * keepAlives, Math.round(LIFETIME_MILLIS / interval));
    UInteger id =
        Waiting.on(
                client.createSubscriptionAsync(
                    interval, uint(lifetime), uint(keepAlives), uint(0), true, ubyte(0)),
                timeoutMillis)
            .getSubscriptionId();
    Subscription made = Subscription.made(id, open.start(), watched.size());
    watch(made, IntStream.range(0, watched.size()).boxed().toList(), open.names(), inbox);
    return made;
  }

  /**
   * Asks the server to watch places of a subscription. An item that a place had before is ended
   * once it has another: some servers tell nothing any more of a node that was gone for a while.
   *
   * @param names what nodes are called now.
   * @param inbox is told of which nodes the server keeps fewer changes than wanted.
   * @throws Waiting.FailedException when the server does not answer, or not to that.
   */
  void watch(Subscription ours, List<Integer> places, NodeNames names, Inbox inbox)
      throws Waiting.FailedException {
    for (int from = 0; from < places.size(); from += ITEMS_PER_REQUEST) {
      int to = Math.min(places.size(), from + ITEMS_PER_REQUEST);
      watchSome(ours, places.subList(from, to), names, inbox);
    }
  }

  private void watchSome(Subscription ours, List<Integer> places, NodeNames names, Inbox inbox)
      throws Waiting.FailedException {
    List<MonitoredItemCreateRequest> requests = new ArrayList<>();
    List<Integer> asked = new ArrayList<>();
    for (int place : places) {
      names
          .node(watched.get(place).node())
          .ifPresentOrElse(
              node -> {
                requests.add(request(ours.handle(place), watched.get(place), node));
                asked.add(place);
              },
              () -> ours.items().refused(place, "no such namespace"));
    }
    if (requests.isEmpty()) {
      return;
    }
    MonitoredItemCreateResult[] results =
        Waiting.on(
                client.createMonitoredItemsAsync(ours.id(), TimestampsToReturn.Both, requests),
                timeoutMillis)
            .getResults();
    List<UInteger> replaced = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      int place = asked.get(i);
      if (results == null || i >= results.length) {
        ours.items().refused(place, "the server does not say whether it watches it");
      } else if (results[i].getStatusCode().isBad()) {
        String status = NodeReading.name(results[i].getStatusCode().getValue());
        ours.items().refused(place, "the server says " + status);
      } else {
        ours.items().made(place, results[i].getMonitoredItemId()).ifPresent(replaced::add);
        if (isShort(results[i], watched.get(place))) {
          inbox.shortQueue();
        }
      }
    }
    if (!replaced.isEmpty()) {
      var unused = client.deleteMonitoredItemsAsync(ours.id(), replaced);
    }
  }

  /** With a queue of one a server does not even say that it dropped something. */
  private static boolean isShort(MonitoredItemCreateResult made, Watched wanted) {
    UInteger queue = made.getRevisedQueueSize();
    return queue != null && queue.longValue() < wanted.sampling().queue();
  }

  private MonitoredItemCreateRequest request(UInteger handle, Watched what, NodeId node) {
    ExtensionObject filter =
        what.deadband().isEmpty()
            ? null
            : ExtensionObject.encode(
                client.getStaticEncodingContext(),
                new DataChangeFilter(
                    DataChangeTrigger.StatusValue,
                    uint(DeadbandType.Absolute.getValue()),
                    what.deadband().getAsDouble()));
    return new MonitoredItemCreateRequest(
        new ReadValueId(node, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE),
        MonitoringMode.Reporting,
        new MonitoringParameters(
            handle,
            (double) what.sampling().interval().toMillis(),
            filter,
            uint(what.sampling().queue()),
            true));
  }
}
