package eu.releve.cloud.derive;

import eu.releve.measure.Kind;
import eu.releve.measure.Quantity;
import eu.releve.measure.Resolution;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A register that counts, with all that its quarter-hours rest on but its readings.
 *
 * @param register its key.
 * @param tenure from when to when its meter was there.
 * @param dial as far as which end it counts.
 * @param intervals absent where the readings are an index.
 * @param zone where the building stands.
 * @param edits what somebody typed over its readings.
 * @param building the key of the building.
 * @param heat whether it counts heat: of that, the weather explains how much of it a day had.
 * @param checkedBy registers of meters that count the same, one after the other; mostly none.
 */
record Counting(
    int register,
    Tenure tenure,
    Dial dial,
    Optional<IntervalsAround> intervals,
    ZoneId zone,
    Edits edits,
    int building,
    boolean heat,
    List<Integer> checkedBy) {
  Counting {
    checkedBy = List.copyOf(checkedBy);
  }

  /**
   * Those of some registers that count, by their keys.
   *
   * @param known when edits must have been made; absent: they are as they are now.
   */
  static List<Counting> of(
      Connection connection, Collection<Integer> registers, Optional<Instant> known)
      throws SQLException {
    Map<Integer, Edits> edits = Edits.of(connection, registers, known);
    List<Counting> counters = new ArrayList<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select r.id, r.quantity, m.installed_at, m.removed_at, m.removed_unread is not null,
              o.value, c.value, r.resolution_mantissa, r.resolution_exponent, r.per, b.zone, b.id,
              (select array_agg(c.checked_by order by c.checked_by) from checked_register c
                where c.register = r.id)
            from register r join meter m on m.id = r.meter join building b on b.id = m.building
              left join shown_index o
                on o.meter = m.id and o.register = r.name and not o.closing
              left join shown_index c on c.meter = m.id and c.register = r.name and c.closing
            where r.id = any (?) order by r.id\
            """)) {
      query.setArray(1, connection.createArrayOf("integer", registers.toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          boolean counts =
              Quantity.of(row.getString(2)).map(q -> q.kind() == Kind.COUNTER).orElse(false);
          if (counts) {
            counters.add(
                new Counting(
                    row.getInt(1),
                    tenure(row),
                    Dial.of(new Resolution(row.getInt(8), row.getInt(9))),
                    intervals(row),
                    ZoneId.of(row.getString(11)),
                    edits.getOrDefault(row.getInt(1), Edits.NONE),
                    row.getInt(12),
                    row.getString(2).equals(Quantity.HEAT_ENERGY.id()),
                    checkedBy(row)));
          }
        }
      }
    }
    return counters;
  }

  private static Optional<IntervalsAround> intervals(ResultSet row) throws SQLException {
    int register = row.getInt(1);
    ZoneId zone = ZoneId.of(row.getString(11));
    return Optional.ofNullable(row.getString(10))
        .flatMap(IntervalLength::of)
        .map(length -> new IntervalsAround(register, length, zone));
  }

  private static List<Integer> checkedBy(ResultSet row) throws SQLException {
    Optional<Array> registers = Optional.ofNullable(row.getArray(13));
    return registers.isEmpty() ? List.of() : List.of((Integer[]) registers.get().getArray());
  }

  private static Tenure tenure(ResultSet row) throws SQLException {
    return Tenure.of(
        Optional.ofNullable(row.getTimestamp(3)).map(Timestamp::getTime),
        Optional.ofNullable(row.getTimestamp(4)).map(Timestamp::getTime),
        Optional.ofNullable(row.getObject(6, Long.class)),
        Optional.ofNullable(row.getObject(7, Long.class)),
        row.getBoolean(5));
  }

  LocalCalendar calendar() {
    return LocalCalendar.of(zone);
  }
}
