package eu.releve.cloud.derive;

import static eu.releve.measure.Require.require;

import java.util.Arrays;
import java.util.Locale;

/**
 * The consumption of 15 minutes; in a gap of more than 400 days, of a UTC day.
 *
 * @param startMillis since 1970, a multiple of 15 minutes.
 * @param consumption in steps of the quantity; never negative.
 * @param coveredMillis how much of it lies between two readings; more than 15 minutes for a day.
 * @param status how it was come by.
 * @param bracketMinutes how far the readings around it lie apart, rounded up; {@link #BRACKET_MAX}
 *     for that far or farther.
 */
public record QuarterHour(
    long startMillis, long consumption, int coveredMillis, Status status, int bracketMinutes) {
  /** The largest distance that is told apart, in minutes: some 22 days. */
  public static final int BRACKET_MAX = Short.MAX_VALUE;

  /** Fifteen minutes. */
  public static final long MILLIS = 900_000;

  /** How a consumption was come by, from the best to the worst. */
  public enum Status {
    /** Readings no further than half an hour apart enclose it. */
    MEASURED(0),
    /** The same, and the counter passed the end of its digits in it. */
    ROLLOVER(10),
    /** It lies in a longer gap whose total is known. */
    INTERPOLATED(20),
    /** The same, in a gap of more than two hours: spread as a check meter measured it. */
    SUBSTITUTED(30),
    /** The same: spread as the days that it is like. */
    ESTIMATED_SHAPE(40),
    /** Nothing encloses it: guessed from days before it, shown and never stored. */
    ESTIMATED_FULL(50),
    /** It rests on what somebody typed over. */
    EDITED(60),
    /**
     * The counter began anew in it, and this is a lower bound; or it showed what is not believed.
     */
    UNCERTAIN(70),
    /** No readings enclose any of it: of sums only, there is no such quarter-hour. */
    MISSING(80);

    private final int code;

    Status(int code) {
      this.code = code;
    }

    /** The number in the store, the larger the worse; never reused. */
    public int code() {
      return code;
    }

    /** As people and programs read it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The status of that number. */
    public static Status of(int code) {
      return Arrays.stream(values())
          .filter(status -> status.code == code)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no status has number " + code));
    }

    /** Whether its own share was measured, and not only a longer gap's total. */
    boolean isMeasured() {
      return code <= ROLLOVER.code;
    }

    boolean isWorseThan(Status other) {
      return code > other.code;
    }

    Status worse(Status other) {
      return other.code > code ? other : this;
    }
  }

  public QuarterHour {
    require(startMillis % MILLIS == 0, "%d is not the start of a quarter-hour", startMillis);
    require(consumption >= 0, "consumption %d is negative", consumption);
    require(
        0 < bracketMinutes && bracketMinutes <= BRACKET_MAX,
        "%d minutes between readings are not in 1..32767",
        bracketMinutes);
  }

  /** Whether all of it was measured. */
  boolean isWhollyMeasured() {
    return status.isMeasured() && coveredMillis == MILLIS;
  }

  /** Where it ends. */
  public long endMillis() {
    return startMillis + Math.max(MILLIS, coveredMillis);
  }

  /** The start of the quarter-hour that holds this instant. */
  public static long floor(long millis) {
    return Math.floorDiv(millis, MILLIS) * MILLIS;
  }
}
