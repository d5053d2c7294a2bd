package eu.releve.edge.poll;

/** How a meter is, as the lane last found it. */
public enum Condition {
  /** Not asked since the start. */
  NEW,
  /** It answers, and what it says can be understood. */
  ANSWERS,
  /** It answers with an exception, at least to some requests. */
  REFUSES,
  /** It answers what is no answer, or no value. */
  NONSENSE,
  /** Several meters answer together. */
  COLLIDES,
  /** It does not answer. */
  SILENT,
  /** Its bus cannot be reached, or the connection broke while it was asked. */
  BUS_DOWN,
  /** It is not read because its customer has not consented, or no longer does. */
  NOT_ALLOWED
}
