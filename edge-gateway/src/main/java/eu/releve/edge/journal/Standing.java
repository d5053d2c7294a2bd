package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

import java.util.Optional;
import java.util.UUID;

/**
 * What the journal remembers beside its batches: the one row of the table {@code standing}.
 *
 * @param epoch 64 random bits made with the file.
 * @param store who wrote the last receipt.
 * @param receiptedSeq everything up to this number is receipted.
 * @param goneSeq up to this number batches may be missing; after it there is no hole.
 * @param undatedBoot the boot with batches that no trusted clock has dated yet.
 */
record Standing(
    long epoch, Optional<UUID> store, long receiptedSeq, long goneSeq, Optional<UUID> undatedBoot) {
  Standing {
    require(receiptedSeq >= 0, "receipted %d", receiptedSeq);
    require(goneSeq >= 0, "gone %d", goneSeq);
  }

  static Standing ofNew(long epoch) {
    return new Standing(epoch, Optional.empty(), 0, 0, Optional.empty());
  }

  /** Nothing is receipted in a new epoch; the store that there is stays known. */
  Standing anew(long newEpoch, UUID answering) {
    return new Standing(newEpoch, Optional.of(answering), 0, 0, undatedBoot);
  }

  Standing receipted(UUID newStore, long seq) {
    return new Standing(epoch, Optional.of(newStore), seq, goneSeq, undatedBoot);
  }

  Standing receiptedSeq(long seq) {
    return new Standing(epoch, store, seq, goneSeq, undatedBoot);
  }

  Standing gone(long seq) {
    return new Standing(epoch, store, receiptedSeq, Math.max(goneSeq, seq), undatedBoot);
  }

  Standing undated(Optional<UUID> boot) {
    return new Standing(epoch, store, receiptedSeq, goneSeq, boot);
  }
}
