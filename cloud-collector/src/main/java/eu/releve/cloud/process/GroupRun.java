package eu.releve.cloud.process;

import eu.releve.cloud.process.PurchaseGroup.Member;
import eu.releve.cloud.process.PurchaseGroup.Sheet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes the monthly sheets of the purchase groups that have members in a building.
 *
 * <p>A household belongs to a month's sheet when it consented to the whole month, had not withdrawn
 * by its end, and each of its meters is read closely for 95 % of it. A month that is not over has
 * no sheet.
 *
 * <p>A sheet that was told is never told anew, whatever is read or agreed later: the difference of
 * two tellings would be a household's. Of whom it is the sum is kept, so that it can be made again.
 * For the same reason two neighbouring sheets are sums of the same households, or at least three
 * joined or left between them: who joins alone waits, who leaves alone takes others along.
 *
 * <p>A sheet beside which few dwellings of a building are measured has a total and no curve.
 */
final class GroupRun {
  private static final String QUANTITY = "active-energy-import";
  private static final long COVERAGE_MIN_PERCENT = 95;
  private static final long QUARTER_MILLIS = 900_000;

  /** Meters that are read each hour have a curve; farther apart, it is a mean of the gap. */
  private static final int BRACKET_MAX_MINUTES = 120;

  /** Why a told sheet has no curve. */
  static final String FEW_BESIDE = "few-beside";

  private static final int LOCK = 1_918_986_355;

  private final Connection connection;
  private final Site site;

  GroupRun(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
  }

  /** Makes the sheets of those months, and of those before them that have none yet. */
  void run(Set<YearMonth> months) throws SQLException {
    for (int group : groups()) {
      lock(group);
      for (YearMonth month : months) {
        YearMonth before = month.minusMonths(1);
        // A month without any reading touches nothing; the months before the first have no sheet.
        if (!months.contains(before) && !isMade(group, before) && isMadeBefore(group, before)) {
          make(group, before);
        }
        make(group, month);
      }
    }
  }

  private void make(int group, YearMonth month) throws SQLException {
    if (isTold(group, month) || !isOver(group, month)) {
      return;
    }
    Set<Integer> frozen = frozen(group, month);
    boolean again = !frozen.isEmpty();
    Set<Integer> consented = again ? frozen : consented(group, month);
    List<Member> members = members(consented, month, again ? 0 : COVERAGE_MIN_PERCENT);
    Sheet sheet = PurchaseGroup.sheet(members, consented.size());
    if (!again && sheet instanceof Sheet.Told) {
      List<Member> kept = besideOthers(group, month, members);
      sheet =
          kept.size() < PurchaseGroup.HOUSEHOLDS_MIN
              ? new Sheet.Withheld(
                  PurchaseGroup.Reason.TOO_FEW_CHANGES,
                  kept.size(),
                  PurchaseGroup.HOUSEHOLDS_MIN,
                  consented.size())
              : PurchaseGroup.sheet(kept, consented.size());
      members = kept;
    }
    if (sheet instanceof Sheet.Told told) {
      int others =
          new Beside(connection, QUANTITY)
              .others(lots(members), site.start(month), site.start(month.plusMonths(1)));
      sheet = others > 0 ? told.withoutCurve(others) : told;
    }
    write(group, month, sheet);
    if (sheet instanceof Sheet.Told) {
      freeze(group, month, members);
    }
  }

  /** Those whose sum may be told beside those of the told months before and after; or nobody. */
  private List<Member> besideOthers(int group, YearMonth month, List<Member> members)
      throws SQLException {
    List<Set<Integer>> told = toldAround(group, month);
    Set<Integer> kept = lots(members);
    for (Set<Integer> other : told) {
      kept = PurchaseGroup.beside(other, kept);
    }
    Set<Integer> all = kept;
    return told.stream().allMatch(other -> PurchaseGroup.isApart(other, all))
        ? members.stream().filter(member -> all.contains(member.lot())).toList()
        : List.of();
  }

  private static Set<Integer> lots(List<Member> members) {
    return members.stream().map(Member::lot).collect(Collectors.toSet());
  }

  /** Of whom the nearest told sheets before and after a month are the sum. */
  private List<Set<Integer>> toldAround(int group, YearMonth month) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select max(month) filter (where month < ?), min(month) filter (where month > ?)
            from group_member where purchase_group = ?""")) {
      query.setObject(1, month.atDay(1));
      query.setObject(2, month.atDay(1));
      query.setInt(3, group);
      List<Set<Integer>> told = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        row.next();
        for (int column = 1; column <= 2; column++) {
          LocalDate found = row.getObject(column, LocalDate.class);
          if (found != null) {
            told.add(frozen(group, YearMonth.from(found)));
          }
        }
      }
      return told;
    }
  }

  private boolean isTold(int group, YearMonth month) throws SQLException {
    return exists(
        """
        select exists (select from group_month
          where purchase_group = ? and month = ? and outcome = 'told')""",
        group,
        month);
  }

  /** Of whom the month's sheet was the sum when it was told. */
  private Set<Integer> frozen(int group, YearMonth month) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select lot from group_member where purchase_group = ? and month = ?")) {
      query.setInt(1, group);
      query.setObject(2, month.atDay(1));
      return lots(query);
    }
  }

  private void freeze(int group, YearMonth month, List<Member> members) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into group_member (purchase_group, month, lot) values (?, ?, ?)
            on conflict do nothing""")) {
      for (Member member : members) {
        insert.setInt(1, group);
        insert.setObject(2, month.atDay(1));
        insert.setInt(3, member.lot());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** The dwellings of the group's organisation that agreed to the whole month. */
  private Set<Integer> consented(int group, YearMonth month) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.lot from consent c join lot l on l.id = c.lot and l.kind = 'dwelling'
              join building b on b.id = l.building
              join purchase_group g on g.id = c.purchase_group and g.organisation = b.organisation
            where g.id = ? and c.valid_from <= ?
              and least(c.valid_to, coalesce(c.withdrawn_on, c.valid_to)) >= ?""")) {
      query.setInt(1, group);
      query.setObject(2, month.atDay(1));
      query.setObject(3, month.plusMonths(1).atDay(1));
      return lots(query);
    }
  }

  private static Set<Integer> lots(PreparedStatement query) throws SQLException {
    Set<Integer> lots = new TreeSet<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        lots.add(row.getInt(1));
      }
    }
    return lots;
  }

  private boolean isMade(int group, YearMonth month) throws SQLException {
    return exists(
        "select exists (select from group_month where purchase_group = ? and month = ?)",
        group,
        month);
  }

  private boolean isMadeBefore(int group, YearMonth month) throws SQLException {
    return exists(
        "select exists (select from group_month where purchase_group = ? and month < ?)",
        group,
        month);
  }

  private boolean exists(String sql, int group, YearMonth month) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setInt(1, group);
      query.setObject(2, month.atDay(1));
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private List<Integer> groups() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select distinct c.purchase_group from consent c join lot l on l.id = c.lot
              join building b on b.id = l.building
              join purchase_group g on g.id = c.purchase_group and g.organisation = b.organisation
            where l.building = ? order by 1""")) {
      query.setInt(1, site.building());
      List<Integer> groups = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          groups.add(row.getInt(1));
        }
      }
      return groups;
    }
  }

  /** Two buildings of a group may be worked on at once; the later one sees what the other wrote. */
  private void lock(int group) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
      lock.setInt(1, LOCK);
      lock.setInt(2, group);
      lock.execute();
    }
  }

  /** Whether something was measured in the group's buildings after the month's end. */
  private boolean isOver(int group, YearMonth month) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (select from consent c join lot l on l.id = c.lot
              join point p on p.lot = l.id join meter m on m.point = p.id
              join register r on r.meter = m.id and r.name = ?
              join quarter_hour q on q.register = r.id and q.starts >= ?
              where c.purchase_group = ?)""")) {
      query.setString(1, QUANTITY);
      query.setTimestamp(2, site.start(month.plusMonths(1)));
      query.setInt(3, group);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** The households' curves; a meter below another of the same household is in that one's. */
  private List<Member> members(Set<Integer> lots, YearMonth month, long coverageMinPercent)
      throws SQLException {
    long begin = site.start(month).getTime();
    int quarters = Math.toIntExact(site.millis(month) / QUARTER_MILLIS);
    Map<Integer, long[]> curves = new TreeMap<>();
    Map<Integer, Map<Integer, Long>> covered = new TreeMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            with counting as materialized (
              select p.id, p.lot from point p where p.lot = any (?) and not exists (
                with recursive up as (
                  select a.id, a.parent, a.lot from point a where a.id = p.parent
                  union select a.id, a.parent, a.lot from up join point a on a.id = up.parent)
                select from up join meter m on m.point = up.id
                  join register r on r.meter = m.id and r.name = ? where up.lot = p.lot))
            select p.lot, p.id, q.starts, q.consumption,
              case when q.bracket_minutes <= ? then q.covered_millis else 0 end
            from counting p join meter m on m.point = p.id
              join register r on r.meter = m.id and r.name = ?
              join quarter_hour q on q.register = r.id and q.starts >= ? and q.starts < ?
                and q.covered_millis <= 900000""")) {
      query.setFetchSize(10_000);
      query.setArray(1, connection.createArrayOf("integer", lots.toArray()));
      query.setString(2, QUANTITY);
      query.setInt(3, BRACKET_MAX_MINUTES);
      query.setString(4, QUANTITY);
      query.setTimestamp(5, site.start(month));
      query.setTimestamp(6, site.start(month.plusMonths(1)));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          int quarter = Math.toIntExact((row.getTimestamp(3).getTime() - begin) / QUARTER_MILLIS);
          curves.computeIfAbsent(row.getInt(1), first -> new long[quarters])[quarter] +=
              row.getLong(4);
          covered
              .computeIfAbsent(row.getInt(1), first -> new TreeMap<>())
              .merge(row.getInt(2), row.getLong(5), Long::sum);
        }
      }
    }
    long wanted = site.millis(month) / 100 * coverageMinPercent;
    List<Member> members = new ArrayList<>();
    curves.forEach(
        (lot, curve) -> {
          if (covered.getOrDefault(lot, Map.of()).values().stream()
              .allMatch(millis -> millis >= wanted)) {
            members.add(new Member(lot, curve));
          }
        });
    return members;
  }

  private void write(int group, YearMonth month, Sheet sheet) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement(
            "delete from group_month where purchase_group = ? and month = ?")) {
      delete.setInt(1, group);
      delete.setObject(2, month.atDay(1));
      delete.executeUpdate();
    }
    String sql =
        sheet instanceof Sheet.Told
            ? """
              insert into group_month (purchase_group, month, rule, outcome, households, total_wh,
                load_factor, curve_wh, reason, found, wanted)
              values (?, ?, ?, 'told', ?, ?, ?, ?, ?, ?, ?)"""
            : """
              insert into group_month (purchase_group, month, rule, outcome, reason, found, wanted,
                households) values (?, ?, ?, 'withheld', ?, ?, ?, ?)""";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, group);
      insert.setObject(2, month.atDay(1));
      insert.setString(3, PurchaseGroup.VERSION);
      switch (sheet) {
        case Sheet.Told told -> {
          insert.setInt(4, told.households());
          insert.setLong(5, told.totalWh());
          insert.setBigDecimal(6, told.loadFactor());
          boolean whole = told.beside() == 0;
          insert.setArray(7, connection.createArrayOf("bigint", told.curveWh().toArray()));
          insert.setString(8, whole ? null : FEW_BESIDE);
          insert.setObject(9, whole ? null : told.beside(), Types.INTEGER);
          insert.setObject(10, whole ? null : Beside.DWELLINGS_MIN, Types.INTEGER);
        }
        case Sheet.Withheld withheld -> {
          insert.setString(4, label(withheld.reason()));
          insert.setInt(5, withheld.found());
          insert.setInt(6, withheld.wanted());
          insert.setInt(7, withheld.consented());
        }
      }
      insert.executeUpdate();
    }
  }

  /** How a reason is written: {@code too-few-households}. */
  static String label(PurchaseGroup.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The reason that is written so. */
  static PurchaseGroup.Reason reason(String label) {
    return Arrays.stream(PurchaseGroup.Reason.values())
        .filter(reason -> label(reason).equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no reason is called " + label));
  }
}
