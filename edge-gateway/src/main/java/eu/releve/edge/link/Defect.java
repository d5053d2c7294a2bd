package eu.releve.edge.link;

/** What kind of nonsense came back. */
public enum Defect {
  /** It breaks off. */
  TRUNCATED,
  /** More follows at once. */
  SURPLUS,
  /** Another unit's, or the answer to another function: late, or of a device with its own mind. */
  FOREIGN,
  /** It announces another length than was asked for. */
  LENGTH,
  /** Its checksum is wrong. */
  CHECKSUM,
  /** Characters that the driver called damaged. */
  DAMAGED,
  /** Anything else. */
  OTHER
}
