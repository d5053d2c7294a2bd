package eu.releve.cloud.derive;

/** The lengths of figures that people compare, by the calendar where the building stands. */
public enum Span {
  /** From midnight to midnight: 92, 96 or 100 quarter-hours. */
  DAY,
  /** From Monday on, as ISO 8601 counts weeks. */
  WEEK,
  MONTH,
  YEAR,
  /** From autumn to spring, over the turn of a year; no day of summer lies in one. */
  HEATING_SEASON
}
