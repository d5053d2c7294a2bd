package eu.releve.edge.poll;

import eu.releve.measure.RegisterName;
import java.util.Map;
import java.util.Optional;

/** How fast a meter's counters can move at most. */
@FunctionalInterface
public interface Limits {
  /** Whatever they say is believed. */
  Limits NONE = name -> Optional.empty();

  /** That register's; nothing for what is believed whatever it says. */
  Optional<CounterLimit> of(RegisterName name);

  /** Those alone, from the beginning. */
  static Limits of(Map<RegisterName, CounterLimit> limits) {
    Map<RegisterName, CounterLimit> all = Map.copyOf(limits);
    return name -> Optional.ofNullable(all.get(name));
  }
}
