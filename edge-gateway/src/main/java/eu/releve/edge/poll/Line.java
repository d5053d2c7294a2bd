package eu.releve.edge.poll;

import eu.releve.edge.link.MeterLink;
import eu.releve.edge.plan.BusBudget;
import eu.releve.measure.BusId;
import java.util.List;
import java.util.Optional;

/**
 * A bus with the link to it and the meters on it.
 *
 * @param bus its name.
 * @param endpoint where it is, for people.
 * @param link the way to it.
 * @param meters in the order of the plan.
 * @param budget what share of its time they need; nothing where the speed of the line is unknown.
 */
public record Line(
    BusId bus,
    String endpoint,
    MeterLink link,
    List<PolledMeter> meters,
    Optional<BusBudget> budget) {
  public Line {
    meters = List.copyOf(meters);
  }

  /** One whose speed is unknown. */
  public Line(BusId bus, String endpoint, MeterLink link, List<PolledMeter> meters) {
    this(bus, endpoint, link, meters, Optional.empty());
  }
}
