package eu.releve.cloud.points;

import eu.releve.cloud.derive.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Periods cut at the turn of each local year, with what lies before them in their year.
 *
 * @param all pieces by rising begin; those before a period belong to none.
 * @param periods of which period each piece is a part; nothing for what lies before.
 * @param begins whether a year begins with it.
 */
record YearlyPieces(List<Stretch> all, List<Optional<Integer>> periods, List<Boolean> begins) {
  /**
   * @param periods by rising begin, none over another.
   * @param yearBegin of an instant, when its local year began.
   */
  static YearlyPieces of(List<Stretch> periods, LongUnaryOperator yearBegin) {
    YearlyPieces pieces = new YearlyPieces(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < periods.size(); i++) {
      long end = periods.get(i).toMillis();
      // From the end, because only begins of years are known: the year that holds the last instant.
      List<Stretch> own = new ArrayList<>();
      while (end > periods.get(i).fromMillis()) {
        long from = Math.max(periods.get(i).fromMillis(), yearBegin.applyAsLong(end - 1));
        own.addFirst(new Stretch(from, end));
        end = from;
      }
      for (Stretch piece : own) {
        pieces.add(piece, i, yearBegin.applyAsLong(piece.fromMillis()));
      }
    }
    return pieces;
  }

  private void add(Stretch piece, int period, long year) {
    long last = all.isEmpty() ? Long.MIN_VALUE : all.getLast().toMillis();
    boolean begins = last <= year;
    long from = begins ? year : last;
    if (from < piece.fromMillis()) {
      all.add(new Stretch(from, piece.fromMillis()));
      periods.add(Optional.empty());
      this.begins.add(begins);
      begins = false;
    }
    all.add(piece);
    periods.add(Optional.of(period));
    this.begins.add(begins);
  }

  boolean beginsYear(int piece) {
    return begins.get(piece);
  }

  /** The figures of the periods, from those of all pieces. */
  List<VirtualFigure> joined(List<VirtualFigure> figures) {
    List<VirtualFigure> joined = new ArrayList<>();
    int last = -1;
    for (int i = 0; i < figures.size(); i++) {
      if (periods.get(i).isEmpty()) {
        continue;
      }
      int period = periods.get(i).get();
      if (period == last) {
        joined.set(joined.size() - 1, joined.getLast().then(figures.get(i)));
      } else {
        joined.add(figures.get(i));
      }
      last = period;
    }
    return joined;
  }
}
