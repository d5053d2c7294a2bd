package eu.releve.edge.journal;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.edge.journal.Segments.Sealed;
import eu.releve.edge.journal.Segments.SealedDamageException;
import eu.releve.edge.journal.Thinning.Thinned;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what becomes of the oldest segment when the journal is full: what is stored is freed;
 * what is not is thinned where that helps, and dropped where it does not.
 *
 * <p>Facts are not lost with the batches that carried them: what they say of other batches is said
 * again in the batch that names the loss.
 */
final class Room {
  /**
   * Time facts and events carried over at most, the newest; a box that reboots in a loop makes
   * many.
   */
  private static final int CARRIED_MAX = 256;

  /** On these the collector's account of an epoch before depends. */
  private static final Set<String> LASTING = Set.of("epoch-ended", "journal-forked");

  /** Thinned batches take the place of others only when they need at most so much of theirs. */
  private static final double WORTHWHILE = 0.75;

  private static final String THINNED =
      "journal full, thinned: the first and the last value of each counter in each quarter-hour are"
          + " kept under later numbers";

  private static final int ROWS_AT_ONCE = 256;
  private static final long BYTES_AT_ONCE = 1 << 20;

  private final Segments segments;
  private final Standing standing;
  private final Tail tail;
  private final Map<Digest, Catalogue> catalogues = new HashMap<>();
  private final List<Row> unstored = new ArrayList<>();
  private final List<Fact> times = new ArrayList<>();
  private final List<Fact> losses = new ArrayList<>();
  private final List<Told> told = new ArrayList<>();
  private long storedBatches;
  private long storedFirst;
  private long storedLast;
  private long unstoredBytes;

  /** Events that are said again as they were said: the boot that they are of is part of them. */
  private record Told(Facts facts, Stamp stamp) {}

  Room(Segments segments, Standing standing, Tail tail) {
    this.segments = segments;
    this.standing = standing;
    this.tail = tail;
  }

  /**
   * What is done.
   *
   * @param freed how many stored batches go.
   * @param replaced how many batches that were not stored go, thinned or whole.
   * @param lostReadings the readings of those that have no successor.
   * @param isThinned whether successors take their place.
   * @param rows what is written instead: successors first, what is said of it last.
   * @param end of the stream behind them.
   */
  record Plan(
      long freed, long replaced, long lostReadings, boolean isThinned, List<Row> rows, Tail end) {
    Counts counted(Counts counts) {
      Counts done = counts.plusAppended(rows.size()).plusFreed(freed);
      return isThinned
          ? done.plusThinned(replaced, lostReadings)
          : done.plusDropped(replaced, lostReadings);
    }
  }

  /** For the oldest segment. */
  Plan plan(Sealed oldest, Stamp now) throws SQLException, IOException, SealedDamageException {
    Thinning thinning = new Thinning();
    List<Row> successors = new ArrayList<>();
    Rewriting rewriting =
        new Rewriting(tail, tail.catalogue().map(any -> tail.catalogueDigest()), successors::add);
    for (List<Row> rows = portion(oldest, 0);
        !rows.isEmpty();
        rows = portion(oldest, rows.getLast().seq())) {
      for (Row row : rows) {
        look(row, thinning);
      }
      rewrite(thinning.takeReady(), rewriting);
    }
    rewrite(thinning.end(), rewriting);
    if (tail.catalogue().isPresent()) {
      rewriting.declare(tail.catalogue().get(), now);
    }
    long bytes = successors.stream().mapToLong(row -> row.bytes().length).sum();
    boolean isThinned = !successors.isEmpty() && bytes <= WORTHWHILE * unstoredBytes;
    long kept = isThinned ? successors.stream().mapToLong(Row::readings).sum() : 0;
    long readings = unstored.stream().mapToLong(Row::readings).sum();
    List<Fact> facts = isThinned ? thinned(now, readings - kept) : facts(now);
    Rewriting saying =
        isThinned ? rewriting : new Rewriting(tail, Optional.empty(), successors::add);
    if (!isThinned) {
      successors.clear();
    }
    for (Told again : told) {
      saying.add(again.facts(), again.stamp());
    }
    for (Facts body : Losses.bodies(facts)) {
      saying.add(body, now);
    }
    return new Plan(
        storedBatches, unstored.size(), readings - kept, isThinned, successors, saying.end());
  }

  private List<Row> portion(Sealed part, long afterSeq) throws SQLException, SealedDamageException {
    return segments.read(part, s -> s.after(afterSeq, ROWS_AT_ONCE, BYTES_AT_ONCE)).rows();
  }

  private void look(Row row, Thinning thinning) {
    boolean isStored = row.seq() <= standing.receiptedSeq();
    if (isStored) {
      storedFirst = storedBatches == 0 ? row.seq() : storedFirst;
      storedLast = row.seq();
      storedBatches++;
    } else {
      // Its bytes are not needed any more, only what is said of it.
      unstored.add(new Row(row.seq(), row.kind(), row.readings(), new byte[0]));
      unstoredBytes += row.bytes().length;
    }
    try {
      Header header = Wire.open(row.bytes()).header();
      Catalogue inForce = catalogues.getOrDefault(header.catalogue(), Catalogue.EMPTY);
      Body body = Check.body(row, inForce);
      switch (body) {
        case Catalogue catalogue -> catalogues.put(Wire.digestOf(catalogue), catalogue);
        case Facts facts when !isStored -> carry(facts, Stamp.of(header));
        case Readings readings when !isStored -> thinning.add(header, readings, inForce);
        case Facts stored -> {}
        case Readings stored -> {}
      }
    } catch (MalformedBatchException unreadable) {
      // It is among the unstored, and so named as lost.
    }
  }

  private void carry(Facts facts, Stamp stamp) {
    List<Fact> lasting = facts.facts().stream().filter(Room::isLasting).toList();
    if (!lasting.isEmpty()) {
      told.add(new Told(new Facts(lasting), stamp));
    }
    if (told.size() > CARRIED_MAX) {
      told.removeFirst();
    }
    for (Fact fact : facts.facts()) {
      switch (fact) {
        case Loss loss -> add(losses, loss);
        case Facts.Time time -> times.add(time);
        case Facts.Event goneOrLasting -> {}
      }
    }
    while (times.size() > CARRIED_MAX) {
      times.removeFirst();
    }
  }

  private static boolean isLasting(Fact fact) {
    return fact instanceof Facts.Event event && LASTING.contains(event.code());
  }

  private static void rewrite(List<Thinned> thinned, Rewriting rewriting)
      throws SQLException, IOException {
    for (Thinned group : thinned) {
      for (Readings readings : Wire.split(group.rows(), group.catalogue())) {
        rewriting.add(readings, group.catalogue(), group.stamp());
      }
    }
  }

  private List<Fact> facts(Stamp now) {
    List<Fact> facts = new ArrayList<>(times);
    facts.addAll(losses);
    for (Row row : unstored) {
      add(facts, new Loss(row.seq(), row.seq(), row.readings(), "journal full"));
    }
    return withHistory(facts, now);
  }

  /** Which batch a reading without a successor was in is not said: the first has them all. */
  private List<Fact> thinned(Stamp now, long lostReadings) {
    List<Fact> facts = new ArrayList<>(times);
    facts.addAll(losses);
    long left = lostReadings;
    for (Row row : unstored) {
      add(facts, new Loss(row.seq(), row.seq(), left, THINNED));
      left = 0;
    }
    return withHistory(facts, now);
  }

  private List<Fact> withHistory(List<Fact> facts, Stamp now) {
    if (storedBatches > 0) {
      String text =
          String.format(
              Locale.ROOT, "batches %d to %d, stored before, made room", storedFirst, storedLast);
      facts.add(new Facts.Event(now.bootMillis(), "history-freed", text));
    }
    return facts;
  }

  /** Adds a loss to the one before when it goes on from there. */
  private static void add(List<Fact> facts, Loss loss) {
    if (!facts.isEmpty()
        && facts.getLast() instanceof Loss before
        && before.toSeq() > 0
        && before.toSeq() + 1 == loss.fromSeq()
        && loss.toSeq() - before.fromSeq() < Loss.NUMBERS_MAX
        && before.reason().equals(loss.reason())) {
      facts.removeLast();
      facts.add(
          new Loss(
              before.fromSeq(), loss.toSeq(), before.readings() + loss.readings(), loss.reason()));
    } else {
      facts.add(loss);
    }
  }
}
