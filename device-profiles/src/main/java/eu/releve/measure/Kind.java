package eu.releve.measure;

/** How the values of a quantity may be summed up over time. */
public enum Kind {
  /** Grows with consumption; an interval is the difference of two values. */
  COUNTER,
  /** An instantaneous value; an interval has a time-weighted mean, a minimum and a maximum. */
  GAUGE,
  /** A mean that the meter made over its own period; an interval has a maximum. */
  DEMAND,
  /** A code or set of bits; an interval has a last value, never arithmetic. */
  STATE
}
