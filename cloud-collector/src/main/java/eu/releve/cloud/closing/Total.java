package eu.releve.cloud.closing;

import eu.releve.cloud.derive.DisplayIndex.How;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one lot used of one quantity, over all its meters: the sum of what its lines show.
 *
 * @param lot nothing for the common parts.
 * @param quantity never mixed with another, nor one unit with another.
 * @param unit of the displays.
 * @param sum in that unit.
 * @param complete whether of each line it is known from one end to the other.
 */
public record Total(
    Optional<String> lot, Quantity quantity, String unit, BigDecimal sum, boolean complete) {
  private record Key(Optional<String> lot, Quantity quantity, String unit) {}

  /**
   * Of all lots and quantities, in the order of the lines. Parts of a total, such as tariffs, are
   * not added to it.
   */
  static List<Total> of(List<Line> lines) {
    Map<Key, Total> totals = new LinkedHashMap<>();
    for (Line line : lines) {
      Meter meter = line.meter();
      if (meter.isTotal()) {
        totals.merge(
            new Key(meter.lot(), meter.quantity(), meter.unit()),
            new Total(
                meter.lot(),
                meter.quantity(),
                meter.unit(),
                line.shown().orElse(BigDecimal.ZERO),
                line.quality() != How.MISSING),
            Total::with);
      }
    }
    return new ArrayList<>(totals.values());
  }

  private Total with(Total other) {
    return new Total(lot, quantity, unit, sum.add(other.sum), complete && other.complete);
  }
}
