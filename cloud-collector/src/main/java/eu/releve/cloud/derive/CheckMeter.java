package eu.releve.cloud.derive;

import eu.releve.cloud.derive.QuarterHour.Status;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The course of a gap as another meter measured it that counts the same (domain A9, 1). It has to
 * have measured each quarter-hour of the gap: no estimate rests on another.
 */
final class CheckMeter implements Likeness {
  private final Counted counted;

  /** What the other meter counted. */
  @FunctionalInterface
  interface Counted {
    /**
     * The quarter-hours of its registers, one after the other where it was exchanged.
     *
     * @param fromMillis a multiple of 15 minutes.
     * @param toMillis the same, later.
     */
    List<QuarterHour> quarterHours(long fromMillis, long toMillis) throws SQLException;
  }

  CheckMeter(Counted counted) {
    this.counted = counted;
  }

  @Override
  public Optional<Shape> of(Stretch gap) throws SQLException {
    long from = QuarterHour.floor(gap.fromMillis());
    long to = QuarterHour.floor(gap.toMillis() - 1) + QuarterHour.MILLIS;
    Map<Long, BigInteger> weights = new HashMap<>();
    for (QuarterHour quarter : counted.quarterHours(from, to)) {
      if (!quarter.isWhollyMeasured()
          || weights.put(quarter.startMillis(), BigInteger.valueOf(quarter.consumption()))
              != null) {
        return Optional.empty();
      }
    }
    return Shape.of(gap, at -> Optional.ofNullable(weights.get(at)), Status.SUBSTITUTED);
  }
}
