package eu.releve.cloud.store;

import eu.releve.wire.Digest;
import eu.releve.wire.Header;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Claims the numbers of batches: whoever claims one first writes it, everybody else does not. */
final class Ledger {
  private Ledger() {}

  /** The order in which all collectors claim, so that none waits for another in a circle. */
  static final Comparator<Opened> ORDER =
      Comparator.<Opened>comparingLong(opened -> opened.arrival().header().epoch())
          .thenComparingLong(opened -> opened.arrival().header().seq());

  // A number that was declared lost and arrives after all is claimed too: its bytes are here.
  private static final String CLAIM =
      """
      with given as (
        select * from unnest(?::int8[], ?::int8[], ?::int2[], ?::int8[], ?::text[], ?::uuid[],
          ?::int8[], ?::int8[], ?::int4[], ?::int8[]) with ordinality
          as g(epoch, seq, kind, digest, status, boot_id, boot_millis, wall_millis, rows,
            wall_minus_boot, place)),
      claimed as (
        insert into ledger as l
          (epoch, seq, kind, digest, status, boot_id, boot_millis, wall_millis, rows,
            wall_minus_boot)
        select epoch, seq, kind, digest, status, boot_id, boot_millis, wall_millis, rows,
          wall_minus_boot
        from given order by place
        on conflict (epoch, seq) do update set
          kind = excluded.kind, digest = excluded.digest, status = excluded.status,
          boot_id = excluded.boot_id, boot_millis = excluded.boot_millis,
          wall_millis = excluded.wall_millis, rows = excluded.rows,
          wall_minus_boot = excluded.wall_minus_boot, committed_at = excluded.committed_at
        where l.status = 'lost'
        returning epoch, seq, batch)
      select c.batch, present.digest, before.digest
      from given g
        left join claimed c using (epoch, seq)
        left join ledger present
          on present.epoch = g.epoch and present.seq = g.seq and present.status <> 'lost'
        left join ledger before
          on before.epoch = g.epoch and before.seq = g.seq - 1 and before.status <> 'lost'
      order by g.place
      """;

  /**
   * One number.
   *
   * @param opened the batch that wanted it.
   * @param batch its key, nothing when the number was taken.
   * @param present the digest under which the number was taken, as far as it could be seen.
   * @param before the digest of the number before, if it was in the ledger.
   */
  record Claim(
      Opened opened, Optional<Long> batch, Optional<Digest> present, Optional<Digest> before) {
    /** Why the batch contradicts what is in the ledger. */
    Optional<String> contradiction() {
      Header header = opened.arrival().header();
      if (present.isPresent() && !present.get().equals(opened.arrival().digest())) {
        return Optional.of(
            "seq %d is in the ledger with digest %s and came with %s"
                .formatted(header.seq(), present.get(), opened.arrival().digest()));
      }
      if (batch.isPresent() && before.isPresent() && !before.get().equals(header.previous())) {
        return Optional.of(
            "seq %d follows digest %s, the ledger has %s"
                .formatted(header.seq(), header.previous(), before.get()));
      }
      return Optional.empty();
    }
  }

  /**
   * Claims the numbers of batches in {@link #ORDER}, each number at most once.
   *
   * @param plausible says which clocks are believed: what such a batch says of the time stays in
   *     its row, for a boot may have had another date before.
   */
  static List<Claim> claim(Connection connection, List<Opened> sorted, Plausible plausible)
      throws SQLException {
    int count = sorted.size();
    long[] epochs = new long[count];
    long[] seqs = new long[count];
    short[] kinds = new short[count];
    long[] digests = new long[count];
    String[] states = new String[count];
    String[] boots = new String[count];
    long[] bootMillis = new long[count];
    long[] wallMillis = new long[count];
    int[] rows = new int[count];
    @Nullable Long[] dates = new @Nullable Long[count];
    for (int i = 0; i < count; i++) {
      Opened opened = sorted.get(i);
      Header header = opened.arrival().header();
      epochs[i] = header.epoch();
      seqs[i] = header.seq();
      kinds[i] = (short) header.kind().code();
      digests[i] = opened.arrival().digest().bits();
      states[i] = opened instanceof Opened.Poison ? "quarantined" : "stored";
      boots[i] = header.bootId().toString();
      bootMillis[i] = header.bootMillis();
      wallMillis[i] = header.wallMillis();
      rows[i] = opened.rows();
      OptionalLong own = Boots.own(header, plausible);
      dates[i] = own.isPresent() ? own.getAsLong() : null;
    }
    try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
      Object[] columns = {
        epochs, seqs, kinds, digests, states, boots, bootMillis, wallMillis, rows, dates
      };
      for (int i = 0; i < columns.length; i++) {
        statement.setObject(i + 1, columns[i]);
      }
      return claims(statement, sorted);
    }
  }

  private static List<Claim> claims(PreparedStatement statement, List<Opened> sorted)
      throws SQLException {
    List<Claim> claims = new ArrayList<>(sorted.size());
    try (ResultSet row = statement.executeQuery()) {
      for (Opened opened : sorted) {
        row.next();
        claims.add(
            new Claim(
                opened,
                Optional.ofNullable(row.getObject(1, Long.class)),
                digest(row, 2),
                digest(row, 3)));
      }
    }
    return claims;
  }

  private static Optional<Digest> digest(ResultSet row, int column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, Long.class)).map(Digest::new);
  }

  /**
   * Dates the batches, as the last statement before the commit: the ledger says when they were
   * committed, but for the time that the commit itself takes.
   */
  static void seal(Connection connection, List<Claim> claims) throws SQLException {
    long[] epochs = claimed(claims).mapToLong(Header::epoch).toArray();
    long[] seqs = claimed(claims).mapToLong(Header::seq).toArray();
    if (seqs.length == 0) {
      return;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            update ledger l set committed_at = clock_timestamp()
            from unnest(?::int8[], ?::int8[]) as c(epoch, seq)
            where l.epoch = c.epoch and l.seq = c.seq
            """)) {
      statement.setObject(1, epochs);
      statement.setObject(2, seqs);
      statement.executeUpdate();
    }
  }

  private static Stream<Header> claimed(List<Claim> claims) {
    return claims.stream()
        .filter(claim -> claim.batch().isPresent())
        .map(claim -> claim.opened().arrival().header());
  }

  /** Marks numbers as lost that are in no other state. */
  static void lose(Connection connection, long epoch, long fromSeq, long toSeq)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            """
            insert into ledger (epoch, seq, kind, digest, status, rows)
            select ?, seq, 0, 0, 'lost', 0 from generate_series(?::int8, ?::int8) seq
            on conflict do nothing
            """)) {
      statement.setLong(1, epoch);
      statement.setLong(2, fromSeq);
      statement.setLong(3, toSeq);
      statement.executeUpdate();
    }
  }
}
