package eu.releve.edge.link.opcua;

import eu.releve.decode.opcua.EngineeringUnit;
import eu.releve.edge.clock.BootClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.sdk.client.OpcUaSession;
import org.eclipse.milo.opcua.sdk.client.SessionActivityListener;
import org.eclipse.milo.opcua.sdk.client.UaSession;
import org.eclipse.milo.opcua.stack.core.AttributeId;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaSerializationException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.ExtensionObject;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.UInteger;
import org.eclipse.milo.opcua.stack.core.types.enumerated.TimestampsToReturn;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePath;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathResult;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowsePathTarget;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadValueId;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePath;
import org.eclipse.milo.opcua.stack.core.types.structured.RelativePathElement;

/** One connection to a server from its log-in to its end, asked one thing at a time. */
final class Session {
  private static final int NODES_PER_READ = 500;
  private static final int PATHS_PER_REQUEST = 100;
  private static final String UNIT = "EngineeringUnits";
  private static final NodeId NODES_PER_READ_LIMIT =
      NodeIds.Server_ServerCapabilities_OperationLimits_MaxNodesPerRead;

  private final OpcUaClient client;
  private final OpcUaSession own;
  private final long timeoutMillis;
  private final BootClock clock;
  private NodeNames names = new NodeNames(List.of());
  private Optional<DateTime> start = Optional.empty();
  private int nodesPerRead = NODES_PER_READ;
  private volatile boolean lost;

  private Session(OpcUaClient client, OpcUaSession own, long timeoutMillis, BootClock clock) {
    this.client = client;
    this.own = own;
    this.timeoutMillis = timeoutMillis;
    this.clock = clock;
  }

  /**
   * Over that client, which is connected.
   *
   * @throws IOException when it is already lost; it is left then.
   */
  static Session over(OpcUaClient client, long timeoutMillis, BootClock clock) throws IOException {
    try {
      OpcUaSession own = Waiting.on(client.getSessionAsync(), timeoutMillis);
      Session session = new Session(client, own, timeoutMillis, clock);
      client.addSessionActivityListener(
          new SessionActivityListener() {
            @Override
            public void onSessionInactive(UaSession ended) {
              session.lost = true;
            }
          });
      session.learn();
      return session;
    } catch (IOException failed) {
      Abandoning.abandon(client);
      throw failed;
    }
  }

  /** Whether the connection broke since. */
  boolean isLost() {
    return lost;
  }

  OpcUaClient client() {
    return client;
  }

  OpcUaSession own() {
    return own;
  }

  NodeNames names() {
    return names;
  }

  /** When the server was started, as it says; nothing where it does not say. */
  Optional<DateTime> start() {
    return start;
  }

  /**
   * Namespaces by number, since when the server is up, and how much it lets itself be asked at
   * once.
   */
  private void learn() throws IOException {
    List<DataValue> said =
        values(
            List.of(
                NodeIds.Server_NamespaceArray,
                NODES_PER_READ_LIMIT,
                NodeIds.Server_ServerStatus_StartTime));
    learnNames(said.getFirst());
    // Zero says that there is no limit.
    if (said.get(1).getValue().getValue() instanceof UInteger limit && limit.longValue() > 0) {
      nodesPerRead = (int) Math.min(NODES_PER_READ, limit.longValue());
    }
    if (said.get(2).getValue().getValue() instanceof DateTime time && !time.isNull()) {
      start = Optional.of(time);
    }
  }

  private void learnNames(DataValue said) {
    if (said.getValue().getValue() instanceof String[] namespaces) {
      List<String> known = new ArrayList<>();
      for (String namespace : namespaces) {
        known.add(namespace == null ? "" : namespace);
      }
      names = new NodeNames(known);
    }
  }

  /**
   * Looks whether the server has more namespaces by now, where some of the nodes are in none.
   *
   * @throws Waiting.FailedException when the server does not answer, or not to that.
   */
  void learnNamesOf(List<String> nodes) throws Waiting.FailedException {
    if (nodes.stream().anyMatch(node -> names.node(node).isEmpty())) {
      learnNames(values(List.of(NodeIds.Server_NamespaceArray)).getFirst());
    }
  }

  private List<DataValue> values(List<NodeId> nodes) throws Waiting.FailedException {
    DataValue[] results = read(nodes).getResults();
    List<DataValue> values = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      values.add(
          results == null || i >= results.length
              ? new DataValue(StatusCodes.Bad_NoData)
              : results[i]);
    }
    return values;
  }

  private ReadResponse read(List<NodeId> nodes) throws Waiting.FailedException {
    List<ReadValueId> asked =
        nodes.stream()
            .map(
                node ->
                    new ReadValueId(node, AttributeId.Value.uid(), null, QualifiedName.NULL_VALUE))
            .toList();
    return Waiting.on(client.readAsync(0, TimestampsToReturn.Both, asked), timeoutMillis);
  }

  /**
   * What nodes hold now.
   *
   * @throws Waiting.FailedException when the server does not answer, or not to that.
   */
  Answer.Given ask(List<String> nodes) throws Waiting.FailedException {
    List<NodeReading> readings = new ArrayList<>(nodes.size());
    List<NodeId> asked = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (String node : nodes) {
      Optional<NodeId> known = names.node(node);
      known.ifPresent(
          id -> {
            asked.add(id);
            places.add(readings.size());
          });
      readings.add(NodeReading.bad(StatusCodes.Bad_NodeIdUnknown, "no such namespace"));
    }
    OptionalLong serverMillis = OptionalLong.empty();
    int from = 0;
    while (from < asked.size()) {
      int to = Math.min(asked.size(), from + nodesPerRead);
      try {
        ReadResponse response = read(asked.subList(from, to));
        serverMillis = NodeReading.millis(response.getResponseHeader().getTimestamp());
        DataValue[] results = response.getResults();
        for (int i = from; i < to; i++) {
          DataValue told =
              results == null || i - from >= results.length
                  ? new DataValue(StatusCodes.Bad_NoData)
                  : results[i - from];
          readings.set(places.get(i), NodeReading.of(told));
        }
        from = to;
      } catch (Waiting.FailedException tooMuch) {
        if (!isTooMuch(tooMuch.status()) || nodesPerRead == 1) {
          throw tooMuch;
        }
        nodesPerRead = Math.max(1, Math.min(nodesPerRead, to - from) / 2);
      }
    }
    return new Answer.Given(readings, serverMillis, clock.bootMillis());
  }

  private static boolean isTooMuch(long status) {
    return status == StatusCodes.Bad_TooManyOperations
        || status == StatusCodes.Bad_ResponseTooLarge
        || status == StatusCodes.Bad_RequestTooLarge
        || status == StatusCodes.Bad_EncodingLimitsExceeded;
  }

  /**
   * What the server states of nodes; of the others it has no unit, or does not say.
   *
   * @param units by node.
   * @param absent nodes that it does not have.
   */
  record Stated(Map<String, EngineeringUnit> units, Set<String> absent) {}

  /**
   * The units that the server states for nodes.
   *
   * @throws Waiting.FailedException when the connection does not hold.
   */
  Stated units(List<String> nodes) throws Waiting.FailedException {
    Stated stated = new Stated(new HashMap<>(), new HashSet<>());
    for (int from = 0; from < nodes.size(); from += PATHS_PER_REQUEST) {
      List<String> some = nodes.subList(from, Math.min(nodes.size(), from + PATHS_PER_REQUEST));
      try {
        addUnits(some, stated);
      } catch (Waiting.FailedException refused) {
        if (refused.isLate() || lost) {
          throw refused;
        }
        // A server without this service states no units.
        return stated;
      }
    }
    return stated;
  }

  private void addUnits(List<String> nodes, Stated stated) throws Waiting.FailedException {
    List<String> asked = new ArrayList<>();
    List<BrowsePath> paths = new ArrayList<>();
    for (String node : nodes) {
      names
          .node(node)
          .ifPresentOrElse(
              id -> {
                asked.add(node);
                paths.add(new BrowsePath(id, toUnit()));
              },
              () -> stated.absent().add(node));
    }
    if (paths.isEmpty()) {
      return;
    }
    BrowsePathResult[] results =
        Waiting.on(client.translateBrowsePathsAsync(paths), timeoutMillis).getResults();
    List<String> having = new ArrayList<>();
    List<NodeId> properties = new ArrayList<>();
    for (int i = 0; results != null && i < Math.min(results.length, asked.size()); i++) {
      BrowsePathTarget[] targets = results[i].getTargets();
      if (results[i].getStatusCode().isGood() && targets != null && targets.length > 0) {
        String node = asked.get(i);
        targets[0]
            .getTargetId()
            .toNodeId(client.getNamespaceTable())
            .ifPresent(
                property -> {
                  having.add(node);
                  properties.add(property);
                });
      } else if (results[i].getStatusCode().getValue() == StatusCodes.Bad_NodeIdUnknown) {
        stated.absent().add(asked.get(i));
      }
    }
    List<DataValue> values = properties.isEmpty() ? List.of() : values(properties);
    for (int i = 0; i < having.size(); i++) {
      String node = having.get(i);
      unit(values.get(i)).ifPresent(unit -> stated.units().put(node, unit));
    }
  }

  private static RelativePath toUnit() {
    return new RelativePath(
        new RelativePathElement[] {
          new RelativePathElement(NodeIds.HasProperty, false, true, new QualifiedName(0, UNIT))
        });
  }

  /** The unit that a property holds. */
  Optional<EngineeringUnit> unit(DataValue property) {
    if (property.getValue().getValue() instanceof ExtensionObject encoded) {
      try {
        if (encoded.decode(client.getStaticEncodingContext()) instanceof EUInformation said) {
          String symbol = said.getDisplayName() == null ? "" : said.getDisplayName().getText();
          return Optional.of(new EngineeringUnit(said.getUnitId(), symbol == null ? "" : symbol));
        }
      } catch (UaSerializationException unreadable) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Ends politely what holds, and leaves what is lost. */
  void close() {
    if (lost) {
      Abandoning.abandon(client);
      return;
    }
    try {
      var unused = Waiting.on(client.disconnectAsync(), timeoutMillis);
    } catch (IOException broken) {
      Abandoning.abandon(client);
    }
  }

  /** Leaves it without a word: whatever it holds may be gone on with. */
  void abandon() {
    lost = true;
    Abandoning.abandon(client);
  }
}
