package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Header;
import eu.releve.wire.Readings;
import eu.releve.wire.SealedBatch;
import eu.releve.wire.Wire;
import java.util.Optional;

/**
 * The end of the stream, to which the next batch is chained.
 *
 * @param epoch of the journal.
 * @param seq of the last batch, 0 before the first.
 * @param digest of the last batch.
 * @param catalogue in force.
 * @param catalogueDigest of the catalogue in force.
 */
record Tail(
    long epoch, long seq, Digest digest, Optional<Catalogue> catalogue, Digest catalogueDigest) {
  static Tail of(long epoch, long seq, Digest digest, Optional<Catalogue> catalogue) {
    return new Tail(
        epoch, seq, digest, catalogue, catalogue.map(Wire::digestOf).orElse(Digest.NONE));
  }

  /** The batch that comes next. A catalogue is in force from its own batch on. */
  SealedBatch seal(Body body, Stamp stamp) {
    Digest inForce = body instanceof Catalogue own ? Wire.digestOf(own) : catalogueDigest;
    Header header =
        new Header(
            kindOf(body),
            epoch,
            seq + 1,
            digest,
            inForce,
            stamp.bootId(),
            stamp.bootMillis(),
            stamp.wallMillis(),
            stamp.trust());
    SealedBatch batch =
        Wire.seal(
            header, body, body instanceof Catalogue own ? own : catalogue.orElse(Catalogue.EMPTY));
    require(
        batch.bytes().length <= Limits.BATCH_BYTES_MAX,
        "batch of %d bytes, at most %d",
        batch.bytes().length,
        Limits.BATCH_BYTES_MAX);
    return batch;
  }

  /** The end when that batch is written. */
  Tail then(SealedBatch batch, Body body) {
    return body instanceof Catalogue own
        ? of(epoch, batch.header().seq(), batch.digest(), Optional.of(own))
        : new Tail(epoch, batch.header().seq(), batch.digest(), catalogue, catalogueDigest);
  }

  /** The batch as it is kept. */
  static Row rowOf(SealedBatch batch, Body body) {
    int readings = body instanceof Readings own ? own.rows().size() : 0;
    return new Row(batch.header().seq(), batch.header().kind(), readings, batch.bytes());
  }

  private static BatchKind kindOf(Body body) {
    return switch (body) {
      case Readings readings -> BatchKind.READINGS;
      case Catalogue catalogue -> BatchKind.CATALOGUE;
      case Facts facts -> BatchKind.FACT;
    };
  }
}
