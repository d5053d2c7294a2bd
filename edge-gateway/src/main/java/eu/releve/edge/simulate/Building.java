package eu.releve.edge.simulate;

import eu.releve.measure.Kind;
import eu.releve.measure.MeterId;
import eu.releve.measure.PointId;
import eu.releve.measure.RegisterName;
import eu.releve.profile.Access;
import eu.releve.profile.RegisterSource;
import eu.releve.provisioning.site.Lot;
import eu.releve.provisioning.site.Meter;
import eu.releve.provisioning.site.Point;
import eu.releve.provisioning.site.SitePlan;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A believable condominium: every value of every meter as a function of the seed, the meter and the
 * instant.
 *
 * <p>What a point uses follows from what its meter measures and from the words of its name ({@code
 * lift}, {@code ventilation}, {@code heat-pump}, {@code pv}, {@code flat}, {@code hot}); a point
 * with others below it uses what they use together and a little more.
 */
public final class Building implements Truth {
  private static final long LEAK_LITRES_PER_HOUR = 18;

  private static final List<RegisterName> PORT_ENERGIES =
      Stream.of(
              "active-energy-import.t1",
              "active-energy-import.t2",
              "active-energy-export",
              "active-energy-export.t1",
              "active-energy-export.t2")
          .map(RegisterName::parse)
          .toList();

  private static final List<RegisterName> PORT_VOLUMES =
      List.of(RegisterName.parse("water-volume"));

  private final SitePlan plan;
  private final Chance chance;
  private final Weather weather;
  private final Calendar calendar;
  private final Map<PointId, Leak> leaks;
  private final Map<String, LoadCurve> curves = new HashMap<>();
  private final Map<MeterId, MeterModel> models = new LinkedHashMap<>();

  private Building(SitePlan plan, long seed, Map<PointId, Leak> leaks) {
    this.plan = plan;
    this.chance = new Chance(seed);
    this.weather = new Weather(chance.of("weather"));
    this.leaks = Map.copyOf(leaks);
    LocalDate first =
        plan.meters().stream()
            .map(Meter::from)
            .min(LocalDate::compareTo)
            .orElse(LocalDate.of(2026, 1, 1));
    this.calendar = new Calendar(first, plan.zone());
    plan.meters().forEach(meter -> models.put(meter.id(), model(meter)));
  }

  /**
   * The building of that plan.
   *
   * @param leaks by the point whose meter they pass.
   */
  public static Building of(SitePlan plan, long seed, Map<PointId, Leak> leaks) {
    return new Building(plan, seed, leaks);
  }

  /** A leak of 18 litres an hour in one flat with a water meter, drawn by the seed. */
  public static Map<PointId, Leak> oneLeak(SitePlan plan, long seed) {
    List<PointId> flats =
        plan.meters().stream()
            .filter(meter -> Family.of(meter) == Family.VOLUME)
            .flatMap(meter -> plan.point(meter.point()).stream())
            .filter(point -> isFlat(plan, point) && !says(point, "hot", "chaud", "ecs"))
            .map(Point::id)
            .distinct()
            .toList();
    if (flats.isEmpty()) {
      return Map.of();
    }
    int drawn = (int) (flats.size() * new Chance(seed).of("leak").share());
    return Map.of(flats.get(drawn), Leak.always(LEAK_LITRES_PER_HOUR));
  }

  /**
   * Counts everything up to that instant, day by day and all meters together, so that the first
   * question of a client need not wait for it.
   */
  public void countUpTo(Instant now) {
    for (LocalDate day = calendar.first();
        !day.isAfter(calendar.dayOf(now));
        day = day.plusDays(1)) {
      count(day);
    }
  }

  /** Counts all meters up to the beginning of a day. */
  void count(LocalDate day) {
    Instant begin = calendar.start(day);
    for (Meter meter : plan.meters()) {
      counters(meter).forEach(counter -> valueAt(meter.id(), counter, begin));
    }
  }

  /** What a meter at a customer's port counts no plan says, but years of it take their time too. */
  private static List<RegisterName> counters(Meter meter) {
    if (meter.access() instanceof Access.Pushed) {
      return Family.of(meter) == Family.ELECTRICITY ? PORT_ENERGIES : PORT_VOLUMES;
    }
    return meter.access().registers().stream()
        .map(RegisterSource::name)
        .filter(name -> name.quantity().kind() == Kind.COUNTER)
        .toList();
  }

  /** Where something leaks. */
  public Map<PointId, Leak> leaks() {
    return leaks;
  }

  @Override
  public BigDecimal valueAt(MeterId meter, RegisterName register, Instant at) {
    MeterModel model = models.get(meter);
    return model == null ? BigDecimal.ZERO : model.valueAt(register, at);
  }

  private MeterModel model(Meter meter) {
    Family family = Family.of(meter);
    LoadCurve curve = curve(meter.point(), family);
    Chance its = chance.of("meter " + meter.id());
    long begin = (long) (1_000 + 8_000 * its.of("begin").share());
    return switch (family) {
      case ELECTRICITY -> new ElectricityMeter(curve, begin, Grid.of(its), calendar);
      case HEAT ->
          new HeatMeter(
              curve, begin, 12 + (int) (8 * its.of("difference").share()), weather, calendar);
      case VOLUME ->
          new VolumeMeter(curve, begin * 30, isHot(meter.point()) ? 54_000 : 12_000, calendar);
    };
  }

  /** The same for all meters that one after the other measure at a point. */
  private LoadCurve curve(PointId point, Family family) {
    String key = family + " " + point;
    LoadCurve known = curves.get(key);
    if (known != null) {
      return known;
    }
    curves.put(key, LoadCurve.constant(0)); // A plan whose points turn in a circle ends here.
    List<LoadCurve> parts = new ArrayList<>(below(point, family));
    plan.point(point).ifPresent(place -> parts.add(own(place, family, !parts.isEmpty())));
    Leak leak = leaks.get(point);
    if (family == Family.VOLUME && leak != null) {
      parts.add(Flows.leak(leak));
    }
    LoadCurve made = new RememberedCurve(LoadCurve.sum(parts));
    curves.put(key, made);
    return made;
  }

  private List<LoadCurve> below(PointId point, Family family) {
    return plan.points().stream()
        .filter(child -> child.parent().equals(Optional.of(point)))
        .filter(child -> isMeasured(child.id(), family) || isParent(child.id()))
        .map(child -> curve(child.id(), family))
        .toList();
  }

  private boolean isMeasured(PointId point, Family family) {
    return plan.meters().stream()
        .anyMatch(meter -> meter.point().equals(point) && Family.of(meter) == family);
  }

  private boolean isParent(PointId point) {
    return plan.points().stream().anyMatch(child -> child.parent().equals(Optional.of(point)));
  }

  /** What the point itself uses, beside the points below it. */
  private LoadCurve own(Point point, Family family, boolean hasOthersBelow) {
    Chance its = chance.of("point " + point.id());
    return switch (family) {
      case ELECTRICITY -> hasOthersBelow ? LoadCurve.constant(80_000) : electricity(point, its);
      case HEAT -> hasOthersBelow ? LoadCurve.constant(300_000) : Flows.heating(its, weather);
      case VOLUME -> {
        if (hasOthersBelow) {
          yield LoadCurve.constant(0);
        }
        yield isHot(point.id()) ? Flows.hotWater(its) : Flows.coldWater(its);
      }
    };
  }

  private LoadCurve electricity(Point point, Chance its) {
    if (says(point, "lift", "elevator", "ascenseur")) {
      return Electricity.lift(its);
    }
    if (says(point, "ventilation", "vmc")) {
      return Electricity.ventilation(its);
    }
    if (says(point, "pump", "pac")) {
      return Electricity.heatPump(its, weather);
    }
    if (makes(point.id())) {
      LoadCurve given = Electricity.solar(weather);
      return day -> Steps.constant(6_000).minus(given.on(day));
    }
    return isFlat(plan, point) ? Electricity.flat(its) : Electricity.commonParts(its);
  }

  private boolean isHot(PointId point) {
    return plan.point(point).map(place -> says(place, "hot", "chaud", "ecs")).orElse(false);
  }

  private static boolean isFlat(SitePlan plan, Point point) {
    return says(point, "flat", "appartement")
        || point.lot().flatMap(plan::lot).map(lot -> lot.kind() == Lot.Kind.DWELLING).orElse(false);
  }

  /** Whether electricity is made there. */
  static boolean makes(PointId point) {
    return says(point, "pv", "solar", "solaire");
  }

  private static boolean says(Point point, String... words) {
    return says(point.id(), words);
  }

  private static boolean says(PointId point, String... words) {
    List<String> name = List.of(point.value().split("-", -1));
    for (String word : words) {
      if (name.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
