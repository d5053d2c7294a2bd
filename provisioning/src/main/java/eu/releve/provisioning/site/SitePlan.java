package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.measure.BusId;
import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.SiteId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What is installed in a building: buses, lots, points and meters.
 *
 * @param site the building.
 * @param revision which of its plans this is.
 * @param zone in which its days begin.
 * @param areaM2 heated floor area, where it is known.
 * @param buses at least one, but in {@link #NONE}.
 * @param lots dwellings, shops and garages.
 * @param points places of measurement.
 * @param meters the devices that measure there.
 * @param text the document as it was written: what travels in the catalogue.
 */
public record SitePlan(
    SiteId site,
    Revision revision,
    ZoneId zone,
    Optional<BigDecimal> areaM2,
    List<Bus> buses,
    List<Lot> lots,
    List<Point> points,
    List<Meter> meters,
    String text) {
  /**
   * No plan: what a gateway has before its first one. Its text is empty, and so nothing is
   * installed by it; no loader makes it.
   */
  public static final SitePlan NONE =
      new SitePlan(
          new SiteId("no-plan"),
          Revision.FIRST,
          ZoneOffset.UTC,
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          "");

  public SitePlan {
    buses = List.copyOf(buses);
    lots = List.copyOf(lots);
    points = List.copyOf(points);
    meters = List.copyOf(meters);
    require(!buses.isEmpty() || text.isEmpty(), "site %s has no bus", site);
  }

  /** Whether it is {@link #NONE}. */
  public boolean isNone() {
    return text.isEmpty();
  }

  /** The SHA-256 of the text in hexadecimal digits: by which plans are told apart. */
  public String hash() {
    return hash(text);
  }

  /** The same of a text that nobody has read yet. */
  public static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /** The bus of that name. */
  public Optional<Bus> bus(BusId id) {
    return buses.stream().filter(bus -> bus.id().equals(id)).findFirst();
  }

  /** The meters on that bus, in the order of the plan. */
  public List<Meter> metersOn(BusId bus) {
    return meters.stream().filter(meter -> meter.bus().equals(bus)).toList();
  }

  /** The meter of that name. */
  public Optional<Meter> meter(MeterId id) {
    return meters.stream().filter(meter -> meter.id().equals(id)).findFirst();
  }

  /** The point of that name. */
  public Optional<Point> point(PointId id) {
    return points.stream().filter(point -> point.id().equals(id)).findFirst();
  }

  /** The lot of that name. */
  public Optional<Lot> lot(LotId id) {
    return lots.stream().filter(lot -> lot.id().equals(id)).findFirst();
  }
}
