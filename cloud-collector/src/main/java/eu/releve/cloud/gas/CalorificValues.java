package eu.releve.cloud.gas;

import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The calorific values that were told: added, never changed. A zone's name belongs to everybody or
 * to organisations, so that one value holds on a day.
 */
public final class CalorificValues {
  /** The most versions of one zone: a century of months, each told four times. */
  public static final int VERSIONS_MAX = 5_000;

  /** With a zone's hash: one after the other adds to it. */
  private static final int LOCK = 1_918_986_370;

  private final Connection connection;

  /**
   * @param connection that sees and may write what whoever asks may.
   */
  public CalorificValues(Connection connection) {
    this.connection = connection;
  }

  /** Which versions are asked for. */
  public record Page(Optional<String> zone, int after, int limit) {}

  /** Those that whoever asks may see, by rising keys. */
  public List<CalorificVersion> list(Page page) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select %s from calorific_value v where v.id > ? and (?::text is null or v.zone = ?)
            order by v.id limit ?\
            """
                .formatted(GasTables.VALUE))) {
      query.setInt(1, page.after);
      query.setString(2, page.zone.orElse(null));
      query.setString(3, page.zone.orElse(null));
      query.setInt(4, page.limit);
      return GasTables.versions(query);
    }
  }

  /**
   * A value to be added.
   *
   * @param organisation whose it is; nothing for everybody's.
   */
  public record New(
      Optional<Integer> organisation,
      String zone,
      CalorificValue value,
      boolean provisional,
      boolean confirmed,
      Instant at,
      String by) {}

  /** What became of it. */
  public sealed interface Added {
    /**
     * It counts from now on.
     *
     * @param id its key.
     * @param number its version.
     * @param replaced what counted before.
     */
    record Counts(int id, int number, Optional<CalorificVersion> replaced) implements Added {}

    /** It is what counts already. */
    record Same(CalorificVersion version) implements Added {}

    /** Another period holds on some of its days. */
    record Overlaps(CalorificVersion other) implements Added {}

    /** The zone's name is everybody's, or an organisation's. */
    record OfOthers(boolean common) implements Added {}

    /** The zone has as many as it can. */
    record Full() implements Added {}
  }

  /**
   * Adds a version; its months are processed again in the buildings that are supplied from there.
   */
  public Added add(New wanted) throws SQLException {
    lock(wanted.zone);
    Optional<Added> refused = refused(wanted);
    if (refused.isPresent()) {
      return refused.get();
    }
    Optional<CalorificVersion> before = before(wanted);
    if (before.filter(version -> isSame(version, wanted)).isPresent()) {
      return new Added.Same(before.get());
    }
    int number = before.map(CalorificVersion::number).orElse(0) + 1;
    int id = insert(wanted, number);
    touch(wanted);
    return new Added.Counts(id, number, before);
  }

  private static boolean isSame(CalorificVersion version, New wanted) {
    return version.value().kilowattHours().compareTo(wanted.value.kilowattHours()) == 0
        && version.provisional() == wanted.provisional
        && version.confirmed() == wanted.confirmed
        && version.value().source().equals(wanted.value.source());
  }

  private void lock(String zone) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(?, hashtext(?))")) {
      lock.setInt(1, LOCK);
      lock.setString(2, zone);
      lock.execute();
    }
  }

  private Optional<Added> refused(New wanted) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select count(*) filter (where organisation is null),
              count(*) filter (where organisation is not null),
              count(*) filter (where organisation is not distinct from ?::integer)
            from calorific_value where zone = ?\
            """)) {
      query.setObject(1, wanted.organisation.orElse(null), Types.INTEGER);
      query.setString(2, wanted.zone);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        boolean common = wanted.organisation.isEmpty();
        if (row.getInt(common ? 2 : 1) > 0) {
          return Optional.of(new Added.OfOthers(!common));
        }
        if (row.getInt(3) >= VERSIONS_MAX) {
          return Optional.of(new Added.Full());
        }
      }
    }
    return versions(wanted, "first_day < ? and next_day > ? and (first_day, next_day) <> (?, ?)")
        .map(Added.Overlaps::new);
  }

  /** What counts of the same period. */
  private Optional<CalorificVersion> before(New wanted) throws SQLException {
    return versions(wanted, "first_day < ? and next_day > ? and (first_day, next_day) = (?, ?)");
  }

  private Optional<CalorificVersion> versions(New wanted, String days) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select %s from calorific_value v
            where organisation is not distinct from ?::integer and zone = ? and %s
            order by first_day, version desc limit 1\
            """
                .formatted(GasTables.VALUE, days))) {
      Date from = Date.valueOf(wanted.value.from());
      Date to = Date.valueOf(wanted.value.to());
      query.setObject(1, wanted.organisation.orElse(null), Types.INTEGER);
      query.setString(2, wanted.zone);
      query.setDate(3, to);
      query.setDate(4, from);
      query.setDate(5, from);
      query.setDate(6, to);
      return GasTables.versions(query).stream().findFirst();
    }
  }

  private int insert(New wanted, int number) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into calorific_value (organisation, zone, first_day, next_day, version, kwh,
              provisional, confirmed, source, made_at, made_by)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) returning id\
            """)) {
      insert.setObject(1, wanted.organisation.orElse(null), Types.INTEGER);
      insert.setString(2, wanted.zone);
      insert.setObject(3, wanted.value.from());
      insert.setObject(4, wanted.value.to());
      insert.setInt(5, number);
      insert.setBigDecimal(6, wanted.value.kilowattHours());
      insert.setBoolean(7, wanted.provisional);
      insert.setBoolean(8, wanted.confirmed);
      insert.setString(9, wanted.value.source());
      insert.setTimestamp(10, Timestamp.from(wanted.at));
      insert.setString(11, wanted.by);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /** One day of each month: what is computed from calorific values is computed by months. */
  private void touch(New wanted) throws SQLException {
    try (PreparedStatement mark =
        connection.prepareStatement(
            """
            insert into touched_day (building, day)
            select distinct b.id, month::date
            from gas_supply s join point p on p.id = s.point join building b on b.id = p.building
              cross join generate_series(date_trunc('month', ?::date::timestamp),
                least(?::date - 1, ?::date), interval '1 month') as month
            where s.zone = ? and (?::integer is null or b.organisation = ?)
            on conflict do nothing\
            """)) {
      mark.setObject(1, wanted.value.from());
      mark.setObject(2, wanted.value.to());
      mark.setObject(3, today(wanted.at));
      mark.setString(4, wanted.zone);
      mark.setObject(5, wanted.organisation.orElse(null), Types.INTEGER);
      mark.setObject(6, wanted.organisation.orElse(null), Types.INTEGER);
      mark.executeUpdate();
    }
  }

  /** The latest day that it can be anywhere. */
  static LocalDate today(Instant now) {
    return now.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
  }
}
