package eu.releve.edge.journal;

import eu.releve.edge.journal.JournalFile.Outline;
import eu.releve.edge.journal.JournalFile.Row;
import eu.releve.wire.BatchKind;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Facts.Loss;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Wire;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Decides which batches make room: first stored ones, then the oldest that are not stored.
 *
 * <p>Facts are not lost with the batches that carried them: what they say of other batches is said
 * again in the batch that names the loss.
 */
final class Room {
  /** Time facts and losses carried over at most; a box that reboots in a loop makes many. */
  private static final int CARRIED_MAX = 256;

  private final JournalFile file;
  private final Standing standing;
  private final long lastSeq;

  Room(JournalFile file, Standing standing, long lastSeq) {
    this.file = file;
    this.standing = standing;
    this.lastSeq = lastSeq;
  }

  /**
   * What goes.
   *
   * @param toSeq everything up to this number.
   * @param keptSeq but this one: the catalogue that numbers what stays; 0 for none.
   * @param freed how many stored batches.
   * @param dropped how many batches that were not stored.
   * @param droppedReadings the readings in those.
   * @param facts what has to be said about it.
   */
  record Plan(
      long toSeq, long keptSeq, long freed, long dropped, long droppedReadings, List<Fact> facts) {
    boolean isEmpty() {
      return freed + dropped == 0;
    }
  }

  /** Chooses the oldest batches that make up those bytes; the last batch always stays. */
  Plan plan(long bytesWanted, long bootMillis) throws SQLException {
    List<Outline> oldest = file.oldest(lastSeq - 1, bytesWanted);
    if (oldest.isEmpty()) {
      return new Plan(0, 0, 0, 0, 0, List.of());
    }
    long toSeq = oldest.getLast().seq();
    long kept = file.catalogueUpTo(toSeq + 1).orElse(0);
    List<Outline> stored = new ArrayList<>();
    List<Outline> unstored = new ArrayList<>();
    for (Outline outline : oldest) {
      if (outline.seq() != kept) {
        (outline.seq() <= standing.receiptedSeq() ? stored : unstored).add(outline);
      }
    }
    List<Fact> facts = new ArrayList<>(carried(unstored));
    lost(unstored).forEach(loss -> add(facts, loss));
    if (!stored.isEmpty()) {
      facts.add(history(stored, bootMillis));
    }
    long readings = unstored.stream().mapToLong(Outline::readings).sum();
    return new Plan(toSeq, kept, stored.size(), unstored.size(), readings, facts);
  }

  private static Fact history(List<Outline> stored, long bootMillis) {
    String text =
        String.format(
            Locale.ROOT,
            "batches %d to %d, stored before, made room",
            stored.getFirst().seq(),
            stored.getLast().seq());
    return new Facts.Event(bootMillis, "history-freed", text);
  }

  private static List<Loss> lost(List<Outline> unstored) {
    List<Fact> losses = new ArrayList<>();
    for (Outline outline : unstored) {
      add(losses, new Loss(outline.seq(), outline.seq(), outline.readings(), "journal full"));
    }
    return losses.stream().map(Loss.class::cast).toList();
  }

  /** Adds a loss to the one before when it goes on from there. */
  private static void add(List<Fact> facts, Loss loss) {
    if (!facts.isEmpty()
        && facts.getLast() instanceof Loss before
        && before.toSeq() > 0
        && before.toSeq() + 1 == loss.fromSeq()
        && before.reason().equals(loss.reason())) {
      facts.removeLast();
      facts.add(
          new Loss(
              before.fromSeq(), loss.toSeq(), before.readings() + loss.readings(), loss.reason()));
    } else {
      facts.add(loss);
    }
  }

  private List<Fact> carried(List<Outline> unstored) throws SQLException {
    List<Fact> carried = new ArrayList<>();
    for (Outline outline : unstored) {
      if (outline.kind() == BatchKind.FACT) {
        for (Fact fact : factsOf(outline)) {
          switch (fact) {
            case Loss loss -> add(carried, loss);
            case Facts.Time time -> carried.addFirst(time);
            case Facts.Event gone -> {}
          }
        }
      }
    }
    return carried.subList(Math.max(0, carried.size() - CARRIED_MAX), carried.size());
  }

  private List<Fact> factsOf(Outline outline) throws SQLException {
    Row row = file.after(outline.seq() - 1, 1, Long.MAX_VALUE).getFirst();
    try {
      return Wire.body(Wire.open(row.bytes()), row.bytes(), Catalogue.EMPTY) instanceof Facts facts
          ? facts.facts()
          : List.of();
    } catch (MalformedBatchException unreadable) {
      return List.of(new Loss(row.seq(), row.seq(), 0, "unreadable: " + unreadable.getMessage()));
    }
  }
}
