package eu.releve.edge.journal;

/**
 * What the journal has done since it was opened.
 *
 * @param appended batches written.
 * @param freed stored batches that made room.
 * @param thinned batches that made room before they were stored, and have successors that keep a
 *     counter's first and last value of each quarter-hour.
 * @param thinnedReadings the readings in them that have no successor.
 * @param dropped batches that made room before they were stored, or decayed: lost, and said so.
 * @param droppedReadings the readings in them.
 * @param damaged segments that were not what was written.
 * @param roomFailures times that room could not be made.
 */
public record Counts(
    long appended,
    long freed,
    long thinned,
    long thinnedReadings,
    long dropped,
    long droppedReadings,
    long damaged,
    long roomFailures) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0, 0);

  Counts plusAppended(int batches) {
    return new Counts(
        appended + batches,
        freed,
        thinned,
        thinnedReadings,
        dropped,
        droppedReadings,
        damaged,
        roomFailures);
  }

  Counts plusFreed(long batches) {
    return new Counts(
        appended,
        freed + batches,
        thinned,
        thinnedReadings,
        dropped,
        droppedReadings,
        damaged,
        roomFailures);
  }

  Counts plusThinned(long batches, long readings) {
    return new Counts(
        appended,
        freed,
        thinned + batches,
        thinnedReadings + readings,
        dropped,
        droppedReadings,
        damaged,
        roomFailures);
  }

  Counts plusDropped(long batches, long readings) {
    return new Counts(
        appended,
        freed,
        thinned,
        thinnedReadings,
        dropped + batches,
        droppedReadings + readings,
        damaged,
        roomFailures);
  }

  Counts plusDamaged(int segments) {
    return new Counts(
        appended,
        freed,
        thinned,
        thinnedReadings,
        dropped,
        droppedReadings,
        damaged + segments,
        roomFailures);
  }

  Counts plusRoomFailure() {
    return new Counts(
        appended,
        freed,
        thinned,
        thinnedReadings,
        dropped,
        droppedReadings,
        damaged,
        roomFailures + 1);
  }
}
