package eu.releve.edge.link.opcua;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import eu.releve.decode.opcua.EngineeringUnit;
import eu.releve.edge.clock.BootClock;
import eu.releve.provisioning.site.Bus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.types.builtin.ByteString;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseDirection;
import org.eclipse.milo.opcua.stack.core.types.enumerated.BrowseResultMask;
import org.eclipse.milo.opcua.stack.core.types.enumerated.NodeClass;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.BrowseResult;
import org.eclipse.milo.opcua.stack.core.types.structured.EndpointDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.ReferenceDescription;
import org.eclipse.milo.opcua.stack.core.types.structured.UserTokenPolicy;

/** An installer's look at a server: what it offers, and what it holds. */
public final class Visit implements AutoCloseable {
  private static final int DEPTH_MAX = 30;

  private final Session session;
  private final LinkThreads threads;
  private final long timeoutMillis;

  private Visit(Session session, LinkThreads threads, long timeoutMillis) {
    this.session = session;
    this.threads = threads;
    this.timeoutMillis = timeoutMillis;
  }

  /**
   * An endpoint.
   *
   * @param security policy and mode, as the norm calls them.
   * @param logins what it accepts.
   * @param fingerprint of its certificate; empty where it shows none.
   */
  public record Offer(String security, List<String> logins, String fingerprint) {
    public Offer {
      logins = List.copyOf(logins);
    }
  }

  /**
   * A node that was found.
   *
   * @param depth below where the walk began, from 0.
   * @param name for people.
   * @param node its identifier, as a plan writes it.
   * @param value what a variable holds; nothing for anything else.
   * @param unit as the server states it.
   */
  public record Found(
      int depth,
      String name,
      String node,
      Optional<NodeReading> value,
      Optional<EngineeringUnit> unit) {}

  /**
   * What a server offers; it need not be trusted for that.
   *
   * @throws IOException when it does not answer.
   */
  public static List<Offer> offers(Bus.OpcUa bus, Duration timeout) throws IOException {
    try (LinkThreads threads = new LinkThreads()) {
      List<EndpointDescription> offered =
          new Dialling(bus, ServerKeys.none(), timeout).endpoints(threads);
      return offered.stream().map(Visit::offer).toList();
    }
  }

  private static Offer offer(EndpointDescription endpoint) {
    UserTokenPolicy[] tokens = endpoint.getUserIdentityTokens();
    List<String> logins =
        Stream.of(tokens == null ? new UserTokenPolicy[0] : tokens)
            .map(token -> token.getTokenType().name())
            .distinct()
            .toList();
    return new Offer(EndpointChoice.words(endpoint), logins, Dialling.fingerprint(endpoint));
  }

  /**
   * Connects as the gateway would.
   *
   * @throws UntrustedServerException when its certificate is not trusted; it is pending then.
   * @throws IOException when it cannot be reached, or does not let the gateway in.
   */
  public static Visit to(Bus.OpcUa bus, ServerKeys keys, Duration timeout, BootClock clock)
      throws IOException {
    LinkThreads threads = new LinkThreads();
    try {
      OpcUaClient client = new Dialling(bus, keys, timeout).connect(threads);
      return new Visit(
          Session.over(client, timeout.toMillis(), clock), threads, timeout.toMillis());
    } catch (IOException failed) {
      threads.close();
      throw failed;
    }
  }

  /**
   * Walks through what is below a node, each node once.
   *
   * @param from its identifier.
   * @param max no more nodes than that.
   * @return whether that was all.
   * @throws IOException when the server does not answer any more, or has no such node.
   */
  public boolean walk(String from, int max, Consumer<Found> found) throws IOException {
    NodeId begin =
        session
            .names()
            .node(from)
            .orElseThrow(() -> new IOException("'" + from + "' is no node of this server"));
    Set<NodeId> seen = new HashSet<>(Set.of(begin, NodeIds.Server));
    return walk(begin, 0, seen, max + seen.size(), found);
  }

  private boolean walk(NodeId from, int depth, Set<NodeId> seen, int max, Consumer<Found> found)
      throws IOException {
    if (depth > DEPTH_MAX) {
      return false;
    }
    boolean all = true;
    for (ReferenceDescription child : children(from)) {
      Optional<NodeId> id = child.getNodeId().toNodeId(session.client().getNamespaceTable());
      if (id.isEmpty() || !seen.add(id.get())) {
        continue;
      }
      if (seen.size() > max) {
        return false;
      }
      found.accept(found(depth, child, id.get()));
      all &= walk(id.get(), depth + 1, seen, max, found);
    }
    return all;
  }

  private Found found(int depth, ReferenceDescription child, NodeId id) throws IOException {
    String node = id.toParseableString();
    String text = child.getDisplayName() == null ? null : child.getDisplayName().getText();
    String name = text == null ? String.valueOf(child.getBrowseName().getName()) : text;
    if (child.getNodeClass() != NodeClass.Variable) {
      return new Found(depth, name, node, Optional.empty(), Optional.empty());
    }
    NodeReading held = session.ask(List.of(node)).readings().getFirst();
    Map<String, EngineeringUnit> units = session.units(List.of(node)).units();
    return new Found(depth, name, node, Optional.of(held), Optional.ofNullable(units.get(node)));
  }

  private List<ReferenceDescription> children(NodeId from) throws IOException {
    BrowseDescription question =
        new BrowseDescription(
            from,
            BrowseDirection.Forward,
            NodeIds.HierarchicalReferences,
            true,
            uint(NodeClass.Object.getValue() | NodeClass.Variable.getValue()),
            uint(BrowseResultMask.All.getValue()));
    List<ReferenceDescription> children = new ArrayList<>();
    BrowseResult result = Waiting.on(session.client().browseAsync(question), timeoutMillis);
    if (result.getStatusCode().isBad()) {
      throw new IOException(
          from.toParseableString() + ": " + NodeReading.name(result.getStatusCode().getValue()));
    }
    add(children, result);
    ByteString more = result.getContinuationPoint();
    while (more != null && more.isNotNull()) {
      BrowseResult[] next =
          Waiting.on(session.client().browseNextAsync(false, List.of(more)), timeoutMillis)
              .getResults();
      if (next == null || next.length != 1) {
        break;
      }
      add(children, next[0]);
      more = next[0].getContinuationPoint();
    }
    return children;
  }

  private static void add(List<ReferenceDescription> children, BrowseResult result) {
    ReferenceDescription[] references = result.getReferences();
    for (ReferenceDescription reference :
        references == null ? new ReferenceDescription[0] : references) {
      // A property says something of its node: units are shown with it.
      if (!NodeIds.HasProperty.equals(reference.getReferenceTypeId())) {
        children.add(reference);
      }
    }
  }

  @Override
  public void close() {
    session.close();
    threads.close();
  }
}
