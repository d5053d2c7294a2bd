package eu.releve.decode.tic;

/** Why a group is not used; the names are shown to technicians and are never reused. */
public enum TicRefusal {
  /** It ends before its end. */
  CUT,
  /** A character's parity bit is wrong. */
  PARITY,
  /** The checksum over its characters is another. */
  CHECKSUM,
  /** It has no label, or another number of fields than its label has. */
  STRUCTURE,
  /** Its value has not the form that its label's values have. */
  FORM
}
