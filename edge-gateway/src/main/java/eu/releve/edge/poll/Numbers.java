package eu.releve.edge.poll;

import eu.releve.measure.RegisterName;
import java.util.Map;
import java.util.Optional;

/** The numbers of a meter's registers in the catalogue. */
@FunctionalInterface
public interface Numbers {
  /** That register's; nothing while it is not declared. */
  Optional<Integer> of(RegisterName name);

  /** Those alone, from the beginning. */
  static Numbers of(Map<RegisterName, Integer> numbers) {
    Map<RegisterName, Integer> all = Map.copyOf(numbers);
    return name -> Optional.ofNullable(all.get(name));
  }
}
