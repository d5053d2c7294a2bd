package eu.releve.cloud.enrol;

import eu.releve.cloud.mqtt.Admission;
import eu.releve.cloud.mqtt.Refusal;
import eu.releve.measure.GatewayId;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Knows by heart whose certificates no longer let anybody in, and writes down who came in with
 * which, and whose key is in two boxes.
 *
 * <p>While the database is away it goes by what it knew before.
 */
public final class Gate implements Admission {
  private static final int ENTERED_MAX = 20_000;

  /** Looks come each second, and whoever is revoked is cut off after them: none may take long. */
  private static final int WRITTEN_MAX = 100;

  private final DataSource pool;
  private final InstantSource clock;
  private final ConcurrentLinkedQueue<Entered> entered = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong unwritten = new AtomicLong();
  private volatile Shut shut = new Shut(Set.of(), Set.of());

  private record Shut(Set<String> serials, Set<String> gateways) {}

  private record Entered(GatewayId gateway, X509Certificate shown, Instant at) {}

  /**
   * @param pool connections with role releve_ingest.
   * @param clock says whether a certificate is over.
   */
  public Gate(DataSource pool, InstantSource clock) {
    this.pool = pool;
    this.clock = clock;
  }

  @Override
  public Optional<Refusal> refusal(GatewayId gateway, X509Certificate shown) {
    Shut now = shut;
    if (now.gateways.contains(gateway.value())
        || now.serials.contains(Certificates.serial(shown))) {
      return Optional.of(Refusal.REVOKED);
    }
    // Also of who is in already, and of a TLS session that goes on.
    return clock.instant().isBefore(shown.getNotAfter().toInstant())
        ? Optional.empty()
        : Optional.of(Refusal.OVER);
  }

  @Override
  public void entered(GatewayId gateway, X509Certificate shown) {
    if (queued.incrementAndGet() > ENTERED_MAX) {
      queued.decrementAndGet();
      unwritten.incrementAndGet();
      return;
    }
    entered.add(new Entered(gateway, shown, clock.instant()));
  }

  /** Entries that the next looks write down. */
  int waiting() {
    return queued.get();
  }

  /** Entries that were never written down, as too many waited for the database. */
  public long unwritten() {
    return unwritten.get();
  }

  /**
   * Reads who is shut out, and writes down who came in and whose key is in two boxes: of those who
   * came in at most {@value #WRITTEN_MAX}, the others the next time.
   *
   * @return whether anybody is shut out who was not before.
   */
  public boolean look() throws SQLException {
    Shut found = read();
    Shut before = shut;
    shut = found;
    write();
    findDoubled();
    return !before.serials.containsAll(found.serials)
        || !before.gateways.containsAll(found.gateways);
  }

  private Shut read() throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement serials =
            connection.prepareStatement(
                "select serial from certificate where revoked_at is not null and not_after > ?");
        PreparedStatement gateways =
            connection.prepareStatement("select id from gateway where retired_at is not null")) {
      serials.setTimestamp(1, Timestamp.from(clock.instant()));
      return new Shut(texts(serials), texts(gateways));
    }
  }

  private static Set<String> texts(PreparedStatement query) throws SQLException {
    Set<String> found = new HashSet<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }

  private void write() throws SQLException {
    for (int written = 0; written < WRITTEN_MAX; written++) {
      Entered now = entered.peek();
      if (now == null) {
        return;
      }
      Transaction.in(
          pool,
          connection -> {
            shown(connection, now);
            return true;
          });
      entered.poll();
      queued.decrementAndGet();
    }
  }

  /** One that the store does not know is written down: what comes of it can be revoked then. */
  private static void shown(Connection connection, Entered now) throws SQLException {
    if (Certificates.hold(connection, now.gateway)
        && Certificates.known(connection, now.shown).isEmpty()) {
      Certificates.note(
          connection, now.gateway, now.shown, now.at, OptionalLong.empty(), Optional.empty());
    }
    if (Certificates.shown(connection, now.shown, now.at)) {
      Certificates.doubled(connection, now.gateway, Certificates.SIBLINGS, now.at);
    }
  }

  private static final String CHANGE_HANDS =
      """
      select distinct f.gateway from fork f
      where f.kind = 'changes-hands' and f.decided_at is null
        and exists (
          select from certificate c
          where c.gateway = f.gateway and c.revoked_at is null and c.not_after > ?
            and c.asked_why is distinct from 'two-boxes')
        and f.last_at > coalesce((
          select max(greatest(p.used_at, c.readmitted_until - ? * interval '1 second'))
          from certificate c left join claim p on p.id = c.claim
          where c.gateway = f.gateway), '-infinity')\
      """;

  /**
   * Boxes that take each other's place, at an endpoint or at a broker, which tells nobody of
   * certificates: if that was noticed after an operator last decided, by a code that was used the
   * first time or a readmission.
   */
  private void findDoubled() throws SQLException {
    Instant now = clock.instant();
    List<GatewayId> found = new ArrayList<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement query = connection.prepareStatement(CHANGE_HANDS)) {
      query.setTimestamp(1, Timestamp.from(now));
      query.setLong(2, Fleet.READMISSION.toSeconds());
      for (String gateway : texts(query)) {
        found.add(new GatewayId(gateway));
      }
    }
    for (GatewayId gateway : found) {
      Transaction.in(
          pool,
          connection -> {
            if (Certificates.hold(connection, gateway)) {
              Certificates.doubled(
                  connection, gateway, "two boxes take each other's connection", now);
            }
            return true;
          });
    }
  }
}
