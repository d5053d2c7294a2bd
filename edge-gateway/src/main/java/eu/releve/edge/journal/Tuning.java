package eu.releve.edge.journal;

/**
 * How SQLite writes.
 *
 * @param synchronous {@code FULL}: each commit is on the disk when it returns. {@code OFF} exists
 *     for the test that shows that the power-cut test can fail.
 * @param walPagesMax pages in the write-ahead log before they are carried into the file: the more,
 *     the fewer flash writes, because a page that was rewritten many times is carried once.
 */
record Tuning(String synchronous, int walPagesMax) {
  static final Tuning USUAL = new Tuning("FULL", 1_000);
}
