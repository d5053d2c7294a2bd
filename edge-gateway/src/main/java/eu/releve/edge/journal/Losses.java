package eu.releve.edge.journal;

import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What has to be said of numbers that are not there. */
final class Losses {
  private static final int FACTS_AT_ONCE = 256;

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

  /** Of the numbers that are not there, those that no loss names. */
  static List<long[]> undeclared(List<long[]> holes, List<Loss> declared) {
    List<Loss> sorted = declared.stream().sorted(Comparator.comparingLong(Loss::fromSeq)).toList();
    List<long[]> left = new ArrayList<>();
    for (long[] hole : holes) {
      long from = hole[0];
      for (Loss loss : sorted) {
        boolean isOfIt = from <= hole[1] && loss.fromSeq() <= hole[1] && from <= loss.toSeq();
        if (isOfIt && from < loss.fromSeq()) {
          left.add(new long[] {from, loss.fromSeq() - 1});
        }
        from = isOfIt ? loss.toSeq() + 1 : from;
      }
      if (from <= hole[1]) {
        left.add(new long[] {from, hole[1]});
      }
    }
    return List.copyOf(left);
  }

  /**
   * The same as bodies: a collector refuses one that is too long, or names more numbers than it
   * marks in one transaction.
   */
  static List<Facts> bodies(List<Fact> facts) {
    List<Facts> bodies = new ArrayList<>();
    List<Fact> next = new ArrayList<>();
    long numbers = 0;
    for (Fact fact : facts) {
      long more = fact instanceof Loss loss ? loss.toSeq() - loss.fromSeq() + 1 : 0;
      boolean isFull = next.size() == FACTS_AT_ONCE || numbers + more > Loss.NUMBERS_MAX;
      if (isFull && !next.isEmpty()) {
        bodies.add(new Facts(next));
        next = new ArrayList<>();
        numbers = 0;
      }
      next.add(fact);
      numbers += more;
    }
    if (!next.isEmpty()) {
      bodies.add(new Facts(next));
    }
    return bodies;
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
