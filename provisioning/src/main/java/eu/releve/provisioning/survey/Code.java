package eu.releve.provisioning.survey;

import static eu.releve.provisioning.survey.Severity.ERROR;
import static eu.releve.provisioning.survey.Severity.FOR_BILLING;
import static eu.releve.provisioning.survey.Severity.WARNING;

import java.util.Locale;

/**
 * What a check can find. Names are stable: programs and notes refer to them.
 *
 * <p>The words of each are in the commands' messages, under {@code finding.CODE} and, for what to
 * do, {@code finding.CODE.do}.
 */
public enum Code {
  /** Two buses are one wire that is written in two ways. */
  WIRE_TWICE(ERROR),
  /** Serial devices whose names the kernel may give to others at the next start. */
  DEVICE_NUMBERED(WARNING),
  /** Unit 255 means a TCP device without a line behind it. */
  UNIT_255_ON_LINE(ERROR),
  /** An M-Bus meter that is called by its primary address and also answers another's selection. */
  MBUS_SELECTED_TWICE(ERROR),
  /** A secondary address with F in it: any meter that fits answers. */
  MBUS_WILDCARD(WARNING),
  /** Primary address 0 is that of every meter that was never set. */
  MBUS_PRIMARY_0(WARNING),
  /** A profile that does not recognise the meter that the secondary address names. */
  PROFILE_OTHER_METER(ERROR),
  /** More of a bus's time is needed than there is. */
  BUS_TIME_OVER(ERROR),
  /** Little of a bus's time is left. */
  BUS_TIME_SHORT(WARNING),
  /** Two meters at one point on one day. */
  METERS_OVERLAP(ERROR),
  /** A meter of another medium than the one before it at its point. */
  POINT_OTHER_MEDIUM(ERROR),
  /** Days between two meters of a point. */
  METERS_GAP(FOR_BILLING),
  /** A meter that nobody could read when it was removed. */
  REMOVED_UNREAD(FOR_BILLING),
  /** A point whose last meter has ended. */
  POINT_ENDED(FOR_BILLING),
  /** A meter whose first day is still to come. */
  FROM_FUTURE(WARNING),
  /** A verification that no longer holds. */
  VERIFY_BY_PASSED(WARNING),
  /** A year of marking after the meter was installed. */
  MID_YEAR_LATE(WARNING),
  /** A consent that has ended: the port is no longer read. */
  CONSENT_ENDED(ERROR),
  /** One serial number at two meters on one day. */
  SERIAL_TWICE(ERROR),
  /** A serial number that is almost the secondary address: a slip of the pen. */
  SERIAL_NEAR_ADDRESS(WARNING),
  /** A meter without serial number. */
  SERIAL_MISSING(FOR_BILLING),
  /** Current transformers with a secondary side that nobody makes. */
  CT_SECONDARY(WARNING),
  /** Transformers whose primary side is below the secondary: the ratio is upside down. */
  RATIO_INVERSE(ERROR),
  /** Voltage transformers with an unusual secondary side. */
  VT_SECONDARY(WARNING),
  /** Transformers at a meter that does not measure electricity. */
  RATIO_NOT_ELECTRIC(ERROR),
  /** A point where nothing measures. */
  POINT_WITHOUT_METER(WARNING),
  /** A point that nobody has named yet. */
  POINT_UNNAMED(WARNING),
  /** Two points with one name. */
  NAME_TWICE(WARNING),
  /** A sub-meter of another medium than the meter above it. */
  PARENT_OTHER_MEDIUM(ERROR),
  /** A sub-meter of one lot below the meter of another. */
  PARENT_OTHER_LOT(WARNING),
  /** A lot where nothing is measured. */
  LOT_WITHOUT_POINT(WARNING),
  /** A lot without a counter. */
  LOT_WITHOUT_COUNTER(FOR_BILLING),
  /** A lot without a medium that most of its kind have. */
  LOT_MEDIUM_MISSING(FOR_BILLING),
  /** A lot by which nothing can be shared out: neither shares nor area. */
  LOT_SIZE_MISSING(FOR_BILLING),
  /** A lot without shares among lots that have some. */
  LOT_SHARES_MISSING(FOR_BILLING),
  /** The building's area. */
  SITE_AREA_MISSING(FOR_BILLING),
  /** A billed meter without the year of its marking, among others that have it. */
  MID_YEAR_MISSING(FOR_BILLING),
  /** No billed meter has the year of its marking. */
  MID_YEAR_NOWHERE(FOR_BILLING),
  /** A billed meter without seal, among others that have one. */
  SEAL_MISSING(FOR_BILLING),
  /** No billed meter has a seal. */
  SEAL_NOWHERE(FOR_BILLING);

  private final Severity severity;

  Code(Severity severity) {
    this.severity = severity;
  }

  /** How much it matters. */
  public Severity severity() {
    return severity;
  }

  /** As programs read it: {@code wire-twice}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
