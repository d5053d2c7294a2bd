package eu.releve.edge.journal;

import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** Why a receipt covers less than one before it did; the collector is told which it was. */
enum Change {
  /** Another store answers: a new collector, or one whose database was lost. */
  OTHER_STORE("store-changed", "stored elsewhere, no longer held"),
  /** The same store has less than it had: its database was replaced by an older backup. */
  WENT_BACK("store-went-back", "stored before the store went back, no longer held");

  private final String code;
  private final String reason;

  Change(String code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  /**
   * What is said of it.
   *
   * @param standing as it was before.
   * @param holes from and to which numbers nothing is held after the receipt's own.
   */
  List<Fact> told(Receipt receipt, Standing standing, List<long[]> holes, long bootMillis) {
    String text =
        String.format(
            Locale.ROOT,
            "store %s has epoch %016x up to %d, store %s had receipted up to %d",
            receipt.store(),
            standing.epoch(),
            receipt.seq(),
            standing.store().map(UUID::toString).orElse("none"),
            standing.receiptedSeq());
    List<Fact> told = new ArrayList<>();
    told.add(new Facts.Event(bootMillis, code, text));
    for (long[] hole : holes) {
      told.addAll(Facts.Loss.range(hole[0], hole[1], reason));
    }
    return told;
  }
}
