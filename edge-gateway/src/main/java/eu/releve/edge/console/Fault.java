package eu.releve.edge.console;

/**
 * Something that a technician can mend.
 *
 * @param kind what it is.
 * @param subject the bus or the meter's point, as people call it; empty for the gateway's own.
 * @param sinceBootMillis since when, by the boot clock.
 * @param place where it is: an endpoint or an identifier; empty for the gateway's own.
 * @param waiting how many readings wait because of it.
 * @param detail what the program was told, as it was told.
 */
record Fault(
    Kind kind, String subject, long sinceBootMillis, String place, long waiting, String detail) {
  /** In the order in which they are shown: the most far-reaching first. */
  enum Kind {
    DISK_REFUSES,
    FORKED,
    BUS_UNREACHABLE,
    BUS_SILENT,
    COLLECTOR_AWAY,
    METER_SILENT,
    METER_COLLIDES,
    METER_NONSENSE,
    METER_REFUSES;

    /** The key of its words. */
    String key() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
