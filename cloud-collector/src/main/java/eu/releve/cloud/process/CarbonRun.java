package eu.releve.cloud.process;

import eu.releve.cloud.process.EmissionFactor.Activity;
import eu.releve.cloud.process.MeasuredPoints.Point;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the carbon statements of a building's months.
 *
 * <p>What the building takes in is counted where it comes in: at the points below no other. Heat
 * counts only at common points: what a lot's heat meter shows was made or bought by the building,
 * and is counted there.
 */
final class CarbonRun {
  private static final int COVERAGE_DIGITS = 4;
  private static final int AMOUNT_DIGITS = 6;

  private static final List<Source> SOURCES =
      List.of(
          new Source(Activity.ELECTRICITY, "active-energy-import", 1_000, false),
          new Source(Activity.DISTRICT_HEAT, "heat-energy", 3_600_000, true),
          new Source(Activity.WATER, "water-volume", 1_000_000, false));

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
   * @param commonOnly whether points of lots are left out.
   */
  private record Source(Activity activity, String quantity, long stepsPerUnit, boolean commonOnly) {
    BigDecimal amount(BigDecimal steps) {
      return steps.divide(BigDecimal.valueOf(stepsPerUnit), AMOUNT_DIGITS, RoundingMode.HALF_EVEN);
    }
  }

  void run(Iterable<YearMonth> months) throws SQLException {
    // A country without a table has no factors either: each line says so.
    Carbon carbon = new Carbon(site.region().orElse("XX"), ReferenceTables.factors(connection));
    for (YearMonth month : months) {
      write(carbon.of(month, uses(month)));
    }
  }

  private List<Carbon.Use> uses(YearMonth month) throws SQLException {
    List<Carbon.Use> uses = new ArrayList<>();
    for (Source source : SOURCES) {
      List<Integer> roots =
          MeasuredPoints.of(connection, site.building(), source.quantity()).roots().stream()
              .filter(point -> !source.commonOnly() || point.isCommon())
              .map(Point::key)
              .toList();
      if (!roots.isEmpty()) {
        use(source, roots, month).ifPresent(uses::add);
      }
    }
    return uses;
  }

  private Optional<Carbon.Use> use(Source source, List<Integer> roots, YearMonth month)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select sum(q.consumption), sum(q.covered_millis)
            from meter m join register r on r.meter = m.id and r.name = ?
              join quarter_hour q on q.register = r.id and q.starts >= ? and q.starts < ?
            where m.point = any (?)""")) {
      query.setString(1, source.quantity());
      query.setTimestamp(2, site.start(month));
      query.setTimestamp(3, site.start(month.plusMonths(1)));
      query.setArray(4, connection.createArrayOf("integer", roots.toArray()));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        BigDecimal steps = row.getBigDecimal(1);
        if (steps == null) {
          return Optional.empty();
        }
        long whole = Math.multiplyExact(site.millis(month), (long) roots.size());
        BigDecimal coverage =
            BigDecimal.valueOf(Math.min(row.getLong(2), whole))
                .divide(BigDecimal.valueOf(whole), COVERAGE_DIGITS, RoundingMode.DOWN);
        return Optional.of(new Carbon.Use(source.activity(), source.amount(steps), coverage));
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
            "insert into carbon_month (building, month, kg, complete, rule) values (?, ?, ?, ?, ?)")) {
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
            insert into carbon_line (building, month, activity, amount, coverage, factor, kg)
            values (?, ?, ?, ?, ?, ?, ?)""")) {
      for (Carbon.Line line : statement.lines()) {
        insert.setInt(1, site.building());
        insert.setObject(2, statement.month().atDay(1));
        insert.setString(3, Reference.label(line.use().activity()));
        insert.setBigDecimal(4, line.use().amount());
        insert.setBigDecimal(5, line.use().coverage());
        insert.setString(6, line.factor().map(EmissionFactor::id).orElse(null));
        insert.setBigDecimal(7, line.kg().orElse(null));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }
}
