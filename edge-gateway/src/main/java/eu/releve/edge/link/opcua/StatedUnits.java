package eu.releve.edge.link.opcua;

import eu.releve.decode.opcua.EngineeringUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The units that a server states for its nodes; of a node that was not there, as soon as it is.
 *
 * <p>A node that appears may hold another unit than the plan says, and nobody may read it before
 * that is known.
 */
final class StatedUnits {
  private final Map<String, EngineeringUnit> units = new HashMap<>();
  private final Set<String> absent = new HashSet<>();
  private long learnt;

  /**
   * Asks for all of them.
   *
   * @throws Waiting.FailedException when the connection does not hold.
   */
  void begin(Session open, List<String> nodes) throws Waiting.FailedException {
    units.clear();
    absent.clear();
    learn(open, nodes);
  }

  /**
   * Asks for those of nodes that have appeared.
   *
   * @param readings what the nodes hold, in the same order.
   * @throws Waiting.FailedException when the connection does not hold.
   */
  void see(Session open, List<String> nodes, List<NodeReading> readings)
      throws Waiting.FailedException {
    List<String> appeared = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      if (readings.get(i).isAbsent()) {
        absent.add(nodes.get(i));
      } else if (absent.contains(nodes.get(i))) {
        appeared.add(nodes.get(i));
      }
    }
    if (!appeared.isEmpty()) {
      // Where one appears others do.
      learn(open, List.copyOf(absent));
      appeared.forEach(absent::remove);
    }
  }

  private void learn(Session open, List<String> nodes) throws Waiting.FailedException {
    Session.Stated stated = open.units(nodes);
    nodes.forEach(units::remove);
    units.putAll(stated.units());
    nodes.forEach(absent::remove);
    absent.addAll(stated.absent());
    learnt++;
  }

  /** Whether a node was not there when units were asked for last. */
  boolean isUnknown(String node) {
    return absent.contains(node);
  }

  Map<String, EngineeringUnit> units() {
    return Map.copyOf(units);
  }

  /** How often something was learnt: another number says that the units may be others. */
  long learnt() {
    return learnt;
  }
}
