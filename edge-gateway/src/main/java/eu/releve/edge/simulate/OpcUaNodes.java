package eu.releve.edge.simulate;

import eu.releve.decode.opcua.EngineeringUnit;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Unit;
import eu.releve.profile.Access;
import eu.releve.profile.OpcUaRegister;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.AddressSpaceFilter;
import org.eclipse.milo.opcua.sdk.server.ManagedAddressSpaceFragmentWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.SimpleAddressSpaceFilter;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode.UaVariableNodeBuilder;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilters;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.QualifiedName;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;

/**
 * The nodes of a played server: for each meter of the plan a folder, in it a node for each node
 * that its registers name, with the unit that the plan says.
 */
public final class OpcUaNodes extends ManagedAddressSpaceFragmentWithLifecycle {
  private static final String NAMESPACE = "urn:releve:simulator:namespace-";
  private static final String UNECE = "http://www.opcfoundation.org/UA/units/un/cefact";
  private static final Pattern NUMBERED = Pattern.compile("ns=([0-9]+);.*");
  private static final Pattern NAMED = Pattern.compile("nsu=([^;]+);(.+)");

  private final AddressSpaceFilter filter =
      SimpleAddressSpaceFilter.create(getNodeManager()::containsNode);
  private final SubscriptionModel subscriptions;
  private final Map<NodeId, DataValue> odd = new ConcurrentHashMap<>();
  private final Map<NodeId, UaNode> away = new ConcurrentHashMap<>();

  OpcUaNodes(OpcUaServer server, BusMeters meters) {
    super(server);
    subscriptions = new SubscriptionModel(server, this);
    getLifecycleManager().addLifecycle(subscriptions);
    getLifecycleManager().addStartupTask(() -> meters.all().forEach(this::add));
  }

  /** Lets a node hold that from now on, whatever its meter measures; source and stamp included. */
  public void holdOdd(String node, DataValue value) {
    odd.put(id(node), value);
  }

  /** Lets a node vanish. */
  public void remove(String node) {
    getNodeManager().removeNode(id(node)).ifPresent(gone -> away.put(gone.getNodeId(), gone));
  }

  /** Lets a node come back that has vanished. */
  public void bringBack(String node) {
    Optional.ofNullable(away.remove(id(node))).ifPresent(getNodeManager()::addNode);
  }

  /**
   * Lets a node appear that no meter of the plan has, and its namespace where that is new.
   *
   * @param unit that the server states for it.
   * @param value what it holds until {@link #holdOdd} says otherwise.
   */
  public void appear(String node, Unit unit, DataValue value) {
    NodeId id = id(node);
    odd.put(id, value);
    UaVariableNode made =
        named(id, node)
            .setDataType(NodeIds.Double)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .build();
    made.getFilterChain()
        .addLast(AttributeFilters.getValue(context -> odd.getOrDefault(id, value)));
    state(made, unit);
    // Last: whoever finds it finds all of it.
    getNodeManager().addNode(made);
  }

  private void add(PlayedMeter meter) {
    if (!(meter.meter().access() instanceof Access.OpcUa access)) {
      throw new IllegalArgumentException(meter.meter().id() + " is not held by a server");
    }
    Map<String, List<OpcUaRegister>> byNode = new LinkedHashMap<>();
    for (OpcUaRegister register : access.registers()) {
      byNode.computeIfAbsent(register.node(), node -> new ArrayList<>()).add(register);
    }
    String name = meter.meter().id().value();
    int first = id(access.registers().getFirst().node()).getNamespaceIndex().intValue();
    UaFolderNode folder =
        new UaFolderNode(
            getNodeContext(),
            new NodeId(Math.max(1, first), "folder of " + name),
            new QualifiedName(Math.max(1, first), name),
            LocalizedText.english(name));
    getNodeManager().addNode(folder);
    folder.addReference(
        new Reference(
            folder.getNodeId(),
            NodeIds.Organizes,
            NodeIds.ObjectsFolder.expanded(),
            Reference.Direction.INVERSE));
    byNode.forEach((node, registers) -> folder.addOrganizes(node(meter, node, registers)));
  }

  private UaVariableNode node(PlayedMeter meter, String node, List<OpcUaRegister> registers) {
    OpcUaRegister first = registers.getFirst();
    NodeId id = id(node);
    boolean isArray = first.index().isPresent();
    UaVariableNode made =
        named(id, first.name().toString())
            .setDataType(OpcUaNumber.isInteger(first) ? NodeIds.Int64 : NodeIds.Double)
            .setTypeDefinition(NodeIds.BaseDataVariableType)
            .setValueRank(isArray ? 1 : -1)
            .build();
    made.getFilterChain().addLast(AttributeFilters.getValue(context -> held(meter, id, registers)));
    getNodeManager().addNode(made);
    state(made, first.unit());
    return made;
  }

  private UaVariableNodeBuilder named(NodeId id, String name) {
    return new UaVariableNodeBuilder(getNodeContext())
        .setNodeId(id)
        .setBrowseName(new QualifiedName(id.getNamespaceIndex(), name))
        .setDisplayName(LocalizedText.english(name));
  }

  private static void state(UaVariableNode node, Unit wanted) {
    EngineeringUnit unit = EngineeringUnit.of(wanted);
    node.setEngineeringUnits(
        new EUInformation(
            UNECE,
            unit.code(),
            LocalizedText.english(unit.symbol()),
            LocalizedText.english(unit.symbol())));
  }

  private DataValue held(PlayedMeter meter, NodeId id, List<OpcUaRegister> registers) {
    DataValue other = odd.get(id);
    if (other != null) {
      return other;
    }
    return switch (meter.fault().kind()) {
      case SILENT -> new DataValue(StatusCodes.Bad_NoCommunication);
      case NONSENSE -> new DataValue(Variant.of(Double.NaN), StatusCode.GOOD, DateTime.now());
      case SLOW, NONE -> answered(meter, registers);
    };
  }

  private static DataValue answered(PlayedMeter meter, List<OpcUaRegister> registers) {
    Instant now = meter.now();
    Map<RegisterName, Long> written = new LinkedHashMap<>();
    int length = 0;
    for (OpcUaRegister register : registers) {
      length = Math.max(length, register.index().orElse(-1) + 1);
    }
    Object[] elements =
        OpcUaNumber.isInteger(registers.getFirst()) ? longs(length) : doubles(length);
    Object single = 0L;
    for (OpcUaRegister register : registers) {
      OpcUaNumber number = OpcUaNumber.of(register, meter.valuesAt(now).of(register.name()));
      number.steps().ifPresent(steps -> written.put(register.name(), steps));
      if (register.index().isPresent()) {
        elements[register.index().get()] = number.held();
      } else {
        single = number.held();
      }
    }
    try {
      meter.dawdle();
      meter.record(written, now);
    } catch (IOException unrecorded) {
      return new DataValue(StatusCodes.Bad_ResourceUnavailable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new DataValue(StatusCodes.Bad_Shutdown);
    }
    return new DataValue(
        Variant.of(length == 0 ? single : elements), StatusCode.GOOD, DateTime.now());
  }

  private static Long[] longs(int length) {
    Long[] zeros = new Long[length];
    Arrays.fill(zeros, 0L);
    return zeros;
  }

  private static Double[] doubles(int length) {
    Double[] zeros = new Double[length];
    Arrays.fill(zeros, 0.0);
    return zeros;
  }

  /** The node of that identifier; its namespace is made where it is not there yet. */
  private NodeId id(String node) {
    Matcher named = NAMED.matcher(node);
    if (named.matches()) {
      int number = getServer().getNamespaceTable().add(named.group(1)).intValue();
      return NodeId.parse("ns=" + number + ";" + named.group(2));
    }
    Matcher numbered = NUMBERED.matcher(node);
    int wanted = numbered.matches() ? Integer.parseInt(numbered.group(1)) : 0;
    for (int number = 1; number <= wanted; number++) {
      if (getServer().getNamespaceTable().get(number) == null) {
        getServer().getNamespaceTable().set(number, NAMESPACE + number);
      }
    }
    return NodeId.parse(node);
  }

  @Override
  public AddressSpaceFilter getFilter() {
    return filter;
  }

  @Override
  public void onDataItemsCreated(List<DataItem> items) {
    subscriptions.onDataItemsCreated(items);
  }

  @Override
  public void onDataItemsModified(List<DataItem> items) {
    subscriptions.onDataItemsModified(items);
  }

  @Override
  public void onDataItemsDeleted(List<DataItem> items) {
    subscriptions.onDataItemsDeleted(items);
  }

  @Override
  public void onMonitoringModeChanged(List<MonitoredItem> items) {
    subscriptions.onMonitoringModeChanged(items);
  }
}
