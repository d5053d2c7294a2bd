package eu.releve.cloud.store;

import eu.releve.cloud.store.Lineage.Part;
import eu.releve.measure.GatewayId;
import eu.releve.wire.ClockTrust;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Wire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Gives a date to boots that have ended without ever learning the time: between the boots before
 * and after them in the journal, so that order and distances are right, and marked.
 *
 * <p>Not before the boot after them has a date and every number up to it is here: only then can no
 * word of theirs still come. Where a journal ended in between, its {@link Lineage} tells on.
 */
final class Placing {
  private static final String WAITING =
      """
      select gateway, boot_id, epoch, min(seq), max(seq) from undated u
      where epoch is not null and not exists (
        select from boot b where b.gateway = u.gateway and b.boot_id = u.boot_id)
      group by gateway, boot_id, epoch order by epoch, min(seq)
      """;

  // A journal that began anew after a fork tells of the boot in which it did so before it tells
  // of those before: what follows that boot there must be new to the gateway. A boot that got its
  // date from another commit meanwhile does not follow itself: boots before it would end too early.
  // It began when its own first batch says, as far as that one was believed: a clock that was taken
  // over later does not move what was stored before.
  private static final String NEXT =
      """
      select l.seq, coalesce(l.wall_minus_boot, b.wall_minus_boot), b.boot_id
      from ledger l join boot b on b.gateway = ? and b.boot_id = l.boot_id
      where l.epoch = ? and l.seq > ? and l.seq <= ? and not exists (
        select from fact f
        where f.gateway = b.gateway and f.code = 'journal-forked' and f.boot_id = ?
          and exists (
            select from epoch e join ledger k on k.epoch = e.epoch
            where e.gateway = f.gateway and e.epoch <> l.epoch and k.boot_id = l.boot_id))
        and not exists (
          select from boot own where own.gateway = b.gateway and own.boot_id = ?)
      order by l.seq limit 1
      """;

  // A boot whose clock was put right ended when its last batch says, not as its first one did.
  private static final String BEFORE =
      """
      select l.seq, coalesce(l.wall_minus_boot, b.wall_minus_boot) + l.boot_millis, b.boot_id
      from ledger l join boot b on b.gateway = ? and b.boot_id = l.boot_id
      where l.epoch = ? and l.seq > ? and l.seq <= ? order by l.seq desc limit 1
      """;

  private static final String COUNT =
      "select count(*) from ledger where epoch = ? and seq between ? and ?";

  private static final String BETWEEN =
      """
      select boot_id, max(boot_millis) from ledger
      where epoch = ? and seq > ? and seq <= ? and boot_id is not null
      group by boot_id order by min(seq)
      """;

  private final DataSource pool;
  private final Plausible plausible;

  Placing(DataSource pool, Plausible plausible) {
    this.pool = pool;
    this.plausible = plausible;
  }

  /** A boot whose batches wait for a date, and where they lie in the journal. */
  private record Waiting(GatewayId gateway, UUID boot, long epoch, long fromSeq, long toSeq) {}

  /**
   * A boot with a date that lies before or after one without.
   *
   * @param seq the number by which it is told, the nearest.
   * @param millis when it was sealed last before, or when it began after, since 1970.
   * @param boot which one.
   */
  private record Neighbour(long seq, long millis, UUID boot) {}

  /**
   * When each of several boots began that followed each other.
   *
   * <p>What is known is that the first began after the boot before them ended, and the last ended
   * before the boot after them began. The time in which nothing ran is divided evenly, which halves
   * the greatest error; without a boot before them they lie as late as they can.
   *
   * @param previousEnd in milliseconds since 1970, if there is a boot before.
   * @param nextStart in milliseconds since 1970.
   * @param lengths how long each ran at least, in milliseconds.
   */
  static List<Long> starts(OptionalLong previousEnd, long nextStart, List<Long> lengths) {
    long ran = lengths.stream().mapToLong(Long::longValue).sum();
    long idle = previousEnd.isPresent() ? nextStart - previousEnd.getAsLong() - ran : 0;
    // Less than nothing: a clock was wrong. They keep their order and end where the next begins.
    long pause = Math.max(0, idle) / (lengths.size() + 1);
    List<Long> starts = new ArrayList<>(lengths.size());
    long end = nextStart - pause;
    for (long length : lengths.reversed()) {
      starts.addFirst(end - length);
      end = end - length - pause;
    }
    return starts;
  }

  /** Places what can be placed. */
  void run() throws SQLException {
    try (Connection connection = pool.getConnection()) {
      for (Waiting waiting : waiting(connection)) {
        OptionalLong own = own(connection, waiting);
        if (own.isPresent()) {
          Boots.learn(connection, waiting.gateway, waiting.boot, own.getAsLong());
        } else {
          place(connection, waiting);
        }
      }
    }
  }

  private static List<Waiting> waiting(Connection connection) throws SQLException {
    List<Waiting> waiting = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(WAITING);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        waiting.add(
            new Waiting(
                new GatewayId(row.getString(1)),
                row.getObject(2, UUID.class),
                row.getLong(3),
                row.getLong(4),
                row.getLong(5)));
      }
    }
    return waiting;
  }

  /** What its last batch says of the time, when it can be believed by now: a clock was behind. */
  private OptionalLong own(Connection connection, Waiting waiting) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "select bytes from undated where epoch = ? and seq = ? and gateway = ?")) {
      query.setLong(1, waiting.epoch);
      query.setLong(2, waiting.toSeq);
      query.setString(3, waiting.gateway.value());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return OptionalLong.empty();
        }
        Header header = Wire.open(row.getBytes(1)).header();
        return header.trust() == ClockTrust.SYNCHRONISED && plausible.isWallClock(header)
            ? OptionalLong.of(header.wallMinusBoot())
            : OptionalLong.empty();
      } catch (MalformedBatchException damaged) {
        throw new SQLException("a stored batch cannot be read any more", damaged);
      }
    }
  }

  private static void place(Connection connection, Waiting waiting) throws SQLException {
    List<Boots.Boot> placed = atOneMoment(connection, waiting);
    if (!placed.isEmpty()) {
      boolean unused = Boots.learn(connection, placed);
    }
  }

  /** All is asked of one snapshot: what is committed between two questions would not fit. */
  private static List<Boots.Boot> atOneMoment(Connection connection, Waiting waiting)
      throws SQLException {
    int usual = connection.getTransactionIsolation();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    try {
      return placed(connection, waiting);
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
      connection.setTransactionIsolation(usual);
    }
  }

  private static List<Boots.Boot> placed(Connection connection, Waiting waiting)
      throws SQLException {
    Lineage lineage = Lineage.around(connection, waiting.epoch, waiting.toSeq);
    List<Part> between = new ArrayList<>();
    Optional<Neighbour> before = before(connection, waiting, lineage, between);
    Optional<Neighbour> next = next(connection, waiting, lineage, between);
    if (next.isEmpty()) {
      return List.of();
    }
    Map<UUID, Long> boots = new LinkedHashMap<>();
    for (Part part : between) {
      if (count(connection, part) < part.upTo() - part.after()) {
        return List.of();
      }
      gather(connection, part, boots);
    }
    // Its own first word is among those numbers.
    next.map(Neighbour::boot).ifPresent(boots::remove);
    OptionalLong end =
        before.isPresent() ? OptionalLong.of(before.get().millis) : OptionalLong.empty();
    List<Long> starts = starts(end, next.get().millis, List.copyOf(boots.values()));
    List<Boots.Boot> placed = new ArrayList<>();
    for (UUID boot : boots.keySet()) {
      placed.add(new Boots.Boot(waiting.gateway, boot, starts.get(placed.size()), true));
    }
    return placed;
  }

  /**
   * The last word before of a boot with a date.
   *
   * @param between gets the numbers from there on, journal by journal in their order.
   */
  private static Optional<Neighbour> before(
      Connection connection, Waiting waiting, Lineage lineage, List<Part> between)
      throws SQLException {
    Part own = lineage.own();
    Part start = new Part(own.epoch(), own.after(), waiting.fromSeq - 1);
    List<Part> parts = new ArrayList<>(List.of(start));
    parts.addAll(lineage.before());
    for (Part part : parts) {
      Optional<Neighbour> found = before(connection, waiting.gateway, part);
      long after = found.map(Neighbour::seq).orElse(part.after());
      between.addFirst(new Part(part.epoch(), after, part.upTo()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /**
   * The first word after of a boot with a date.
   *
   * @param between gets the numbers up to there, journal by journal in their order.
   */
  private static Optional<Neighbour> next(
      Connection connection, Waiting waiting, Lineage lineage, List<Part> between)
      throws SQLException {
    Part own = lineage.own();
    between.add(new Part(own.epoch(), waiting.fromSeq - 1, waiting.toSeq));
    List<Part> parts = new ArrayList<>();
    parts.add(new Part(own.epoch(), waiting.toSeq, own.upTo()));
    parts.addAll(lineage.after());
    for (Part part : parts) {
      Optional<Neighbour> found = next(connection, waiting, part);
      long upTo = found.map(Neighbour::seq).orElse(part.upTo());
      if (upTo == Long.MAX_VALUE) {
        return Optional.empty();
      }
      between.add(new Part(part.epoch(), part.after(), upTo));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<Neighbour> before(Connection connection, GatewayId gateway, Part part)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(BEFORE)) {
      select.setString(1, gateway.value());
      select.setLong(2, part.epoch());
      select.setLong(3, part.after());
      select.setLong(4, part.upTo());
      return found(select);
    }
  }

  private static Optional<Neighbour> next(Connection connection, Waiting waiting, Part part)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(NEXT)) {
      select.setString(1, waiting.gateway.value());
      select.setLong(2, part.epoch());
      select.setLong(3, part.after());
      select.setLong(4, part.upTo());
      select.setObject(5, waiting.boot);
      select.setObject(6, waiting.boot);
      return found(select);
    }
  }

  private static Optional<Neighbour> found(PreparedStatement select) throws SQLException {
    try (ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(new Neighbour(row.getLong(1), row.getLong(2), row.getObject(3, UUID.class)))
          : Optional.empty();
    }
  }

  private static long count(Connection connection, Part part) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(COUNT)) {
      select.setLong(1, part.epoch());
      select.setLong(2, part.after() + 1);
      select.setLong(3, part.upTo());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** The boots of some numbers behind those there are, and how long each ran at least. */
  private static void gather(Connection connection, Part part, Map<UUID, Long> boots)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(BETWEEN)) {
      select.setLong(1, part.epoch());
      select.setLong(2, part.after());
      select.setLong(3, part.upTo());
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          boots.merge(found.getObject(1, UUID.class), found.getLong(2), Math::max);
        }
      }
    }
  }
}
