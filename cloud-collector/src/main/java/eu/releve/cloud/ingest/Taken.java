package eu.releve.cloud.ingest;

/** Whether a batch was taken over. */
public enum Taken {
  /** It will be stored, or is being stored already. */
  YES,
  /** There is no room; offer it again later. */
  NO_ROOM
}
