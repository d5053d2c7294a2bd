package eu.releve.cloud.purpose;

import java.util.Locale;

/** How finely something is told, from the finest. */
public enum Fineness {
  /** Each value as it was read. */
  READING,
  QUARTER_HOUR,
  DAY,
  MONTH,
  YEAR;

  /** As the register writes it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean isFinerThan(Fineness other) {
    return compareTo(other) < 0;
  }
}
