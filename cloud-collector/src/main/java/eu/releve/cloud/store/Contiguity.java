package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.wire.Digest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Up to which number each journal is complete in the ledger: what receipts say. */
final class Contiguity {
  private static final int KNOWN_MAX = 50_000;
  private static final int WALK_ROWS_MAX = 1_000;

  /** How far the saved mark may lag behind: that many rows are walked at the next start. */
  private static final long SAVE_EVERY = 500;

  // A journal with a hole right behind its mark costs one look, however much lies beyond.
  private static final String WALK =
      """
      select known.epoch, further.seq, further.digest, further.lost
      from unnest(?::int8[], ?::int8[]) as known(epoch, seq)
        cross join lateral (
          select seq, digest, status = 'lost' as lost from ledger
          where epoch = known.epoch and seq > known.seq
            and exists (
              select from ledger where epoch = known.epoch and seq = known.seq + 1)
          order by seq limit
      """
          + WALK_ROWS_MAX
          + ") further order by known.epoch, further.seq";

  private final Map<Long, Mark> marks = new ConcurrentHashMap<>();

  /** What was true of another database. */
  void forget() {
    marks.clear();
  }

  /**
   * A complete beginning of a journal.
   *
   * @param seq everything up to here is in the ledger.
   * @param receiptSeq the last of them that is not declared lost: what a receipt can name.
   * @param digest of that one.
   * @param savedSeq what the database holds as the mark.
   */
  record Mark(long seq, long receiptSeq, Digest digest, long savedSeq) {
    private Mark next(ResultSet row) throws SQLException {
      boolean lost = row.getBoolean(4);
      return lost
          ? new Mark(seq + 1, receiptSeq, digest, savedSeq)
          : new Mark(seq + 1, seq + 1, new Digest(row.getLong(3)), savedSeq);
    }
  }

  /** Reads on from where each journal was complete before. */
  Map<Long, Mark> advance(Connection connection, Collection<Long> epochs) throws SQLException {
    if (marks.size() >= KNOWN_MAX) {
      marks.clear();
    }
    Map<Long, Mark> advanced = new HashMap<>();
    for (long epoch : epochs) {
      Mark known = marks.get(epoch);
      advanced.put(epoch, known == null ? saved(connection, epoch) : known);
    }
    List<Long> unfinished = new ArrayList<>(epochs);
    while (!unfinished.isEmpty()) {
      unfinished = walk(connection, unfinished, advanced);
    }
    for (Map.Entry<Long, Mark> entry : advanced.entrySet()) {
      Mark mark = entry.getValue();
      if (mark.seq - mark.savedSeq >= SAVE_EVERY) {
        entry.setValue(save(connection, entry.getKey(), mark));
      }
      marks.merge(
          entry.getKey(), entry.getValue(), (one, other) -> one.seq > other.seq ? one : other);
    }
    return advanced;
  }

  /** One round for those journals; gives those that have more. */
  private static List<Long> walk(Connection connection, List<Long> epochs, Map<Long, Mark> advanced)
      throws SQLException {
    Map<Long, Integer> steps = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(WALK)) {
      select.setObject(1, epochs.stream().mapToLong(Long::longValue).toArray());
      select.setObject(2, epochs.stream().mapToLong(epoch -> mark(advanced, epoch).seq).toArray());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long epoch = row.getLong(1);
          Mark mark = mark(advanced, epoch);
          if (row.getLong(2) == mark.seq + 1) {
            advanced.put(epoch, mark.next(row));
            steps.merge(epoch, 1, Integer::sum);
          }
        }
      }
    }
    return epochs.stream().filter(epoch -> steps.getOrDefault(epoch, 0) == WALK_ROWS_MAX).toList();
  }

  private static Mark mark(Map<Long, Mark> advanced, long epoch) {
    Mark mark = advanced.get(epoch);
    if (mark == null) {
      throw new IllegalStateException("epoch " + epoch + " was not asked for");
    }
    return mark;
  }

  private static Mark saved(Connection connection, long epoch) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            select e.contiguous, coalesce(l.seq, 0), coalesce(l.digest, 0)
            from epoch e left join lateral (
              select seq, digest from ledger
              where epoch = e.epoch and seq <= e.contiguous and status <> 'lost'
              order by seq desc limit 1) l on true
            where e.epoch = ?
            """)) {
      select.setLong(1, epoch);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Mark(row.getLong(1), row.getLong(2), new Digest(row.getLong(3)), row.getLong(1))
            : new Mark(0, 0, Digest.NONE, 0);
      }
    }
  }

  private static Mark save(Connection connection, long epoch, Mark mark) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update epoch set contiguous = ? where epoch = ? and contiguous < ?")) {
      update.setLong(1, mark.seq);
      update.setLong(2, epoch);
      update.setLong(3, mark.seq);
      update.executeUpdate();
    }
    return new Mark(mark.seq, mark.receiptSeq, mark.digest, mark.seq);
  }

  /** The journal that a gateway began last. */
  static Optional<Long> newestEpoch(Connection connection, GatewayId gateway) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(
            "select epoch from epoch where gateway = ? order by first_seen desc limit 1")) {
      select.setString(1, gateway.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
      }
    }
  }
}
