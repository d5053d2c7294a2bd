package eu.releve.edge.search;

import eu.releve.edge.link.MbusMask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a search has found, each thing once. */
final class Found {
  private final SearchListener listener;
  private final Map<String, Finding> findings = new LinkedHashMap<>();
  private final List<MbusMask> known = new ArrayList<>();

  Found(SearchListener listener) {
    this.listener = listener;
  }

  /** A meter is the same when its identity is; one without is the same at the same place. */
  void meter(Finding.Meter meter) {
    String key = meter.identity().map(MbusMask::toString).orElse(meter.place());
    if (findings.putIfAbsent(key, meter) == null) {
      meter.identity().ifPresent(known::add);
      listener.found(meter);
    }
  }

  void other(Finding finding) {
    if (findings.putIfAbsent(finding.toString(), finding) == null) {
      listener.found(finding);
    }
  }

  boolean knows(MbusMask identity) {
    return findings.containsKey(identity.toString());
  }

  int meters() {
    return (int) findings.values().stream().filter(Finding.Meter.class::isInstance).count();
  }

  /** How many of the meters found a selection would mean. */
  long fitting(MbusMask mask) {
    return known.stream().filter(mask::fits).count();
  }

  List<Finding> all() {
    return List.copyOf(findings.values());
  }
}
