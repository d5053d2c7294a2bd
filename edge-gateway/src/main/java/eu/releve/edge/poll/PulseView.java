package eu.releve.edge.poll;

import eu.releve.edge.pulse.PulseInput;
import eu.releve.measure.BusId;
import eu.releve.measure.MeterId;
import eu.releve.measure.Unit;
import java.util.List;
import java.util.OptionalLong;

/**
 * A bus of contacts as the console shows it, besides what every bus has.
 *
 * @param bus its name.
 * @param meters whose pulses are counted.
 */
public record PulseView(BusId bus, List<MeterPulses> meters) {
  public PulseView {
    meters = List.copyOf(meters);
  }

  /**
   * What is counted of a meter.
   *
   * @param total pulses since counting began, over all restarts.
   * @param unit in which its index is typed.
   * @param lastPulseBootMillis when the last one ended; nothing before the first since the start.
   * @param counts since the gateway's start.
   */
  public record MeterPulses(
      MeterId id,
      long total,
      Unit unit,
      OptionalLong lastPulseBootMillis,
      PulseInput.Counts counts) {}
}
