package eu.releve.cloud.process;

import static eu.releve.measure.Require.require;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What one unit of an activity emits.
 *
 * @param id stable name of the entry.
 * @param activity what is used.
 * @param region two-letter country whose mix or network it is.
 * @param kgPerUnit kg CO2e per unit of the activity (kWh, or m3 of water or gas); not negative.
 * @param basis what the unit is exactly: {@code kWh}, {@code kWh PCS}, {@code m3}.
 * @param boundary what is counted: {@code direct} or {@code life cycle}.
 * @param source who says so.
 * @param confirmed false where the figure ships as "to be confirmed".
 * @param from the first day.
 * @param to the day after the last.
 */
public record EmissionFactor(
    String id,
    Activity activity,
    String region,
    BigDecimal kgPerUnit,
    String basis,
    String boundary,
    String source,
    boolean confirmed,
    LocalDate from,
    Optional<LocalDate> to)
    implements Dated {
  public EmissionFactor {
    require(kgPerUnit.signum() >= 0, "factor %s is negative", id);
    require(region.matches("[A-Z]{2}"), "region '%s' is not two capital letters", region);
  }

  /** What is used, as far as emissions go. */
  public enum Activity {
    ELECTRICITY,
    /** Gross calorific value. */
    GAS,
    /** Gas of which a meter shows volume alone. */
    GAS_VOLUME,
    /** Heat that is bought from a network. */
    DISTRICT_HEAT,
    /** Cold that is bought from a network. */
    DISTRICT_COLD,
    /** Heat of which the plan does not say where it comes from: no factor can be right. */
    HEAT,
    /** Cold of which the plan does not say where it comes from. */
    COLD,
    WATER
  }
}
