package eu.releve.cloud.store;

import eu.releve.measure.GatewayId;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Header;
import eu.releve.wire.Readings;
import eu.releve.wire.Receipt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Writes batches, each once; every method is one transaction and may be called by many threads. */
public final class Store {
  private final DataSource pool;
  private final Catalogues catalogues;
  private final Journals journals;
  private final Era era;
  private final Contiguity contiguity = new Contiguity();
  private final Plausible plausible;

  /**
   * @param pool connections with role releve_ingest.
   * @param id which store this is.
   * @param clock says what lies in the future.
   */
  public Store(DataSource pool, UUID id, InstantSource clock) {
    this.plausible = new Plausible(clock);
    this.pool = pool;
    this.era = new Era(id);
    this.catalogues = new Catalogues(pool, era);
    this.journals = new Journals(pool);
    era.whenItChanges(journals::forget);
    era.whenItChanges(contiguity::forget);
  }

  /** Why a body that can be read cannot be stored, if so. */
  public static Optional<String> refusal(Header header, Body body) {
    return switch (body) {
      case Catalogue catalogue -> Catalogues.refusal(catalogue);
      case Facts facts -> FactWriter.refusal(header, facts);
      case Readings readings -> Optional.empty();
    };
  }

  /** The catalogues seen so far. */
  public Catalogues catalogues() {
    return catalogues;
  }

  /**
   * What a commit did.
   *
   * @param outcomes one for each batch.
   * @param buildings those that have new readings.
   * @param mayDate whether batches that wait for a date may have one now.
   */
  public record Committed(List<Outcome> outcomes, Set<Integer> buildings, boolean mayDate) {
    static final Committed NOTHING = new Committed(List.of(), Set.of(), false);

    public Committed {
      outcomes = List.copyOf(outcomes);
      buildings = Set.copyOf(buildings);
    }
  }

  /**
   * Claims the numbers of the batches and writes those it got, all or none. A batch that was opened
   * with the catalogue of a database that is no more has no outcome and is to be opened again.
   *
   * @throws SQLException when nothing was written.
   */
  public Committed commit(List<Opened> group) throws SQLException {
    List<Outcome> outcomes = new ArrayList<>();
    Committed written = Committed.NOTHING;
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        era.check(connection);
        List<Opened> sorted = new ArrayList<>(own(group, outcomes));
        sorted.sort(Ledger.ORDER);
        if (!sorted.isEmpty()) {
          written = write(connection, Barred.in(connection).apply(sorted), outcomes);
        }
      } catch (SQLException | RuntimeException failed) {
        connection.rollback();
        throw failed;
      }
    }
    return new Committed(outcomes, written.buildings(), written.mayDate());
  }

  /** Leaves out batches whose journal is another gateway's, and a number's second batch. */
  private Collection<Opened> own(List<Opened> group, List<Outcome> outcomes) throws SQLException {
    Map<List<Long>, Opened> own = new HashMap<>();
    for (Opened opened : group) {
      if (opened instanceof Opened.Rows rows && rows.series().era() != era.number()) {
        continue;
      }
      Arrival arrival = opened.arrival();
      long epoch = arrival.header().epoch();
      GatewayId owner = journals.owner(arrival.gateway(), epoch);
      if (!owner.equals(arrival.gateway())) {
        outcomes.add(
            new Outcome.Forked(
                arrival, "its journal %016x is that of gateway %s".formatted(epoch, owner), true));
      } else if (own.putIfAbsent(List.of(epoch, arrival.header().seq()), opened) != null) {
        outcomes.add(new Outcome.Known(arrival));
      }
    }
    return own.values();
  }

  private Committed write(Connection connection, List<Opened> sorted, List<Outcome> outcomes)
      throws SQLException {
    List<Ledger.Claim> claims = Ledger.claim(connection, sorted, plausible);
    List<Opened> sound = new ArrayList<>();
    boolean contradicted = false;
    List<Outcome> found = new ArrayList<>();
    for (Ledger.Claim claim : claims) {
      Arrival arrival = claim.opened().arrival();
      Optional<String> contradiction = claim.contradiction();
      if (contradiction.isPresent()) {
        contradicted |= claim.batch().isPresent();
        outcomes.add(new Outcome.Forked(arrival, contradiction.get(), false));
      } else {
        sound.add(claim.opened());
        found.add(
            claim.batch().isPresent()
                ? new Outcome.Kept(
                    arrival, claim.opened().rows(), claim.opened() instanceof Opened.Poison)
                : new Outcome.Known(arrival));
      }
    }
    if (contradicted) {
      // A number was claimed for a batch that does not belong there: once more without it.
      connection.rollback();
      return sound.isEmpty() ? Committed.NOTHING : write(connection, sound, outcomes);
    }
    Writing writing = new Writing(connection, catalogues, plausible);
    Set<Integer> buildings = writing.write(claims);
    Forks.noteOlderJournals(connection, claims);
    Ledger.seal(connection, claims);
    connection.commit();
    outcomes.addAll(found);
    return new Committed(List.of(), buildings, writing.mayDate());
  }

  /**
   * The receipts that those journals have earned by now: up to 0 for one that has nothing yet, from
   * which a gateway learns that another store answers, and offers what it still holds.
   */
  public Map<Long, Receipt> receipts(Collection<Long> epochs) throws SQLException {
    Map<Long, Receipt> receipts = new HashMap<>();
    try (Connection connection = pool.getConnection()) {
      era.check(connection);
      contiguity
          .advance(connection, new HashSet<>(epochs))
          .forEach(
              (epoch, mark) ->
                  receipts.put(
                      epoch, new Receipt(era.store(), epoch, mark.receiptSeq(), mark.digest())));
    }
    return receipts;
  }

  /** The latest receipt of a gateway's newest journal. */
  public Optional<Receipt> receipt(GatewayId gateway) throws SQLException {
    Optional<Long> epoch;
    try (Connection connection = pool.getConnection()) {
      epoch = Contiguity.newestEpoch(connection, gateway);
    }
    return epoch.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(receipts(List.of(epoch.get())).get(epoch.get()));
  }

  /** Under which a batch is in the ledger. */
  public record BatchNumber(long epoch, long seq) {
    /** That of a batch. */
    public static BatchNumber of(Header header) {
      return new BatchNumber(header.epoch(), header.seq());
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%016x %d", epoch, seq);
    }
  }

  /** Those of the numbers that are in the ledger, whatever became of them. */
  public Set<BatchNumber> recorded(Collection<Header> headers) throws SQLException {
    Set<BatchNumber> recorded = new HashSet<>();
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement(
                """
                select l.epoch, l.seq
                from unnest(?::int8[], ?::int8[]) as asked(epoch, seq)
                  join ledger l on l.epoch = asked.epoch and l.seq = asked.seq\
                """)) {
      query.setObject(1, headers.stream().mapToLong(Header::epoch).toArray());
      query.setObject(2, headers.stream().mapToLong(Header::seq).toArray());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          recorded.add(new BatchNumber(row.getLong(1), row.getLong(2)));
        }
      }
    }
    return recorded;
  }

  /** Dates batches whose boot has become known, a portion at a time. */
  public Dating dating() {
    return new Dating(pool, catalogues, plausible);
  }

  /** Reads the plans again that could not be followed. */
  public StoredPlans plans() {
    return new StoredPlans(pool);
  }

  /** Notes that a gateway's journal contradicts the ledger. */
  public void note(Outcome.Forked fork) throws SQLException {
    Arrival arrival = fork.arrival();
    try (Connection connection = pool.getConnection()) {
      Forks.note(
          connection,
          arrival.gateway(),
          fork.foreign() ? Forks.Kind.FOREIGN : Forks.Kind.CONTRADICTS,
          arrival.header().epoch(),
          fork.reason());
    }
  }

  /** Notes that two boxes share a gateway's name. */
  public void noteChangesHands(GatewayId gateway, String reason) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      long epoch = Contiguity.newestEpoch(connection, gateway).orElse(0L);
      Forks.note(connection, gateway, Forks.Kind.CHANGES_HANDS, epoch, reason);
    }
  }

  /** Notes that a gateway sends batches of a version or kind that this program does not know. */
  public void noteUnknownFormat(GatewayId gateway, int version, int kind) throws SQLException {
    update("insert into gateway (id) values (?) on conflict do nothing", gateway.value());
    update(
        """
        insert into unknown_format as known (gateway, version, kind)
        values (?, ?::integer, ?::integer)
        on conflict (gateway) do update set version = excluded.version, kind = excluded.kind,
          last_at = now(), times = known.times + 1,
          since = case when (known.version, known.kind) = (excluded.version, excluded.kind)
            then known.since else now() end\
        """,
        gateway.value(),
        Integer.toString(version),
        Integer.toString(kind));
  }

  /** What operators decide on. */
  public Quarantine quarantine() {
    return new Quarantine(pool, era, catalogues, plausible);
  }

  /** Up to which number a journal is complete: stored, quarantined, discarded or lost. */
  public long completeTo(long epoch) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      era.check(connection);
      return contiguity.advance(connection, List.of(epoch)).values().iterator().next().seq();
    }
  }

  /**
   * Notes that no gateway is connected: a collector that was killed could not say so. Those that
   * are, at another collector, say so again as their connections last.
   */
  public void markAllOffline() throws SQLException {
    update("update gateway set online = false, state_changed_at = now() where online");
  }

  /** Notes whether a gateway is connected. */
  public void markOnline(GatewayId gateway, boolean online) throws SQLException {
    update("insert into gateway (id) values (?) on conflict do nothing", gateway.value());
    update(
        "update gateway set online = ?::boolean, state_changed_at = now() where id = ?",
        Boolean.toString(online),
        gateway.value());
  }

  /** Notes that those gateways are connected, where another collector's start denied it. */
  public void markOnline(List<GatewayId> gateways) throws SQLException {
    if (gateways.isEmpty()) {
      return;
    }
    try (Connection connection = pool.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                """
                update gateway set online = true, state_changed_at = now()
                where id = any (?) and not online\
                """)) {
      Object[] ids = gateways.stream().map(GatewayId::value).toArray();
      update.setArray(1, connection.createArrayOf("text", ids));
      update.executeUpdate();
    }
  }

  /** Tells every collector's listeners that those buildings have new readings. */
  public void announce(Set<Integer> buildings) throws SQLException {
    for (int building : buildings) {
      update("select pg_notify('releve_live', ?)", Integer.toString(building));
    }
  }

  private void update(String statement, String... values) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement update = connection.prepareStatement(statement)) {
      for (int i = 0; i < values.length; i++) {
        update.setString(i + 1, values[i]);
      }
      update.execute();
    }
  }
}
