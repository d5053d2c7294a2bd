package eu.releve.cloud.portal;

import eu.releve.cloud.account.Principal.Role;
import eu.releve.cloud.portal.Inventory.Building;
import eu.releve.cloud.process.Emissions;
import eu.releve.cloud.process.Findings;
import eu.releve.cloud.process.Findings.Finding;
import eu.releve.cloud.process.Groups;
import eu.releve.cloud.process.PurchaseGroup.Sheet;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** What the processors wrote, as pages show it. */
final class ProcessedResults implements Results {
  private static final int MONTHS_BACK = 12;
  private static final int QUARTER_HOURS = 96;

  /** A leak that was seen in no night for longer is told as one of the past. */
  private static final int DAYS_UNSEEN_MAX = 30;

  private static final int QUARTERS_AN_HOUR = 4;
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
    this.groups = new Groups(database, clock);
    this.clock = clock;
  }

  private YearMonth month(ZoneId zone) {
    return YearMonth.from(clock.instant().atZone(zone));
  }

  @Override
  public List<CarbonMonth> carbon(Building building) throws SQLException {
    YearMonth last = month(building.zone());
    YearMonth first = last.minusMonths(MONTHS_BACK);
    return emissions.seenBy(Role.SYNDIC, building.id(), first, last, clock.instant()).stream()
        .map(CarbonMonth::new)
        .toList();
  }

  @Override
  public List<Finding> leaks(Building building) throws SQLException {
    LocalDate first = month(building.zone()).minusMonths(MONTHS_BACK).atDay(1);
    LocalDate today = LocalDate.ofInstant(clock.instant(), building.zone());
    Set<Integer> gone = pointsWithoutMeter(building.id(), today);
    return findings.of(building.id()).stream()
        .map(
            finding ->
                gone.contains(finding.point())
                        || finding.leak().last().isBefore(today.minusDays(DAYS_UNSEEN_MAX))
                    ? finding.past()
                    : finding)
        .filter(finding -> finding.leak().ongoing() || !finding.leak().last().isBefore(first))
        .toList();
  }

  /** Where every meter was taken out: whether it still leaks there, nobody will see. */
  private Set<Integer> pointsWithoutMeter(int building, LocalDate today) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select p.id from point p where p.building = ? and not exists (
                  select from meter m where m.point = p.id
                    and coalesce(m.installed_to > ?, true))""")) {
      query.setInt(1, building);
      query.setObject(2, today);
      Set<Integer> points = new HashSet<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          points.add(row.getInt(1));
        }
      }
      return points;
    }
  }

  @Override
  public List<List<GroupMonth>> groups(Building building) throws SQLException {
    List<List<GroupMonth>> groupsMonths = new ArrayList<>();
    for (int key : groupsOf(building.id())) {
      Optional<Groups.Group> group = groups.find(key);
      if (group.isPresent()) {
        groupsMonths.add(months(group.get(), building.zone()));
      }
    }
    return groupsMonths;
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

  private List<GroupMonth> months(Groups.Group group, ZoneId zone) throws SQLException {
    List<GroupMonth> months = new ArrayList<>();
    groups
        .sheets(group.id())
        .forEach((month, sheet) -> months.add(month(group.title(), month, sheet, zone)));
    if (months.isEmpty()) {
      return List.of(new GroupMonth.Withheld(group.title(), month(zone), "not_yet", 0, 0, 0));
    }
    Collections.reverse(months);
    return months.subList(0, Math.min(months.size(), MONTHS_BACK + 1));
  }

  private static GroupMonth month(String title, YearMonth month, Sheet sheet, ZoneId zone) {
    return switch (sheet) {
      case Sheet.Withheld withheld ->
          new GroupMonth.Withheld(
              title,
              month,
              withheld.reason().name(),
              withheld.found(),
              withheld.wanted(),
              withheld.consented());
      case Sheet.Told told ->
          new GroupMonth.Told(
              title,
              month,
              told.households(),
              BigDecimal.valueOf(told.totalWh(), 3),
              told.loadFactor(),
              told.beside() == 0 ? meanDay(told.curveWh(), month, zone) : List.of(),
              hours(told.curveWh()),
              told.beside());
    };
  }

  private static List<Long> hours(List<Long> curve) {
    List<Long> hours = new ArrayList<>();
    for (int first = 0; first + QUARTERS_AN_HOUR <= curve.size(); first += QUARTERS_AN_HOUR) {
      hours.add(
          curve.subList(first, first + QUARTERS_AN_HOUR).stream().mapToLong(Long::longValue).sum());
    }
    return hours;
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
