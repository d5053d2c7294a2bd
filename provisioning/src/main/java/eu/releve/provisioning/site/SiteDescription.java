package eu.releve.provisioning.site;

import eu.releve.measure.SiteId;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a plan says of its building to those who do not read its meters.
 *
 * @param site the building.
 * @param zone in which its days begin.
 * @param areaM2 heated floor area, where it is known.
 * @param lots dwellings, shops and garages.
 * @param points places of measurement.
 * @param meters the devices that measure there.
 */
public record SiteDescription(
    SiteId site,
    ZoneId zone,
    Optional<BigDecimal> areaM2,
    List<Lot> lots,
    List<Point> points,
    List<InstalledMeter> meters) {
  public SiteDescription {
    lots = List.copyOf(lots);
    points = List.copyOf(points);
    meters = List.copyOf(meters);
  }
}
