package eu.releve.cloud.derive;

import eu.releve.measure.Quantity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Marks gaps that are to take another course, because what it rests on was said otherwise. */
public final class GapsAgain {
  private static final String MARK =
      """
      insert into touched (building, registers, from_instant, to_instant)
      select m.building, array[r.id], g.first, g.last
      from register r join meter m on m.id = r.meter
        cross join lateral (select min(starts) as first, max(starts) as last from quarter_hour
          where register = r.id and starts >= ? and starts < ?
            and bracket_minutes > 120 and quality >= 20
            and date_bin('2 hours', starts, timestamptz '2000-01-01Z') = starts) g
      where m.building = ? and %s and g.first is not null\
      """;

  private final Connection connection;
  private final int building;

  /**
   * @param connection with the transaction in which that is said.
   * @param building its key.
   */
  public GapsAgain(Connection connection, int building) {
    this.connection = connection;
    this.building = building;
  }

  /**
   * Marks the gaps of heat meters that may rest on how cold some days were: gaps on them, and on
   * days that are like them.
   *
   * @param first the first of the days.
   * @param last the last of the days.
   * @return how many registers have such gaps.
   */
  public int ofHeat(LocalDate first, LocalDate last) throws SQLException {
    lock();
    // In whichever zone the building is.
    LocalDate from = first.minusDays(LikeDays.REACH_DAYS + 2);
    LocalDate to = last.plusDays(LikeDays.REACH_DAYS + 2);
    try (PreparedStatement mark =
        connection.prepareStatement(
            MARK.formatted("r.quantity = '%s'".formatted(Quantity.HEAT_ENERGY.id())))) {
      mark.setTimestamp(1, Timestamp.from(from.atStartOfDay(ZoneOffset.UTC).toInstant()));
      mark.setTimestamp(2, Timestamp.from(to.atStartOfDay(ZoneOffset.UTC).toInstant()));
      mark.setInt(3, building);
      return mark.executeUpdate();
    }
  }

  /**
   * Marks all gaps of the meters of a point.
   *
   * @return how many registers have some.
   */
  public int ofPoint(int point) throws SQLException {
    lock();
    try (PreparedStatement mark = connection.prepareStatement(MARK.formatted("m.point = ?"))) {
      mark.setTimestamp(1, new Timestamp(Tenure.BEGINNING));
      mark.setTimestamp(2, new Timestamp(Tenure.END));
      mark.setInt(3, building);
      mark.setInt(4, point);
      return mark.executeUpdate();
    }
  }

  /** No gap comes while they are looked for: whoever derives the building now has finished. */
  private void lock() throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
      lock.setInt(1, Deriver.LOCK);
      lock.setInt(2, building);
      lock.execute();
    }
  }
}
