package eu.releve.cloud.validate;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a rule says of a day. */
public sealed interface Verdict {
  /** Nothing is said against the day. */
  enum Silent implements Verdict {
    /** It is as it should be. */
    CLEAN,
    /** Too little is known to say; what a rule remarked before goes on. */
    UNKNOWN
  }

  /**
   * It is not as it should be.
   *
   * @param measured what was found, in the unit of the rule's first limit, to one decimal.
   * @param limit what it was compared with.
   */
  record Breach(BigDecimal measured, BigDecimal limit) implements Verdict {
    public Breach {
      measured = measured.setScale(1, RoundingMode.HALF_EVEN);
    }
  }

  /** A breach where what was measured is above the limit. */
  static Verdict above(BigDecimal measured, BigDecimal limit) {
    return measured.compareTo(limit) > 0 ? new Breach(measured, limit) : Silent.CLEAN;
  }
}
