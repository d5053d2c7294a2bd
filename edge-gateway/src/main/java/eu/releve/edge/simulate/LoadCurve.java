package eu.releve.edge.simulate;

import java.time.LocalDate;
import java.util.List;

/**
 * How something is used, day by day: power in mW, flow in mL/h.
 *
 * <p>A pure function: the same day is always the same, whichever day was asked for before.
 */
@FunctionalInterface
interface LoadCurve {
  /** The rates of one local day. */
  Steps on(LocalDate day);

  /** Always the same. */
  static LoadCurve constant(long rate) {
    return day -> Steps.constant(rate);
  }

  /** All of them together. */
  static LoadCurve sum(List<LoadCurve> curves) {
    List<LoadCurve> parts = List.copyOf(curves);
    return day -> Steps.sum(parts.stream().map(part -> part.on(day)).toList());
  }
}
