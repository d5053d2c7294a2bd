package eu.releve.cloud.imports;

import static eu.releve.measure.Require.require;

import eu.releve.cloud.derive.IntervalLength;
import eu.releve.cloud.store.Store;
import eu.releve.measure.GatewayId;
import eu.releve.measure.SiteId;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/** Stores what files say, with the source: each file once, wholly or not at all. */
public final class Imports {
  /** Nobody has files of before. */
  static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

  private static final int NAME_MAX = 200;
  private static final int FIRST_MAX = 20;

  private final DataSource pool;
  private final Store store;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Storing storing;

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
    this.storing = new Storing(store, clock, random);
  }

  /**
   * A file that somebody brings.
   *
   * @param building the key of the building that it is of.
   * @param name as it is called where it comes from, 1 to 200 characters.
   * @param bytes at most {@link ImportFile#BYTES_MAX}.
   * @param who the account.
   * @param mapping by which mapping of the building's organisation its columns are read; absent for
   *     a file that is known by its header.
   */
  public record Brought(
      int building, String name, byte[] bytes, String who, Optional<String> mapping) {
    public Brought {
      require(!name.isEmpty() && name.length() <= NAME_MAX, "name of %d characters", name.length());
    }

    /** One that is known by its header. */
    public Brought(int building, String name, byte[] bytes, String who) {
      this(building, name, bytes, who, Optional.empty());
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
   * @param first the first rows of that.
   * @param readings how many readings that are, with totals that the file does not say.
   * @param beside how many readings are compared and not stored: another meter measures there.
   * @param differences where the file and what was measured differ.
   */
  public record Answer(
      Optional<Integer> number,
      Optional<Integer> before,
      Parsed parsed,
      List<Summary> series,
      List<Entry> first,
      int readings,
      int beside,
      Differences differences) {
    public Answer {
      series = List.copyOf(series);
      first = List.copyOf(first);
    }
  }

  /**
   * Looks at a file, and stores it where that is wished and possible.
   *
   * @throws UnreadableFileException when it is no file that is known.
   * @throws SQLException when the database is away; nothing of the file counts then.
   */
  public Answer take(Brought file, Wish wish) throws UnreadableFileException, SQLException {
    turn.lock();
    try (Connection connection = pool.getConnection()) {
      return take(connection, file, wish);
    } finally {
      turn.unlock();
    }
  }

  private Answer take(Connection connection, Brought file, Wish wish)
      throws UnreadableFileException, SQLException {
    ImportRows rows = new ImportRows(connection, file.building);
    ZoneId zone = rows.zone();
    Optional<ColumnMapping.Saved> mapping = mapping(connection, file);
    Parsed read =
        refuseFuture(
            mapping.isPresent()
                ? new MappedFile(mapping.get().mapping(), zone).read(file.bytes)
                : ImportFile.read(file.bytes, zone));
    Matching matching = new Matching(connection, file.building, zone);
    Matching.Matched matched = matching.of(read.entries());
    Parsed parsed = read.refusing(matched.refused());
    Set<Entry> apart = new HashSet<>(matched.beside());
    List<Entry> entries =
        Totals.with(parsed.entries().stream().filter(entry -> !apart.contains(entry)).toList());
    Map<Entry.Series, Matching.Target> targets = matching.of(entries).targets();
    List<Entry> told = new ArrayList<>(Totals.with(matched.beside()));
    entries.stream().filter(entry -> entry.series().length().isEmpty()).forEach(told::add);
    Differences differences = Differences.of(connection, zone, told, matching.of(told).targets());
    Optional<Integer> before = rows.stored(Digests.sha256(file.bytes));
    boolean takes =
        wish.store
            && before.isEmpty()
            && !(entries.isEmpty() && apart.isEmpty())
            && (wish.partial || parsed.bad().isEmpty());
    Storing.Order order =
        new Storing.Order(
            file,
            mapping.map(ColumnMapping.Saved::id),
            parsed,
            entries,
            targets,
            wish.common,
            apart.size(),
            differences,
            Optional.empty());
    return new Answer(
        takes ? Optional.of(storing.store(rows, order)) : Optional.empty(),
        before,
        parsed,
        Summary.of(entries, targets),
        entries.subList(0, Math.min(FIRST_MAX, entries.size())),
        entries.size(),
        apart.size(),
        differences);
  }

  private static Optional<ColumnMapping.Saved> mapping(Connection connection, Brought file)
      throws UnreadableFileException, SQLException {
    if (file.mapping.isEmpty()) {
      return Optional.empty();
    }
    Optional<ColumnMapping.Saved> found =
        ColumnMappings.ofBuilding(connection, file.building, file.mapping.get());
    if (found.isEmpty()) {
      throw new UnreadableFileException(
          "mapping: wanted one of the building's organisation, found '%s'"
              .formatted(file.mapping.get()));
    }
    return found;
  }

  /** What has not happened yet cannot have been read. */
  private Parsed refuseFuture(Parsed parsed) {
    Instant end = clock.instant().plus(1, ChronoUnit.DAYS);
    return parsed.refusing(
        parsed.entries().stream()
            .filter(entry -> entry.at().isAfter(end) || entry.at().isBefore(BEGINNING))
            .map(
                entry ->
                    new BadRow(
                        entry.line(), "row", "a time from 2000 to now", entry.at().toString()))
            .toList());
  }

  /** Stores what somebody read on a display; nothing of it where it cannot have been. */
  public TypedReading.Answer type(TypedReading typed) throws SQLException {
    turn.lock();
    try (Connection connection = pool.getConnection()) {
      return new Typing(connection, storing, clock.instant()).take(typed);
    } finally {
      turn.unlock();
    }
  }

  /** Takes an import back: its readings do not count any more. */
  public Withdrawal.Outcome withdraw(int number, String who, String reason) throws SQLException {
    turn.lock();
    try (Connection connection = pool.getConnection()) {
      Withdrawal withdrawal = new Withdrawal(connection, number);
      Withdrawal.Outcome outcome = withdrawal.carryOut(who, reason, clock.instant());
      if (outcome == Withdrawal.Outcome.DONE) {
        store.announce(Set.of(withdrawal.building()));
      }
      return outcome;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Saves how the columns of an organisation's files are read, as the next version of that name.
   *
   * @param organisation its key.
   * @param mapping that {@link MappingText} can read.
   * @return what was saved; nothing when the organisation has {@link ColumnMappings#VERSIONS_MAX}.
   */
  public Optional<ColumnMappings.Version> save(
      int organisation, String name, JsonObject mapping, String who) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      return ColumnMappings.save(connection, organisation, name, mapping, who, clock.instant());
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
