package eu.releve.profile;

import static eu.releve.measure.Require.require;

import eu.releve.measure.Kind;
import eu.releve.measure.Phase;
import eu.releve.measure.RegisterName;
import eu.releve.measure.Step;
import java.util.Optional;

/**
 * What the plate of an electricity meter says that it bears: the bound of how fast it can count.
 *
 * @param phases 1 or 3.
 * @param current the highest current per phase in A, 1 to 6,000.
 * @param voltage between phase and neutral in V, 50 to 1,000.
 */
public record Rating(int phases, int current, int voltage) {
  /** Networks are up to 10 % above their voltage, meters bear a little over their current. */
  private static final int MARGIN_PERCENT = 120;

  public Rating {
    require(phases == 1 || phases == 3, "%d phases are not 1 or 3", phases);
    require(1 <= current && current <= 6_000, "%d A are not 1 to 6000", current);
    require(50 <= voltage && voltage <= 1_000, "%d V are not 50 to 1000", voltage);
  }

  /**
   * The most that a counter of electricity can grow in an hour, in steps of its quantity, without
   * transformers; behind them it grows by their ratio more.
   *
   * @return nothing for what is not a counter of Wh, varh or VAh.
   */
  public Optional<Long> stepsPerHour(RegisterName name) {
    Step step = name.quantity().step();
    boolean electric =
        step == Step.WATT_HOUR || step == Step.VAR_HOUR || step == Step.VOLT_AMPERE_HOUR;
    if (!electric || name.quantity().kind() != Kind.COUNTER) {
      return Optional.empty();
    }
    long counted = name.phase() == Phase.ALL ? phases : 1;
    return Optional.of(counted * current * voltage * MARGIN_PERCENT / 100);
  }
}
