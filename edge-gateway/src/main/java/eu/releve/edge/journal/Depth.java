package eu.releve.edge.journal;

import static eu.releve.measure.Require.require;

/**
 * How much the journal holds that no receipt covers yet.
 *
 * @param batches how many batches.
 * @param readings how many readings in them.
 * @param bytes their sealed bytes.
 * @param lastSeq the number of the newest batch, 0 before the first.
 * @param receiptedSeq everything up to this number is receipted, 0 for nothing.
 */
public record Depth(long batches, long readings, long bytes, long lastSeq, long receiptedSeq) {
  public Depth {
    require(batches >= 0 && readings >= 0 && bytes >= 0, "negative depth");
    require(receiptedSeq <= lastSeq, "receipted %d above last %d", receiptedSeq, lastSeq);
  }
}
