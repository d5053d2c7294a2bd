package eu.releve.wire;

import static eu.releve.measure.Require.require;

import java.util.UUID;

/**
 * The collector's word that everything of an epoch up to a number is kept: the only thing that
 * frees a batch.
 *
 * @param store which store has it.
 * @param epoch the journal.
 * @param seq everything up to this number is stored, quarantined or declared lost; 0 for nothing.
 * @param digest the digest of the batch with that number, {@link Digest#NONE} for 0.
 */
public record Receipt(UUID store, long epoch, long seq, Digest digest) {
  public Receipt {
    require(seq >= 0, "receipt for seq %d", seq);
  }
}
