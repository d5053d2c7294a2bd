package eu.releve.edge.journal;

import eu.releve.edge.journal.JournalFile.Row;
import eu.releve.edge.journal.JournalFile.Total;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads back what was written before it is trusted: every batch that no receipt covers. */
final class Check {
  private static final int ROWS_AT_ONCE = 256;
  private static final long BYTES_AT_ONCE = 1 << 20;

  private final JournalFile file;
  private final Standing standing;
  private long seq;
  private Optional<Digest> digest = Optional.empty();

  private Check(JournalFile file, Standing standing) {
    this.file = file;
    this.standing = standing;
  }

  /**
   * What a sound file ends with.
   *
   * @param seq of the last batch, 0 when there is none.
   * @param digest of the last batch.
   * @param catalogue in force.
   * @param depth what is not receipted.
   */
  record Found(long seq, Digest digest, Optional<Catalogue> catalogue, Total depth) {}

  static Found check(JournalFile file, Standing standing) throws SQLException, DamageException {
    return new Check(file, standing).check();
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

  private Found check() throws SQLException, DamageException {
    Total depth = file.total(standing.receiptedSeq(), Long.MAX_VALUE);
    OptionalLong last = file.last();
    // The last batch is always checked, receipted or not: the next one is chained to it.
    seq = Math.max(0, Math.min(standing.receiptedSeq(), last.orElse(0) - 1));
    List<Row> rows = file.after(seq, ROWS_AT_ONCE, BYTES_AT_ONCE);
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        follow(row);
      }
      rows = file.after(seq, ROWS_AT_ONCE, BYTES_AT_ONCE);
    }
    if (seq < Math.max(standing.receiptedSeq(), standing.goneSeq())) {
      throw new DamageException(
          "batches end at %d, receipted to %d".formatted(seq, standing.receiptedSeq()));
    }
    return new Found(seq, digest.orElse(Digest.NONE), catalogue(), depth);
  }

  private void follow(Row row) throws DamageException {
    boolean isNext = row.seq() == seq + 1;
    if (!isNext && row.seq() > standing.goneSeq() + 1) {
      throw new DamageException("batch %d follows batch %d".formatted(row.seq(), seq));
    }
    SealedBatch batch = open(row, standing.epoch());
    Digest previous = batch.header().previous();
    if (isNext && digest.isPresent() && !digest.get().equals(previous)) {
      throw new DamageException(
          "batch %d follows digest %s, found %s".formatted(row.seq(), previous, digest.get()));
    }
    seq = row.seq();
    digest = Optional.of(batch.digest());
  }

  private Optional<Catalogue> catalogue() throws SQLException, DamageException {
    OptionalLong at = file.catalogueUpTo(Long.MAX_VALUE);
    if (at.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes =
        file.bytesOf(at.getAsLong())
            .orElseThrow(
                () ->
                    new DamageException(
                        "the index names catalogue " + at.getAsLong() + ", which is not there"));
    Row row = new Row(at.getAsLong(), BatchKind.CATALOGUE, 0, bytes);
    return Optional.of(catalogue(open(row, standing.epoch())));
  }

  private static Catalogue catalogue(SealedBatch batch) throws DamageException {
    try {
      Body body = Wire.body(Wire.open(batch.bytes()), batch.bytes(), Catalogue.EMPTY);
      if (body instanceof Catalogue catalogue) {
        return catalogue;
      }
      throw new DamageException("batch %d is no catalogue".formatted(batch.header().seq()));
    } catch (MalformedBatchException malformed) {
      throw new DamageException(
          "catalogue %d: %s".formatted(batch.header().seq(), malformed.getMessage()), malformed);
    }
  }
}
