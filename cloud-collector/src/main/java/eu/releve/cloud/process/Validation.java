package eu.releve.cloud.process;

import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.validate.LimitBook;
import eu.releve.cloud.validate.Limits;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Remarks;
import eu.releve.cloud.validate.Rule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Judges the local days of a building that are over by all rules, and writes the remarks that this
 * makes. The same data and limits give the same remarks, in whatever order they came.
 *
 * <p>A day is over when something is known of a later one. A day is judged again when it or one of
 * the 28 before it is touched, or when a limit is set that holds for it. Where something becomes
 * known from before the first day, all are.
 */
final class Validation {
  /** How many days are judged at a time for the first time or for another limit. */
  static final int DAYS_AT_ONCE = 31;

  /** How far back a rule looks, and how long a touched day is looked back to. */
  private static final int DAYS_BACK = 28;

  private final Connection connection;
  private final Site site;
  private final Remarks remarks;

  Validation(Connection connection, Site site) {
    this.connection = connection;
    this.site = site;
    this.remarks = new Remarks(connection, site.building());
  }

  void run(SortedSet<LocalDate> touched) throws SQLException {
    Optional<LocalDate> first = day("min", "asc");
    Optional<LocalDate> newest = day("max", "desc");
    if (first.isEmpty() || newest.isEmpty() || !first.get().isBefore(newest.get())) {
      remarks.forgetAll();
      return;
    }
    remarks.forgetBefore(first.get());
    Limits limits = new LimitBook(connection).of(organisation());
    LocalDate last = newest.get().minusDays(1);
    LocalDate through = through(limits, first.get());
    TreeSet<LocalDate> days = new TreeSet<>();
    for (LocalDate day : touched) {
      LocalDate reach = day.plusDays(DAYS_BACK + 1L);
      day.datesUntil(reach).filter(each -> !each.isBefore(first.get())).forEach(days::add);
    }
    days.removeIf(day -> day.isAfter(through) || day.isAfter(last));
    LocalDate next = through.plusDays(DAYS_AT_ONCE);
    LocalDate done = next.isBefore(last) ? next : last;
    if (through.isBefore(done)) {
      days.addAll(through.plusDays(1).datesUntil(done.plusDays(1)).toList());
    }
    if (done.isBefore(through)) {
      // What was known of the newest days is gone.
      forget(done.plusDays(1).datesUntil(through.plusDays(1)).toList());
    }
    judge(days, limits, first.get());
    judgeMonths(days, touched, limits, done);
    int seen = limits.own().stream().mapToInt(Limits.Own::number).max().orElse(0);
    remarks.make(new Remarks.Judged(first.get(), done, seen));
    if (done.isBefore(last)) {
      touch(done.plusDays(1));
    }
  }

  /** The last day that need not be judged anew. */
  private LocalDate through(Limits limits, LocalDate first) throws SQLException {
    LocalDate before = first.minusDays(1);
    Optional<Remarks.Judged> judged = remarks.judged();
    if (judged.isEmpty() || first.isBefore(judged.get().first())) {
      return before;
    }
    LocalDate through = judged.get().through();
    for (Limits.Own own : limits.own()) {
      if (own.number() > judged.get().limitSeen() && !own.from().isAfter(through)) {
        through = own.from().minusDays(1);
      }
    }
    return through.isBefore(before) ? before : through;
  }

  private void forget(List<LocalDate> days) throws SQLException {
    remarks.forget(Arrays.asList(Rule.values()), days);
  }

  private void judge(SortedSet<LocalDate> days, Limits limits, LocalDate first)
      throws SQLException {
    List<Rule> rules =
        Arrays.stream(Rule.values())
            .filter(rule -> rule != Rule.USAGE && rule != Rule.MULTIPLIER)
            .toList();
    remarks.forget(rules, days);
    remarks.forget(List.of(Rule.MULTIPLIER), DayRun.changes(days));
    for (List<LocalDate> piece : pieces(days)) {
      DayRun run = new DayRun(connection, site, limits, piece, first);
      List<Remark.Day> said = new ArrayList<>(run.judge());
      said.addAll(new SampleRun(connection, site, limits, piece).judge());
      remarks.keep(said);
    }
  }

  /** Months that are over of which a day or one of whose comparisons was touched. */
  private void judgeMonths(
      SortedSet<LocalDate> days, SortedSet<LocalDate> touched, Limits limits, LocalDate done)
      throws SQLException {
    SortedSet<YearMonth> months = new TreeSet<>();
    TreeSet<LocalDate> all = new TreeSet<>(days);
    all.addAll(touched);
    for (LocalDate day : all) {
      YearMonth month = YearMonth.from(day);
      months.addAll(List.of(month, month.plusMonths(1), month.plusYears(1)));
    }
    months.removeIf(month -> month.atEndOfMonth().isAfter(done));
    for (YearMonth month : months) {
      List<LocalDate> each = month.atDay(1).datesUntil(month.plusMonths(1).atDay(1)).toList();
      remarks.forget(List.of(Rule.USAGE), each);
      remarks.keep(new MonthRun(connection, site, limits).judge(month));
    }
  }

  /** Days that follow each other, as many at once as fit into memory. */
  private static List<List<LocalDate>> pieces(SortedSet<LocalDate> days) {
    List<List<LocalDate>> pieces = new ArrayList<>();
    for (LocalDate day : days) {
      boolean follows =
          !pieces.isEmpty()
              && pieces.getLast().getLast().plusDays(1).equals(day)
              && pieces.getLast().size() < DAYS_AT_ONCE;
      if (!follows) {
        pieces.add(new ArrayList<>());
      }
      pieces.getLast().add(day);
    }
    return pieces;
  }

  /** The first or the newest local day of which any counter of the building knows something. */
  private Optional<LocalDate> day(String end, String order) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select %s(q.starts) from meter m join register r on r.meter = m.id
              cross join lateral (select starts from quarter_hour where register = r.id
                order by starts %s limit 1) q
            where m.building = ?\
            """
                .formatted(end, order))) {
      query.setInt(1, site.building());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getTimestamp(1) != null
            ? Optional.of(LocalCalendar.of(site.zone()).day(row.getTimestamp(1).toInstant()))
            : Optional.empty();
      }
    }
  }

  private int organisation() throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select coalesce(organisation, 0) from building where id = ?")) {
      query.setInt(1, site.building());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }

  private void touch(LocalDate day) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            "insert into touched_day (building, day) values (?, ?) on conflict do nothing")) {
      mark.setInt(1, site.building());
      mark.setObject(2, day);
      mark.executeUpdate();
    }
  }
}
