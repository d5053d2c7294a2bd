package eu.releve.edge.journal;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Seals once more, under the numbers that come next, what was sealed before: with the clocks that
 * it was sealed with, and behind the catalogue that numbers it.
 *
 * <p>Readings keep their instants, so they are the same readings: what the store has of them
 * already counts once.
 */
final class Rewriting {
  private final Sink sink;
  private Tail end;
  private Optional<Digest> declared;

  /** Where the batches go. */
  interface Sink {
    void put(Row row) throws SQLException, IOException;
  }

  /**
   * Goes on behind the end of a stream.
   *
   * @param declared the catalogue in force there, so that it need not be said again.
   */
  Rewriting(Tail end, Optional<Digest> declared, Sink sink) {
    this.end = end;
    this.declared = declared;
    this.sink = sink;
  }

  Tail end() {
    return end;
  }

  /** The next readings say their catalogue again. */
  void forgetCatalogue() {
    declared = Optional.empty();
  }

  /** Unless it is in force already. */
  void declare(Catalogue catalogue, Stamp stamp) throws SQLException, IOException {
    Digest digest = Wire.digestOf(catalogue);
    if (!declared.equals(Optional.of(digest))) {
      declared = Optional.of(digest);
      add(catalogue, stamp);
    }
  }

  void add(Facts facts, Stamp stamp) throws SQLException, IOException {
    add((Body) facts, stamp);
  }

  void add(Readings readings, Catalogue numbering, Stamp stamp) throws SQLException, IOException {
    declare(numbering, stamp);
    add(readings, stamp);
  }

  private void add(Body body, Stamp stamp) throws SQLException, IOException {
    SealedBatch batch = end.seal(body, stamp);
    end = end.then(batch, body);
    sink.put(Tail.rowOf(batch, body));
  }
}
