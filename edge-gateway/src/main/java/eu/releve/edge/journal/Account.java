package eu.releve.edge.journal;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segment.Total;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the journal holds and has done, told without waiting for the disk. Written by one thread at
 * a time.
 */
final class Account {
  private static final Logger log = LoggerFactory.getLogger(Account.class);

  private volatile Depth depth = new Depth(0, 0, 0, 0, 0);
  private volatile long epoch;
  private volatile Counts counts = Counts.NONE;
  private volatile ClockView dating = ClockView.UNKNOWN;
  private boolean isLosing;

  /** 0 until there is one. */
  long epoch() {
    return epoch;
  }

  Depth depth() {
    return depth;
  }

  ClockView dating() {
    return dating;
  }

  Counts counts() {
    return counts;
  }

  void count(UnaryOperator<Counts> change) {
    counts = change.apply(counts);
  }

  void wrote(List<Row> rows, Stream stream) {
    Depth before = depth;
    depth =
        new Depth(
            before.batches() + rows.size(),
            before.readings() + rows.stream().mapToLong(Row::readings).sum(),
            before.bytes() + rows.stream().mapToLong(row -> row.bytes().length).sum(),
            stream.tail().seq(),
            stream.standing().receiptedSeq());
    count(any -> any.plusAppended(rows.size()));
    dating = stream.dating();
  }

  void receipted(Total stored, Stream stream) {
    Depth before = depth;
    recount(
        new Total(
            before.batches() - stored.batches(),
            before.readings() - stored.readings(),
            before.bytes() - stored.bytes()),
        stream);
  }

  void recount(Total unreceipted, Stream stream) {
    epoch = stream.standing().epoch();
    dating = stream.dating();
    depth =
        new Depth(
            unreceipted.batches(),
            unreceipted.readings(),
            unreceipted.bytes(),
            stream.tail().seq(),
            stream.standing().receiptedSeq());
  }

  /** Said when it begins and when it ends, not for each segment. */
  void sayLosing(Room.Plan plan) {
    boolean isLosingNow = plan.replaced() > 0;
    if (isLosingNow && !isLosing) {
      log.error(
          "journal full of what is not stored batches={} thinned={} readings lost={}",
          plan.replaced(),
          plan.isThinned(),
          plan.lostReadings());
    } else if (!isLosingNow && isLosing) {
      log.info("journal full, but everything that makes room is stored again");
    }
    isLosing = isLosingNow;
  }
}
