package eu.releve.edge.journal;

import eu.releve.edge.journal.Segment.Row;
import eu.releve.measure.Register;
import eu.releve.wire.Body;
import eu.releve.wire.Catalogue;
import eu.releve.wire.Digest;
import eu.releve.wire.Facts;
import eu.releve.wire.Facts.Fact;
import eu.releve.wire.Header;
import eu.releve.wire.MalformedBatchException;
import eu.releve.wire.Readings;
import eu.releve.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes what no receipt covers once more, as drafts of segments of a new epoch.
 *
 * <p>What cannot be read any more is a loss in the new epoch: its old number means nothing there.
 */
final class Renumbering implements AutoCloseable {
  private final Path folder;
  private final long segmentBytes;
  private final Standing old;
  private final Standing anew;
  private final Stamp now;
  private final Map<Register, Integer> numbers;
  private final Map<Digest, Catalogue> catalogues = new HashMap<>();
  private final Rewriting rewriting;
  private final List<Row> waiting = new ArrayList<>();
  private Optional<Segment> draft = Optional.empty();

  /**
   * Nothing is written yet.
   *
   * @param old what stood before; its epoch ends.
   * @param anew what stands in the new one.
   * @param numbers the registers' numbers of the old epoch, which go on.
   */
  Renumbering(
      Path folder,
      long segmentBytes,
      Standing old,
      Standing anew,
      Map<Register, Integer> numbers,
      Stamp now) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    this.old = old;
    this.anew = anew;
    this.now = now;
    this.numbers = new LinkedHashMap<>(numbers);
    this.rewriting =
        new Rewriting(
            Tail.of(anew.epoch(), 0, Digest.NONE, Optional.empty()),
            Optional.empty(),
            waiting::add);
  }

  /** The end of the new epoch. */
  Tail end() {
    return rewriting.end();
  }

  /** The registers' numbers of the new epoch. */
  Map<Register, Integer> numbers() {
    return numbers;
  }

  /** A catalogue that carried readings may need; its numbers stay what they are. */
  private void learn(Catalogue catalogue) throws SQLException {
    catalogues.put(Wire.digestOf(catalogue), catalogue);
    for (Catalogue.Entry entry : catalogue.entries()) {
      Register register = new Register(entry.meter(), entry.register());
      if (numbers.putIfAbsent(register, entry.number()) == null && draft.isPresent()) {
        draft.get().insert(register, entry.number());
      }
    }
  }

  /** Says a catalogue by the clocks of now. */
  void declare(Catalogue catalogue) throws SQLException, IOException {
    learn(catalogue);
    rewriting.declare(catalogue, now);
    write();
  }

  /**
   * Says why the old epoch ended, by the clocks of now, and how far it was receipted: that is not
   * carried over.
   */
  void sayEnd(Fact why) throws SQLException, IOException {
    List<Fact> facts = new ArrayList<>();
    facts.add(why);
    if (old.receiptedSeq() > 0) {
      String text =
          String.format(
              Locale.ROOT, "epoch %016x receipted to %d", old.epoch(), old.receiptedSeq());
      facts.add(new Facts.Event(now.bootMillis(), "epoch-ended", text));
    }
    rewriting.add(new Facts(facts), now);
    write();
  }

  /** One batch of the old epoch; those that a receipt covers are only learned from. */
  void carry(Row row) throws SQLException, IOException {
    try {
      Header header = Check.open(row, old.epoch()).header();
      Catalogue inForce = catalogues.getOrDefault(header.catalogue(), Catalogue.EMPTY);
      Body body = Check.body(row, inForce);
      switch (body) {
        case Catalogue catalogue -> learn(catalogue);
        case Facts facts when row.seq() > old.receiptedSeq() ->
            rewriting.add(
                new Facts(facts.facts().stream().map(this::unnumbered).toList()), Stamp.of(header));
        case Readings readings when row.seq() > old.receiptedSeq() ->
            rewriting.add(readings, inForce, Stamp.of(header));
        case Facts stored -> {}
        case Readings stored -> {}
      }
    } catch (MalformedBatchException | DamageException unreadable) {
      if (row.seq() > old.receiptedSeq()) {
        String text =
            "batch %d before the new epoch: %s".formatted(row.seq(), unreadable.getMessage());
        rewriting.add(new Facts(List.of(new Facts.Loss(0, 0, row.readings(), text))), now);
      }
    }
    write();
  }

  /** A loss names numbers of the old epoch, which mean other batches in the new one. */
  private Fact unnumbered(Fact fact) {
    if (!(fact instanceof Facts.Loss loss) || loss.toSeq() == 0) {
      return fact;
    }
    String text =
        String.format(
            Locale.ROOT,
            "batches %d to %d of epoch %016x: %s",
            loss.fromSeq(),
            loss.toSeq(),
            old.epoch(),
            loss.reason());
    return new Facts.Loss(0, 0, loss.readings(), text);
  }

  /** Into the draft that there is, or another when it is full. */
  private void write() throws SQLException, IOException {
    for (Row row : waiting) {
      if (draft.isEmpty()) {
        Path path = new SegmentName(anew.epoch(), row.seq()).in(folder);
        draft = Optional.of(Segment.draft(Segment.draftOf(path), anew, numbers));
        draft.get().begin();
      }
      draft.get().insert(row);
    }
    waiting.clear();
    if (draft.isPresent() && draft.get().bytes() >= segmentBytes) {
      end(draft.get());
    }
  }

  private void end(Segment full) throws SQLException {
    draft = Optional.empty();
    full.end();
    full.close();
    rewriting.forgetCatalogue();
  }

  /** Ends the last draft; without it there is no new epoch. */
  @Override
  public void close() throws SQLException {
    if (draft.isPresent()) {
      end(draft.get());
    }
  }
}
