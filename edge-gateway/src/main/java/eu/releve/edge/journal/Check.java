package eu.releve.edge.journal;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segment.Total;
import eu.releve.edge.journal.Segments.SealedDamageException;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Loss;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads back what was written before it is trusted: every batch that no receipt covers. */
final class Check {
  private static final Logger log = LoggerFactory.getLogger(Check.class);

  private static final int ROWS_AT_ONCE = 256;
  private static final long BYTES_AT_ONCE = 1 << 20;

  private final Segments segments;
  private final Standing standing;
  private final List<long[]> holes = new ArrayList<>();
  private final List<Loss> declared = new ArrayList<>();
  private long seq;
  private Total depth = Total.NONE;
  private Optional<Digest> digest = Optional.empty();

  private Check(Segments segments, Standing standing) {
    this.segments = segments;
    this.standing = standing;
  }

  /**
   * What sound segments end with.
   *
   * @param seq of the last batch, 0 when there is none.
   * @param digest of the last batch.
   * @param catalogue in force.
   * @param depth what is not receipted.
   * @param holes numbers that are not there and that nobody has declared lost.
   */
  record Found(
      long seq, Digest digest, Optional<Catalogue> catalogue, Total depth, List<long[]> holes) {}

  static Found check(Segments segments, Standing standing)
      throws SQLException, DamageException, SealedDamageException {
    return new Check(segments, standing).check();
  }

  /** Opens a row's envelope: its checksum, its number and its epoch must be what the row says. */
  static SealedBatch open(Row row, long epoch) throws DamageException {
    try {
      Header header = Wire.open(row.bytes()).header();
      if (header.seq() != row.seq() || header.epoch() != epoch || header.kind() != row.kind()) {
        throw new DamageException(
            "batch %d says that it is %s %d of epoch %016x"
                .formatted(row.seq(), header.kind(), header.seq(), header.epoch()));
      }
      return new SealedBatch(header, row.bytes(), Digest.of(row.bytes()));
    } catch (MalformedBatchException malformed) {
      throw new DamageException(
          "batch %d: %s".formatted(row.seq(), malformed.getMessage()), malformed);
    }
  }

  /** What a row holds, decoded with the catalogue that its header names. */
  static Body body(Row row, Catalogue inForce) throws MalformedBatchException {
    return Wire.body(Wire.open(row.bytes()), row.bytes(), inForce);
  }

  private Found check() throws SQLException, DamageException, SealedDamageException {
    long last = segments.lastSeq();
    // The last batch is always checked, receipted or not: the next one is chained to it.
    seq = Math.max(0, Math.min(standing.receiptedSeq(), last - 1));
    followAll();
    if (last > 0 && seq < last) {
      // The next one names its digest: without that, no store would take what follows.
      throw new DamageException("batch %d, the last one, is not there".formatted(last));
    }
    missing(last + 1);
    if (seq < Math.max(standing.receiptedSeq(), standing.goneSeq())) {
      throw new DamageException(
          "batches end at %d, receipted to %d".formatted(seq, standing.receiptedSeq()));
    }
    return new Found(
        seq, digest.orElse(Digest.NONE), catalogue(), depth, Losses.undeclared(holes, declared));
  }

  /** What comes next is read while what was read is checked. */
  private void followAll() throws SQLException, DamageException, SealedDamageException {
    // Closing waits: nobody else may ask the segments before.
    try (ExecutorService reader = Executors.newSingleThreadExecutor()) {
      List<Row> rows = taken(ahead(seq, reader));
      while (!rows.isEmpty()) {
        CompletableFuture<List<Row>> next = ahead(rows.getLast().seq(), reader);
        for (Row row : rows) {
          follow(row);
        }
        rows = taken(next);
      }
    }
  }

  private CompletableFuture<List<Row>> ahead(long after, Executor reader) {
    CompletableFuture<List<Row>> rows = new CompletableFuture<>();
    reader.execute(
        () -> {
          try {
            rows.complete(segments.after(after, ROWS_AT_ONCE, BYTES_AT_ONCE));
          } catch (SQLException | SealedDamageException | RuntimeException | Error failure) {
            // Whatever it was: somebody waits.
            rows.completeExceptionally(failure);
          }
        });
    return rows;
  }

  private static List<Row> taken(CompletableFuture<List<Row>> rows)
      throws SQLException, SealedDamageException {
    try {
      return rows.join();
    } catch (CompletionException failed) {
      switch (failed.getCause()) {
        case SQLException refused -> throw refused;
        case SealedDamageException damage -> throw damage;
        case null, default -> throw failed;
      }
    }
  }

  private void follow(Row row) throws DamageException, SealedDamageException {
    boolean isNext = row.seq() == seq + 1;
    missing(row.seq());
    SealedBatch batch = opened(row);
    Digest previous = batch.header().previous();
    if (isNext && digest.isPresent() && !digest.get().equals(previous)) {
      throw new DamageException(
          "batch %d follows digest %s, found %s".formatted(row.seq(), previous, digest.get()));
    }
    seq = row.seq();
    digest = Optional.of(batch.digest());
    if (row.kind() == BatchKind.FACT) {
      declared(row);
    }
    if (seq > standing.receiptedSeq()) {
      depth = depth.plus(new Total(1, row.readings(), row.bytes().length));
    }
  }

  /** A hole is declared while the fact that says so is held: one after a hole is not receipted. */
  private void declared(Row row) {
    try {
      if (body(row, Catalogue.EMPTY) instanceof Facts facts) {
        facts.facts().stream()
            .filter(Loss.class::isInstance)
            .map(Loss.class::cast)
            .forEach(declared::add);
      }
    } catch (MalformedBatchException unreadable) {
      // Nobody else can read it either: what it declared is declared anew.
      log.warn("a fact batch cannot be read seq={} reason={}", row.seq(), unreadable.getMessage());
    }
  }

  /** A sealed segment is mended by itself; damage in the last one ends the epoch. */
  private SealedBatch opened(Row row) throws DamageException, SealedDamageException {
    try {
      return open(row, standing.epoch());
    } catch (DamageException damage) {
      Optional<Segments.Sealed> part = segments.partOf(row.seq());
      if (part.isPresent()) {
        throw new SealedDamageException(part.get(), damage);
      }
      throw damage;
    }
  }

  /** Between the last batch that was found and this number. */
  private void missing(long nextSeq) {
    long from = Math.max(seq, standing.receiptedSeq()) + 1;
    if (from < nextSeq) {
      holes.add(new long[] {from, nextSeq - 1});
    }
  }

  private Optional<Catalogue> catalogue()
      throws SQLException, DamageException, SealedDamageException {
    Optional<Row> row = segments.catalogue();
    return row.isEmpty() ? Optional.empty() : Optional.of(catalogue(opened(row.get())));
  }

  private static Catalogue catalogue(SealedBatch batch) throws DamageException {
    try {
      Body body = Wire.body(Wire.open(batch.bytes()), batch.bytes(), Catalogue.EMPTY);
      if (body instanceof Catalogue catalogue && batch.header().kind() == BatchKind.CATALOGUE) {
        return catalogue;
      }
      throw new DamageException("batch %d is no catalogue".formatted(batch.header().seq()));
    } catch (MalformedBatchException malformed) {
      throw new DamageException(
          "catalogue %d: %s".formatted(batch.header().seq(), malformed.getMessage()), malformed);
    }
  }
}
