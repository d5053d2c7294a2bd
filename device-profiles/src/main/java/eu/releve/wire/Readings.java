package eu.releve.wire;

import static eu.releve.measure.Require.require;

import java.util.List;

/**
 * The readings of one lane's window.
 *
 * @param rows at most 10,000, in the order in which they were read.
 */
public record Readings(List<Row> rows) implements Body {
  /** The most readings one batch may carry. */
  public static final int ROWS_MAX = 10_000;

  /**
   * As many rows as fit the limit of bytes whatever they hold; for more there is {@link
   * Wire#split}.
   */
  public static final int ROWS_ALWAYS_FIT = 1_300;

  public Readings {
    require(rows.size() <= ROWS_MAX, "%d readings, at most %d", rows.size(), ROWS_MAX);
    rows = List.copyOf(rows);
  }

  /**
   * One reading by the catalogue's number.
   *
   * @param register the number of the register in the catalogue in force.
   * @param bootMillis when it was read, in milliseconds of the boot clock.
   * @param value in steps of the register's quantity.
   * @param quality the bits of {@link eu.releve.measure.Quality}.
   */
  public record Row(int register, long bootMillis, long value, int quality) {
    public Row {
      require(register >= 1, "register number %d is below 1", register);
      require(0 <= quality && quality <= 255, "quality %d is not in 0..255", quality);
    }
  }
}
