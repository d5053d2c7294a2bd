package eu.releve.edge.console;

/**
 * Something that a technician can mend.
 *
 * @param kind what it is.
 * @param subject the bus or the meter's point, as people call it; empty for the gateway's own.
 * @param sinceBootMillis since when, by the boot clock.
 * @param place where it is: an endpoint or an identifier; empty for the gateway's own.
 * @param waiting how many readings wait because of it.
 * @param reason the key of words that tell more; empty where the detail has to do.
 * @param detail what the program was told, as it was told: for programs, not for people.
 */
record Fault(
    Kind kind,
    String subject,
    long sinceBootMillis,
    String place,
    long waiting,
    String reason,
    String detail) {
  /** In the order in which they are shown: the most far-reaching first. */
  enum Kind {
    DISK_REFUSES,
    READINGS_LOST,
    FORKED,
    BUS_UNREACHABLE,
    /** The same of a bus on a port of the gateway itself. */
    PORT_UNREACHABLE,
    /** The same of a receiver of radio meters, or of the program that gives its telegrams. */
    RECEIVER_UNREACHABLE,
    /** The same of all lines of a bus of contacts. */
    LINES_UNREACHABLE,
    BUS_SILENT,
    /** A receiver that hears no meter of the plan any more. */
    RECEIVER_SILENT,
    /** A customer's port at which nothing is said. */
    PORT_SILENT,
    COLLECTOR_AWAY,
    /** It is connected, takes what is sent and confirms nothing. */
    COLLECTOR_MUTE,
    /** Nothing has set the clock since the machine started. */
    CLOCK_UNKNOWN,
    /** The clock went elsewhere and is not believed. */
    CLOCK_JUMPED,
    /** The same by as much as time zones differ. */
    CLOCK_ZONE,
    METER_SILENT,
    /** The same of a meter on whose bus nothing else answers, so that either may be at fault. */
    METER_SILENT_ALONE,
    /** A radio meter that is not heard, while others are. */
    METER_UNHEARD,
    /** The same where no other is heard, so that the antenna may be at fault. */
    METER_UNHEARD_ALONE,
    /** A line of a meter's contact that cannot be listened to, while others can. */
    LINE_UNREACHABLE,
    /** More pulses or bounces than any contact gives. */
    PULSE_STORM,
    METER_COLLIDES,
    METER_NONSENSE,
    /** A radio meter whose telegrams make no sense. */
    METER_GARBLED,
    /** A meter at a customer's port that makes no sense. */
    PORT_GARBLED,
    /** A meter that encrypts, by radio or on a wire, and whose key is missing or another. */
    METER_LOCKED,
    /** A meter that has a key and says in clear what anybody could have said. */
    METER_UNPROTECTED,
    METER_REFUSES,
    /** An error or an alarm that the meter tells itself, in a telegram that is in order. */
    METER_REPORTS,
    /** A meter at a customer's port that may not be read, or no longer. */
    METER_NOT_ALLOWED;

    /** The key of its words. */
    String key() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }
}
