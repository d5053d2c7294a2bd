package eu.releve.cloud.process;

import eu.releve.cloud.cost.Contracts;
import eu.releve.cloud.cost.Prices;
import eu.releve.cloud.derive.Figure;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.derive.PointFigures;
import eu.releve.cloud.derive.QuarterHour;
import eu.releve.cloud.derive.Stretch;
import eu.releve.cloud.process.MeasuredPoints.Point;
import eu.releve.cloud.validate.CourseRules;
import eu.releve.cloud.validate.DayUse;
import eu.releve.cloud.validate.ElectricRules;
import eu.releve.cloud.validate.HeatMeter;
import eu.releve.cloud.validate.Limits;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Rule;
import eu.releve.cloud.validate.TogetherRules;
import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Judges some days that follow each other by the rules that look at what was used. */
final class DayRun {
  private static final String IMPORT = Quantity.ACTIVE_ENERGY_IMPORT.id();
  private static final String EXPORT = Quantity.ACTIVE_ENERGY_EXPORT.id();
  private static final String WATER = Quantity.WATER_VOLUME.id();
  private static final String HEAT = Quantity.HEAT_ENERGY.id();
  private static final String GAS = Quantity.GAS_ENERGY.id();

  private static final Set<String> GASES =
      Set.of(GAS, Quantity.GAS_VOLUME.id(), Quantity.GAS_VOLUME_CORRECTED.id());

  /** By which limit a main meter and those below it may differ. */
  private static final Map<String, String> BALANCED =
      Map.of(IMPORT, "electricity-percent", WATER, "water-percent", HEAT, "heat-percent");

  private final Connection connection;
  private final Site site;
  private final Limits limits;
  private final List<LocalDate> days;
  private final LocalDate from;
  private final LocalCalendar calendar;
  private final Map<LocalDate, Limits.On> on = new HashMap<>();
  private final Verdicts verdicts = new Verdicts();
  private Closeness closeness = Closeness.NOTHING;
  private final Map<String, Map<Integer, Counted>> counted = new TreeMap<>();
  private final Map<String, MeasuredPoints> trees = new HashMap<>();
  private final Map<String, Map<Integer, Map<LocalDate, DayUse>>> wholes = new HashMap<>();

  /**
   * @param days that follow each other.
   * @param first the first day of which anything is known in the building.
   */
  DayRun(Connection connection, Site site, Limits limits, List<LocalDate> days, LocalDate first) {
    this.connection = connection;
    this.site = site;
    this.limits = limits;
    this.days = days;
    LocalDate back = days.getFirst().minusDays(CourseRules.DAYS_BEFORE);
    this.from = back.isBefore(first) ? first : back;
    this.calendar = LocalCalendar.of(site.zone());
  }

  private Limits.On on(LocalDate day) {
    return on.computeIfAbsent(day, limits::on);
  }

  /** The days to which a change of ratio is booked that shows when those days are over. */
  static List<LocalDate> changes(Collection<LocalDate> days) {
    return days.stream().map(day -> day.minusDays(CourseRules.DAYS_STEADY)).toList();
  }

  List<Remark.Day> judge() throws SQLException {
    for (Counted each : Counted.of(connection, site)) {
      counted.computeIfAbsent(each.quantity(), first -> new TreeMap<>()).put(each.point(), each);
    }
    for (String quantity : counted.keySet()) {
      trees.put(quantity, MeasuredPoints.of(connection, site.building(), quantity));
    }
    Set<Integer> points =
        counted.values().stream()
            .flatMap(each -> each.keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    Declared declared = Declared.of(connection, site);
    closeness = Closeness.of(connection, site, from, days.getLast());
    for (int point : points) {
      point(point, declared);
    }
    for (Map.Entry<String, String> balanced : BALANCED.entrySet()) {
      balance(balanced.getKey(), balanced.getValue());
    }
    crossEnergy();
    for (Declared.Late late : declared.late(days)) {
      verdicts.add(
          Optional.of(late.point()),
          late.quantity(),
          Rule.INACTIVE,
          late.day(),
          CourseRules.inactive(late.used(), late.resolution(), on(late.day())));
    }
    return verdicts.days();
  }

  /** The days of each quantity of a point, those before included. */
  private Map<String, NavigableMap<LocalDate, DayUse>> uses(int point) throws SQLException {
    List<Stretch> quarters = new ArrayList<>();
    Map<LocalDate, Integer> firsts = new TreeMap<>();
    from.datesUntil(days.getLast().plusDays(1))
        .forEach(
            day -> {
              firsts.put(day, quarters.size());
              long end = calendar.start(day.plusDays(1)).toEpochMilli();
              for (long at = calendar.start(day).toEpochMilli();
                  at < end;
                  at += QuarterHour.MILLIS) {
                quarters.add(new Stretch(at, at + QuarterHour.MILLIS));
              }
            });
    Map<String, List<Figure>> known = new HashMap<>();
    PointFigures.of(connection, point, quarters)
        .forEach(course -> known.put(course.quantity(), course.figures()));
    Map<String, NavigableMap<LocalDate, DayUse>> uses = new TreeMap<>();
    for (Map.Entry<String, Map<Integer, Counted>> each : counted.entrySet()) {
      if (each.getValue().containsKey(point)) {
        List<Figure> figures =
            known.computeIfAbsent(
                each.getKey(),
                missing ->
                    quarters.stream().map(quarter -> Figure.of(quarter, List.of())).toList());
        NavigableMap<LocalDate, DayUse> byDay = new TreeMap<>();
        firsts.forEach(
            (day, first) -> {
              int next = firsts.getOrDefault(day.plusDays(1), figures.size());
              boolean close = closeness.isClose(point, each.getKey(), day);
              byDay.put(day, DayUse.of(day, figures.subList(first, next), close));
            });
        uses.put(each.getKey(), byDay);
      }
    }
    return uses;
  }

  private void point(int point, Declared declared) throws SQLException {
    Map<String, NavigableMap<LocalDate, DayUse>> uses = uses(point);
    Prices prices =
        uses.containsKey(IMPORT) || uses.containsKey(EXPORT)
            ? new Contracts(connection).prices(site.building(), point)
            : Prices.NONE;
    for (Map.Entry<String, NavigableMap<LocalDate, DayUse>> each : uses.entrySet()) {
      String quantity = each.getKey();
      Counted what = counted(quantity, point);
      Map<LocalDate, DayUse> whole = new HashMap<>();
      each.getValue().forEach((day, use) -> whole.put(day, use.total()));
      wholes.computeIfAbsent(quantity, first -> new HashMap<>()).put(point, whole);
      for (LocalDate day : days) {
        if (what.isThere(day)) {
          counter(what, since(each.getValue(), what, day), declared, prices);
        }
      }
    }
    electric(point, uses);
    heatMeter(point, uses);
  }

  /** The days up to one, from the first on which the meter was there. */
  private static List<DayUse> since(
      NavigableMap<LocalDate, DayUse> uses, Counted what, LocalDate day) {
    LocalDate back = day.minusDays(CourseRules.DAYS_BEFORE);
    LocalDate first = what.first().plusDays(1);
    return List.copyOf(uses.subMap(first.isAfter(back) ? first : back, true, day, true).values());
  }

  /** The rules of one counter on the last of those days. */
  private void counter(Counted what, List<DayUse> past, Declared declared, Prices prices) {
    DayUse today = past.getLast();
    Limits.On on = on(today.day());
    Optional<Integer> point = Optional.of(what.point());
    String about = what.quantity();
    long resolution = what.resolution();
    if (what.expected()) {
      verdicts.add(point, about, Rule.MISSING, today.day(), CourseRules.missing(past, on));
    }
    verdicts.add(point, about, Rule.PROLONGED, today.day(), CourseRules.prolonged(past, on));
    if (about.equals(IMPORT) || about.equals(EXPORT)) {
      verdicts.add(
          point,
          about,
          Rule.SPIKE,
          today.day(),
          CourseRules.spike(today, prices.contractedPower(today.day()), resolution, on));
    }
    if (about.equals(IMPORT)) {
      verdicts.add(
          point, about, Rule.DEMAND, today.day(), CourseRules.demand(past, resolution, on));
    }
    zeroHours(what, today.day(), on)
        .ifPresent(
            hours ->
                verdicts.add(
                    point,
                    about,
                    Rule.ZERO,
                    today.day(),
                    CourseRules.zero(past, resolution, hours)));
    int window = 2 * CourseRules.DAYS_STEADY + 1;
    if (past.size() >= window) {
      List<DayUse> around = past.subList(past.size() - window, past.size());
      LocalDate change = around.get(CourseRules.DAYS_STEADY).day();
      verdicts.add(
          point,
          about,
          Rule.MULTIPLIER,
          change,
          CourseRules.multiplier(around, declared.near(what.point(), change), on));
    }
  }

  /** After how many hours without anything a point is remarked, where it is one of those. */
  private Optional<BigDecimal> zeroHours(Counted what, LocalDate day, Limits.On on) {
    if (what.quantity().equals(IMPORT) && isCommon(what)) {
      return Optional.of(on.of(Rule.ZERO, "electricity-hours"));
    }
    if (what.quantity().equals(WATER) && isCommon(what) && isRoot(what)) {
      return Optional.of(on.of(Rule.ZERO, "water-hours"));
    }
    if (GASES.contains(what.quantity()) && isCommon(what) && calendar.heating().holds(day)) {
      return Optional.of(on.of(Rule.ZERO, "gas-hours"));
    }
    return Optional.empty();
  }

  private boolean isCommon(Counted what) {
    return tree(what.quantity()).measured().stream()
        .anyMatch(point -> point.key() == what.point() && point.isCommon());
  }

  private boolean isRoot(Counted what) {
    return tree(what.quantity()).roots().stream().anyMatch(root -> root.key() == what.point());
  }

  private MeasuredPoints tree(String quantity) {
    return Objects.requireNonNull(trees.get(quantity), quantity);
  }

  private void electric(int point, Map<String, NavigableMap<LocalDate, DayUse>> uses) {
    NavigableMap<LocalDate, DayUse> active = uses.getOrDefault(IMPORT, new TreeMap<>());
    NavigableMap<LocalDate, DayUse> reactive =
        uses.getOrDefault(
            Quantity.REACTIVE_ENERGY_IMPORT.id(),
            uses.getOrDefault(Quantity.REACTIVE_ENERGY_TOTAL.id(), new TreeMap<>()));
    NavigableMap<LocalDate, DayUse> fed = uses.getOrDefault(EXPORT, new TreeMap<>());
    for (LocalDate day : days) {
      DayUse real = active.get(day);
      DayUse blind = reactive.get(day);
      if (real != null && blind != null) {
        boolean feeds =
            Optional.ofNullable(fed.get(day)).map(use -> use.used().signum() > 0).orElse(false);
        verdicts.add(
            Optional.of(point),
            "reactive-energy",
            Rule.REACTIVE,
            day,
            ElectricRules.reactive(real, blind, feeds, on(day)));
      }
    }
  }

  private void heatMeter(int point, Map<String, NavigableMap<LocalDate, DayUse>> uses)
      throws SQLException {
    NavigableMap<LocalDate, DayUse> heat = uses.getOrDefault(HEAT, new TreeMap<>());
    if (heat.isEmpty()) {
      return;
    }
    Map<Long, HeatMeter.Flow> flows =
        new Flows(connection, point)
            .between(calendar.start(days.getFirst()), calendar.start(days.getLast().plusDays(1)));
    long resolution = counted(HEAT, point).resolution();
    for (LocalDate day : flows.isEmpty() ? List.<LocalDate>of() : days) {
      DayUse use = heat.get(day);
      if (use != null) {
        verdicts.add(
            Optional.of(point),
            HEAT,
            Rule.HEAT_METER,
            day,
            HeatMeter.check(use, flows, resolution, on(day)));
      }
    }
  }

  private void balance(String quantity, String limit) {
    if (!trees.containsKey(quantity)) {
      return;
    }
    MeasuredPoints tree = tree(quantity);
    for (Point main : tree.measured()) {
      List<Integer> below = tree.below(main.key());
      for (LocalDate day : below.isEmpty() ? List.<LocalDate>of() : days) {
        List<DayUse> parts = below.stream().map(part -> whole(quantity, part, day)).toList();
        long resolutions =
            Stream.concat(Stream.of(main.key()), below.stream())
                .mapToLong(point -> resolution(quantity, point))
                .sum();
        verdicts.add(
            Optional.of(main.key()),
            quantity,
            Rule.BALANCE,
            day,
            TogetherRules.balance(
                whole(quantity, main.key(), day),
                parts,
                resolutions,
                on(day).of(Rule.BALANCE, limit)));
      }
    }
  }

  private Counted counted(String quantity, int point) {
    return Objects.requireNonNull(counted.getOrDefault(quantity, Map.of()).get(point), quantity);
  }

  /** What a point can tell; nothing where nothing is known of it. */
  private long resolution(String quantity, int point) {
    Counted what = counted.getOrDefault(quantity, Map.of()).get(point);
    return what == null ? 0 : what.resolution();
  }

  /** A day of a point; missing where nothing is known. */
  private DayUse whole(String quantity, int point, LocalDate day) {
    DayUse known = wholes.getOrDefault(quantity, Map.of()).getOrDefault(point, Map.of()).get(day);
    Stretch over =
        new Stretch(
            calendar.start(day).toEpochMilli(), calendar.start(day.plusDays(1)).toEpochMilli());
    return known != null ? known : new DayUse(day, List.of(), Figure.of(over, List.of()), false);
  }

  /** Heat that the plan says the building makes, against the gas that comes in. */
  private void crossEnergy() throws SQLException {
    if (!trees.containsKey(HEAT) || !trees.containsKey(GAS)) {
      return;
    }
    Origins origins = Origins.of(connection, site.building());
    List<Point> made =
        tree(HEAT).roots().stream()
            .filter(Point::isCommon)
            .filter(point -> origins.of(tree(HEAT), point) == Origins.Origin.MADE)
            .toList();
    List<Point> gas = tree(GAS).roots().stream().filter(Point::isCommon).toList();
    for (LocalDate day : made.isEmpty() || gas.isEmpty() ? List.<LocalDate>of() : days) {
      verdicts.add(
          Optional.empty(),
          HEAT,
          Rule.CROSS_ENERGY,
          day,
          TogetherRules.crossEnergy(
              made.stream().map(point -> whole(HEAT, point.key(), day)).toList(),
              gas.stream().map(point -> whole(GAS, point.key(), day)).toList(),
              on(day)));
    }
  }
}
