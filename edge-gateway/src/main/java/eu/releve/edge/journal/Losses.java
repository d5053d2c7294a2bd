package eu.releve.edge.journal;

import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import java.util.ArrayList;
import java.util.List;

/** What has to be said of numbers that are not there. */
final class Losses {
  private Losses() {}

  /** Those already told, and of the holes what they do not name. */
  static List<Fact> beside(List<Fact> told, List<long[]> holes) {
    List<Fact> losses = new ArrayList<>(told);
    for (long[] hole : holes) {
      long from = hole[0];
      for (Fact fact : told) {
        if (fact instanceof Loss loss && loss.fromSeq() <= from && from <= loss.toSeq()) {
          from = loss.toSeq() + 1;
        } else if (fact instanceof Loss loss
            && from < loss.fromSeq()
            && loss.fromSeq() <= hole[1]) {
          losses.addAll(Loss.range(from, loss.fromSeq() - 1, "not found on the disk"));
          from = loss.toSeq() + 1;
        }
      }
      if (from <= hole[1]) {
        losses.addAll(Loss.range(from, hole[1], "not found on the disk"));
      }
    }
    return losses;
  }

  /** The highest number that one of them names, 0 for none. */
  static long last(List<Fact> losses) {
    long last = 0;
    for (Fact fact : losses) {
      last = fact instanceof Loss loss ? Math.max(last, loss.toSeq()) : last;
    }
    return last;
  }
}
