package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes down what contradicts, until an operator says what it was. */
final class Forks {
  private Forks() {}

  /** How it was found. */
  enum Kind {
    /** A number came again with another content: a restored image or a copy of the box. */
    CONTRADICTS,
    /** The journal is that of another gateway. */
    FOREIGN,
    /** A journal goes on although the gateway has begun another one: two boxes, or an image. */
    OLDER_GOES_ON,
    /** Two boxes take each other's connection: found before their journals contradict. */
    CHANGES_HANDS,
    /** The gateway found that its journal contradicts, and has begun another one. */
    JOURNAL_FORKED,
    /** The gateway found another store than before: an empty database, another collector. */
    STORE_CHANGED,
    /** The gateway found that the store has less than it had: an older backup of its database. */
    STORE_WENT_BACK;

    String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a gateway's event of that code tells, if it tells of one. */
    static Optional<Kind> told(String code) {
      return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }
  }

  private static final String NOTE =
      """
      on conflict (gateway, kind, epoch) where decided_at is null do update set
        times = fork.times + 1, last_at = excluded.last_at""";

  /** What a gateway told. */
  record Told(GatewayId gateway, Kind kind, long epoch, String reason) {}

  private static final Comparator<Told> ORDER =
      Comparator.comparing((Told told) -> told.gateway.value())
          .thenComparing(Told::kind)
          .thenComparingLong(Told::epoch);

  /** Notes several, every collector in the same order. */
  static void note(Connection connection, List<Told> told) throws SQLException {
    for (Told one : told.stream().sorted(ORDER).toList()) {
      note(connection, one.gateway, one.kind, one.epoch, one.reason);
    }
  }

  /** Notes one, or that it was found once more. */
  static void note(Connection connection, GatewayId gateway, Kind kind, long epoch, String reason)
      throws SQLException {
    // Whoever comes with another's journal may be a stranger so far.
    try (PreparedStatement insert =
        connection.prepareStatement("insert into gateway (id) values (?) on conflict do nothing")) {
      insert.setString(1, gateway.value());
      insert.executeUpdate();
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into fork (gateway, kind, epoch, reason) values (?, ?, ?, ?) " + NOTE)) {
      insert.setString(1, gateway.value());
      insert.setString(2, kind.code());
      insert.setLong(3, epoch);
      insert.setString(4, reason.replace('\0', '?'));
      insert.executeUpdate();
    }
  }

  // What was under way when a journal began anew is here within moments. What was decided of two
  // stays decided until a third is begun.
  private static final String OLDER =
      """
      insert into fork (gateway, kind, epoch, reason)
      select o.gateway, 'older-goes-on', o.epoch,
        'epoch ' || lpad(to_hex(o.epoch), 16, '0') || ' goes on, epoch '
          || lpad(to_hex(y.epoch), 16, '0') || ' was begun after it'
      from epoch o join lateral (
          select epoch, first_seen from epoch y
          where y.gateway = o.gateway and y.first_seen > o.first_seen and y.barred_at is null
          order by y.first_seen desc limit 1) y on true
      where o.epoch = any (?) and o.barred_at is null
        and y.first_seen < now() - interval '10 minutes'
        and not exists (select from fork f where f.gateway = o.gateway and f.kind = 'older-goes-on'
          and f.epoch = o.epoch and f.decided_at > y.first_seen)
      """;

  /** Notes journals that go on after another one of their gateway was begun. */
  static void noteOlderJournals(Connection connection, List<Ledger.Claim> claims)
      throws SQLException {
    long[] epochs =
        claims.stream()
            .filter(claim -> claim.batch().isPresent())
            .mapToLong(claim -> claim.opened().arrival().header().epoch())
            .distinct()
            .sorted()
            .toArray();
    if (epochs.length == 0) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(OLDER + NOTE)) {
      insert.setObject(1, epochs);
      insert.executeUpdate();
    }
  }
}
