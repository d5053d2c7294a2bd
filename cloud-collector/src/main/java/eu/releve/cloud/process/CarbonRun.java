package eu.releve.cloud.process;

import eu.releve.cloud.gas.GasEnergy;
import eu.releve.cloud.process.EmissionFactor.Activity;
import eu.releve.cloud.process.MeasuredPoints.Point;
import eu.releve.cloud.process.Origins.Origin;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Writes the carbon statements of a building's months.
 *
 * <p>What the building takes in is counted where it comes in: at the points below no other. A solar
 * roof takes nothing in. Heat and cold are bought only where the plan says so; what is made in the
 * building is counted as the gas or the electricity it is made of. Where the plan does not say, the
 * amount has a line without a factor, and the statement is not complete.
 */
final class CarbonRun {
  private static final int COVERAGE_DIGITS = 4;
  private static final int AMOUNT_DIGITS = 6;
  private static final long JOULES_A_KWH = 3_600_000;
  private static final long MILLILITRES_A_M3 = 1_000_000;

  private static final Source ELECTRICITY =
      new Source(Activity.ELECTRICITY, "active-energy-import", 1_000);
  private static final Source GAS = new Source(Activity.GAS, "gas-energy", JOULES_A_KWH);
  private static final Source GAS_VOLUME =
      new Source(Activity.GAS_VOLUME, "gas-volume", MILLILITRES_A_M3);
  private static final Source GAS_CORRECTED =
      new Source(Activity.GAS_VOLUME, "gas-volume-corrected", MILLILITRES_A_M3);
  private static final Source WATER = new Source(Activity.WATER, "water-volume", MILLILITRES_A_M3);

  private final Connection connection;
  private final Site site;

  CarbonRun(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
  }

  /**
   * Where an activity's amount comes from.
   *
   * @param stepsPerUnit how many steps of the quantity make one unit of the factor.
   */
  private record Source(Activity activity, String quantity, long stepsPerUnit) {
    BigDecimal amount(BigDecimal steps) {
      return steps.divide(BigDecimal.valueOf(stepsPerUnit), AMOUNT_DIGITS, RoundingMode.HALF_EVEN);
    }
  }

  void run(Iterable<YearMonth> months) throws SQLException {
    // A country without a table has no factors either: each line says so.
    Carbon carbon = new Carbon(site.region().orElse("XX"), ReferenceTables.factors(connection));
    Origins origins = Origins.of(connection, site.building());
    for (YearMonth month : months) {
      write(carbon.of(month, uses(origins, month)));
    }
  }

  private List<Carbon.Use> uses(Origins origins, YearMonth month) throws SQLException {
    List<Carbon.Use> uses = new ArrayList<>();
    electricity(origins, month).ifPresent(uses::add);
    gas(origins, month, uses);
    carried("heat-energy", Activity.DISTRICT_HEAT, Activity.HEAT, origins, month, uses);
    carried("cold-energy", Activity.DISTRICT_COLD, Activity.COLD, origins, month, uses);
    MeasuredPoints water = points(WATER);
    use(WATER, origins.notMade(water, water.roots()), month).ifPresent(uses::add);
    return uses;
  }

  /**
   * What is counted in kWh, else in cubic metres with the calorific values of the month, else in
   * cubic metres alone.
   */
  private void gas(Origins origins, YearMonth month, List<Carbon.Use> uses) throws SQLException {
    MeasuredPoints gas = points(GAS);
    Measured energy =
        measured(GAS, origins.notMade(gas, gas.roots()), month).orElse(Measured.NOTHING);
    Measured alone = Measured.NOTHING;
    SortedSet<String> calorific = new TreeSet<>();
    Converting converting = new Converting(connection, site, month);
    List<MeasuredPoints> counted = new ArrayList<>(List.of(gas));
    for (Source source : List.of(GAS_VOLUME, GAS_CORRECTED)) {
      MeasuredPoints points = points(source);
      for (Point root : origins.notMade(points, points.roots())) {
        boolean twice = counted.stream().anyMatch(other -> other.isCounted(root.key()));
        Optional<Measured> found =
            twice ? Optional.empty() : measured(source, List.of(root), month);
        if (found.isPresent()) {
          Optional<GasEnergy> held =
              converting.energy(points.households(root.key()), root, source.quantity());
          if (held.isPresent()) {
            energy = energy.plus(found.get().as(held.get().energy().joules()));
            held.get().used().forEach(known -> calorific.add(known.version().text()));
          } else {
            alone = alone.plus(found.get());
          }
        }
      }
      counted.add(points);
    }
    use(GAS, energy, month, List.copyOf(calorific)).ifPresent(uses::add);
    use(GAS_VOLUME, alone, month, List.of()).ifPresent(uses::add);
  }

  private MeasuredPoints points(Source source) throws SQLException {
    return MeasuredPoints.of(connection, site.building(), source.quantity());
  }

  private Optional<Carbon.Use> electricity(Origins origins, YearMonth month) throws SQLException {
    MeasuredPoints points = points(ELECTRICITY);
    Map<Point, Roof> meters = new LinkedHashMap<>();
    BigDecimal most = BigDecimal.ZERO;
    for (Point root : points.roots()) {
      BigDecimal taken = steps(ELECTRICITY.quantity(), root, month);
      BigDecimal given = steps("active-energy-export", root, month);
      boolean above = !points.below(root.key()).isEmpty();
      meters.put(root, new Roof(taken, given, above, origins.bought(points, root)));
      most = most.max(taken);
    }
    List<Point> supplies = new ArrayList<>();
    for (Map.Entry<Point, Roof> meter : meters.entrySet()) {
      if (!meter.getValue().is(most)) {
        supplies.add(meter.getKey());
      }
    }
    return use(ELECTRICITY, supplies, month);
  }

  private BigDecimal steps(String quantity, Point point, YearMonth month) throws SQLException {
    return measured(new Source(Activity.ELECTRICITY, quantity, 1), List.of(point), month)
        .map(Measured::steps)
        .orElse(BigDecimal.ZERO);
  }

  /** Heat or cold: what is bought, and what comes from nobody knows where. */
  private void carried(
      String quantity,
      Activity bought,
      Activity unsaid,
      Origins origins,
      YearMonth month,
      List<Carbon.Use> uses)
      throws SQLException {
    MeasuredPoints points = MeasuredPoints.of(connection, site.building(), quantity);
    List<Point> roots = points.roots();
    use(
            new Source(bought, quantity, JOULES_A_KWH),
            roots.stream().filter(root -> origins.of(points, root) == Origin.BOUGHT).toList(),
            month)
        .ifPresent(uses::add);
    List<Point> open =
        roots.stream().filter(root -> origins.of(points, root) == Origin.UNSAID).toList();
    List<Point> common = open.stream().filter(Point::isCommon).toList();
    // What lots take was counted at the common points, or is explained where the plan says so.
    boolean explained = roots.stream().anyMatch(root -> !open.contains(root)) || !common.isEmpty();
    use(new Source(unsaid, quantity, JOULES_A_KWH), explained ? common : open, month)
        .ifPresent(uses::add);
  }

  private Optional<Carbon.Use> use(Source source, List<Point> roots, YearMonth month)
      throws SQLException {
    return use(source, measured(source, roots, month).orElse(Measured.NOTHING), month, List.of());
  }

  /** Nothing where no meter was there. */
  private Optional<Carbon.Use> use(
      Source source, Measured found, YearMonth month, List<String> calorific) {
    if (found.points() == 0) {
      return Optional.empty();
    }
    long whole = Math.multiplyExact(site.millis(month), found.points());
    BigDecimal coverage =
        BigDecimal.valueOf(Math.min(found.coveredMillis(), whole))
            .divide(BigDecimal.valueOf(whole), COVERAGE_DIGITS, RoundingMode.DOWN);
    return Optional.of(
        new Carbon.Use(source.activity(), source.amount(found.steps()), coverage, calorific));
  }

  /**
   * What points counted in a month.
   *
   * @param points how many of them were there: read before, and not gone.
   */
  private record Measured(long points, BigDecimal steps, long coveredMillis) {
    static final Measured NOTHING = new Measured(0, BigDecimal.ZERO, 0);

    Measured plus(Measured other) {
      return new Measured(
          points + other.points, steps.add(other.steps), coveredMillis + other.coveredMillis);
    }

    /** The same, in another step. */
    Measured as(BigDecimal otherSteps) {
      return new Measured(points, otherSteps, coveredMillis);
    }
  }

  /** Nothing where no meter was there yet, or none any more. */
  private Optional<Measured> measured(Source source, List<Point> roots, YearMonth month)
      throws SQLException {
    if (roots.isEmpty()) {
      return Optional.empty();
    }
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select count(distinct m.point), coalesce(sum(u.steps), 0), coalesce(sum(u.covered), 0)
            from meter m join register r on r.meter = m.id and r.name = ?
              cross join lateral (select sum(consumption) as steps, sum(covered_millis) as covered
                from quarter_hour where register = r.id and starts >= ? and starts < ?) u
            where m.point = any (?)
              and (u.steps is not null or m.installed_to is null or m.installed_to > ?)
              and exists (select from quarter_hour where register = r.id and starts < ?)\
            """)) {
      query.setString(1, source.quantity());
      query.setTimestamp(2, site.start(month));
      query.setTimestamp(3, site.start(month.plusMonths(1)));
      query.setArray(
          4, connection.createArrayOf("integer", roots.stream().map(Point::key).toArray()));
      query.setObject(5, month.atDay(1));
      query.setTimestamp(6, site.start(month.plusMonths(1)));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1) == 0
            ? Optional.empty()
            : Optional.of(new Measured(row.getLong(1), row.getBigDecimal(2), row.getLong(3)));
      }
    }
  }

  private void write(Carbon.Statement statement) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("delete from carbon_month where building = ? and month = ?")) {
      delete.setInt(1, site.building());
      delete.setObject(2, statement.month().atDay(1));
      delete.executeUpdate();
    }
    if (statement.lines().isEmpty()) {
      return;
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into carbon_month (building, month, kg, complete, rule) values (?, ?, ?, ?,"
                + " ?)")) {
      insert.setInt(1, site.building());
      insert.setObject(2, statement.month().atDay(1));
      insert.setBigDecimal(3, statement.kg());
      insert.setBoolean(4, statement.complete());
      insert.setString(5, statement.version());
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into carbon_line
              (building, month, activity, amount, coverage, factor, kg, calorific)
            values (?, ?, ?, ?, ?, ?, ?, ?)\
            """)) {
      for (Carbon.Line line : statement.lines()) {
        insert.setInt(1, site.building());
        insert.setObject(2, statement.month().atDay(1));
        insert.setString(3, Reference.label(line.use().activity()));
        insert.setBigDecimal(4, line.use().amount());
        insert.setBigDecimal(5, line.use().coverage());
        insert.setString(6, line.factor().map(EmissionFactor::id).orElse(null));
        insert.setBigDecimal(7, line.kg().orElse(null));
        insert.setArray(8, connection.createArrayOf("text", line.use().calorific().toArray()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
