package eu.releve.provisioning.draft;

import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.SiteId;
import eu.releve.provisioning.site.Bus;
import eu.releve.provisioning.site.InstalledMeter;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Point;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan before it is written: what its loader will read, and what is said beside it.
 *
 * <p>A meter has a profile, or is one that says by itself what it has (M-Bus, customers' ports);
 * registers are written into a plan by hand.
 *
 * @param areaM2 heated floor area, where it is known.
 * @param remarks comments for whoever completes the plan.
 */
public record Draft(
    SiteId site,
    ZoneId zone,
    Optional<BigDecimal> areaM2,
    List<Bus> buses,
    List<Lot> lots,
    List<Point> points,
    List<InstalledMeter> meters,
    Remarks remarks) {
  public Draft {
    buses = List.copyOf(buses);
    lots = List.copyOf(lots);
    points = List.copyOf(points);
    meters = List.copyOf(meters);
  }

  /** The plan's text: the same draft gives the same bytes. */
  public String text() {
    return PlanText.of(this);
  }

  /**
   * Comments, each of one line.
   *
   * @param heading before everything else.
   * @param points behind a point.
   * @param meters behind a meter.
   * @param end after everything else.
   */
  public record Remarks(
      List<String> heading,
      Map<PointId, String> points,
      Map<MeterId, String> meters,
      List<String> end) {
    /** No word. */
    public static final Remarks NONE = new Remarks(List.of(), Map.of(), Map.of(), List.of());

    public Remarks {
      heading = List.copyOf(heading);
      points = Map.copyOf(points);
      meters = Map.copyOf(meters);
      end = List.copyOf(end);
    }
  }
}
