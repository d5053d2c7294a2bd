package eu.releve.edge.poll;

/** How the moments of the meters of a bus lie in their periods. */
public enum Spread {
  /** Each meter at a moment that its name decides. */
  BY_METER,
  /** All at the beginning of their periods: for replays that need readings on the full hour. */
  TOGETHER
}
