package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What gas held that was metered in cubic metres, day by day with the calorific value of that day.
 *
 * @param energy of the days that have a value; gross.
 * @param used the values that it rests on, by their first day.
 * @param missing the days on which gas was used and no value holds, rising: their gas is not in the
 *     sum, and no other period's value stands in.
 */
record GasEnergy(Energy energy, List<CalorificValue> used, List<LocalDate> missing) {
  GasEnergy {
    used = List.copyOf(used);
    missing = List.copyOf(missing);
  }

  /**
   * The energy of some days.
   *
   * @param millilitres as metered, by local day; never negative.
   * @param state in which the meter counts.
   * @param values no two of which hold on one day.
   */
  static GasEnergy of(
      SortedMap<LocalDate, Long> millilitres, GasState state, List<CalorificValue> values) {
    SortedMap<LocalDate, CalorificValue> byFirst = sorted(values);
    SortedMap<LocalDate, CalorificValue> used = new TreeMap<>();
    List<LocalDate> missing = new ArrayList<>();
    Energy sum = Energy.NONE;
    for (Map.Entry<LocalDate, Long> day : millilitres.entrySet()) {
      Optional<CalorificValue> value = on(byFirst, day.getKey());
      if (value.isPresent()) {
        used.put(value.get().from(), value.get());
        BigDecimal volume = BigDecimal.valueOf(day.getValue());
        BigDecimal factor = state.factor(value.get().kilowattHours());
        sum = sum.plus(new Energy(volume.multiply(factor).multiply(GasState.JOULES_A_MILLILITRE)));
      } else if (day.getValue() > 0) {
        missing.add(day.getKey());
      }
    }
    return new GasEnergy(sum, List.copyOf(used.values()), missing);
  }

  private static SortedMap<LocalDate, CalorificValue> sorted(List<CalorificValue> values) {
    SortedMap<LocalDate, CalorificValue> byFirst = new TreeMap<>();
    for (CalorificValue value : values) {
      for (CalorificValue other : byFirst.values()) {
        require(
            !value.overlaps(other),
            "%s to %s and %s to %s overlap: one calorific value holds on a day",
            other.from(),
            other.to(),
            value.from(),
            value.to());
      }
      byFirst.put(value.from(), value);
    }
    return byFirst;
  }

  private static Optional<CalorificValue> on(
      SortedMap<LocalDate, CalorificValue> byFirst, LocalDate day) {
    SortedMap<LocalDate, CalorificValue> until = byFirst.headMap(day.plusDays(1));
    return until.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(until.get(until.lastKey())).filter(value -> value.holds(day));
  }
}
