package eu.releve.edge.poll;

import eu.releve.edge.pulse.EdgeSource;
import eu.releve.edge.state.Notebook;
import eu.releve.measure.BusId;
import eu.releve.profile.Access;
import java.util.List;

/**
 * A bus of contacts with what tells their edges and the meters whose pulses are counted.
 *
 * @param bus its name.
 * @param endpoint where it is, for people.
 * @param source of the edges.
 * @param meters in the order of the plan.
 * @param notebook keeps the counts.
 */
public record PulseLine(
    BusId bus, String endpoint, EdgeSource source, List<PulseMeter> meters, Notebook notebook) {
  public PulseLine {
    meters = List.copyOf(meters);
  }

  /**
   * A meter whose pulses are counted.
   *
   * @param input the number of its line at the source; a meter and its successor have the same.
   * @param polled the meter; nothing is asked of it.
   * @param pulsed what a pulse is.
   */
  public record PulseMeter(int input, PolledMeter polled, Access.Pulsed pulsed) {}
}
