package eu.releve.cloud.gas;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Quantity;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Under which circumstances a point is supplied with gas, from a day on until the next of them.
 *
 * @param from the first day.
 * @param zone whose gas it is.
 * @param metered the state in which the meter counts; nothing where a corrector counts cubic metres
 *     at 0 degC and 1,013.25 mbar.
 * @param source who says so.
 * @param madeAt when it was told.
 * @param madeBy by whom.
 */
public record GasSupply(
    LocalDate from,
    String zone,
    Optional<GasState> metered,
    String source,
    Instant madeAt,
    String madeBy) {
  public GasSupply {
    require(!zone.isBlank(), "gas from %s on has no zone", from);
  }

  /**
   * What a metered cubic metre holds.
   *
   * @param quantity how it was counted: a meter that corrects for the temperature counts at 15
   *     degC, however warm the gas is.
   * @param calorific gross, in kWh per cubic metre at 0 degC and 1,013.25 mbar.
   * @return in kWh per metered cubic metre, four digits.
   */
  BigDecimal factor(Quantity quantity, BigDecimal calorific) {
    return metered
        .map(state -> quantity == Quantity.GAS_VOLUME_CORRECTED ? state.atReference() : state)
        .map(state -> state.factor(calorific))
        .orElseGet(() -> calorific.setScale(GasState.FACTOR_DIGITS));
  }
}
