package eu.releve.wire;

/** What only few rows have: two columns, the rows that have it and what they have. */
final class SparseColumn {
  private final String what;
  private final Column gaps = new Column();
  private final Column values = new Column();
  private int next;
  private int taken;

  SparseColumn(String what) {
    this.what = what;
  }

  /** Rows left out before each exception. */
  Column gaps() {
    return gaps;
  }

  Column values() {
    return values;
  }

  /** Notes a row; 0 is what all others have. */
  void add(int row, long value) {
    if (value != 0) {
      gaps.addUnsigned(row - next);
      values.addUnsigned(value);
      next = row + 1;
    }
  }

  /** What a row has, the rows asked for in rising order. */
  long take(int row) throws MalformedBatchException {
    if (taken == gaps.size() || gaps.unsigned(taken) != row - next) {
      return 0;
    }
    if (taken >= values.size()) {
      throw malformed();
    }
    next = row + 1;
    return values.unsigned(taken++);
  }

  void expectAllTaken() throws MalformedBatchException {
    if (taken != gaps.size() || taken != values.size()) {
      throw malformed();
    }
  }

  private MalformedBatchException malformed() {
    return new MalformedBatchException(
        "readings body, %s: wanted as many rows as values, all in the batch, got %d and %d, %d in it"
            .formatted(what, gaps.size(), values.size(), taken));
  }
}
