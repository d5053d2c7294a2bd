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
 * @param freedSeq everything up to this number has left the journal to make room.
 * @param doubt hours that come again in a boot.
 */
record Standing(
    long epoch,
    Optional<UUID> store,
    long receiptedSeq,
    long goneSeq,
    Optional<UUID> undatedBoot,
    long freedSeq,
    Optional<Doubt> doubt) {
  /**
   * A boot whose clock was taken back: instants up to there were given before.
   *
   * @param toWallMillis milliseconds since 1970.
   */
  record Doubt(UUID boot, long toWallMillis) {}

  Standing {
    require(receiptedSeq >= 0, "receipted %d", receiptedSeq);
    require(goneSeq >= 0, "gone %d", goneSeq);
    require(freedSeq >= 0, "freed %d", freedSeq);
  }

  static Standing ofNew(long epoch) {
    return new Standing(epoch, Optional.empty(), 0, 0, Optional.empty(), 0, Optional.empty());
  }

  /** Nothing is receipted in a new epoch; the store that there is stays known. */
  Standing anew(long newEpoch, Optional<UUID> answering) {
    return new Standing(newEpoch, answering, 0, 0, undatedBoot, 0, doubt);
  }

  Standing receipted(UUID newStore, long seq) {
    return new Standing(epoch, Optional.of(newStore), seq, goneSeq, undatedBoot, freedSeq, doubt);
  }

  Standing receiptedSeq(long seq) {
    return new Standing(epoch, store, seq, goneSeq, undatedBoot, freedSeq, doubt);
  }

  Standing gone(long seq) {
    return new Standing(
        epoch, store, receiptedSeq, Math.max(goneSeq, seq), undatedBoot, freedSeq, doubt);
  }

  Standing undated(Optional<UUID> boot) {
    return new Standing(epoch, store, receiptedSeq, goneSeq, boot, freedSeq, doubt);
  }

  Standing doubting(Optional<Doubt> known) {
    return doubt.equals(known)
        ? this
        : new Standing(epoch, store, receiptedSeq, goneSeq, undatedBoot, freedSeq, known);
  }

  /** Whole segments up to that number have made room. */
  Standing freed(long seq) {
    return new Standing(
        epoch,
        store,
        receiptedSeq,
        Math.max(goneSeq, seq),
        undatedBoot,
        Math.max(freedSeq, seq),
        doubt);
  }
}
