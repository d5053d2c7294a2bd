package eu.releve.edge.poll;

import eu.releve.edge.plan.BusBudget;
import eu.releve.measure.BusId;
import java.util.List;
import java.util.Optional;

/**
 * A bus as the console shows it.
 *
 * @param bus its name.
 * @param endpoint where it is.
 * @param connected whether a connection is open now.
 * @param reachable whether the last attempt reached it.
 * @param sinceBootMillis since when it is, or is not.
 * @param detail why it cannot be reached; empty when it can.
 * @param windowReadings how many readings a power cut would cost now.
 * @param waitingReadings how many closed readings the journal has not taken yet.
 * @param counts since the start.
 * @param meters on it.
 * @param budget what share of its time they need, where that is known.
 */
public record LaneView(
    BusId bus,
    String endpoint,
    boolean connected,
    boolean reachable,
    long sinceBootMillis,
    String detail,
    int windowReadings,
    long waitingReadings,
    Tally.Counts counts,
    List<MeterView> meters,
    Optional<BusBudget> budget) {
  public LaneView {
    meters = List.copyOf(meters);
  }

  /** One whose budget is unknown. */
  public LaneView(
      BusId bus,
      String endpoint,
      boolean connected,
      boolean reachable,
      long sinceBootMillis,
      String detail,
      int windowReadings,
      long waitingReadings,
      Tally.Counts counts,
      List<MeterView> meters) {
    this(
        bus,
        endpoint,
        connected,
        reachable,
        sinceBootMillis,
        detail,
        windowReadings,
        waitingReadings,
        counts,
        meters,
        Optional.empty());
  }
}
