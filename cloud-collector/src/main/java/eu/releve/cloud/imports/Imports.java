package eu.releve.cloud.imports;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.cloud.enrol.Audit;
import eu.releve.cloud.store.Opened;
import eu.releve.cloud.store.Outcome;
import eu.releve.cloud.store.Series;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.measure.SiteId;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/** Stores what files say, with the source: each file once, wholly or not at all. */
public final class Imports {
  private static final int NAME_MAX = 200;

  private final DataSource pool;
  private final Store store;
  private final InstantSource clock;
  private final SecureRandom random;

  // A file takes some 100 MB of memory and two connections: one at a time.
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * @param pool connections with role releve_ingest.
   * @param store takes the batches.
   */
  public Imports(DataSource pool, Store store, InstantSource clock, SecureRandom random) {
    this.pool = pool;
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A file that somebody brings.
   *
   * @param building the key of the building that it is of.
   * @param name as it is called where it comes from, 1 to 200 characters.
   * @param bytes at most {@link ImportFile#BYTES_MAX}.
   * @param who the account.
   */
  public record Brought(int building, String name, byte[] bytes, String who) {
    public Brought {
      require(!name.isEmpty() && name.length() <= NAME_MAX, "name of %d characters", name.length());
    }
  }

  /**
   * What is done with it.
   *
   * @param store whether it is stored and not only looked at.
   * @param partial whether good rows are taken where others are bad.
   * @param common whether meters that nobody knows are the common parts': else a dwelling's.
   */
  public record Wish(boolean store, boolean partial, boolean common) {}

  /**
   * What became of it.
   *
   * @param number of the import, absent where nothing was stored.
   * @param before the import that has stored the same bytes before.
   * @param parsed what the file says and which of its rows are bad.
   * @param series what of it was or would be stored.
   * @param readings how many readings that are, with totals that the file does not say.
   */
  public record Answer(
      Optional<Integer> number,
      Optional<Integer> before,
      Parsed parsed,
      List<Summary> series,
      int readings) {
    public Answer {
      series = List.copyOf(series);
    }
  }

  /** The building as it is now. */
  private record Home(SiteId site, ZoneId zone) {}

  /**
   * Looks at a file, and stores it where that is wished and possible.
   *
   * @throws UnreadableFileException when it is no file that is known.
   * @throws SQLException when the database is away; nothing of the file counts then.
   */
  public Answer take(Brought file, Wish wish) throws UnreadableFileException, SQLException {
    turn.lock();
    try {
      return takeAlone(file, wish);
    } finally {
      turn.unlock();
    }
  }

  private Answer takeAlone(Brought file, Wish wish) throws UnreadableFileException, SQLException {
    String sha256 = sha256(file.bytes);
    try (Connection connection = pool.getConnection()) {
      ImportRows rows = new ImportRows(connection, file.building);
      Home home = new Home(rows.site(), rows.zone());
      Parsed read = refuseFuture(ImportFile.read(file.bytes, home.zone));
      Matching matching = new Matching(connection, file.building, home.zone);
      Parsed parsed = read.refusing(matching.of(read.entries()).refused());
      List<Entry> entries = Totals.with(parsed.entries());
      Map<Entry.Series, Matching.Target> targets = matching.of(entries).targets();
      List<Summary> series = Summary.of(entries, targets);
      Optional<Integer> before = rows.stored(sha256);
      boolean takes =
          wish.store
              && before.isEmpty()
              && !entries.isEmpty()
              && (wish.partial || parsed.bad().isEmpty());
      Optional<Integer> number =
          takes
              ? Optional.of(store(rows, home, file, sha256, parsed, entries, targets, wish.common))
              : Optional.empty();
      return new Answer(number, before, parsed, series, entries.size());
    }
  }

  /** What has not happened yet cannot have been read. */
  private Parsed refuseFuture(Parsed parsed) {
    Instant end = clock.instant().plus(1, ChronoUnit.DAYS);
    Instant begin = Instant.parse("2000-01-01T00:00:00Z");
    return parsed.refusing(
        parsed.entries().stream()
            .filter(entry -> entry.at().isAfter(end) || entry.at().isBefore(begin))
            .map(
                entry ->
                    new BadRow(
                        entry.line(), "row", "a time from 2000 to now", entry.at().toString()))
            .toList());
  }

  private int store(
      ImportRows rows,
      Home home,
      Brought file,
      String sha256,
      Parsed parsed,
      List<Entry> entries,
      Map<Entry.Series, Matching.Target> targets,
      boolean common)
      throws SQLException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    long epoch = random.nextLong();
    GatewayId gateway = rows.gateway(new GatewayId("files-" + HexFormat.of().toHexDigits(epoch)));
    int number = rows.begin(file, sha256, parsed, entries, now, epoch);
    Batches batches = new Batches(gateway, epoch, now.toEpochMilli(), home.site, targets);
    commit(List.of(batches.catalogue()));
    rows.place(targets, common);
    Series series =
        store
            .catalogues()
            .find(gateway, batches.digest())
            .orElseThrow(() -> new SQLException("the catalogue of the file is not stored"));
    Set<Integer> buildings = commit(batches.readings(entries, series));
    rows.end(number, clock.instant());
    Audit.note(
        rows.connection(),
        now,
        file.who,
        Audit.Deed.IMPORTED,
        gateway,
        String.format(
            Locale.ROOT,
            "import %d of %s: %s, %d readings",
            number,
            home.site,
            sha256,
            entries.size()));
    store.announce(buildings);
    return number;
  }

  private Set<Integer> commit(List<Opened> group) throws SQLException {
    Store.Committed committed = store.commit(group);
    for (Outcome outcome : committed.outcomes()) {
      if (!(outcome instanceof Outcome.Kept kept) || kept.quarantined()) {
        throw new SQLException("a batch of the file was not stored: " + outcome);
      }
    }
    if (committed.outcomes().size() != group.size()) {
      throw new SQLException("the database is another one: bring the file again");
    }
    return committed.buildings();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /**
   * Makes a building that has no gateway.
   *
   * @param organisation the key of its organisation.
   * @return its key; nothing when the organisation has one of that name.
   */
  public Optional<Integer> make(SiteId site, ZoneId zone, int organisation) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      GatewayId files = new GatewayId("files-" + HexFormat.of().toHexDigits(random.nextLong()));
      return ImportRows.make(connection, files, site, zone, organisation);
    }
  }

  /** The label of a length in what is told of a series; {@code index} for none. */
  static String label(Optional<IntervalLength> length) {
    return length.map(IntervalLength::label).orElse("index");
  }
}
