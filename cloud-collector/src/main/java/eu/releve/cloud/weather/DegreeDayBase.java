package eu.releve.cloud.weather;

import eu.releve.cloud.derive.HeatingSeason;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A way to count degree days. Two ways give two numbers for one winter, so each number names its
 * way, and periods are only compared by the same.
 */
public enum DegreeDayBase {
  /** French DJU, method Météo: 18 less half of minimum and maximum, 1 October to 20 May. */
  FR_METEO("fr-meteo", true) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      if (!HeatingSeason.USUAL.holds(day)) {
        return Optional.of(BigDecimal.ZERO);
      }
      return temperatures.getFirst().flatMap(DayTemperature::range).map(DegreeDayBase::below18);
    }
  },
  /**
   * French DJU as those who run heating systems count them (COSTIC): a day that is partly above 18
   * counts a share.
   */
  FR_COSTIC("fr-costic", false) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      return temperatures
          .getFirst()
          .flatMap(DayTemperature::range)
          .map(
              range ->
                  range.min() < EIGHTEEN && EIGHTEEN < range.max()
                      ? shareBelow18(range)
                      : below18(range));
    }
  },
  /** Belgian gas sector: 16.5 less the day's mean. */
  BE_GAS("be-16.5", true) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      return belowMean(temperatures.getFirst(), GAS);
    }
  },
  /** The same, of which a day counts 0.6 and the two before it 0.3 and 0.1: walls keep heat. */
  BE_GAS_EQUIVALENT("be-16.5-equivalent", false) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      BigDecimal sum = BigDecimal.ZERO;
      for (int back = 0; back < WEIGHTS.size(); back++) {
        Optional<BigDecimal> part = belowMean(temperatures.get(back), GAS);
        if (part.isEmpty()) {
          return Optional.empty();
        }
        sum = sum.add(part.get().multiply(WEIGHTS.get(back)));
      }
      return Optional.of(sum);
    }
  },
  /** Royal Meteorological Institute of Belgium: 15 less the day's mean. */
  BE_IRM("be-15", true) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      return belowMean(temperatures.getFirst(), 15_000);
    }
  },
  /** Eurostat: 18 less the day's mean, on days of at most 15. */
  EUROSTAT("eurostat", false) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      return temperatures
          .getFirst()
          .map(t -> t.mean() <= 15_000 ? degrees(EIGHTEEN - t.mean()) : BigDecimal.ZERO);
    }
  },
  /** European Environment Agency, heating: 15.5 less the day's mean. */
  EEA_HEATING("eea-heating", true) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      return belowMean(temperatures.getFirst(), 15_500);
    }
  },
  /** European Environment Agency, cooling: the day's mean less 22. */
  EEA_COOLING("eea-cooling", true) {
    @Override
    Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures) {
      return temperatures.getFirst().map(t -> degrees(Math.max(0, t.mean() - 22_000)));
    }
  };

  /** A day needs so many days before it. */
  static final int DAYS_BEFORE = 2;

  private static final long EIGHTEEN = 18_000;
  private static final long GAS = 16_500;

  /** Of the day, the one before and the one before that. */
  private static final List<BigDecimal> WEIGHTS =
      List.of(new BigDecimal("0.6"), new BigDecimal("0.3"), new BigDecimal("0.1"));

  private static final BigDecimal COSTIC_LEAST = new BigDecimal("0.08");
  private static final BigDecimal COSTIC_SLOPE = new BigDecimal("0.42");
  private static final int STEP_DIGITS = 3;

  private final String id;
  private final boolean confirmed;

  DegreeDayBase(String id, boolean confirmed) {
    this.id = id;
    this.confirmed = confirmed;
  }

  /**
   * The degree days of one day; nothing where a temperature that it needs is not known.
   *
   * @param temperatures of the day, the one before and the one before that.
   * @return in degrees times days.
   */
  abstract Optional<BigDecimal> of(LocalDate day, List<Optional<DayTemperature>> temperatures);

  /** The way of that identifier, or nothing. */
  public static Optional<DegreeDayBase> of(String id) {
    return Arrays.stream(values()).filter(base -> base.id.equals(id)).findFirst();
  }

  /** As people name it: {@code be-16.5}. */
  public String id() {
    return id;
  }

  /** Whether the formula was read in its publisher's words; otherwise it is to be confirmed. */
  public boolean confirmed() {
    return confirmed;
  }

  /** Whether it tells how cold it was: only that explains what was used for heating. */
  public boolean isHeating() {
    return this != EEA_COOLING;
  }

  private static BigDecimal degrees(long milliDegrees) {
    return BigDecimal.valueOf(milliDegrees, STEP_DIGITS);
  }

  private static Optional<BigDecimal> belowMean(Optional<DayTemperature> day, long base) {
    return day.map(temperature -> degrees(Math.max(0, base - temperature.mean())));
  }

  /** Half the sum, not half the difference: a formula with that error is in circulation. */
  private static BigDecimal below18(DayTemperature.Range range) {
    BigDecimal half = degrees(range.min() + range.max()).divide(BigDecimal.TWO);
    return degrees(EIGHTEEN).subtract(half).max(BigDecimal.ZERO);
  }

  /** The only formula that divides: rounded half-even to the step of temperatures, once a day. */
  private static BigDecimal shareBelow18(DayTemperature.Range range) {
    BigDecimal below = degrees(EIGHTEEN - range.min());
    BigDecimal whole = degrees(range.max() - range.min());
    return below
        .multiply(COSTIC_LEAST.multiply(whole).add(COSTIC_SLOPE.multiply(below)))
        .divide(whole, STEP_DIGITS, RoundingMode.HALF_EVEN);
  }
}
