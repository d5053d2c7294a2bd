package eu.releve.edge.link.opcua;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;

/**
 * What nodes are called on one connection: the numbers of namespaces may be others after a restart.
 *
 * @param namespaces by their number.
 */
record NodeNames(List<String> namespaces) {
  private static final Pattern BY_NAME = Pattern.compile("nsu=([^;]+);(.+)");

  NodeNames {
    namespaces = List.copyOf(namespaces);
  }

  /** The node of that identifier; nothing where the server has no such namespace. */
  Optional<NodeId> node(String identifier) {
    Matcher named = BY_NAME.matcher(identifier);
    if (!named.matches()) {
      return NodeId.parseSafe(identifier);
    }
    int number = namespaces.indexOf(named.group(1));
    return number < 0 ? Optional.empty() : NodeId.parseSafe("ns=" + number + ";" + named.group(2));
  }
}
