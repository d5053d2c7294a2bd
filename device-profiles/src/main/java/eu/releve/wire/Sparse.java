package eu.releve.wire;

import java.util.ArrayList;
import java.util.List;

/** A column that few rows have: which rows, and what they have; all others have 0. */
final class Sparse {
  private record Entry(int row, long value) {}

  private final List<Entry> entries;
  private int taken;

  private Sparse(List<Entry> entries) {
    this.entries = entries;
  }

  Sparse() {
    this(new ArrayList<>());
  }

  /** Notes a row; rows come in rising order. */
  void add(int row, long value) {
    if (value != 0) {
      entries.add(new Entry(row, value));
    }
  }

  /** How many there are, then for each how many rows were left out before it, and its value. */
  byte[] toBytes() {
    if (entries.isEmpty()) {
      return new byte[0];
    }
    BitWriter out = new BitWriter();
    Expectation gaps = new Expectation();
    Expectation values = new Expectation();
    out.unsigned(new Expectation(), entries.size());
    int next = 0;
    for (Entry entry : entries) {
      out.unsigned(gaps, entry.row() - next);
      out.unsigned(values, entry.value());
      next = entry.row() + 1;
    }
    return out.toBytes();
  }

  static Sparse read(BitReader in, int rows) throws MalformedBatchException {
    Sparse column = new Sparse();
    if (in.isEmpty()) {
      return column;
    }
    Expectation gaps = new Expectation();
    Expectation values = new Expectation();
    int size = in.unsigned(new Expectation(), rows);
    int next = 0;
    for (int i = 0; i < size; i++) {
      int row = next + in.unsigned(gaps, rows - 1 - next);
      column.entries.add(new Entry(row, in.unsigned(values)));
      next = row + 1;
    }
    in.end();
    return column;
  }

  /** What a row has, the rows asked for in rising order. */
  long take(int row) {
    return taken < entries.size() && entries.get(taken).row() == row
        ? entries.get(taken++).value()
        : 0;
  }
}
