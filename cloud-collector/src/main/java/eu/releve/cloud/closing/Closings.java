package eu.releve.cloud.closing;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.audit.Audit;
import eu.releve.cloud.derive.LocalCalendar;
import eu.releve.cloud.purpose.Fineness;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Closes periods, and says what is known of those that are closed. A closing's rows are written
 * once, as they are shown, and never again.
 */
public final class Closings {
  /**
   * A period that ended so long before another begins is final: what its figures rest on may be
   * gone by then.
   */
  static final int ADJUSTED_MONTHS = 24;

  /** Which building's closings are being made: other numbers are other locks. */
  private static final int LOCK = 1_918_986_357;

  /** How many shorter than a month a lot may have in twelve months: a sale, and who moves. */
  private static final int SHORT_MAX = 2;

  private final Connection connection;

  /**
   * @param connection one transaction, which sees and writes what whoever asks may.
   */
  public Closings(Connection connection) {
    this.connection = connection;
  }

  /** What somebody wants to close, and why. */
  public record Wish(Closing.Place place, Period period, String reason, Instant at, String by) {}

  /** What becomes of a wish. */
  public sealed interface Outcome {
    /** It is closed. */
    record Closed(Closing closing) implements Outcome {}

    /** A day of it is closed already. */
    record Overlaps(Head other) implements Outcome {}

    /** It has more lines than a list holds. */
    record TooLong() implements Outcome {}

    /** There is nothing to close. */
    record Empty() implements Outcome {}

    /** It is not over: its last day would be that one at the latest. */
    record NotOver(LocalDate last) implements Outcome {}

    /** Less than a month of a whole building. */
    record Brief() implements Outcome {}

    /** The lot has had its short ones. */
    record TooShort(Head other) implements Outcome {}
  }

  /**
   * A closing without its lines.
   *
   * @param lot nothing for the whole building.
   */
  public record Head(
      int id, Optional<String> lot, Period period, String reason, Instant at, String by) {}

  /**
   * Whether somebody may look at the list of a period that is not closed. Charges see months that
   * are over. Another day, of a sale or a move, is closed, with a reason that stays.
   *
   * @param place where.
   * @param now what is over by then.
   */
  public static boolean isShown(
      Principal.Role role, Closing.Place place, Period period, Instant now) {
    Sight sight = Sight.of(role, Households.ONE);
    Instant end = LocalCalendar.of(place.zone()).start(period.end());
    return (sight.allows(Fineness.DAY) || period.isOfWholeMonths()) && sight.allows(end, now);
  }

  /** The lots of a building, by name. */
  public List<Closing.Lot> lots(int building) throws SQLException {
    List<Closing.Lot> lots = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement("select id, name from lot where building = ?")) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lots.add(new Closing.Lot(row.getInt(1), row.getString(2)));
        }
      }
    }
    lots.sort(Comparator.comparing(Closing.Lot::name, new NaturalOrder()));
    return lots;
  }

  /** The list of a period as the readings tell it today. */
  public Closing look(Closing.Place place, Period period) throws SQLException {
    return new Closing(
        place,
        period,
        Optional.empty(),
        IndexList.of(connection, place, period),
        pendingBefore(place, period));
  }

  /** Writes it down with what it books of earlier ones. The caller commits. */
  public Outcome close(Wish wish) throws SQLException {
    lock(wish.place.building());
    Optional<Outcome> against =
        against(wish.place, wish.period, wish.at, heads(wish.place.building()));
    if (against.isPresent()) {
      return against.get();
    }
    Closing seen = look(wish.place, wish.period);
    if (seen.lines().size() > Closing.LINES_MAX) {
      return new Outcome.TooLong();
    }
    if (seen.lines().isEmpty()) {
      return new Outcome.Empty();
    }
    Closing closing =
        new Closing(
            seen.place(), seen.period(), Optional.of(insert(wish)), seen.lines(), seen.earlier());
    ClosingRows.write(connection, closing);
    Audit.noteOfBuilding(
        connection,
        wish.at,
        wish.by,
        Audit.Deed.CLOSED,
        "closing %d of %s: %s to %s, %d lines, %d adjustments: %s"
            .formatted(
                closing.made().map(Closing.Made::id).orElse(0),
                wish.place.lot().map(Closing.Lot::name).orElse(wish.place.site()),
                wish.period.first(),
                wish.period.last(),
                closing.lines().size(),
                closing.earlier().size(),
                wish.reason),
        wish.place.building());
    return new Outcome.Closed(closing);
  }

  /**
   * What speaks against closing some days before anybody looks at their lines; nothing where they
   * can be closed.
   *
   * @param now by then they have to be over.
   * @param heads all closings of the building.
   */
  public static Optional<Outcome> against(
      Closing.Place place, Period period, Instant now, List<Head> heads) {
    LocalDate today = LocalCalendar.of(place.zone()).day(now);
    if (period.end().isAfter(today)) {
      return Optional.of(new Outcome.NotOver(today.minusDays(1)));
    }
    if (place.lot().isEmpty() && !period.isAMonth()) {
      return Optional.of(new Outcome.Brief());
    }
    List<Head> others = heads.stream().filter(head -> isOf(head, place)).toList();
    Optional<Head> over = others.stream().filter(head -> head.period.overlaps(period)).findFirst();
    if (over.isPresent()) {
      return Optional.of(new Outcome.Overlaps(over.get()));
    }
    List<Head> brief =
        others.stream()
            .filter(head -> !head.period.isAMonth())
            .filter(head -> head.period.overlaps(around(period)))
            .toList();
    return period.isAMonth() || brief.size() < SHORT_MAX
        ? Optional.empty()
        : Optional.of(new Outcome.TooShort(brief.getFirst()));
  }

  private static Period around(Period period) {
    return new Period(period.first().minusMonths(12), period.end().plusMonths(12));
  }

  private static boolean isOf(Head head, Closing.Place place) {
    return head.lot.equals(place.lot().map(Closing.Lot::name));
  }

  /** One closing of a building at a time: two that overlap would not see each other. */
  private void lock(int building) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
      lock.setInt(1, LOCK);
      lock.setInt(2, building);
      lock.execute();
    }
  }

  private Closing.Made insert(Wish wish) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into closing (building, lot, first_day, end_day, reason, made_at, made_by)
            values (?, ?, ?, ?, ?, ?, ?) returning id\
            """)) {
      insert.setInt(1, wish.place.building());
      if (wish.place.lot().isPresent()) {
        insert.setInt(2, wish.place.lot().get().key());
      } else {
        insert.setNull(2, Types.INTEGER);
      }
      insert.setDate(3, Date.valueOf(wish.period.first()));
      insert.setDate(4, Date.valueOf(wish.period.end()));
      insert.setString(5, wish.reason);
      insert.setTimestamp(6, Timestamp.from(wish.at));
      insert.setString(7, wish.by);
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return new Closing.Made(row.getInt(1), wish.reason, wish.at, wish.by);
      }
    }
  }

  /** The closings of a building, the newest period first. */
  public List<Head> heads(int building) throws SQLException {
    List<Head> heads = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select c.id, l.name, c.first_day, c.end_day, c.reason, c.made_at, c.made_by
            from closing c left join lot l on l.id = c.lot
            where c.building = ? order by c.end_day desc, c.id desc\
            """)) {
      query.setInt(1, building);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          heads.add(
              new Head(
                  row.getInt(1),
                  Optional.ofNullable(row.getString(2)),
                  new Period(day(row, 3), day(row, 4)),
                  row.getString(5),
                  row.getTimestamp(6).toInstant(),
                  row.getString(7)));
        }
      }
    }
    return heads;
  }

  static LocalDate day(ResultSet row, int column) throws SQLException {
    return row.getDate(column).toLocalDate();
  }

  /** The closing of that number as it was closed, where whoever asks sees it. */
  public Optional<Closing> find(int id) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select b.id, b.site, b.zone, l.id, l.name, c.first_day, c.end_day, c.reason, c.made_at,
              c.made_by
            from closing c join building b on b.id = c.building left join lot l on l.id = c.lot
            where c.id = ?\
            """)) {
      query.setInt(1, id);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        int key = row.getInt(4);
        Optional<Closing.Lot> lot =
            Optional.ofNullable(row.getString(5)).map(name -> new Closing.Lot(key, name));
        return Optional.of(
            new Closing(
                new Closing.Place(
                    row.getInt(1), row.getString(2), ZoneId.of(row.getString(3)), lot),
                new Period(day(row, 6), day(row, 7)),
                Optional.of(
                    new Closing.Made(
                        id, row.getString(8), row.getTimestamp(9).toInstant(), row.getString(10))),
                ClosingRows.lines(connection, id),
                ClosingRows.bookedBy(connection, id)));
      }
    }
  }

  /**
   * What has changed of a closed period since.
   *
   * @param booked by which closing, and what; by rising number.
   * @param pending what the figures say beyond that.
   */
  public record Since(List<Booked> booked, List<Adjustment> pending) {
    public Since {
      booked = List.copyOf(booked);
      pending = List.copyOf(pending);
    }
  }

  /** An adjustment and the closing that has booked it. */
  public record Booked(int by, Adjustment adjustment) {}

  /** What has changed of a closing since it was made. */
  public Since since(Closing closing) throws SQLException {
    int id = closing.made().map(Closing.Made::id).orElse(0);
    List<Booked> booked = ClosingRows.bookedOf(connection, id);
    List<Line> now = IndexList.of(connection, closing.place(), closing.period());
    return new Since(
        booked, Adjustment.pending(closing, booked.stream().map(Booked::adjustment).toList(), now));
  }

  /** What a closing of that period books: each change of those before it, once. */
  private List<Adjustment> pendingBefore(Closing.Place place, Period period) throws SQLException {
    LocalDate oldest = period.first().minusMonths(ADJUSTED_MONTHS);
    List<Adjustment> pending = new ArrayList<>();
    for (Head head : heads(place.building()).reversed()) {
      if (isOf(head, place)
          && !head.period.end().isAfter(period.first())
          && head.period.end().isAfter(oldest)) {
        Closing closed = find(head.id).orElseThrow();
        pending.addAll(since(closed).pending());
      }
    }
    return pending;
  }
}
