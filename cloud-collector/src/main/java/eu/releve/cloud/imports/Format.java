package eu.releve.cloud.imports;

/** The files that are known, each by its header, and what is stored as files are. */
public enum Format {
  /** Index readings of sub-meters, as those who read them deliver them. */
  SUB_METERING("sub-metering"),
  /** What Fluvius lets its customers download: quarter-hours or days. */
  FLUVIUS("fluvius"),
  /** What Enedis lets its customers download: mean power of each step. */
  ENEDIS("enedis-load-curve"),
  /** Any other file, as a mapping of its columns says. */
  MAPPED("mapped"),
  /** No file: what somebody read on a display and typed. */
  TYPED("typed");

  private final String label;

  Format(String label) {
    this.label = label;
  }

  /** As the store and the API write it. */
  public String label() {
    return label;
  }
}
