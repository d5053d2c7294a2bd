package eu.releve.edge.journal;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segments.SealedDamageException;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Begins another epoch while the journal is in use: with the catalogue, an event that tells both
 * histories, and what no receipt covered.
 *
 * <p>When {@link #write} returns the new epoch is in force; when it throws, the old one is, with
 * one exception that is told by {@link Succession#isDecided}.
 */
final class Fork {
  private static final int ROWS_AT_ONCE = 256;
  private static final long BYTES_AT_ONCE = 1 << 20;

  private final Stream stream;
  private final long segmentBytes;
  private final Stamp now;
  private final long epoch = new SecureRandom().nextLong();

  Fork(Stream stream, long segmentBytes, Stamp now) {
    this.stream = stream;
    this.segmentBytes = segmentBytes;
    this.now = now;
  }

  /**
   * Writes the new epoch's segments and decides for them.
   *
   * @param store who knows another history.
   * @param reason what differs.
   */
  void write(UUID store, String reason) throws SQLException, IOException, SealedDamageException {
    Standing old = stream.standing();
    Succession succession = new Succession(stream.segments().folder());
    try {
      try (Renumbering renumbering =
          new Renumbering(
              stream.segments().folder(),
              segmentBytes,
              old,
              old.anew(epoch, Optional.of(store)),
              stream.numbers(),
              now)) {
        fill(renumbering, old, reason);
      }
      succession.begin(epoch, Optional.empty());
    } catch (SQLException | IOException | SealedDamageException | RuntimeException failure) {
      if (!succession.isDecided()) {
        succession.finish();
        throw failure;
      }
    }
  }

  private void fill(Renumbering renumbering, Standing old, String reason)
      throws SQLException, IOException, SealedDamageException {
    Optional<Catalogue> catalogue = stream.tail().catalogue();
    if (catalogue.isPresent()) {
      renumbering.declare(catalogue.get());
    }
    String text =
        String.format(
            Locale.ROOT,
            "epoch %016x, receipted to %d, written to %d: %s",
            old.epoch(),
            old.receiptedSeq(),
            stream.tail().seq(),
            reason);
    renumbering.sayEnd(new Facts.Event(now.bootMillis(), "journal-forked", text));
    List<Row> rows = portion(firstNeeded(old.receiptedSeq() + 1) - 1);
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        renumbering.carry(row);
      }
      rows = portion(rows.getLast().seq());
    }
    if (catalogue.isPresent()) {
      renumbering.declare(catalogue.get());
    }
  }

  /** A segment begins with the catalogue that its first readings need. */
  private long firstNeeded(long seq) {
    return stream
        .segments()
        .partOf(seq)
        .map(Segments.Sealed::firstSeq)
        .orElse(stream.segments().activeFirstSeq());
  }

  private List<Row> portion(long afterSeq) throws SQLException, SealedDamageException {
    return stream.segments().after(afterSeq, ROWS_AT_ONCE, BYTES_AT_ONCE);
  }
}
