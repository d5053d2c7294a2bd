package eu.releve.cloud.process;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.process.PurchaseGroup.Sheet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Purchase groups, who agreed to be in them, and what may be told of them. */
public final class Groups {
  private static final int LOT_LOCK = 1_918_986_356;

  private final DataSource database;
  private final InstantSource clock;

  /**
   * @param database connections that answer people.
   * @param clock says which days are past.
   */
  public Groups(DataSource database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A group.
   *
   * @param id its key.
   * @param organisation whose it is, by key.
   * @param name unique within the organisation.
   * @param title as people call it.
   * @param consents how many households agreed and have not withdrawn.
   */
  public record Group(int id, int organisation, String name, String title, int consents) {}

  /** What became of a consent. */
  public enum Noted {
    YES,
    /** The lot is in a building of another organisation. */
    OF_ANOTHER_ORGANISATION,
    /** The lot is in another group at the same time. */
    IN_ANOTHER_GROUP,
    /** The lot is no dwelling: only households agree. */
    NOT_A_DWELLING,
    /** It would begin on a day that is past. */
    IN_THE_PAST,
    /** It would begin before the end of a month that the group has been told of. */
    ALREADY_TOLD,
    /** The consent of that first day was withdrawn: a new one begins on a later day. */
    WITHDRAWN
  }

  /** What became of a withdrawal. */
  public enum Withdrawn {
    YES,
    /** There is no consent to withdraw. */
    NO_CONSENT,
    /** The day is past. */
    IN_THE_PAST
  }

  /**
   * A household's consent to be in a group's sum.
   *
   * @param lot the household's, by key.
   * @param givenBy who agreed.
   * @param from the first day.
   * @param to the day after the last.
   */
  public record Consent(int lot, String givenBy, LocalDate from, LocalDate to) {
    public Consent {
      require(from.isBefore(to), "a consent from %s to %s has no day", from, to);
    }
  }

  /** The groups of an organisation; of all for nothing. */
  public List<Group> of(Optional<Integer> organisation) throws SQLException {
    return groups(organisation, Optional.empty());
  }

  /** The group of that key; whether it may be seen, the caller finds out. */
  public Optional<Group> find(int group) throws SQLException {
    return groups(Optional.empty(), Optional.of(group)).stream().findFirst();
  }

  /** The key of an organisation by its name. */
  public Optional<Integer> organisation(String name) throws SQLException {
    return key("select id from organisation where name = ?", name, Optional.empty());
  }

  /** The key of a lot by its name. */
  public Optional<Integer> lot(int building, String name) throws SQLException {
    return key("select id from lot where name = ? and building = ?", name, Optional.of(building));
  }

  private Optional<Integer> key(String sql, String name, Optional<Integer> of) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, name);
      if (of.isPresent()) {
        query.setInt(2, of.get());
      }
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
    }
  }

  private List<Group> groups(Optional<Integer> organisation, Optional<Integer> group)
      throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select g.id, g.organisation, g.name, g.title,
                  (select count(distinct c.lot) from consent c join lot l on l.id = c.lot
                    join building b on b.id = l.building and b.organisation = g.organisation
                    where c.purchase_group = g.id and c.withdrawn_on is null)
                from purchase_group g
                where g.organisation = coalesce(?, g.organisation) and g.id = coalesce(?, g.id)
                order by g.id limit 1000""")) {
      query.setObject(1, organisation.orElse(null), Types.INTEGER);
      query.setObject(2, group.orElse(null), Types.INTEGER);
      List<Group> groups = new ArrayList<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          groups.add(
              new Group(
                  row.getInt(1), row.getInt(2), row.getString(3), row.getString(4), row.getInt(5)));
        }
      }
      return groups;
    }
  }

  /** Makes a group; gives its key, or nothing when the organisation has one of that name. */
  public Optional<Integer> make(int organisation, String name, String title) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into purchase_group (organisation, name, title) values (?, ?, ?)
                on conflict do nothing returning id""")) {
      insert.setInt(1, organisation);
      insert.setString(2, name);
      insert.setString(3, title);
      Optional<Integer> made;
      try (ResultSet row = insert.executeQuery()) {
        made = row.next() ? Optional.of(row.getInt(1)) : Optional.empty();
      }
      connection.commit();
      return made;
    }
  }

  /**
   * Notes a consent that holds from today on or later; the same consent twice is one, and one that
   * was withdrawn stays so.
   *
   * <p>A household is in one group at a time, and none agrees to a day that is past: the difference
   * of two sums would be a household's own.
   */
  public Noted consent(int group, Consent consent) throws SQLException {
    return note(group, consent, false);
  }

  /**
   * Notes a consent that a household gave earlier, on paper, as long as the group has been told of
   * no month since then. Only who runs the collector may: an organisation could try out sums.
   */
  public Noted consentGivenEarlier(int group, Consent consent) throws SQLException {
    return note(group, consent, true);
  }

  private Noted note(int group, Consent consent, boolean earlier) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        lock(connection, consent.lot());
        Noted noted = refusal(connection, group, consent, earlier);
        if (noted == Noted.YES) {
          noted = insert(connection, group, consent);
          touchMonths(connection, consent.lot(), consent.from());
        }
        connection.commit();
        return noted;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  private Noted refusal(Connection connection, int group, Consent consent, boolean earlier)
      throws SQLException {
    if (!isDwelling(connection, consent.lot())) {
      return Noted.NOT_A_DWELLING;
    }
    if (consent.from().isBefore(today(connection, consent.lot()))) {
      if (!earlier) {
        return Noted.IN_THE_PAST;
      }
      if (isToldSince(connection, group, consent.from())) {
        return Noted.ALREADY_TOLD;
      }
    }
    if (isWithdrawn(connection, group, consent)) {
      return Noted.WITHDRAWN;
    }
    return isElsewhere(connection, group, consent) ? Noted.IN_ANOTHER_GROUP : Noted.YES;
  }

  private static boolean isWithdrawn(Connection connection, int group, Consent consent)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (select from consent where purchase_group = ? and lot = ?
              and valid_from = ? and withdrawn_on is not null)""")) {
      query.setInt(1, group);
      query.setInt(2, consent.lot());
      query.setObject(3, consent.from());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static Noted insert(Connection connection, int group, Consent consent)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into consent (purchase_group, lot, given_by, valid_from, valid_to)
            select g.id, l.id, ?, ?, ? from purchase_group g
              join building b on b.organisation = g.organisation
              join lot l on l.building = b.id
            where g.id = ? and l.id = ?
            on conflict (purchase_group, lot, valid_from) do update
              set given_by = excluded.given_by, valid_to = excluded.valid_to""")) {
      insert.setString(1, consent.givenBy());
      insert.setObject(2, consent.from());
      insert.setObject(3, consent.to());
      insert.setInt(4, group);
      insert.setInt(5, consent.lot());
      return insert.executeUpdate() > 0 ? Noted.YES : Noted.OF_ANOTHER_ORGANISATION;
    }
  }

  private static boolean isDwelling(Connection connection, int lot) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select exists (select from lot where id = ? and kind = 'dwelling')")) {
      query.setInt(1, lot);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static boolean isToldSince(Connection connection, int group, LocalDate day)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (select from group_month where purchase_group = ? and outcome = 'told'
              and month >= date_trunc('month', ?::date))""")) {
      query.setInt(1, group);
      query.setObject(2, day);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Which day it is where a lot is. */
  private LocalDate today(Connection connection, int lot) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select b.zone from building b join lot l on l.building = b.id where l.id = ?")) {
      query.setInt(1, lot);
      try (ResultSet row = query.executeQuery()) {
        ZoneId zone = row.next() ? ZoneId.of(row.getString(1)) : ZoneOffset.UTC;
        return LocalDate.ofInstant(clock.instant(), zone);
      }
    }
  }

  private static void lock(Connection connection, int lot) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
      lock.setInt(1, LOT_LOCK);
      lock.setInt(2, lot);
      lock.execute();
    }
  }

  private static boolean isElsewhere(Connection connection, int group, Consent consent)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select exists (select from consent where lot = ? and purchase_group <> ?
              and valid_from < ? and least(valid_to, coalesce(withdrawn_on, valid_to)) > ?)""")) {
      query.setInt(1, consent.lot());
      query.setInt(2, group);
      query.setObject(3, consent.to());
      query.setObject(4, consent.from());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /**
   * Notes that a household no longer agrees from a day on that is not past; months that were over
   * before that day stay as told.
   */
  public Withdrawn withdraw(int group, int lot, LocalDate day) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              update consent set withdrawn_on = ?
              where purchase_group = ? and lot = ?
                and (withdrawn_on is null or withdrawn_on > ?)""")) {
        if (day.isBefore(today(connection, lot))) {
          connection.rollback();
          return Withdrawn.IN_THE_PAST;
        }
        update.setObject(1, day);
        update.setInt(2, group);
        update.setInt(3, lot);
        update.setObject(4, day);
        boolean withdrawn = update.executeUpdate() > 0;
        touchMonths(connection, lot, day);
        connection.commit();
        return withdrawn ? Withdrawn.YES : Withdrawn.NO_CONSENT;
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
  }

  /** Marks the months from a day on of which intervals are known, one day of each. */
  private static void touchMonths(Connection connection, int lot, LocalDate from)
      throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day
            select l.building, month::date from lot l, generate_series(
              date_trunc('month', greatest(?::date, (select min(c.month) from carbon_month c
                where c.building = l.building))),
              (select max(c.month) from carbon_month c where c.building = l.building),
              interval '1 month') as month
            where l.id = ? on conflict do nothing""")) {
      mark.setObject(1, from);
      mark.setInt(2, lot);
      mark.executeUpdate();
    }
  }

  /** What may be told of a group, by month. */
  public SortedMap<YearMonth, Sheet> sheets(int group) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select month, outcome, reason, found, wanted, households, total_wh, curve_wh,
                  load_factor
                from group_month where purchase_group = ? order by month""")) {
      query.setInt(1, group);
      SortedMap<YearMonth, Sheet> sheets = new TreeMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          sheets.put(YearMonth.from(row.getObject(1, LocalDate.class)), sheet(row));
        }
      }
      return sheets;
    }
  }

  private static Sheet sheet(ResultSet row) throws SQLException {
    if (row.getString(2).equals("withheld")) {
      return new Sheet.Withheld(
          GroupRun.reason(row.getString(3)), row.getInt(4), row.getInt(5), row.getInt(6));
    }
    Long[] curve = (Long[]) row.getArray(8).getArray();
    int beside = GroupRun.FEW_BESIDE.equals(row.getString(3)) ? row.getInt(4) : 0;
    return new Sheet.Told(
        row.getInt(6), row.getLong(7), List.of(curve), row.getBigDecimal(9), beside);
  }
}
