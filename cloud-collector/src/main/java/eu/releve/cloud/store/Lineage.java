package eu.releve.cloud.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The journals of a gateway that took each other's place, around one of them: a boot may lie in one
 * and the boot before or after it in another.
 *
 * @param before those before it, the nearest first.
 * @param own the one.
 * @param after those after it, the nearest first.
 */
record Lineage(List<Part> before, Part own, List<Part> after) {
  /** A box whose journal begins anew more often than that between two boots with a date is ill. */
  private static final int PARTS_MAX = 64;

  private static final String PART =
      """
      select e.epoch, coalesce(e.follows_seq, 0), e.ended_seq, e.follows
      from epoch e where e.epoch = ?
      """;

  // Where two say that they follow it, one of them is a copy's: nobody knows which, unless an
  // operator has said it.
  private static final String SUCCESSOR =
      """
      select min(epoch) from epoch where follows = ? and barred_at is null having count(*) = 1
      """;

  Lineage {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }

  /**
   * The numbers of a journal that tell of its boots in their order.
   *
   * @param epoch the journal.
   * @param after the number of what was said of its beginning, 0 where it follows none.
   * @param upTo the last number before the next journal; what was on its way then, the next has.
   */
  record Part(long epoch, long after, long upTo) {}

  private record Row(Part part, Optional<Long> follows) {
    Part endless() {
      return new Part(part.epoch, part.after, Long.MAX_VALUE);
    }
  }

  /**
   * Around a journal.
   *
   * @param seq a number in it; where it has gone on beyond its end, what follows it is a copy's.
   */
  static Lineage around(Connection connection, long epoch, long seq) throws SQLException {
    Row own = row(connection, epoch);
    Set<Long> seen = new HashSet<>(Set.of(epoch));
    List<Part> before = new ArrayList<>();
    Optional<Long> earlier = own.follows;
    while (earlier.isPresent() && before.size() < PARTS_MAX && seen.add(earlier.get())) {
      Row row = row(connection, earlier.get());
      before.add(row.part);
      earlier = row.follows;
    }
    List<Row> after = new ArrayList<>();
    Optional<Long> later =
        seq <= own.part.upTo ? successor(connection, epoch) : Optional.<Long>empty();
    while (later.isPresent() && after.size() < PARTS_MAX && seen.add(later.get())) {
      after.add(row(connection, later.get()));
      later = successor(connection, later.get());
    }
    List<Part> parts = new ArrayList<>(after.stream().map(Row::part).toList());
    if (!after.isEmpty()) {
      parts.set(parts.size() - 1, after.getLast().endless());
    }
    return new Lineage(before, after.isEmpty() ? own.endless() : own.part, parts);
  }

  private static Row row(Connection connection, long epoch) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(PART)) {
      select.setLong(1, epoch);
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return new Row(new Part(epoch, 0, Long.MAX_VALUE), Optional.empty());
        }
        long upTo = Optional.ofNullable(row.getObject(3, Long.class)).orElse(Long.MAX_VALUE);
        return new Row(
            new Part(row.getLong(1), row.getLong(2), upTo),
            Optional.ofNullable(row.getObject(4, Long.class)));
      }
    }
  }

  private static Optional<Long> successor(Connection connection, long epoch) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SUCCESSOR)) {
      select.setLong(1, epoch);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    }
  }
}
