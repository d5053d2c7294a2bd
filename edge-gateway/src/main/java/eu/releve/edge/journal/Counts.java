package eu.releve.edge.journal;

/**
 * What the journal has done since it was opened.
 *
 * @param appended batches written.
 * @param freed stored batches that made room.
 * @param dropped batches that made room before they were stored: lost, and said so.
 * @param droppedReadings the readings in them.
 * @param setAside damaged files found at opening.
 * @param roomFailures times that room could not be made.
 */
public record Counts(
    long appended,
    long freed,
    long dropped,
    long droppedReadings,
    long setAside,
    long roomFailures) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0);

  Counts plusAppended(int batches) {
    return new Counts(appended + batches, freed, dropped, droppedReadings, setAside, roomFailures);
  }

  Counts plusFreed(long batches) {
    return new Counts(appended, freed + batches, dropped, droppedReadings, setAside, roomFailures);
  }

  Counts plusDropped(long batches, long readings) {
    return new Counts(
        appended, freed, dropped + batches, droppedReadings + readings, setAside, roomFailures);
  }

  Counts plusSetAside() {
    return new Counts(appended, freed, dropped, droppedReadings, setAside + 1, roomFailures);
  }

  Counts plusRoomFailure() {
    return new Counts(appended, freed, dropped, droppedReadings, setAside, roomFailures + 1);
  }
}
