package eu.releve.cloud.api;

/**
 * Something that needs somebody.
 *
 * @param code what it is.
 * @param count how many of them, 0 where there is no number.
 * @param detail more about it, empty when there is none.
 */
public record Warning(Code code, long count, String detail) {
  /** What can need somebody, with its English text. */
  public enum Code {
    /** The collector listens without TLS. */
    PLAIN_MQTT("MQTT without TLS: gateways can connect on loopback only"),
    RECEIPTS_WITHHELD("no receipts are sent: %2$s"),
    DATABASE("database: %2$s"),
    DATABASE_AWAY("the database does not answer"),
    BROKER_AWAY("no connection to the broker: %2$s"),
    BROKER_UNTOLD("the broker is not told which gateways get in: %2$s"),
    WAITING("%1$d batches wait for a catalogue, the oldest for %2$s minutes"),
    QUARANTINED("batches in quarantine: %1$d"),
    FORKED("gateways whose journal contradicts the ledger: %1$d"),
    FORMAT("gateways that send a later format, update the collector: %1$d"),
    UNDATED("batches without a date that can be believed: %1$d"),
    PLAN("site plans that cannot be followed: %1$d"),
    UNDERIVED("registers that cannot be derived: %1$d"),
    UNASSIGNED("gateways that belong to no organisation: %1$d");

    private final String english;

    Code(String english) {
      this.english = english;
    }
  }

  static Warning of(Code code) {
    return new Warning(code, 0, "");
  }

  /** For programs, and for people who read English. */
  public String english() {
    return code.english.formatted(count, detail);
  }
}
