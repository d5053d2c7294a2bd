package eu.releve.cloud.api;

import eu.releve.cloud.account.Principal;
import eu.releve.cloud.purpose.Households;
import eu.releve.cloud.purpose.Sight;
import eu.releve.cloud.validate.Remark;
import eu.releve.cloud.validate.Remarks;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The remarks of a building that somebody may be told, for programs and pages alike: what tells of
 * a meter alone is told; what tells how people live, as finely as they may see it.
 */
public final class SeenRemarks {
  private static final int READ_MAX = 10_000;

  private final Connection connection;
  private final int building;
  private final ZoneId zone;

  /**
   * @param connection sees what whoever asks may see.
   * @param building its key; whether it may be seen, the caller has found out.
   * @param zone where it stands.
   */
  public SeenRemarks(Connection connection, int building, ZoneId zone) {
    this.connection = connection;
    this.building = building;
    this.zone = zone;
  }

  /** The last day that was judged; nothing before the first time. */
  public Optional<LocalDate> through() throws SQLException {
    return new Remarks(connection, building).judged().map(Remarks.Judged::through);
  }

  /**
   * Those of which a day lies in a period, those that go on first, then the latest.
   *
   * @param role of whoever asks.
   * @param to exclusive.
   * @param now what is over by then.
   * @param most so many.
   */
  public List<Remarks.Named> of(
      Principal.Role role, LocalDate from, LocalDate to, Instant now, int most)
      throws SQLException {
    Map<Integer, Sight> sights = new HashMap<>();
    List<Remarks.Named> told = new ArrayList<>();
    for (Remarks.Named named : new Remarks(connection, building).of(from, to, READ_MAX)) {
      Remark remark = named.remark();
      // 0 is no point's key: the building as a whole.
      int point = remark.subject().point().orElse(0);
      Sight sight = sights.get(point);
      if (sight == null) {
        Households whose = point == 0 ? Households.NONE : Whose.of(connection, building, point);
        sight = Sight.of(role, whose);
        sights.put(point, sight);
      }
      Instant end = remark.last().plusDays(1).atStartOfDay(zone).toInstant();
      if (told.size() < most && mayBeTold(remark, sight, end, now)) {
        told.add(named);
      }
    }
    return told;
  }

  private static boolean mayBeTold(Remark remark, Sight sight, Instant end, Instant now) {
    return remark
        .subject()
        .rule()
        .tells()
        .map(finely -> sight.allows(finely) && sight.allows(end, now))
        .orElse(true);
  }
}
