package eu.releve.provisioning.site;

import static eu.releve.measure.Require.require;

import eu.releve.document.Document;
import eu.releve.document.DocumentException;
import eu.releve.document.Mapping;
import eu.releve.document.Nearest;
import eu.releve.measure.BusId;
import eu.releve.measure.LotId;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.ProfileId;
import eu.releve.measure.Quantity;
import eu.releve.measure.SiteId;
import eu.releve.profile.Access;
import eu.releve.profile.Profile;
import eu.releve.profile.Profiles;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Loads site plans: a plan with one error is no plan. */
public final class SitePlans {
  private static final Map<String, Lot.Kind> LOT_KINDS =
      Map.of(
          "dwelling", Lot.Kind.DWELLING,
          "shop", Lot.Kind.SHOP,
          "garage", Lot.Kind.GARAGE,
          "office", Lot.Kind.OFFICE,
          "other", Lot.Kind.OTHER);

  /** {@code Etc/GMT-1} is an hour ahead of UTC, which nobody expects; {@code UTC} is plain. */
  private static final Pattern OFFSET = Pattern.compile("[0-9]");

  private SitePlans() {}

  /**
   * The plan that the file holds.
   *
   * @param profiles the meter families that are known.
   * @throws DocumentException naming file, line, key, wanted and found.
   */
  public static SitePlan load(Path file, Profiles profiles) throws DocumentException {
    return load(file.toString(), Document.text(file), profiles);
  }

  /**
   * The plan that the text holds.
   *
   * @param fileName what messages call it.
   * @param profiles the meter families that are known.
   * @throws DocumentException naming file, line, key, wanted and found.
   */
  public static SitePlan load(String fileName, String text, Profiles profiles)
      throws DocumentException {
    return load(
        fileName,
        text,
        profiles::find,
        Stream.concat(profiles.names().stream(), Stream.of(Access.SunSpec.NAME))
            .map(ProfileId::toString)
            .toList());
  }

  /**
   * The plan that the text holds.
   *
   * @param fileName what messages call it.
   * @param profiles finds a meter family, or nothing.
   * @throws DocumentException naming file, line, key, wanted and found.
   */
  public static SitePlan load(
      String fileName, String text, Function<ProfileId, Optional<Profile>> profiles)
      throws DocumentException {
    return load(fileName, text, profiles, List.of());
  }

  private static SitePlan load(
      String fileName,
      String text,
      Function<ProfileId, Optional<Profile>> profiles,
      List<String> profileNames)
      throws DocumentException {
    Mapping plan = Document.load(fileName, text);
    Frame frame = frame(plan);
    MeterReader reader = new MeterReader(frame.ground(), profiles, profileNames);
    List<Meter> meters = new ArrayList<>();
    for (Mapping entry : plan.mappings("meters")) {
      meters.add(reader.read(entry));
    }
    plan.end();
    return plan.make(
        "buses",
        () ->
            new SitePlan(
                frame.site,
                frame.revision,
                frame.zone,
                frame.area,
                List.copyOf(frame.buses.values()),
                List.copyOf(frame.lots.values()),
                List.copyOf(frame.points.values()),
                meters,
                text));
  }

  /**
   * What the text says of its building, for those who do not read the meters: as strict as a plan,
   * but a profile need not be known. A gateway may have profiles of its own, and newer ones.
   *
   * @param fileName what messages call it.
   * @throws DocumentException naming file, line, key, wanted and found.
   */
  public static SiteDescription describe(String fileName, String text) throws DocumentException {
    return describe(fileName, text, meter -> Set.of());
  }

  /**
   * The same, by somebody who knows what meters count: two that count the same at one point on one
   * day are refused, for what is used there would count twice.
   *
   * @param counts the totals that a meter counts, as far as they are known.
   * @throws DocumentException naming file, line, key, wanted and found.
   */
  public static SiteDescription describe(
      String fileName, String text, Function<MeterId, Set<Quantity>> counts)
      throws DocumentException {
    Mapping plan = Document.load(fileName, text);
    Frame frame = frame(plan);
    MeterReader reader = new MeterReader(frame.ground(), profile -> Optional.empty(), List.of());
    PointMeters atPoints = new PointMeters(counts);
    List<InstalledMeter> meters = new ArrayList<>();
    for (Mapping entry : plan.mappings("meters")) {
      InstalledMeter meter = reader.describe(entry);
      atPoints.hold(entry, meter);
      meters.add(meter);
    }
    plan.end();
    return new SiteDescription(
        frame.site,
        frame.zone,
        frame.area,
        List.copyOf(frame.lots.values()),
        List.copyOf(frame.points.values()),
        meters);
  }

  /**
   * One bus, as a plan has it.
   *
   * @param source what messages call where it comes from.
   * @param text {@code { id: cellar, modbus-rtu: /dev/ttyUSB0, baud: 9600 }}, with the braces or
   *     without.
   * @throws DocumentException naming source, key, wanted and found.
   */
  public static Bus bus(String source, String text) throws DocumentException {
    String entry = text.strip();
    String braced = entry.startsWith("{") ? entry : "{ " + entry + " }";
    return BusReader.read(Document.load(source, braced));
  }

  /** All of a plan but its meters. */
  private record Frame(
      SiteId site,
      Revision revision,
      ZoneId zone,
      Optional<BigDecimal> area,
      Map<BusId, Bus> buses,
      Map<LotId, Lot> lots,
      Map<PointId, Point> points) {
    MeterReader.Ground ground() {
      return new MeterReader.Ground(buses, points, zone);
    }
  }

  private static Frame frame(Mapping plan) throws DocumentException {
    SiteId site = plan.value("site", "a building's identifier", SiteId::new);
    Revision revision = revision(plan);
    ZoneId zone = plan.value("zone", "a time zone such as Europe/Brussels", SitePlans::zone);
    Optional<BigDecimal> area = area(plan);
    Map<BusId, Bus> buses = buses(plan);
    Map<LotId, Lot> lots = lots(plan);
    return new Frame(site, revision, zone, area, buses, lots, points(plan, lots));
  }

  /**
   * A region, never an offset: {@code +02:00} and {@code UTC+1} have no summer time, and a database
   * reads them with the opposite sign.
   */
  private static ZoneId zone(String name) {
    require(
        ZoneId.getAvailableZoneIds().contains(name) && !OFFSET.matcher(name).find(),
        "no region of the time zone database");
    return ZoneId.of(name);
  }

  private static Revision revision(Mapping plan) throws DocumentException {
    int version = plan.optionalInteger("version", 1, Integer.MAX_VALUE).orElse(1);
    Optional<String> parent = plan.optionalText("parent");
    Optional<String> author = plan.optionalText("author");
    return plan.make("parent", () -> new Revision(version, parent, author));
  }

  private static Optional<BigDecimal> area(Mapping of) throws DocumentException {
    Optional<BigDecimal> area = of.optionalDecimal("area-m2");
    if (area.isPresent() && area.get().signum() <= 0) {
      throw of.refuse("area-m2", "an area above zero", area.get().toPlainString());
    }
    return area;
  }

  private static Map<BusId, Bus> buses(Mapping plan) throws DocumentException {
    Map<BusId, Bus> buses = new LinkedHashMap<>();
    Map<Object, BusId> wires = new LinkedHashMap<>();
    for (Mapping entry : plan.mappings("buses")) {
      Bus bus = BusReader.read(entry);
      refuseTwice(entry, buses.put(bus.id(), bus), bus.id());
      BusId other = wires.put(BusReader.wire(bus), bus.id());
      if (other != null) {
        throw entry.refuse("id", "each wire once", "the wire of bus " + other + " again");
      }
    }
    return buses;
  }

  private static Map<LotId, Lot> lots(Mapping plan) throws DocumentException {
    Map<LotId, Lot> lots = new LinkedHashMap<>();
    for (Mapping entry : plan.optionalMappings("lots")) {
      LotId id = entry.value("id", "a lot's identifier", LotId::new);
      Lot.Kind kind = entry.oneOf("kind", LOT_KINDS);
      Optional<BigDecimal> area = area(entry);
      Optional<Integer> shares = entry.optionalInteger("shares", 0, 1_000_000);
      entry.end();
      refuseTwice(entry, lots.put(id, new Lot(id, kind, area, shares)), id);
    }
    return lots;
  }

  private static Map<PointId, Point> points(Mapping plan, Map<LotId, Lot> lots)
      throws DocumentException {
    Map<PointId, Point> points = new LinkedHashMap<>();
    Map<PointId, Mapping> entries = new LinkedHashMap<>();
    for (Mapping entry : plan.mappings("points")) {
      PointId id = entry.value("id", "a point's identifier", PointId::new);
      String name = entry.text("name");
      Optional<LotId> lot = Optional.empty();
      if (entry.has("lot")) {
        lot = Optional.of(known(entry, "lot", LotId::new, lots));
      }
      Optional<PointId> parent =
          entry.optionalValue("parent", "a point's identifier", PointId::new);
      Optional<Boolean> bought =
          entry.has("bought") ? Optional.of(entry.flag("bought")) : Optional.empty();
      entry.end();
      refuseTwice(entry, points.put(id, new Point(id, name, lot, parent, bought)), id);
      entries.put(id, entry);
    }
    for (Map.Entry<PointId, Mapping> entry : entries.entrySet()) {
      refuseOrphanOrCycle(entry.getKey(), entry.getValue(), points);
    }
    return points;
  }

  /** A point's parents end; each step up costs one, so more steps than points are a circle. */
  private static void refuseOrphanOrCycle(PointId id, Mapping entry, Map<PointId, Point> points)
      throws DocumentException {
    if (entry.has("parent")) {
      known(entry, "parent", PointId::new, points);
    }
    Optional<PointId> above = Optional.of(id);
    for (int steps = 0; above.isPresent(); steps++) {
      if (steps > points.size()) {
        throw entry.refuse("parent", "a point above this one", "a circle");
      }
      above = Optional.ofNullable(points.get(above.get())).flatMap(Point::parent);
    }
  }

  /** The identifier under the key, which must be one of those. */
  static <I> I known(Mapping entry, String key, Function<String, I> make, Map<I, ?> known)
      throws DocumentException {
    I id = entry.value(key, "an identifier", make);
    if (!known.containsKey(id)) {
      List<String> names = known.keySet().stream().map(Object::toString).toList();
      throw entry.refuse(key, Nearest.of(id.toString(), names), "'" + id + "'");
    }
    return id;
  }

  static void refuseTwice(Mapping entry, @Nullable Object earlier, Object id)
      throws DocumentException {
    if (earlier != null) {
      throw entry.refuse("id", "each identifier once", "'" + id + "' a second time");
    }
  }
}
