package eu.releve.edge.journal;

import eu.releve.edge.journal.JournalFile.Row;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes what no receipt covers once more, under numbers of a new epoch.
 *
 * <p>Readings keep the clocks that they were sealed with, so they are the same readings: what the
 * store has of them already counts once.
 */
final class Renumbering {
  private static final int ROWS_AT_ONCE = 256;
  private static final long BYTES_AT_ONCE = 1 << 20;

  private final JournalFile file;
  private final Standing old;
  private final Map<Digest, Catalogue> catalogues = new HashMap<>();
  private Tail end;
  private Optional<Digest> declared = Optional.empty();

  /**
   * @param old what stood before; its epoch ends.
   * @param epoch the new one.
   */
  Renumbering(JournalFile file, Standing old, long epoch) {
    this.file = file;
    this.old = old;
    this.end = Tail.of(epoch, 0, Digest.NONE, Optional.empty());
  }

  /**
   * Runs inside a transaction.
   *
   * @param before the end of the old epoch.
   * @param reason why the numbers of the old epoch cannot be used any more.
   * @return the end of the new one.
   */
  Tail run(Tail before, Stamp now, String reason) throws SQLException {
    file.beginAnew();
    if (before.catalogue().isPresent()) {
      declare(before.catalogue().get(), now);
    }
    String text =
        String.format(
            Locale.ROOT,
            "epoch %016x, receipted to %d, written to %d: %s",
            old.epoch(),
            old.receiptedSeq(),
            before.seq(),
            reason);
    add(new Facts(List.of(new Facts.Event(now.bootMillis(), "journal-forked", text))), now);
    long seq = old.receiptedSeq();
    OptionalLong first = file.oldCatalogueUpTo(seq + 1);
    if (first.isPresent()) {
      learn(file.oldAfter(first.getAsLong() - 1, 1, 1).getFirst());
    }
    List<Row> rows = file.oldAfter(seq, ROWS_AT_ONCE, BYTES_AT_ONCE);
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        carry(row, now);
        seq = row.seq();
      }
      rows = file.oldAfter(seq, ROWS_AT_ONCE, BYTES_AT_ONCE);
    }
    if (before.catalogue().isPresent()) {
      declare(before.catalogue().get(), now);
    }
    file.endAnew();
    return end;
  }

  private void learn(Row row) {
    try {
      if (Check.body(row, Catalogue.EMPTY) instanceof Catalogue catalogue) {
        catalogues.put(Wire.digestOf(catalogue), catalogue);
      }
    } catch (MalformedBatchException unreadable) {
      // The batches that need it say so themselves.
    }
  }

  private void carry(Row row, Stamp now) throws SQLException {
    try {
      Header header = Check.open(row, old.epoch()).header();
      Stamp then =
          new Stamp(header.bootId(), header.bootMillis(), header.wallMillis(), header.trust());
      if (row.kind() == BatchKind.CATALOGUE) {
        learn(row);
        return;
      }
      Catalogue inForce = catalogues.getOrDefault(header.catalogue(), Catalogue.EMPTY);
      Body body = Check.body(row, inForce);
      if (body instanceof Facts facts) {
        add(new Facts(facts.facts().stream().map(this::unnumbered).toList()), then);
      } else {
        declare(inForce, then);
        add(body, then);
      }
    } catch (MalformedBatchException | DamageException unreadable) {
      String text = "batch " + row.seq() + " before the fork: " + unreadable.getMessage();
      add(new Facts(List.of(new Facts.Loss(0, 0, row.readings(), text))), now);
    }
  }

  /** A loss names numbers of the old epoch, which mean other batches in the new one. */
  private Fact unnumbered(Fact fact) {
    if (!(fact instanceof Facts.Loss loss) || loss.toSeq() == 0) {
      return fact;
    }
    String text =
        String.format(
            Locale.ROOT,
            "batches %d to %d of epoch %016x: %s",
            loss.fromSeq(),
            loss.toSeq(),
            old.epoch(),
            loss.reason());
    return new Facts.Loss(0, 0, loss.readings(), text);
  }

  private void declare(Catalogue catalogue, Stamp stamp) throws SQLException {
    Digest digest = Wire.digestOf(catalogue);
    catalogues.put(digest, catalogue);
    if (!declared.equals(Optional.of(digest))) {
      declared = Optional.of(digest);
      add(catalogue, stamp);
    }
  }

  private void add(Body body, Stamp stamp) throws SQLException {
    SealedBatch batch = end.seal(body, stamp);
    file.insertAnew(Tail.rowOf(batch, body));
    end = end.then(batch, body);
  }
}
