package eu.releve.cloud.purpose;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sets of dwellings whose sums are told side by side, finer than by the month. Who knows two sums
 * knows their difference: so two sets either have the same dwellings, or differ by enough.
 */
public final class Crowds {
  private final List<Set<Integer>> told;

  /**
   * @param told those that are told anyhow, by their dwellings' keys.
   */
  public Crowds(List<Set<Integer>> told) {
    this.told = new ArrayList<>(told);
  }

  /** Whether the sum of those dwellings may be told, too; if so, it is one of those told. */
  public boolean tell(Set<Integer> dwellings) {
    boolean enough =
        isEnough(dwellings.size())
            && told.stream().allMatch(other -> isFar(dwellings, other) && isFar(other, dwellings));
    if (enough) {
      told.add(Set.copyOf(dwellings));
    }
    return enough;
  }

  private static boolean isFar(Set<Integer> one, Set<Integer> other) {
    Set<Integer> rest = new HashSet<>(one);
    rest.removeAll(other);
    return rest.isEmpty() || isEnough(rest.size());
  }

  private static boolean isEnough(int dwellings) {
    return dwellings >= Purpose.SUM.householdsMin();
  }
}
