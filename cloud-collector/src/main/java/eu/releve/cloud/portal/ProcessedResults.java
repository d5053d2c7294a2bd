package eu.releve.cloud.portal;

import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.cloud.process.Carbon;
import eu.releve.cloud.process.EmissionFactor;
import eu.releve.cloud.process.Emissions;
import eu.releve.cloud.process.Findings;
import eu.releve.cloud.process.Groups;
import eu.releve.cloud.process.Price;
import eu.releve.cloud.process.PurchaseGroup.Sheet;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import javax.sql.DataSource;

/** What the processors wrote, as pages show it. */
final class ProcessedResults implements Results {
  private static final int MONTHS_BACK = 12;
  private static final BigDecimal MEASURED = new BigDecimal("0.99");
  private static final int QUARTER_HOURS = 96;
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final DataSource database;
  private final Emissions emissions;
  private final Findings findings;
  private final Groups groups;
  private final InstantSource clock;

  ProcessedResults(DataSource database, InstantSource clock) {
    this.database = database;
    this.emissions = new Emissions(database);
    this.findings = new Findings(database);
    this.groups = new Groups(database);
    this.clock = clock;
  }

  private YearMonth month(ZoneId zone) {
    return YearMonth.from(clock.instant().atZone(zone));
  }

  @Override
  public List<CarbonMonth> carbon(Building building) throws SQLException {
    YearMonth last = month(building.zone());
    return emissions.of(building.id(), last.minusMonths(MONTHS_BACK), last).stream()
        .map(
            statement ->
                new CarbonMonth(
                    statement.month(),
                    statement.kg(),
                    statement.complete() && statement.lines().stream().allMatch(this::isMeasured),
                    statement.lines().stream()
                        .flatMap(line -> line.factor().stream())
                        .allMatch(EmissionFactor::confirmed)))
        .toList();
  }

  private boolean isMeasured(Carbon.Line line) {
    return line.use().coverage().compareTo(MEASURED) >= 0;
  }

  @Override
  public List<Leak> leaks(Building building) throws SQLException {
    return findings.of(building.id()).stream()
        .filter(finding -> finding.leak().ongoing())
        .map(
            finding ->
                new Leak(
                    finding.pointName(),
                    finding.leak().since(),
                    finding.leak().nights(),
                    finding.leak().litresPerHour(),
                    finding.leak().litres(),
                    finding.euros(),
                    finding.price().map(Price::euros),
                    finding.price().map(Price::confirmed).orElse(true)))
        .toList();
  }

  @Override
  public List<GroupMonth> groups(Building building) throws SQLException {
    List<GroupMonth> months = new ArrayList<>();
    for (int key : groupsOf(building.id())) {
      Optional<Groups.Group> group = groups.find(key);
      if (group.isPresent()) {
        months.add(last(group.get(), building.zone()));
      }
    }
    return months;
  }

  private List<Integer> groupsOf(int building) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select distinct c.purchase_group from consent c join lot l on l.id = c.lot
                  join building b on b.id = l.building
                  join purchase_group g
                    on g.id = c.purchase_group and g.organisation = b.organisation
                where l.building = ? order by 1""")) {
      query.setInt(1, building);
      List<Integer> keys = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          keys.add(row.getInt(1));
        }
      }
      return keys;
    }
  }

  private GroupMonth last(Groups.Group group, ZoneId zone) throws SQLException {
    SortedMap<YearMonth, Sheet> sheets = groups.sheets(group.id());
    return sheets.entrySet().stream()
        .reduce((one, later) -> later)
        .map(entry -> month(group.title(), entry.getKey(), entry.getValue(), zone))
        .orElseGet(() -> new GroupMonth.Withheld(group.title(), month(zone), "not_yet", 0, 0));
  }

  private static GroupMonth month(String title, YearMonth month, Sheet sheet, ZoneId zone) {
    return switch (sheet) {
      case Sheet.Withheld withheld ->
          new GroupMonth.Withheld(
              title, month, withheld.reason().name(), withheld.found(), withheld.wanted());
      case Sheet.Told told ->
          new GroupMonth.Told(
              title,
              month,
              told.households(),
              BigDecimal.valueOf(told.totalWh(), 3),
              told.loadFactor(),
              meanDay(told.curveWh(), month, zone));
    };
  }

  /** The mean of each quarter-hour of the local day; a day of 92 or 100 counts where it stands. */
  private static List<Long> meanDay(List<Long> curve, YearMonth month, ZoneId zone) {
    long[] sums = new long[QUARTER_HOURS];
    long[] counts = new long[QUARTER_HOURS];
    Instant start = month.atDay(1).atStartOfDay(zone).toInstant();
    for (long value : curve) {
      LocalTime time = start.atZone(zone).toLocalTime();
      int quarter = (int) (time.toSecondOfDay() / QUARTER.toSeconds());
      sums[quarter] += value;
      counts[quarter]++;
      start = start.plus(QUARTER);
    }
    Arrays.setAll(sums, quarter -> sums[quarter] / Math.max(1, counts[quarter]));
    return Arrays.stream(sums).boxed().toList();
  }
}
