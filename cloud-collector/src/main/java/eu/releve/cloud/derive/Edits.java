package eu.releve.cloud.derive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What somebody typed over the readings of a register: input of the derivation as batches are.
 *
 * @param values by instant, since 1970: the index that the display showed, in steps; nothing where
 *     what was read does not count.
 */
record Edits(NavigableMap<Long, Optional<Long>> values) {
  /** Of a register that nobody has edited. */
  static final Edits NONE = new Edits(new TreeMap<>());

  Edits {
    values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** How many readings they leave out at most. */
  int discards() {
    return Math.toIntExact(values.values().stream().filter(Optional::isEmpty).count());
  }

  /**
   * Readings as they count.
   *
   * @param readings by rising instant, none missing between two of them.
   * @param from the first instant of which all readings are there.
   * @param to the last one.
   */
  List<Index> over(List<Index> readings, long from, long to) {
    if (isEmpty() || from > to) {
      return readings;
    }
    TreeMap<Long, Index> counted = new TreeMap<>();
    readings.forEach(reading -> counted.put(reading.millis(), reading));
    values
        .subMap(from, true, to, true)
        .forEach(
            (millis, value) ->
                value.ifPresentOrElse(
                    index -> counted.put(millis, new Index(millis, index)),
                    () -> counted.remove(millis)));
    return new ArrayList<>(counted.values());
  }

  /** The instants of those that lie in a stretch, its end included. */
  Set<Long> within(long from, long to) {
    return from > to ? Set.of() : new HashSet<>(values.subMap(from, true, to, true).keySet());
  }

  /**
   * The edits of some registers that hold: of two at one instant the later made, and none that was
   * withdrawn.
   *
   * @param known absent: as it is now; else as it was then.
   */
  static Map<Integer, Edits> of(
      Connection connection, Collection<Integer> registers, Optional<Instant> known)
      throws SQLException {
    Map<Integer, NavigableMap<Long, Optional<Long>>> found = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select e.register, e.instant, e.value
            from edit e left join edit_withdrawal w on w.edit = e.id and w.made_at <= ?
            where e.register = any (?) and e.made_at <= ? and w.edit is null
            order by e.made_at, e.id\
            """)) {
      Timestamp then = known.map(Timestamp::from).orElse(new Timestamp(Tenure.END));
      query.setTimestamp(1, then);
      query.setArray(2, connection.createArrayOf("integer", registers.toArray()));
      query.setTimestamp(3, then);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found
              .computeIfAbsent(row.getInt(1), first -> new TreeMap<>())
              .put(
                  row.getTimestamp(2).getTime(), Optional.ofNullable(row.getObject(3, Long.class)));
        }
      }
    }
    Map<Integer, Edits> edits = new HashMap<>();
    found.forEach((register, values) -> edits.put(register, new Edits(values)));
    return edits;
  }
}
