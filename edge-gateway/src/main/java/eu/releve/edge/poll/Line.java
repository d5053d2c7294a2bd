package eu.releve.edge.poll;

import eu.releve.edge.link.MeterLink;
import eu.releve.measure.BusId;
import java.util.List;

/**
 * A bus with the link to it and the meters on it.
 *
 * @param bus its name.
 * @param endpoint where it is, for people.
 * @param link the way to it.
 * @param meters in the order of the plan.
 */
public record Line(BusId bus, String endpoint, MeterLink link, List<PolledMeter> meters) {
  public Line {
    meters = List.copyOf(meters);
  }
}
