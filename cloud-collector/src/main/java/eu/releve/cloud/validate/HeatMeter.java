package eu.releve.cloud.validate;

import eu.releve.cloud.derive.Figure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * V21b: a heat meter checked by its own flow and temperatures. Heat is flow times temperature
 * difference times 1.163 kWh for a cubic metre and a kelvin of cold water; the true factor is a few
 * percent off with temperature and glycol, which the limit leaves room for.
 */
public final class HeatMeter {
  private static final double KW_PER_M3H_KELVIN = 1.163;
  private static final double JOULES_PER_KW_QUARTER = 900_000;

  private HeatMeter() {}

  /**
   * Flow and temperature difference of a quarter-hour, as means of its readings.
   *
   * @param m3PerHour in cubic metres an hour.
   * @param kelvin between supply and return.
   */
  public record Flow(double m3PerHour, double kelvin) {
    /** In kilowatts: 10 m3/h and 20 K are 232.6 kW. */
    public double kilowatts() {
      return m3PerHour * kelvin * KW_PER_M3H_KELVIN;
    }
  }

  /**
   * By how many percent the meter's energy differs from what its flow and temperatures say, over
   * the quarter-hours of a day of which all is known.
   *
   * @param heat in J.
   * @param flows by the begin of the quarter-hour, in milliseconds since 1970.
   * @param resolution what the counter can tell, in J: a day of less than a hundred says nothing.
   */
  public static Verdict check(
      DayUse heat, Map<Long, Flow> flows, long resolution, Limits.On limits) {
    double counted = 0;
    double reckoned = 0;
    int known = 0;
    for (Figure quarter : heat.quarters()) {
      Flow flow = flows.get(quarter.over().fromMillis());
      if (flow != null && DayUse.isMeasured(quarter)) {
        counted += quarter.consumption().doubleValue();
        reckoned += flow.kilowatts() * JOULES_PER_KW_QUARTER;
        known++;
      }
    }
    boolean enough = 10 * known >= 9 * heat.quarters().size();
    if (!enough || reckoned < 100.0 * Math.max(1, resolution)) {
      return Verdict.Silent.UNKNOWN;
    }
    return Verdict.above(
        BigDecimal.valueOf(100 * Math.abs(counted / reckoned - 1))
            .setScale(3, RoundingMode.HALF_EVEN),
        limits.of(Rule.HEAT_METER, "percent"));
  }
}
