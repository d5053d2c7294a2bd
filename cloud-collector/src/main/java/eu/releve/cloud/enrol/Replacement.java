package eu.releve.cloud.enrol;

import eu.releve.cloud.audit.Audit;
import eu.releve.measure.GatewayId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A new box takes the place of an old one: its buildings, with their points and series, and its
 * organisation go over, and the old one is retired with its certificates.
 */
public final class Replacement {
  private final DataSource pool;
  private final InstantSource clock;

  /**
   * @param pool connections with role releve_ingest.
   * @param clock dates decisions.
   */
  public Replacement(DataSource pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Why a box does not take another's place. */
  public enum Unmade {
    NO_SUCH_GATEWAY,
    /** The old one was replaced before. */
    REPLACED,
    /** The new one was retired, or replaced itself. */
    RETIRED,
    /** The new one is another organisation's. */
    ANOTHERS,
    /** The new one has delivered for the same building: two series cannot become one. */
    SAME_BUILDING
  }

  /**
   * What became of it.
   *
   * @param sites of the buildings that stand at the new one now; where nothing was done, those that
   *     both have delivered for.
   * @param organisation whose they are, where they are somebody's.
   * @param unmade why nothing was done, if so.
   */
  public record Made(List<String> sites, Optional<String> organisation, Optional<Unmade> unmade) {
    public Made {
      sites = List.copyOf(sites);
    }

    private static Made not(Unmade why, List<String> sites) {
      return new Made(sites, Optional.empty(), Optional.of(why));
    }
  }

  /**
   * Replaces a box; afterwards what still comes of the old one's journal belongs to the same
   * buildings.
   *
   * @param who the account that wants it.
   */
  public Made replace(GatewayId old, GatewayId next, String who, String reason)
      throws SQLException {
    Instant now = clock.instant();
    return Transaction.in(
        pool,
        connection -> {
          List<GatewayId> both =
              Stream.of(old, next).sorted(Comparator.comparing(GatewayId::value)).toList();
          update(connection, BEGIN, next.value(), old.value());
          for (GatewayId each : both) {
            if (!Certificates.hold(connection, each)) {
              return Made.not(Unmade.NO_SUCH_GATEWAY, List.of());
            }
          }
          Optional<Made> unmade = unmade(connection, old, next);
          if (unmade.isPresent()) {
            connection.rollback();
            return unmade.get();
          }
          return handOver(connection, old, next, now, who, reason);
        });
  }

  private static final String BEGIN =
      """
      insert into gateway (id) select ? from gateway where id = ? on conflict do nothing\
      """;

  /**
   * Why not, if so. What the new one has delivered for other buildings, on a bench or elsewhere,
   * stays theirs: from its first catalogue for one of the old one's buildings on it counts there.
   */
  private static Optional<Made> unmade(Connection connection, GatewayId old, GatewayId next)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select o.replaced_by is not null, n.retired_at is not null or n.replaced_by is not null,
              n.organisation is not null and n.organisation is distinct from o.organisation,
              array(select b.site from building b join building same on same.site = b.site
                where b.gateway = n.id and same.gateway = o.id order by b.site)
            from gateway o, gateway n where o.id = ? and n.id = ?\
            """)) {
      query.setString(1, old.value());
      query.setString(2, next.value());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        Unmade[] reasons = {Unmade.REPLACED, Unmade.RETIRED, Unmade.ANOTHERS};
        for (int i = 0; i < reasons.length; i++) {
          if (row.getBoolean(i + 1)) {
            return Optional.of(Made.not(reasons[i], List.of()));
          }
        }
        List<String> both = List.of((String[]) row.getArray(4).getArray());
        return both.isEmpty()
            ? Optional.empty()
            : Optional.of(Made.not(Unmade.SAME_BUILDING, both));
      }
    }
  }

  private static Made handOver(
      Connection connection, GatewayId old, GatewayId next, Instant now, String who, String reason)
      throws SQLException {
    update(connection, "update building set gateway = ? where gateway = ?", next, old);
    update(
        connection,
        """
        update gateway n set organisation = o.organisation, claimed = true
        from gateway o where n.id = ? and o.id = ?\
        """,
        next,
        old);
    // One step from any box to the one that stands there now.
    update(connection, "update gateway set replaced_by = ? where replaced_by = ?", next, old);
    update(
        connection,
        """
        update gateway set replaced_by = ?, claimed = true, retired_at = coalesce(retired_at, ?)
        where id = ?\
        """,
        next,
        Timestamp.from(now),
        old);
    update(
        connection,
        """
        update certificate set revoked_at = ?, readmitted_until = null
        where gateway = ? and revoked_at is null\
        """,
        Timestamp.from(now),
        old);
    Claims.withdraw(connection, old, now);
    UnansweredPlans.withdraw(connection, old, now, who, Audit.Deed.REPLACED.text());
    Audit.note(connection, now, who, Audit.Deed.REPLACED, old, "by " + next + ": " + reason);
    Audit.note(connection, now, who, Audit.Deed.REPLACES, next, old + ": " + reason);
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select coalesce(array_agg(b.site order by b.site) filter (where b.site is not null),
              array[]::text[]), max(o.name)
            from gateway g left join building b on b.gateway = g.id
              left join organisation o on o.id = g.organisation
            where g.id = ?\
            """)) {
      query.setString(1, next.value());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new Made(
            List.of((String[]) row.getArray(1).getArray()),
            Optional.ofNullable(row.getString(2)),
            Optional.empty());
      }
    }
  }

  private static void update(Connection connection, String statement, Object... values)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        Object value = values[i] instanceof GatewayId gateway ? gateway.value() : values[i];
        update.setObject(i + 1, value);
      }
      update.executeUpdate();
    }
  }
}
